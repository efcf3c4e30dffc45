"""What each clause of a contract moves when it is read in the other way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from collectkit.reconcile.commission import parse, with_fees
from collectkit.reconcile.settlement.readings import CLAUSES, readings
from tests.unit.reconcile.given import Row, booked, paid, placed, reconcile

HALF = 'rate = "10%"\n'
TIERS = 'tiers = [{ from = "0", rate = "10%" }, { from = "10", rate = "20%" }]\n'


def told(
    row: str, returned: Sequence[Row], ledger: Sequence[Row], terms: str = "", **account: Any
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    rates = parse(f"version = 1\n[[rate]]\n{row}[terms]\n{terms}", "rates.toml")
    tied = with_fees(reconcile([placed("x", **account)], returned, ledger), rates)
    found, untold = readings(tied, rates)
    columns = ("clause", "reading", "other", "due", "moved", "unknown")
    return {clause: rest for clause, *rest in map(tuple, found.select(columns).rows())}, untold


def two(*amounts: int, **cells: Any) -> tuple[list[Row], list[Row]]:
    """Return payments on the first days, that agency and ledger have."""
    days = list(enumerate(amounts, 1))
    returned = [paid("x", f"P{nth}", amount, nth, **cells) for nth, amount in days]
    return returned, [booked("x", f"T{nth}", amount, nth) for nth, amount in days]


def test_tiers_may_be_of_each_slice_or_of_all() -> None:
    found, _ = told(TIERS, *two(1000, 1000))
    assert found["tiers"] == ["marginal", "cliff", 300, 100, 0]
    assert found["tier_over"][:2] == ["month", "batch"]
    assert "tier_sum" not in found
    assert told(TIERS, *two(1000, 1000), 'tiers = "cliff"\n')[0]["tiers"] == ["cliff", "marginal", 400, -100, 0]


def test_an_invoice_may_be_rounded_as_a_whole() -> None:
    assert told(HALF, *two(5, 5, 5))[0]["rounding"] == ["line", "invoice", 3, -1, 0]


def test_direct_payments_may_earn() -> None:
    ledger = [booked("x", "T1", 1000, 1), booked("x", "T2", 500, 9)]
    returned = [paid("x", "P1", 1000, 1)]
    assert told(HALF, returned, ledger)[0]["direct"] == ["earns_nothing", "earns", 100, 50, 0]
    assert told(HALF + "direct = true\n", returned, ledger)[0]["direct"] == ["earns", "earns_nothing", 150, -50, 0]


def test_free_days_may_be_of_all_payments() -> None:
    row = HALF + "direct = true\nfree_days = 5\n"
    found, _ = told(row, *two(1000, 0 + 300))
    assert found["free_days"] == ["direct_only", "all_payments", 130, -130, 0]


def test_the_days_after_a_recall_may_not_count() -> None:
    row = HALF + "tail_days = 3\n"
    assert told(row, *two(1000))[0]["tail_days"] == ["earns", "earns_nothing", 100, 0, 0]


def test_a_cap_may_not_hold() -> None:
    assert told(HALF + 'cap = "0.50"\n', *two(1000))[0]["cap"] == ["capped", "no_cap", 50, 50, 0]


def test_what_goes_back_goes_back_under_each_reading() -> None:
    returned, ledger = two(1000)
    ledger.append(booked("x", "T9", -1000, 8, type="REVERSAL", reverses="T1"))
    found, _ = told(HALF + 'cap = "0.50"\n', returned, ledger)
    assert found["cap"][2:] == [0, 0, 0]


@pytest.mark.parametrize("row", [HALF, TIERS])
def test_only_what_the_rates_make_possible_is_told(row: str) -> None:
    found, untold = told(row, *two(1000))
    assert ("tiers" in found) == (row == TIERS)
    assert {"cap", "free_days", "tail_days", "bucket_at"}.isdisjoint(found)
    assert {*found, *untold} <= {*CLAUSES}
    assert list(found) == [clause for clause in CLAUSES if clause in found]


def test_a_clause_that_nobody_can_tell_has_a_reason() -> None:
    _, untold = told(HALF + 'bucket = "M1"\n', *two(1000))
    assert untold == {"bucket_at": "no_scheme", "base": "no_split"}


def test_the_bucket_may_be_that_of_the_payment() -> None:
    rows = '[[rate]]\nrate = "10%"\nbucket = "M1"\n[[rate]]\nrate = "20%"\nbucket = "M2"\n[terms]\nscheme = "two"\n'
    rates = parse("version = 1\n" + rows, "rates.toml")
    rates = rates.model_copy(update={"schemes": {"two": ((0, "M1"), (31, "M2"))}})
    accounts = [placed("x", days_past_due=25)]
    tied = with_fees(reconcile(accounts, *two(1000, 1000, 1000, 1000, 1000, 1000, 1000)), rates)
    found, untold = readings(tied, rates)
    assert found.filter(pl.col("clause") == "bucket_at").select("due", "moved").rows() == [(700, 100)]
    assert "bucket_at" not in untold
