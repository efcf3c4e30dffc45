"""Commission: exact against fractions, given back as it was earned, compared line by line."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectkit.reconcile.commission import Rates, in_all, parse, totals, with_fees
from collectkit.reconcile.commission.shares import fee
from collectkit.reconcile.items import Tied
from tests.unit.reconcile.given import Row, booked, paid, placed, reconcile

TEN = parse('version = 1\n[[rate]]\nbucket = "M1"\nrate = "10%"\n', "rates.toml")
MONEY = st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(MONEY, st.integers(0, 1_000_000)), min_size=1))
def test_a_fee_is_exact_and_rounded_half_up_once(lines: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame(lines, schema={"minor": pl.Int64, "ppm": pl.Int64}, orient="row")
    found = frame.select(fee(pl.col("minor"), pl.col("ppm"))).to_series().to_list()
    halves = [math.floor(Fraction(abs(minor) * ppm, 1_000_000) + Fraction(1, 2)) for minor, ppm in lines]
    exact = [half if minor > 0 else -half for half, (minor, _) in zip(halves, lines, strict=True)]
    assert found == exact


def fees(returned: list[Row], ledger: list[Row], rates: Rates | None = TEN, **account: Any) -> Tied:
    return with_fees(reconcile([placed("x", **account)], returned, ledger), rates)


def told(tied: Tied) -> list[tuple[Any, ...]]:
    columns = ("base", "fee", "fee_claimed", "fee_check", "exception")
    text = pl.selectors.enum().cast(pl.String)
    return tied.items.sort("r", "l", nulls_last=True).select(columns).with_columns(text).rows()


def test_a_fee_is_compared_with_what_is_due() -> None:
    lines = [paid("x", "P1", 105, 1, fee_claimed=11), paid("x", "P2", 104, 2, fee_claimed=11), paid("x", "P3", 200, 3)]
    tied = fees(lines, [booked("x", "T1", 105, 1), booked("x", "T2", 104, 2), booked("x", "T3", 200, 3)])
    assert told(tied) == [
        (105, 11, 11, "AGREES", None),
        (104, 10, 11, "FEE_DIFFERS", "FEE_DIFFERS"),
        (200, 20, None, "NOT_CLAIMED", None),
    ]
    row = in_all(totals(tied)).row(0, named=True)
    assert (row["lines"], row["base"], row["due"], row["fee_claimed"], row["difference"]) == (3, 409, 41, 22, -19)


def test_what_the_debtor_paid_directly_earns_nothing() -> None:
    tied = fees([paid("x", received_by="CREDITOR", fee_claimed=10)], [booked("x"), booked("x", "T2", 50)])
    assert told(tied) == [(0, 0, 10, "FEE_DIFFERS", "FEE_DIFFERS"), (0, 0, None, None, None)]


def test_a_fee_goes_back_as_it_was_earned() -> None:
    back = {"type": "REVERSAL", "reverses": "P1", "fee_claimed": 11}
    lines = [paid("x", amount=105, fee_claimed=11), paid("x", "P2", 105, 6, **back)]
    tied = fees(lines, [booked("x", amount=105), booked("x", "T2", -105, 6, type="REVERSAL", reverses="T1")])
    assert told(tied) == [(105, 11, 11, "AGREES", None), (-105, -11, -11, "AGREES", None)]
    assert in_all(totals(tied))["due"].to_list() == [0]


def test_it_goes_back_too_if_the_agency_does_not_mention_it() -> None:
    ledger = [booked("x", amount=105), booked("x", "T2", -105, 6, type="REVERSAL", reverses="T1")]
    assert in_all(totals(fees([paid("x", amount=105, fee_claimed=11)], ledger))).row(0, named=True)["difference"] == 11


def test_no_rate_is_an_exception_and_not_a_zero() -> None:
    tied = fees([paid("x", fee_claimed=0)], [booked("x")], bucket="M2")
    assert told(tied) == [(100, None, 0, "RATE_MISSING", "RATE_MISSING")]
    assert in_all(totals(tied))["missing"].to_list() == [1]


def test_a_bucket_that_nobody_knows_has_no_rate() -> None:
    assert told(fees([paid("x")], [booked("x")], bucket=None))[0][3] == "RATE_MISSING"


def test_an_unreadable_fee() -> None:
    tied = fees([paid("x", fee_unreadable=True)], [booked("x")])
    assert told(tied) == [(100, 10, None, "FEE_UNREADABLE", "FEE_UNREADABLE")]


def test_without_rates_nothing_is_compared() -> None:
    assert told(fees([paid("x", fee_claimed=10)], [booked("x")], None)) == [(100, None, 10, None, None)]


def test_a_status_comes_before_what_is_wrong_with_its_fee() -> None:
    assert told(fees([paid("x", fee_claimed=10)], []))[0][3:] == ("FEE_DIFFERS", "AGENCY_ONLY")
