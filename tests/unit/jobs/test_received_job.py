"""What `ingest` writes beside the accounts: the page and the tape, from real files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, RulesError, UsageError
from collectkit.files import Output
from collectkit.jobs.ingest import taped
from collectkit.jobs.ingest.ingest import Papers
from tests.unit.ingest import portfolios
from tests.unit.ingest.portfolios import HEADER, account, accounts, as_csv, totals

ROWS = [HEADER, *accounts(40), account(41, 逾期总额="见附件"), account(42, 手机="138****8000"), totals("861.99")]


def written(folder: Path, name: str, *sources: bytes | str | Path, **options: Any) -> tuple[bytes, portfolios.Ingested]:
    """Ingest, with a tape under this name."""
    papers = Papers(tape=Output(folder / name, force=True), **options)
    done = portfolios.run(folder, *(sources or (as_csv(ROWS),)), papers=papers)
    return (folder / name).read_bytes(), done


def page(folder: Path, *sources: bytes | str | Path, **options: Any) -> str:
    """Ingest, and return the page."""
    papers = Papers(page=Output(folder / "page.html", force=True), language="en", creditor="Lender", **options)
    portfolios.run(folder, *sources, papers=papers)
    return (folder / "page.html").read_text()


def test_a_tape_in_json_comes_to_the_accounts(tmp_path: Path) -> None:
    data, done = written(tmp_path, "tape.json")
    found = json.loads(data)
    (part,) = found["parts"]
    money = {name: int(done.accounts[name].sum()) for name in part["total"] if name.endswith("_minor")}
    assert {name: part["total"][name] for name in money} == money
    assert set(money) == {"overdue_total_minor", "principal_outstanding_minor"}
    assert (part["total"]["accounts"], part["debtors"]) == (41, 41)
    assert (found["as_of"], found["scheme"], found["smallest_cell"]) == ("2026-10-31", "cn-m3plus", 5)
    for rows in part["tables"].values():
        for name, total in {**money, "accounts": 41}.items():
            assert sum(row[name] for row in rows) == total


def test_a_tape_in_csv_is_one_table(tmp_path: Path) -> None:
    data, done = written(tmp_path, "tape.csv")
    frame = pl.read_csv(io.BytesIO(data))
    owed = int(done.accounts["overdue_total_minor"].sum())
    sums = frame.group_by("dimension").agg(pl.col("overdue_total_minor").sum())["overdue_total_minor"]
    assert sums.unique().to_list() == [owed]
    assert frame["dimension"].unique(maintain_order=True).to_list() == ["all", "bucket", "product", "band"]


def test_a_tape_in_a_workbook_has_a_sheet_for_each_way(tmp_path: Path) -> None:
    _, done = written(tmp_path, "tape.xlsx")
    sheets = pl.read_excel(tmp_path / "tape.xlsx", sheet_id=0)
    assert list(sheets) == ["概览", "按账龄", "按产品", "按剩余本金分段", "说明"]
    total = int(done.accounts["overdue_total_minor"].sum()) / 100
    assert sheets["概览"]["逾期总额"].to_list() == [total]
    buckets = sheets["按账龄"]
    assert buckets["账龄"].to_list() == ["M3+", "合计"]
    assert buckets["逾期总额"].to_list() == [total, total]


def test_a_tape_as_a_page(tmp_path: Path) -> None:
    data, _ = written(tmp_path, "tape.html", language="en")
    assert b"Portfolio tape" in data


def test_the_scheme_may_be_another(tmp_path: Path) -> None:
    data, _ = written(tmp_path, "tape.json", scheme="us-metro2")
    (row,) = json.loads(data)["parts"][0]["tables"]["bucket"]
    assert row["label"] == "90-119"


def test_several_files_make_one_tape_and_one_page(tmp_path: Path) -> None:
    parts = as_csv([HEADER, *accounts(10)]), as_csv([HEADER, *[account(n) for n in range(11, 31)]])
    data, done = written(tmp_path, "tape.json", *parts)
    assert json.loads(data)["parts"][0]["total"]["accounts"] == done.report.accounts == 30
    found = page(tmp_path, *parts)
    assert "input0.csv" in found
    assert "input1.csv" in found


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("tape.json", "tape.csv", "tape.xlsx", "tape.html"):
        assert written(tmp_path, name)[0] == written(tmp_path, name)[0]
    assert page(tmp_path, as_csv(ROWS)) == page(tmp_path, as_csv(ROWS))


def test_few_debtors_make_no_tape(tmp_path: Path) -> None:
    data, _ = written(tmp_path, "tape.json", as_csv([HEADER, *accounts(4)]))
    assert (json.loads(data)["parts"], json.loads(data)["withheld"]) == ([], ["CNY"])
    for name in ("tape.csv", "tape.xlsx", "tape.html"):
        written(tmp_path, name, as_csv([HEADER, *accounts(4)]))


def test_what_cannot_be_made_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown file ending"):
        written(tmp_path, "tape.pdf", tmp_path / "missing.csv")
    with pytest.raises(RulesError, match="unknown scheme"):
        written(tmp_path, "tape.json", tmp_path / "missing.csv", scheme="cn-m4plus")


def test_a_run_that_fails_leaves_neither(tmp_path: Path) -> None:
    papers = Papers(page=Output(tmp_path / "page.html"), tape=Output(tmp_path / "tape.json"))
    with pytest.raises(InputError):
        portfolios.run(tmp_path, as_csv([HEADER, account(1, 合同号="")]), papers=papers)
    assert not (tmp_path / "page.html").exists()
    assert not (tmp_path / "tape.json").exists()


def test_a_page_says_what_was_refused_and_what_to_ask(tmp_path: Path) -> None:
    found = page(tmp_path, as_csv(ROWS))
    assert "Some cells of &#34;逾期总额（元）&#34; are no amounts" in found
    assert "over a channel that is encrypted" in found
    assert "138****8000" not in found


def test_a_workbooks_tabs_are_not_told(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("王某某的借款", "李某某的借款"):
            for place, row in enumerate([HEADER, *accounts(6)]):
                (book.get_worksheet_by_name(name) or book.add_worksheet(name)).write_row(place, 0, row)
    found = page(tmp_path, path)
    assert "the first visible" in found
    assert "某某" not in found


def test_headers_that_may_be_values_are_not_told(tmp_path: Path) -> None:
    rows = [[*HEADER, "15400000009"], *([*row, ""] for row in accounts(6))]
    found = page(tmp_path, as_csv(rows))
    assert "15400000009" not in found
    assert "column 12" in found


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("现金贷", True),
        ("2024", True),
        ("Car loan 12", True),
        ("15400000009", False),
        ("110105185101010018", False),
        ("a@example.com", False),
        ("某省某市某区某路12号", False),
        ("202610310001", False),
        ("x" * 41, False),
    ],
)
def test_a_label_that_looks_like_a_value_is_not_shown(label: str, *, shown: bool) -> None:
    assert taped.may_show(label) is shown


def test_products_that_are_phone_numbers_are_not_shown(tmp_path: Path) -> None:
    rows = [account(n, 产品=f"1540000000{n % 2}") for n in range(1, 31)]
    data, _ = written(tmp_path, "tape.json", as_csv([HEADER, *rows]))
    assert b"1540000000" not in data
    (row,) = json.loads(data)["parts"][0]["tables"]["product"]
    assert (row["label"], row["merged"], row["accounts"]) == (None, 2, 30)
