"""Corrected rejects come back, and every row is still accounted for."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from collectkit.errors import InputError
from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import HEADER, Ingested, account, accounts, as_csv, run, totals

BROKEN = [
    HEADER,
    *accounts(2),
    account(3, 剩余本金="三千多"),
    account(4)[:5],
    account(5, 合同号=""),
    account(6),
    account(6, 剩余本金="1.00"),
    totals("21.30"),
]
Edit = Callable[[list[dict[str, str]]], None]


def amended(folder: Path, edit: Edit, rows: list[list[str]] = BROKEN, *, xlsx: bool = False) -> Ingested:
    """Ingest, edit the rejects, and ingest again with them."""
    run(folder, as_csv(rows))
    with (folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    edit(cells)
    path = folder / ("corrected.xlsx" if xlsx else "corrected.csv")
    table = [list(cells[0]), *(list(cell.values()) for cell in cells)]
    if xlsx:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate(table):
                sheet.write_row(
                    place, 0, [int(cell) if cell.isdigit() and at == 0 else cell for at, cell in enumerate(row)]
                )
    else:
        path.write_text(as_csv(table), encoding="utf-8")
    return run(folder, folder / "input0.csv", amend=Input(path))


def unchanged(cells: list[dict[str, str]]) -> None:
    assert cells


def fill(cells: dict[str, str], row: list[str]) -> None:
    cells.update(zip(HEADER, row, strict=True))


def all_mended(cells: list[dict[str, str]]) -> None:
    by_row = {cell["row"]: cell for cell in cells}
    by_row["4"]["剩余本金(元)"] = "3000"
    fill(by_row["5"], account(4))
    by_row["6"]["合同号"] = "HT000005"
    by_row["8"]["reason"] = "drop"


@pytest.mark.parametrize("xlsx", [False, True])
def test_corrected_rows_take_their_places_and_the_totals_balance(tmp_path: Path, xlsx: bool) -> None:
    done = amended(tmp_path, all_mended, xlsx=xlsx)
    assert done.accounts["account_id"].to_list() == [f"HT{n:06}" for n in range(1, 7)]
    assert done.report.rejects == 0
    assert done.report.removed == {"totals": 1, "withdrawn": 1}
    assert (done.report.rows_in, done.report.amended) == (8, 3)
    control = done.report.control_totals["overdue_total"]
    assert (control.stated_minor, control.accounts_minor, control.difference_minor) == (2130, 2130, 0)
    clean = run(tmp_path, as_csv([HEADER, *accounts(6)])).accounts
    assert done.accounts.equals(clean)


def test_what_is_not_corrected_stays_rejected(tmp_path: Path) -> None:
    first = run(tmp_path, as_csv(BROKEN))
    done = amended(tmp_path, unchanged)
    assert done.rejects.equals(first.rejects)
    assert done.accounts.equals(first.accounts)
    assert done.report.amended == 0
    gone = amended(tmp_path, lambda cells: cells.__delitem__(slice(1, None)))
    assert gone.rejects.equals(first.rejects)


def test_a_correction_may_be_rejected_again(tmp_path: Path) -> None:
    done = amended(tmp_path, lambda cells: cells[0].update({"剩余本金(元)": "still not", "逾期总额（元）": "3.06"}))
    assert done.reasons[0] == (4, "AMOUNT_UNREADABLE", "principal_outstanding")
    assert done.report.rows_in == 8


def test_one_of_two_contradicting_rows_may_be_left_out(tmp_path: Path) -> None:
    def choose(cells: list[dict[str, str]]) -> None:
        next(cell for cell in cells if cell["row"] == "8")["reason"] = "删除"

    done = amended(tmp_path, choose)
    assert done.accounts.filter(pl.col("account_id") == "HT000006")["principal_outstanding_minor"].to_list() == [
        600_000
    ]
    assert done.report.removed["withdrawn"] == 1


def test_an_id_number_that_a_spreadsheet_damages_on_the_way_is_seen(tmp_path: Path) -> None:
    rows = [HEADER, *accounts(2), account(3, 剩余本金="?", 证件号码="110105185101040041")]
    run(tmp_path, as_csv(rows))
    header = ["row", "reason", "column", "line", *HEADER]
    corrected = account(3, 证件号码="")
    with xlsxwriter.Workbook(tmp_path / "corrected.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, [4, "AMOUNT_UNREADABLE", "principal_outstanding", "", *corrected])
        sheet.write_number(1, 4 + HEADER.index("证件号码"), 110105185101040041)
    done = run(tmp_path, tmp_path / "input0.csv", amend=Input(tmp_path / "corrected.xlsx"))
    assert done.reasons == [(4, "ID_PRECISION_LOST", "id_number")]


def wrong_rows(cells: list[dict[str, str]]) -> None:
    cells[0]["row"] = "2"


def no_number(cells: list[dict[str, str]]) -> None:
    cells[0]["row"] = "here"


def twice(cells: list[dict[str, str]]) -> None:
    cells[0]["row"] = cells[1]["row"]


def beyond(cells: list[dict[str, str]]) -> None:
    cells[0]["row"] = "4000"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (wrong_rows, "had not been rejected"),
        (no_number, "not a row number"),
        (twice, "there twice"),
        (beyond, "not in the input"),
    ],
)
def test_a_file_that_is_not_the_rejects_of_this_input_is_refused(tmp_path: Path, edit: Edit, message: str) -> None:
    with pytest.raises(InputError, match=message):
        amended(tmp_path, edit)


def test_another_files_rejects_are_refused(tmp_path: Path) -> None:
    run(tmp_path, as_csv([[*HEADER[:-1], "其他"], *(row for row in BROKEN[1:])]))
    (tmp_path / "rejects.csv").rename(tmp_path / "corrected.csv")
    with pytest.raises(InputError, match="not the rejects of this input"):
        run(tmp_path, as_csv(BROKEN), amend=Input(tmp_path / "corrected.csv"))


def test_of_several_inputs_each_row_says_which(tmp_path: Path) -> None:
    other = as_csv([HEADER, account(11), account(12, 剩余本金="?")])
    run(tmp_path, as_csv(BROKEN), other)
    cells = pl.read_csv(tmp_path / "rejects.csv", infer_schema=False)
    mended = (
        pl.when(pl.col("file") == "input1.csv").then(pl.lit("12000")).otherwise("剩余本金(元)").alias("剩余本金(元)")
    )
    cells.with_columns(mended).write_csv(tmp_path / "corrected.csv")
    done = run(tmp_path, tmp_path / "input0.csv", tmp_path / "input1.csv", amend=Input(tmp_path / "corrected.csv"))
    assert "HT000012" in done.accounts["account_id"].to_list()
    assert done.report.rejects == 5


def test_rejects_written_as_a_workbook_come_back_through_it(tmp_path: Path) -> None:
    run(tmp_path, as_csv(BROKEN))
    source = Input(tmp_path / "input0.csv")
    job.run([source], Output(tmp_path / "a.parquet"), rejects=Output(tmp_path / "rejects.xlsx"))
    done = run(tmp_path, tmp_path / "input0.csv", amend=Input(tmp_path / "rejects.xlsx"))
    assert (done.report.rejects, done.report.amended) == (5, 0)


def test_rejects_of_several_inputs_are_not_laid_over_one_alone(tmp_path: Path) -> None:
    run(tmp_path, as_csv([HEADER, account(1), account(2, 剩余本金="?")]), as_csv(BROKEN))
    (tmp_path / "rejects.csv").rename(tmp_path / "corrected.csv")
    with pytest.raises(InputError, match="5 of its rows are of no input"):
        run(tmp_path, tmp_path / "input0.csv", amend=Input(tmp_path / "corrected.csv"))


def test_columns_may_be_called_as_those_of_the_rejects(tmp_path: Path) -> None:
    rows = [[*row, *("file", "row", "line")] if row is BROKEN[0] else [*row, "a", "b", "c"] for row in BROKEN[:3]]
    rows.append([*account(3, 剩余本金="?"), "a", "b", "c"])
    done = amended(tmp_path, lambda cells: cells[0].update({"剩余本金(元)": "5.00"}), rows)
    assert (done.report.accounts, done.report.amended) == (3, 1)
