"""The identity by month, and what was waived beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest

from collectkit.reconcile import waivers
from collectkit.reconcile.identity import by_month, by_rule, by_status, identity, in_all
from collectkit.reconcile.items import Tied
from collectkit.reconcile.lines import WAIVED
from tests.unit.reconcile.given import booked, paid, placed, reconcile


def tied() -> Tied:
    accounts = [placed("1", recall_on=None), placed("2", agency="b", recall_on=None)]
    returned = [paid("1", amount=100, on=5), paid("1", "P2", amount=70, on=33), paid("2", agency="b", token="b:2")]
    ledger = [
        booked("1", amount=100, on=5),
        booked("1", "T2", amount=70, on=32),
        booked("1", "T3", amount=9, on=31),
        booked("2", "T4", amount=-3, on=40),
        booked("2", "T5", amount=50, on=-2),
    ]
    return reconcile(accounts, returned, ledger)


def test_months_are_those_of_the_ledgers_days() -> None:
    found = tied()
    months = by_month(found, identity(found))
    rows = months.select(pl.col("agency").cast(pl.String), "month", "ledger_cash", "matched", "direct", "unexplained")
    assert rows.rows() == [
        ("a", "2026-11", 100, 100, 0, 0),
        ("a", "2026-12", 79, 70, 9, 0),
        ("b", "2026-12", -3, 0, 0, -3),
    ]
    assert in_all(months).select("month", "ledger_cash").rows() == [("2026-11", 100), ("2026-12", 76)]


def test_months_that_do_not_add_up_are_a_bug() -> None:
    found = tied()
    whole = identity(found)
    with pytest.raises(ArithmeticError):
        by_month(found, whole.with_columns(direct=pl.col("direct") + 1))
    lost = dataclasses.replace(found, items=found.items.filter(pl.col("rule") != "not_reported"))
    with pytest.raises(ArithmeticError):
        by_month(lost, whole)


def test_every_rule_is_counted() -> None:
    items = tied().items
    assert by_rule(items)["items"].sum() == items.height
    assert ("MATCHED", "same_day", 1) in by_rule(items).rows()


def test_a_combination_counts_once_in_the_sum_of_its_status() -> None:
    ledger = [booked("1", amount=60, on=5), booked("1", "T2", amount=40, on=5)]
    items = reconcile([placed("1")], [paid("1", amount=100, on=5)], ledger).items
    assert by_status(items).select("items", "claimed", "cash", "amount_minor").rows() == [(3, 100, 100, 100)]


def test_waivers_count_in_the_window_of_a_placement() -> None:
    days = {"1": [dt.date(2026, 11, 1), dt.date(2026, 10, 31), dt.date(2026, 12, 2)], "9": [dt.date(2026, 11, 5)]}
    rows = [(account, 500, None, day) for account, some in days.items() for day in some]
    waived = pl.DataFrame([*rows, ("2", 2**62, "USD", dt.date(2026, 11, 30))] * 3, WAIVED, orient="row")
    accounts = [placed("1", recall_on=None), placed("2", agency="b")]
    found = waivers.by_month(waived, reconcile(accounts).placed)
    assert found.with_columns(pl.col("agency").cast(pl.String)).rows() == [
        ("a", "CNY", "2026-11", 3, 1500),
        ("a", "CNY", "2026-12", 3, 1500),
        ("b", "USD", "2026-11", 3, 3 * 2**62),
    ]
    assert waivers.by_month(waived.clear(), reconcile(accounts).placed).is_empty()
