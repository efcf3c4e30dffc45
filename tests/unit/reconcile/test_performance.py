"""What agencies brought in by month since placement."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from collectkit.reconcile.commission import parse, with_fees
from collectkit.reconcile.items import Tied
from collectkit.reconcile.performance import SCHEMA, Days, days, table
from collectkit.reconcile.placement_months import months_between
from tests.unit.reconcile.given import Row, booked, paid, placed, reconcile

RATES = parse('version = 1\n[[rate]]\nrate = "10%"\n', "rates.toml")
BANDS = (100_000, 500_000)
NOV = Days(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
WINTER = Days(dt.date(2026, 11, 1), dt.date(2027, 2, 28))


def tie(accounts: list[Row], lines: list[Row], ledger: list[Row], balance: int | None = 200_000) -> Tied:
    tied = with_fees(reconcile(accounts, lines, ledger), RATES)
    known = tied.placed.accounts.with_columns(
        balance=pl.lit(balance, pl.Int64), batch=pl.lit("B1"), hand=pl.lit(1, pl.Int64)
    )
    return replace(tied, placed=replace(tied.placed, accounts=known))


def made(tied: Tied, whole: Days | None = NOV, *, rated: bool = True) -> list[dict[str, Any]]:
    found = table(tied, BANDS, whole, rated=rated)
    assert dict(found.schema) == dict(SCHEMA)
    return found.with_columns(pl.selectors.decimal().cast(pl.Int64)).to_dicts()


def test_a_cell_has_its_accounts_and_what_they_brought_in() -> None:
    tied = tie(
        [placed("u"), placed("v"), placed("w")],
        [paid("u", "P1", 100, 5), paid("v", "P2", 50, 6)],
        [booked("u", "T1", 100, 5), booked("v", "T2", 50, 6), booked("v", "T3", 7, 9)],
    )
    (row,) = made(tied)
    assert (row["agency"], row["batch"], row["bucket"], row["band_minor"], row["hand"]) == ("a", "B1", "M1", 100_000, 1)
    assert (row["month"], row["first_on"], row["last_on"]) == (0, NOV.first, NOV.last)
    assert (row["accounts"], row["placed_minor"], row["placed_squares"]) == (3, 600_000, 3 * 200_000**2)
    assert (row["collected_minor"], row["direct_minor"], row["commission_minor"]) == (150, 7, 15)
    assert (row["accounts_paying"], row["squares"], row["products"]) == (2, 100**2 + 50**2, 200_000 * 150)


def test_what_one_agency_claims_and_another_had_is_direct_with_the_other() -> None:
    accounts = [placed("u", recall_on=dt.date(2026, 11, 10)), placed("u", "b", placed_on=dt.date(2026, 11, 11))]
    rows = made(tie(accounts, [paid("u", "P1", 100, 15)], [booked("u", "T1", 100, 15)]))
    assert {row["agency"]: row["direct_minor"] for row in rows} == {"a": 0, "b": 100}


def test_months_begin_with_the_day_of_placement_and_add_up() -> None:
    of = placed("u", placed_on=dt.date(2026, 11, 10), recall_on=dt.date(2027, 1, 20))
    payments = [(1, 10), (2, 39), (4, 40), (8, 41)]  # 10 November, 9 December, 10 December, 11 December
    tied = tie(
        [of],
        [paid("u", f"P{number}", number, on) for number, on in payments],
        [booked("u", f"T{number}", number, on) for number, on in payments],
    )
    rows = made(tied, WINTER)
    assert [row["month"] for row in rows] == [0, 1, 2]
    assert [(row["first_on"].isoformat(), row["last_on"].isoformat()) for row in rows] == [
        ("2026-11-10", "2026-12-09"), ("2026-12-10", "2027-01-09"), ("2027-01-10", "2027-01-20"),
    ]  # fmt: skip
    assert [row["collected_minor"] for row in rows] == [3, 12, 0]
    assert [row["squares"] for row in rows] == [9, 15**2 - 9, 0]
    assert [row["products"] for row in rows] == [3 * 200_000, 12 * 200_000, 0]
    assert {row["accounts"] for row in rows} == {1}


@pytest.mark.parametrize(
    ("placed_on", "day", "month"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-11-10", "2026-11-09", -1),
        ("2026-11-10", "2027-11-10", 12),
    ],
)
def test_months_end_as_calendars_do(placed_on: str, day: str, month: int) -> None:
    one, other = (pl.lit(dt.date.fromisoformat(text)) for text in (placed_on, day))
    assert pl.select(months_between(one, other)).item() == month


def test_what_was_taken_back_is_no_recovery() -> None:
    tied = tie(
        [placed("u", recall_on=dt.date(2026, 12, 31))],
        [paid("u", "P1", 100, 5)],
        [booked("u", "T1", 100, 5), booked("u", "T2", -100, 33, type="REVERSAL", reverses="T1")],
    )
    rows = made(tied, WINTER)
    assert [row["collected_minor"] for row in rows] == [100, -100]
    assert [row["accounts_paying"] for row in rows] == [1, 0]
    assert sum(row["squares"] for row in rows) == sum(row["products"] for row in rows) == 0


def test_what_was_booked_late_counts_in_the_nearest_month_of_the_ledger() -> None:
    tied = tie([placed("u", recall_on=dt.date(2027, 1, 31))], [paid("u", "P1", 100, 5)], [booked("u", "T1", 100, 5)])
    december = Days(dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    (row,) = made(tied, december)
    assert (row["month"], row["collected_minor"]) == (1, 100)


def test_cash_of_another_currency_has_a_cell_without_accounts() -> None:
    tied = tie([placed("u")], [paid("u", currency="USD")], [booked("u", currency="USD")])
    own, other = made(tied)
    assert (own["currency"], own["accounts"], own["collected_minor"]) == ("CNY", 1, 0)
    assert (other["currency"], other["accounts"], other["collected_minor"], other["squares"]) == ("USD", 0, 100, 0)


def test_without_days_balances_or_rates_cells_say_so() -> None:
    tied = tie([placed("u")], [], [], balance=None)
    (row,) = made(tied, None, rated=False)
    assert (row["month"], row["first_on"], row["band_minor"], row["placed_minor"]) == (0, None, None, 0)
    assert row["commission_minor"] is None


def test_the_days_of_a_ledger_are_those_of_its_lines_unless_somebody_says_so() -> None:
    tied = tie([placed("u")], [], [booked("u", "T1", 1, 5), booked("u", "T2", 1, 7), booked("z", "T3", 1, -900)])
    assert days(tied) == Days(dt.date(2026, 11, 1), dt.date(2026, 11, 7))
    assert days(tied, last=NOV.last) == NOV
    assert days(tied, last=dt.date(2026, 10, 31)) is None
    assert days(tie([placed("u")], [], [])) is None
