"""Corrected rejects and their inputs: of which input a row is, and what a header may be called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.files import Input
from tests.unit.ingest.portfolios import HEADER, account, as_csv, run, totals, write_xlsx

FIRST = as_csv([HEADER, account(1), account(2, 剩余本金="?")])
SECOND = as_csv([HEADER, account(11), account(12, 剩余本金="?")])


def corrected(folder: Path, *changes: pl.Expr) -> Input:
    """Write the rejects of the last run with other cells."""
    cells = pl.read_csv(folder / "rejects.csv", infer_schema=False)
    cells.with_columns(pl.col("剩余本金(元)").replace("?", "9000")).with_columns(*changes).write_csv(
        folder / "corrected.csv"
    )
    return Input(folder / "corrected.csv")


def test_a_corrected_file_without_rows_corrects_nothing(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    header = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "corrected.csv").write_text(header + "\n", encoding="utf-8")
    done = run(tmp_path, tmp_path / "input0.csv", amend=Input(tmp_path / "corrected.csv"))
    assert (done.report.accounts, done.report.rejects, done.report.amended) == (1, 1, 0)


@pytest.mark.parametrize("header", ["file", "line", "reason"])
def test_an_input_may_call_a_column_as_the_rejects_do(tmp_path: Path, header: str) -> None:
    rows = [[*HEADER, header], [*account(1), ""], [*account(2, 剩余本金="?"), "x"]]
    run(tmp_path, as_csv(rows))
    done = run(tmp_path, tmp_path / "input0.csv", amend=corrected(tmp_path))
    assert (done.report.accounts, done.report.amended) == (2, 1)


def test_a_column_called_line_comes_back_from_a_format_without_lines(tmp_path: Path) -> None:
    rows = [[*account(1), ""], [*account(2, 剩余本金="?"), "x"]]
    pl.DataFrame(rows, schema=[*HEADER, "line"], orient="row").write_parquet(tmp_path / "p.parquet")
    run(tmp_path, tmp_path / "p.parquet")
    done = run(tmp_path, tmp_path / "p.parquet", amend=corrected(tmp_path))
    assert (done.report.accounts, done.report.amended) == (2, 1)


def test_an_account_number_that_a_spreadsheet_rounded_on_the_way_is_refused(tmp_path: Path) -> None:
    number = "6222000000000012345"
    done = run(tmp_path, as_csv([HEADER, account(1), account(2, 剩余本金="?", 合同号=number)]))
    cells = [cell if cell != "?" else "9000" for cell in done.rejects.row(0)]
    table: list[list[Any]] = [done.rejects.columns, [int(cell) if cell in {number, "3"} else cell for cell in cells]]
    write_xlsx(tmp_path / "corrected.xlsx", table)
    again = run(tmp_path, tmp_path / "input0.csv", amend=Input(tmp_path / "corrected.xlsx"))
    assert again.accounts["account_id"].to_list() == ["HT000001"]
    assert again.reasons == [(3, "ACCOUNT_PRECISION_LOST", "account_id")]


def test_rows_of_another_input_are_not_laid_over_those_of_one_alone(tmp_path: Path) -> None:
    run(tmp_path, FIRST, SECOND)
    cells = pl.read_csv(tmp_path / "rejects.csv", infer_schema=False)
    cells.filter(pl.col("file") == "input1.csv").write_csv(tmp_path / "rejects.csv")
    with pytest.raises(InputError, match="1 of its rows are of no input"):
        run(tmp_path, tmp_path / "input0.csv", amend=corrected(tmp_path))


def test_a_row_that_no_longer_says_of_which_input_it_is_is_refused(tmp_path: Path) -> None:
    run(tmp_path, FIRST, SECOND)
    blank = pl.when(pl.col("file") == "input0.csv").then(pl.lit("input0.csv")).alias("file")
    sources = tmp_path / "input0.csv", tmp_path / "input1.csv"
    with pytest.raises(InputError, match="1 of its rows are of no input"):
        run(tmp_path, *sources, amend=corrected(tmp_path, blank))


def test_inputs_of_one_name_cannot_be_corrected_together(tmp_path: Path) -> None:
    sources = []
    for folder, text in (("a", FIRST), ("b", SECOND)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.csv").write_text(text, encoding="utf-8")
        sources.append(tmp_path / folder / "p.csv")
    run(tmp_path, *sources)
    with pytest.raises(InputError, match="two inputs have one name"):
        run(tmp_path, *sources, amend=corrected(tmp_path))


def test_a_row_that_is_corrected_to_the_totals_is_no_account(tmp_path: Path) -> None:
    run(tmp_path, as_csv([HEADER, account(1), account(2, 剩余本金="?"), account(3)]))
    done = run(tmp_path, tmp_path / "input0.csv", amend=corrected(tmp_path, *_as(totals("4.10"))))
    assert done.accounts["account_id"].to_list() == ["HT000001", "HT000003"]
    assert done.report.removed == {"totals": 1}
    assert done.report.control_totals["overdue_total"].difference_minor == 0


def _as(row: list[str]) -> list[pl.Expr]:
    return [pl.lit(cell).alias(name) for name, cell in zip(HEADER, [*row, *[""] * len(HEADER)], strict=False)]
