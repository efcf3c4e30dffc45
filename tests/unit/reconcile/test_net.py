"""Cost to collect and net recovery: exact, by bucket and in all, the creditor's own part beside the agencies'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.reconcile.commission import parse, with_fees
from collectkit.reconcile.settlement.net import net
from tests.unit.reconcile.given import booked, paid, placed, reconcile

RATES = """version = 1
[[rate]]
rate = "10%"
[[cost]]
account = "0.02"
call = "0.03"
month = "1.00"
[[cost]]
agency = "in-house"
account = "0.05"
[[cost]]
agency = "a"
currency = "USD"
account = "9"
"""
COLUMNS = ("agency", "bucket", "accounts", "contacts", "recovered", "commission", "cost", "net", "cost_ppm")


def told(rates: str, contacts: Sequence[tuple[str, str]] = ()) -> list[tuple[Any, ...]]:
    known = parse(rates, "rates.toml")
    accounts = [placed("x"), placed("y", bucket="M2"), placed("z", bucket=None)]
    returned = [paid("x", "P1", 1000, 1), paid("y", "P2", 500, 2)]
    ledger = [
        booked("x", "T1", 1000, 1),
        booked("x", "T2", -400, 3, type="REVERSAL", reverses="T1"),
        booked("y", "T3", 500, 2),
        booked("y", "T4", 300, 5),
        booked("z", "T5", -30, 5, type="REFUND"),
    ]
    tied = with_fees(reconcile(accounts, returned, ledger), known)
    rows = [{"agency": "a", "token": token, "channel": channel} for token, channel in contacts]
    frame = pl.DataFrame(rows, schema={"agency": tied.placed.agencies, "token": pl.String, "channel": pl.String})
    return net(tied, known, frame).select(COLUMNS).rows()


def test_what_is_left_by_bucket_and_in_all() -> None:
    assert told(RATES, [("a:x", "CALL"), ("a:x", "CALL"), ("a:y", "SMS"), ("strange", "CALL")]) == [
        ("a", "", 1, 0, 0, 0, 2, -2, None),
        ("a", "M1", 1, 2, 600, 60, 8, 532, 113_333),
        ("a", "M2", 1, 1, 500, 50, 2, 448, 104_000),
        ("a", None, 3, 4, 1100, 110, 115, 875, 204_545),
        ("in-house", "", 1, 0, -30, 0, 5, -35, None),
        ("in-house", "M2", 1, 0, 300, 0, 5, 295, 16_667),
        ("in-house", None, 2, 0, 270, 0, 10, 260, 37_037),
    ]


def test_without_costs_the_commission_is_what_it_costs() -> None:
    (*_, agency, _, _, house) = told('version = 1\n[[rate]]\nrate = "10%"\n')
    assert agency == ("a", None, 3, 0, 1100, 110, 0, 990, 100_000)
    assert house == ("in-house", None, 2, 0, 270, 0, 0, 270, 0)


def test_faults_of_costs_are_told_all_at_once() -> None:
    rows = ("call = 1", 'phone = "1"', 'sms = "1"', 'sms = "2"', 'currency = "yuan"')
    bad = "".join(f"[[cost]]\n{row}\n" for row in rows)
    with pytest.raises(RulesError) as caught:
        parse('version = 1\n[[rate]]\nrate = "10%"\n' + bad, "rates.toml")
    assert [fault.partition(":")[0] for fault in caught.value.details] == [
        "cost.1.call",
        "cost.2.phone",
        "cost.5.currency",
        "cost",
    ]
