"""The ways in which lines are tied after those that agree: combinations, amounts, tails, and other placements."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectkit.reconcile.identity import by_month, identity
from collectkit.reconcile.items import Tied
from collectkit.reconcile.terms import Terms
from tests.unit.reconcile.given import Row, booked, day, paid, placed, reconcile, said, sides
from tests.unit.reconcile.test_placements import BOTH, of_b

ONE = [placed("x")]
PARTS = [booked("x", "T1", 60), booked("x", "T2", 40, 6)]
CLAIMS = [paid("x", "P1", 60), paid("x", "P2", 40, 6)]


def groups(tied: Tied) -> list[int | None]:
    """Return the combination of each item, in the order of `said`."""
    items = tied.items.with_columns(
        payment=tied.returned["payment_id"].gather(tied.items["r"]).fill_null("~"),
        txn=tied.booked["txn_id"].gather(tied.items["l"]).fill_null("~"),
    )
    return items.sort("payment", "txn")["group"].to_list()


def test_one_claim_in_several_ledger_lines() -> None:
    tied = reconcile(ONE, [paid("x", amount=100)], [*PARTS, booked("x", "T3", 7)])
    assert said(tied) == [
        ("P1", None, "SPLIT", "claim_of_several"),
        (None, "T1", "SPLIT", "part_of_claim"),
        (None, "T2", "SPLIT", "part_of_claim"),
        (None, "T3", "LEDGER_ONLY", "not_reported"),
    ]
    assert groups(tied) == [0, 0, 0, None]
    assert sides(tied) == {"matched": 100, "direct": 7}


def test_several_claims_in_one_ledger_line() -> None:
    tied = reconcile(ONE, [*CLAIMS, paid("x", "P3", 7)], [booked("x", amount=100)])
    assert said(tied) == [
        ("P1", None, "COMBINED", "part_of_booking"),
        ("P2", None, "COMBINED", "part_of_booking"),
        ("P3", None, "AGENCY_ONLY", "not_in_ledger"),
        (None, "T1", "COMBINED", "booking_of_several"),
    ]
    assert groups(tied) == [0, 0, None, 0]
    assert sides(tied) == {"matched": 100}


def test_pairs_come_before_combinations() -> None:
    tied = reconcile(ONE, [paid("x", amount=100)], [*PARTS, booked("x", "T3", 100, 7)])
    assert said(tied)[0] == ("P1", "T3", "MATCHED_TOLERANCE", "near_day")


def test_a_combination_that_the_creditor_received_is_an_echo() -> None:
    tied = reconcile(ONE, [paid("x", amount=100, received_by="CREDITOR")], PARTS)
    assert [row[2] for row in said(tied)] == ["SPLIT"] * 3
    assert sides(tied) == {"direct": 100}
    assert identity(tied)["echo"].to_list() == [100]
    assert by_month(tied, identity(tied))["echo"].sum() == 100


def test_a_combination_is_to_the_fen_and_in_one_currency() -> None:
    assert said(reconcile(ONE, [paid("x", amount=101)], PARTS))[0][2] == "AGENCY_ONLY"
    other = [PARTS[0], PARTS[1] | {"currency": "USD"}]
    assert said(reconcile(ONE, [paid("x", amount=100)], other))[0][2] == "AGENCY_ONLY"


def test_what_lies_outside_the_window_is_in_no_combination() -> None:
    late = [booked("x", "T1", 60, 30), booked("x", "T2", 40, 31)]
    tied = reconcile(ONE, [paid("x", amount=100, on=30)], late)
    assert [row[2] for row in said(tied)] == ["AGENCY_ONLY", "LEDGER_ONLY", "OUT_OF_WINDOW"]


def test_what_an_agency_took_back_itself_is_in_no_combination() -> None:
    lines = [*CLAIMS, paid("x", "P3", 40, 7, type="REVERSAL", reverses="P2")]
    tied = reconcile(ONE, lines, [booked("x", amount=100)])
    assert [row[2] for row in said(tied)] == ["AGENCY_ONLY", "REVERSED", "REVERSED", "LEDGER_ONLY"]


def test_a_combination_that_is_taken_back_stays_on_its_side() -> None:
    back = booked("x", "T2", -100, 9, type="REVERSAL", reverses="T1")
    tied = reconcile(ONE, CLAIMS, [booked("x", amount=100), back])
    assert [row[2] for row in said(tied)] == ["COMBINED", "COMBINED", "COMBINED", "REVERSED"]
    assert sides(tied) == {"matched": 0}


def test_a_combination_may_overpay() -> None:
    tied = reconcile([placed("x", payoff_total_minor=90)], [paid("x", amount=100)], PARTS)
    assert [row[2:] for row in said(tied)] == [
        ("SPLIT", "claim_of_several"),
        ("SPLIT", "part_of_claim"),
        ("OVERPAID", "above_debt"),
    ]


def test_a_third_claim_that_says_the_same_was_sent_again() -> None:
    tied = reconcile(ONE, [paid("x", f"P{n}", 50) for n in range(3)], [booked("x", amount=100)])
    assert [row[2] for row in said(tied)] == ["COMBINED", "COMBINED", "DUPLICATE", "COMBINED"]


@pytest.mark.parametrize(("tolerance", "status"), [(0, "AGENCY_ONLY"), (4, "AGENCY_ONLY"), (5, "MATCHED_TOLERANCE")])
@pytest.mark.parametrize("differs", [5, -5])
def test_amounts_may_lie_apart_as_far_as_the_tolerance_says(differs: int, tolerance: int, status: str) -> None:
    tied = reconcile(ONE, [paid("x", amount=100 + differs, on=7)], [booked("x")], terms=Terms(amount=tolerance))
    assert said(tied)[0][2] == status
    assert tied.items["cash"].drop_nulls().to_list() == [100]


def test_the_nearest_amount_comes_first() -> None:
    lines = [paid("x", "P1", 103), paid("x", "P2", 101, 8)]
    tied = reconcile(ONE, lines, [booked("x"), booked("x", "T2", 106, 5)], terms=Terms(amount=5))
    assert said(tied) == [
        ("P1", "T2", "MATCHED_TOLERANCE", "near_amount"),
        ("P2", "T1", "MATCHED_TOLERANCE", "near_amount"),
    ]


def test_what_agrees_to_the_fen_comes_before_what_nearly_does() -> None:
    tied = reconcile(ONE, [paid("x", amount=100)], [*PARTS, booked("x", "T3", 99)], terms=Terms(amount=5))
    assert [row[2] for row in said(tied)] == ["SPLIT", "SPLIT", "SPLIT", "LEDGER_ONLY"]


def test_a_reversal_goes_with_its_payment_within_the_tolerance() -> None:
    back: dict[str, Any] = {"type": "REVERSAL"}
    lines = [paid("x", amount=103), paid("x", "P2", 103, 20, reverses="P1", **back)]
    ledger = [booked("x"), booked("x", "T2", -100, 9, reverses="T1", **back)]
    tied = reconcile(ONE, lines, ledger, terms=Terms(amount=5))
    assert [row[2:] for row in said(tied)] == [("REVERSED", "reversed_in_ledger"), ("REVERSED", "reversal")]
    assert sides(tied) == {"matched": 0}


def with_tail(days: int, returned: list[Row], ledger: list[Row], accounts: list[Row], terms: Terms) -> Tied:
    """Reconcile where each placement has a tail."""
    return reconcile(accounts, returned, ledger, terms=terms, tail=days)


@pytest.mark.parametrize(
    ("claimed", "on", "rule"),
    [(35, 35, "in_tail"), (34, 35, "near_in_tail"), (36, 36, "after_placement"), (38, 35, "near_in_tail")],
)
def test_a_payment_in_the_tail_counts_where_it_is_claimed(claimed: int, on: int, rule: str) -> None:
    tied = with_tail(5, [paid("x", on=claimed)], [booked("x", on=on)], ONE, Terms())
    assert said(tied)[0][3] == rule
    assert sides(tied) == {"outside" if rule == "after_placement" else "matched": 100}
    assert identity(tied)["matched"].sum() == (0 if rule == "after_placement" else 100)


def test_what_nobody_claims_in_the_tail_is_late() -> None:
    tied = with_tail(5, [], [booked("x", on=35)], ONE, Terms())
    assert said(tied)[0][3] == "ledger_after_placement"


def test_the_day_that_is_reconciled_to_has_no_tail() -> None:
    tied = with_tail(5, [paid("x", on=22)], [booked("x", on=22)], ONE, Terms(as_of=day(20)))
    assert said(tied)[0][3] == "after_placement"


def test_what_takes_a_payment_back_is_in_the_tail_with_it() -> None:
    back = booked("x", "T2", -100, 60, type="REVERSAL", reverses="T1")
    tied = with_tail(5, [paid("x", on=33)], [booked("x", on=33), back], ONE, Terms())
    assert [row[3] for row in said(tied)] == ["reversed_in_ledger", "reversal_in_ledger"]
    assert sides(tied) == {"matched": 0}
    tied = with_tail(5, [], [booked("x", on=33), back], ONE, Terms())
    assert sides(tied) == {"outside": 0}


def test_a_combination_in_the_tail() -> None:
    ledger = [booked("x", "T1", 60, 30), booked("x", "T2", 40, 31)]
    tied = with_tail(5, [paid("x", amount=100, on=30)], ledger, ONE, Terms())
    assert [row[2] for row in said(tied)] == ["SPLIT"] * 3
    assert sides(tied) == {"matched": 100}


def test_a_newer_placement_wins_over_a_tail() -> None:
    tied = with_tail(20, [paid("x", on=45), paid("x", "P2", on=35)], [booked("x", on=45)], BOTH, Terms())
    assert said(tied)[0][2:] == ("OUT_OF_WINDOW", "in_another_placement")


def test_a_claim_on_what_fell_in_the_window_of_another_agency() -> None:
    tied = reconcile(BOTH, [paid("x", on=50)], [booked("x", on=50)])
    assert said(tied) == [("P1", "T1", "OUT_OF_WINDOW", "in_another_placement")]
    assert tied.items.select(pl.col("agency", "holder").cast(pl.String)).rows() == [("a", "b")]
    table = identity(tied)
    assert table.select("agency", "ledger_cash", "direct").rows() == [("a", 0, 0), ("b", 100, 100)]
    assert by_month(tied, table)["direct"].sum() == 100


def test_the_agency_whose_window_it_is_comes_first() -> None:
    tied = reconcile(BOTH, [paid("x", on=50), of_b("x", "P2", on=52)], [booked("x", on=50)])
    assert said(tied) == [
        ("P1", None, "OUT_OF_WINDOW", "after_placement"),
        ("P2", "T1", "MATCHED_TOLERANCE", "near_day"),
    ]


def test_a_reversal_of_what_fell_in_the_window_of_another_agency() -> None:
    back: dict[str, Any] = {"type": "REVERSAL"}
    lines = [paid("x", on=50), paid("x", "P2", on=60, reverses="P1", **back)]
    tied = reconcile(BOTH, lines, [booked("x", on=50), booked("x", "T2", -100, 52, reverses="T1", **back)])
    assert [row[:2] for row in said(tied)] == [("P1", "T1"), ("P2", "T2")]
    assert {row[3] for row in said(tied)} == {"in_another_placement"}
    assert sides(tied) == {"direct": 0}
