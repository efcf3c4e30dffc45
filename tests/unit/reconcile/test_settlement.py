"""Who owes whom by the terms, and what the bank says arrived of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs.reconcile import bank
from collectkit.reconcile.commission import parse, totals, with_fees
from collectkit.reconcile.identity import identity
from collectkit.reconcile.items import Tied
from collectkit.reconcile.settlement import remittances
from collectkit.reconcile.settlement.bank_lines import BANKED
from collectkit.reconcile.settlement.statement import statement
from tests.unit.reconcile.given import Row, booked, day, paid, placed, reconcile

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
MONEY = ("received", "held", "direct", "earned", "given_back", "due", "remit", "pay")


def stated(terms: str, returned: Sequence[Row], ledger: Sequence[Row], rate: str = "10%") -> list[tuple[Any, ...]]:
    rates = parse(f'version = 1\n[[rate]]\nrate = "{rate}"\n[terms]\nsettlement = "{terms}"\n', "rates.toml")
    tied = with_fees(reconcile([placed("x", recall_on=None)], returned, ledger), rates)
    return statement(tied, rates).select("month", "terms", *MONEY).rows()


LINES = [
    paid("x", "P1", 1000, 1),
    paid("x", "P2", 300, 2),
    paid("x", "P3", 50, 3, received_by="CREDITOR"),
    paid("x", "P4", 7, 4, token="strange"),
]
LEDGER = [booked("x", "T1", 1000, 1), booked("x", "T3", 50, 3), booked("x", "T4", 20, 9)]


@pytest.mark.parametrize(("terms", "remit", "pay"), [("gross", 1300, 100), ("net", 1200, 0), ("creditor", 0, 100)])
def test_who_owes_whom_is_a_matter_of_the_terms(terms: str, remit: int, pay: int) -> None:
    assert stated(terms, LINES, LEDGER) == [(NOVEMBER, terms, 1000, 300, 70, 100, 0, 100, remit, pay)]


@pytest.mark.parametrize(("terms", "remit", "pay"), [("gross", 100, 1000), ("net", 0, 900), ("creditor", 100, 0)])
def test_what_is_taken_back_in_a_later_month_is_owed_the_other_way(terms: str, remit: int, pay: int) -> None:
    ledger = [booked("x", "T1", 1000, 1), booked("x", "T2", -1000, 35, type="REVERSAL", reverses="T1")]
    _, december = stated(terms, [paid("x", "P1", 1000, 1)], ledger)
    assert december == (DECEMBER, terms, -1000, 0, 0, 0, 100, -100, remit, pay)


def test_what_one_agency_claims_and_another_had_is_direct_with_the_one_that_had_the_account() -> None:
    rates = parse('version = 1\n[[rate]]\nrate = "10%"\n', "rates.toml")
    accounts = [placed("x", recall_on=day(10)), placed("x", "b", placed_on=day(11))]
    tied = with_fees(reconcile(accounts, [paid("x", "P1", 1000, 15)], [booked("x", "T1", 1000, 15)]), rates)
    found = statement(tied, rates).select("agency", "held", "direct").with_columns(pl.col("agency").cast(pl.String))
    assert found.rows() == [("a", 1000, 0), ("b", 0, 1000)]
    direct = identity(tied).select("agency", "direct").with_columns(pl.col("agency").cast(pl.String))
    assert direct.rows() == [("a", 0), ("b", 1000)]


def test_a_fee_that_nobody_knows_is_counted_and_in_no_sum() -> None:
    rates = parse('version = 1\n[[rate]]\nbucket = "M9"\nrate = "10%"\n', "rates.toml")
    tied: Tied = with_fees(reconcile([placed("x")], [paid("x")], [booked("x")]), rates)
    assert statement(tied, rates).select("fees_unknown", "due", "remit").rows() == [(1, 0, 100)]


def owed(*months: tuple[dt.date, int, int]) -> pl.DataFrame:
    rows = [{"agency": "a", "cur": "CNY", "month": month, "remit": remit, "pay": pay} for month, remit, pay in months]
    return pl.DataFrame(rows, schema_overrides={"remit": pl.Int128, "pay": pl.Int128})


def moved(*lines: tuple[dt.date, int], **cells: Any) -> pl.DataFrame:
    rows = [
        {"row": row, "day": on, "amount": amount, "agency": "a", "several": False, **cells}
        for row, (on, amount) in enumerate(lines, 2)
    ]
    return pl.DataFrame(rows, schema=BANKED)


def came(statement: pl.DataFrame, lines: pl.DataFrame, as_of: dt.date | None = None) -> list[tuple[Any, ...]]:
    found = remittances.compare(statement, remittances.sorted_out(lines, statement), 15, as_of)
    return (
        found.select("way", "month", "arrived", "difference", "status")
        .with_columns(pl.col("status").cast(pl.String))
        .rows()
    )


IN_TIME, LATE, YEAR_END = dt.date(2026, 12, 15), dt.date(2026, 12, 16), dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("lines", "arrived", "status"),
    [
        ([(IN_TIME, 100)], 100, "PAID"),
        ([(IN_TIME, 60), (LATE, 40)], 100, "LATE"),
        ([(IN_TIME, 60)], 60, "SHORT"),
        ([(IN_TIME, 160)], 160, "OVER"),
        ([], 0, "SHORT"),
        ([(dt.date(2026, 10, 31), 100)], 0, "SHORT"),
    ],
)
def test_what_arrived_against_what_is_due(lines: list[tuple[dt.date, int]], arrived: int, status: str) -> None:
    assert came(owed((NOVEMBER, 100, 0)), moved(*lines), YEAR_END) == [
        ("remit", NOVEMBER, arrived, arrived - 100, status)
    ]


def test_before_the_day_nothing_is_short() -> None:
    assert came(owed((NOVEMBER, 100, 0)), moved((IN_TIME, 60)))[0][-1] == "NOT_YET_DUE"


def test_the_oldest_month_is_paid_first_and_each_way_by_itself() -> None:
    lines = moved((IN_TIME, 150), (LATE, -30))
    assert came(owed((NOVEMBER, 100, 30), (DECEMBER, 100, 0)), lines, YEAR_END) == [
        ("pay", NOVEMBER, 30, 0, "LATE"),
        ("remit", NOVEMBER, 100, 0, "PAID"),
        ("remit", DECEMBER, 50, -50, "SHORT"),
    ]


def test_what_arrives_though_nothing_is_due_is_too_much() -> None:
    assert came(owed((NOVEMBER, 0, 0)), moved((IN_TIME, 5))) == [("remit", None, 5, 5, "OVER")]


HEADER = "银行流水号,交易日期,收入金额,支出金额,对方户名,摘要\n"


def test_a_bank_line_is_an_agencys_by_its_id_or_name_and_a_person_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    lines = (
        "B1,2026-12-01,100.00,,甲 公司（北京）,回款",
        "B2,2026-12-02,,30.00,某银行,agency-a 佣金",
        "B3,2026-12-03,5.00,,张三,还款",
        "B4,2026-12-04,6.00,0.00,AGENCY-AB,",
        "B5,2026-12-05,7.00,,王五,甲公司与乙公司",
        "B6,2026-13-05,7.00,,甲公司,",
        "B7,2026-12-05,约七,,甲公司,",
        "合计,,118.00,30.00,,",
    )
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    found, gone = bank.read(Input(path), {"agency-a": "甲公司", "agency-b": "乙公司"})
    assert found.select("amount", "agency", "several", "payer").rows()[:5] == [
        (10000, "agency-a", False, "甲 公司（北京）"),
        (-3000, "agency-a", False, None),
        (500, None, False, None),
        (600, None, False, None),
        (700, None, True, None),
    ]
    assert found["fault"].to_list()[5:] == ["date_impossible", "amount_unreadable"]
    assert gone == {"totals": 1}
    status = remittances.sorted_out(found, owed((NOVEMBER, 1, 0)))["status"].cast(pl.String).to_list()
    assert status == ["REMITTANCE", "PAYOUT", "NOT_LISTED", "NOT_LISTED", "SEVERAL", "UNREADABLE", "UNREADABLE"]


def test_one_column_of_amounts_takes_its_sign_from_the_way_that_the_bank_names(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(
        "reference,date,amount,direction,payer\n1,2026-12-01,5.00,D,\n2,2026-12-01,5.00,C,\n3,2026-12-01,-5.00,,\n"
    )
    assert bank.read(Input(path), {"a": "a"})[0]["amount"].to_list() == [-500, 500, -500]


def test_what_a_bank_line_says_twice_or_against_itself_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    lines = (
        "1,2026-12-01,5.00,,C,甲",
        "1,2026-12-01,5.00,,C,甲",
        "2,2026-12-01,-5.00,,C,甲",
        "3,2026-12-01,-5.00,,D,甲",
    )
    path.write_text("reference,date,credit,debit,direction,payer\n4,2026-12-01,5.00,3.00,,甲\n", encoding="utf-8")
    assert bank.read(Input(path), {"a": "甲"})[0]["fault"].to_list() == ["amount_unreadable"]
    path.write_text("reference,date,amount,x,direction,payer\n" + "\n".join(lines) + "\n", encoding="utf-8")
    found = remittances.sorted_out(bank.read(Input(path), {"a": "甲"})[0], owed((NOVEMBER, 1, 0)))
    assert found["status"].cast(pl.String).to_list() == ["REMITTANCE", "REPEATED", "UNREADABLE", "PAYOUT"]


def test_a_bank_statement_without_amounts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("银行流水号,交易日期,对方户名\n1,2026-12-01,x\n", encoding="utf-8")
    with pytest.raises(InputError):
        bank.read(Input(path), {"a": "a"})


def test_what_is_received_and_direct_is_what_the_identity_says() -> None:
    rates = parse('version = 1\n[[rate]]\nrate = "10%"\n', "rates.toml")
    ledger = [*LEDGER, booked("x", "T9", -1000, 33, type="REVERSAL", reverses="T1")]
    tied = with_fees(reconcile([placed("x", recall_on=None)], LINES, ledger), rates)
    found, whole = statement(tied, rates), identity(tied)
    assert found["month"].to_list() == [NOVEMBER, DECEMBER]
    assert found["received"].sum() == whole["matched"].sum() == 0
    assert found["direct"].sum() == whole["direct"].sum() == 70
    assert found["due"].sum() == totals(tied)["due"].sum()


def test_what_fell_in_the_window_of_another_agency_is_direct_there_and_earns_nothing() -> None:
    rates = parse('version = 1\n[[rate]]\nrate = "10%"\ndirect = true\n', "rates.toml")
    both = [placed("x", recall_on=day(15)), placed("x", "b", placed_on=day(16))]
    tied = with_fees(reconcile(both, [paid("x", "P1", 100, 20)], [booked("x", "T1", 100, 20)]), rates)
    found, whole = statement(tied, rates), identity(tied)
    assert found.select("agency", "direct", "due").rows() == [("a", 0, 0), ("b", 100, 0)]
    assert whole.select("agency", "direct").rows() == [("a", 0), ("b", 100)]
