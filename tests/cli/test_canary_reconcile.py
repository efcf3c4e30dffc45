"""The canary of reconciliations: what stands where it should not, in a return or a ledger, is in no summary or page."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from collectkit.tables.record_families import FAMILIES
from tests.cli import golden
from tests.cli.test_canary import BROKEN, PLANTED, leaks, text

TOKEN = "A0NMKF0C0QAAV80DPQ69G3D"
RETURNS = {
    "record": "PAY", "token": TOKEN, "payment_id": "P1", "type": "PAYMENT", "amount": "5", "currency": "CNY",
    "value_date": "2026-11-05", "received_by": "AGENCY", "reverses": "", "fee_claimed": "1", "rows": "",
}  # fmt: skip
LEDGER = {
    "txn_id": "T1", "account_id": "00123456", "value_date": "2026-11-05", "amount": "5", "currency": "CNY",
    "type": "REPAYMENT", "reversal": "N", "reverses": "",
}  # fmt: skip
IDS, WORDS = ("payment_id", "txn_id", "reverses"), ("name", "email", "address", "remark")


def plantable(column: str) -> list[str]:
    """Return what is out of place in a column: an id may be any number, and a number is an amount."""
    return ["email"] if column in IDS else list(WORDS if column == "amount" else PLANTED)


def placed(tmp_path: Path) -> Path:
    """Make a folder with keys and one account that is placed, under `TOKEN`."""
    golden.give_keys(tmp_path)
    (tmp_path / "tmp").mkdir()
    account = {
        "agency": "agency-a", "batch": "b-1", "account_token": TOKEN, "account_id": "00123456", "currency": "CNY",
        "bucket": "M1", "placed_on": dt.date(2026, 11, 1), "recall_on": dt.date(2026, 11, 30),
    }  # fmt: skip
    pl.DataFrame([account]).write_parquet(tmp_path / "placed.parquet")
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    placed(tmp_path)
    (tmp_path / "agency-a.csv").write_bytes(text(",".join(RETURNS), ",".join(RETURNS.values())))
    (tmp_path / "ledger.csv").write_bytes(text(",".join(LEDGER), ",".join(LEDGER.values())))
    return tmp_path


def play(folder: Path, returns: Path, ledger: Path, planted: Path) -> int:
    """Reconcile, and look for planted values; items and workbook hold what came, and are meant to."""
    line = f"collectkit reconcile --placed placed.parquet --returns agency-a={returns} --ledger {ledger} -o out"
    done = golden.shell(f"{line} --check --report report.json", folder, TMPDIR=str(folder / "tmp"), **golden.KEYS)
    for name in ("items.csv", "records.csv", "reconciliation.xlsx"):
        (folder / "out" / name).unlink(missing_ok=True)
    assert leaks(done, folder, but=planted) == []
    assert not list((folder / "tmp").iterdir())
    assert not list(folder.rglob(".*.part"))
    return done.returncode


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("side", ["returns", "ledger"])
def test_a_portfolio_is_no_return_and_no_ledger(kind: str, side: str, folder: Path) -> None:
    ending, content = BROKEN[kind]
    file = folder / f"input{ending}"
    file.write_bytes(content())
    returns, ledger = (file, "ledger.csv") if side == "returns" else ("agency-a.csv", file)
    assert play(folder, Path(returns), Path(ledger), file) == 10


@pytest.mark.parametrize("column", RETURNS)
def test_a_value_in_a_column_of_a_return(column: str, folder: Path) -> None:
    cells = [{**RETURNS, "payment_id": f"P{n}", column: PLANTED[kind]} for n, kind in enumerate(plantable(column))]
    rows = [",".join(line.values()) for line in cells]
    file = folder / "agency-a.csv"
    file.write_bytes(text(",".join(RETURNS), *rows, f"PAY,{PLANTED['name']}"))
    assert play(folder, file, Path("ledger.csv"), file) == 20


def test_a_value_in_any_column_of_another_family_in_a_header_and_in_the_name_of_a_sheet(folder: Path) -> None:
    """Items and records hold what came, and are meant to; free text is not read at all."""
    file = folder / "agency-a.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet(PLANTED["name"])
        sheet.write_row(0, 0, ["机构", "笔数", "金额"])
        sheet = book.add_worksheet(PLANTED["email"])
        sheet.write_row(0, 0, ["x", "y"])
        for code, family in FAMILIES.items():
            sheet = book.add_worksheet(code)
            sheet.write_row(0, 0, [*family.fields, PLANTED["mobile"]])
            for row, name in enumerate(family.fields, 1):
                sheet.write_row(row, 0, [PLANTED["address"] if known == name else "" for known in family.fields])
    assert play(folder, file, Path("ledger.csv"), file) == 20


@pytest.mark.parametrize("column", LEDGER)
def test_a_value_in_a_column_of_a_ledger(column: str, folder: Path) -> None:
    cells = [{**LEDGER, "txn_id": f"T{n}", column: PLANTED[kind]} for n, kind in enumerate(plantable(column))]
    rows = [",".join(line.values()) for line in cells]
    file = folder / "ledger.csv"
    file.write_bytes(text(",".join(LEDGER), *rows, f"T9,{PLANTED['name']}"))
    assert play(folder, Path("agency-a.csv"), file, file) == 20


INVOICE = {
    "payment_id": "P1", "token": TOKEN, "value_date": "2026-11-05", "amount": "5", "currency": "CNY", "base": "5",
    "rate": "20%", "fee": "1",
}  # fmt: skip
BANK = {
    "reference": "B1", "date": "2026-12-05", "amount": "5", "direction": "C", "currency": "CNY", "payer": "agency-a",
    "summary": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("option", "cells"), [("--invoice agency-a=", INVOICE), ("--bank ", BANK)], ids=["invoice", "bank"]
)
def test_a_value_in_a_column_of_a_settlement(option: str, cells: dict[str, str], folder: Path) -> None:
    file = folder / "settled.csv"
    columns = [column for column in cells if column not in ("reference", *IDS)]
    lines = [{**cells, column: PLANTED[kind]} for column in columns for kind in plantable(column)]
    total = dict.fromkeys(cells, PLANTED["name"]) | {next(iter(cells)): "合计", "token": ""}
    rows = [",".join(line.values()) for line in [*lines, {name: total[name] for name in cells}]]
    file.write_bytes(text(",".join(cells), *rows, f"X,{PLANTED['name']}"))
    (folder / "rates.toml").write_text('version = 1\n[[rate]]\nrate = "20%"\n')
    line = "collectkit reconcile --placed placed.parquet --returns agency-a.csv --ledger ledger.csv --rates rates.toml"
    done = golden.shell(f"{line} {option}settled.csv -o out --report report.json", folder, **golden.KEYS)
    assert done.returncode == 0
    assert (folder / "out" / ("bank.csv" if "bank" in option else "invoice.csv")).exists()
    (folder / "out" / "invoice.csv").unlink(missing_ok=True)
    assert leaks(done, folder, but=file) == []


def test_the_canary_is_in_the_items(folder: Path) -> None:
    (folder / "agency-a.csv").write_bytes(
        text(",".join(RETURNS), ",".join({**RETURNS, "token": PLANTED["name"]}.values()))
    )
    line = "collectkit reconcile --placed placed.parquet --returns agency-a.csv --ledger ledger.csv -o out -q"
    golden.shell(line, folder, **golden.KEYS)
    assert PLANTED["name"] in (folder / "out" / "items.csv").read_text()
    with zipfile.ZipFile(folder / "out" / "reconciliation.xlsx") as book:
        assert PLANTED["name"] in book.read("xl/sharedStrings.xml").decode()
    assert PLANTED["name"] not in (folder / "out" / "reconciliation.html").read_text()


def test_the_evidence_shows_no_cell_that_may_be_anything(folder: Path) -> None:
    planted = folder / "agency-a.csv"
    odd = {"payment_id": PLANTED["email"], "reverses": PLANTED["email"]}
    planted.write_bytes(text(",".join(RETURNS), *(",".join({**RETURNS, **cells}.values()) for cells in ({}, odd))))
    booked = {**LEDGER, "txn_id": PLANTED["email"], "account_id": PLANTED["id"]}
    (folder / "ledger.csv").write_bytes(text(",".join(LEDGER), *(",".join(row.values()) for row in (LEDGER, booked))))
    line = "collectkit reconcile --placed placed.parquet --returns agency-a.csv --ledger ledger.csv -o out -q"
    line += f" && collectkit why out {TOKEN} --report report.json"
    done = golden.shell(line, folder, **golden.KEYS)
    assert done.returncode == 0
    assert done.stdout.count(b"Item ") == 2
    (folder / "ledger.csv").unlink()
    for name in ("items.csv", "reconciliation.xlsx"):
        (folder / "out" / name).unlink()
    assert leaks(done, folder, but=planted) == []
