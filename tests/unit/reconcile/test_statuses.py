"""Each status, by the smallest placement, return and ledger that have it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectkit.findings import CODES
from collectkit.reconcile.commission import parse, totals, with_fees
from collectkit.reconcile.identity import identity
from collectkit.reconcile.statuses import RULES, STATUSES
from collectkit.reconcile.terms import Terms
from tests.unit.reconcile.given import booked, day, paid, placed, reconcile, said, sides

ONE = [placed("x")]
UNDONE: dict[str, Any] = {"type": "REVERSAL", "reverses": "P1"}
RATES = parse('version = 1\n[[rate]]\nrate = "10%"\n', "rates.toml")
TAKEN_BACK: dict[str, Any] = {"type": "REVERSAL", "reverses": "T1"}


def test_the_registry_is_whole() -> None:
    assert {rule.status for rule in RULES.values()} == STATUSES.keys()


def test_both_agree() -> None:
    tied = reconcile(ONE, [paid("x")], [booked("x")])
    assert said(tied) == [("P1", "T1", "MATCHED", "same_day")]
    assert sides(tied) == {"matched": 100}


@pytest.mark.parametrize(("apart", "pairs"), [(1, 1), (3, 1), (-3, 1), (4, 0), (-4, 0)])
def test_dates_may_lie_apart_as_far_as_the_tolerance_says(apart: int, pairs: int) -> None:
    tied = reconcile(ONE, [paid("x", on=10 + apart)], [booked("x", on=10)], terms=Terms(days=3))
    assert [row[2] for row in said(tied)] == (["MATCHED_TOLERANCE"] if pairs else ["AGENCY_ONLY", "LEDGER_ONLY"])


def test_without_tolerance_only_the_day_itself_counts() -> None:
    tied = reconcile(ONE, [paid("x", on=6)], [booked("x")], terms=Terms(days=0))
    assert [row[2] for row in said(tied)] == ["AGENCY_ONLY", "LEDGER_ONLY"]


def test_one_side_alone() -> None:
    tied = reconcile(ONE, [paid("x", amount=99)], [booked("x")])
    assert said(tied) == [("P1", None, "AGENCY_ONLY", "not_in_ledger"), (None, "T1", "LEDGER_ONLY", "not_reported")]
    assert sides(tied) == {"direct": 100}


def test_an_echo_is_what_the_creditor_received_and_the_agency_repeats() -> None:
    tied = reconcile(ONE, [paid("x", received_by="CREDITOR")], [booked("x")])
    assert said(tied) == [("P1", "T1", "ECHO", "received_by_creditor")]
    assert sides(tied) == {"direct": 100}
    assert identity(tied)["echo"].to_list() == [100]


def test_an_echo_of_nothing_is_the_agencys_word_alone() -> None:
    assert said(reconcile(ONE, [paid("x", received_by="CREDITOR")]))[0][2] == "AGENCY_ONLY"


def test_a_payment_id_twice() -> None:
    tied = reconcile(ONE, [paid("x"), paid("x")], [booked("x")])
    assert said(tied) == [
        ("P1", "T1", "MATCHED", "same_day"),
        ("P1", None, "DUPLICATE", "payment_id_repeated"),
    ]


def test_of_two_lines_with_one_id_the_one_that_the_ledger_bears_out_stands() -> None:
    tied = reconcile(ONE, [paid("x", amount=10, on=2), paid("x")], [booked("x")])
    assert [row[2:] for row in said(tied)] == [("MATCHED", "same_day"), ("DUPLICATE", "payment_id_repeated")]


def test_a_payment_sent_again_under_another_id() -> None:
    tied = reconcile(ONE, [paid("x", "P2"), paid("x", "P1")], [booked("x")])
    assert said(tied) == [("P1", "T1", "MATCHED", "same_day"), ("P2", None, "DUPLICATE", "sent_again")]


def test_equal_payments_are_as_many_as_the_ledger_has() -> None:
    lines, ledger = [paid("x", f"P{n}") for n in range(3)], [booked("x", f"T{n}") for n in range(3)]
    assert [row[2] for row in said(reconcile(ONE, lines, ledger))] == ["MATCHED"] * 3
    assert [row[2] for row in said(reconcile(ONE, lines, ledger[:2]))] == ["MATCHED", "MATCHED", "DUPLICATE"]
    assert [row[2] for row in said(reconcile(ONE, lines))] == ["AGENCY_ONLY", "DUPLICATE", "DUPLICATE"]


def test_a_payment_that_bounced() -> None:
    ledger = [booked("x"), booked("x", "T2", -100, 7, **TAKEN_BACK)]
    tied = reconcile(ONE, [paid("x"), paid("x", "P2", on=7, **UNDONE)], ledger)
    assert said(tied) == [("P1", "T1", "REVERSED", "reversed_in_ledger"), ("P2", "T2", "REVERSED", "reversal")]
    assert sides(tied) == {"matched": 0}


def test_a_reversal_belongs_to_its_payment_whatever_the_days() -> None:
    ledger = [booked("x"), booked("x", "T2", -100, 7, **TAKEN_BACK)]
    tied = reconcile(ONE, [paid("x"), paid("x", "P2", on=20, **UNDONE)], ledger)
    assert said(tied)[1] == ("P2", "T2", "REVERSED", "reversal")


def test_a_reversal_that_the_agency_does_not_mention_is_on_its_payments_side() -> None:
    tied = reconcile(ONE, [paid("x")], [booked("x"), booked("x", "T2", -100, 7, **TAKEN_BACK)])
    assert said(tied)[1] == (None, "T2", "REVERSED", "reversal_in_ledger")
    assert sides(tied) == {"matched": 0}


def test_a_part_of_a_payment_taken_back() -> None:
    tied = reconcile(ONE, [paid("x")], [booked("x"), booked("x", "T2", -40, 7, **TAKEN_BACK)])
    assert said(tied) == [("P1", "T1", "MATCHED", "same_day"), (None, "T2", "REVERSED", "reversal_in_ledger")]
    assert sides(tied) == {"matched": 60}


def test_more_is_taken_back_than_was_paid() -> None:
    ledger = [booked("x"), booked("x", "T2", -60, 7, **TAKEN_BACK), booked("x", "T3", -60, 8, **TAKEN_BACK)]
    tied = reconcile(ONE, [], ledger)
    assert said(tied)[2] == (None, "T3", "ORPHAN_REVERSAL", "ledger_reverses_nothing")
    assert sides(tied) == {"direct": 40, "unexplained": -60}


def test_a_reversal_after_the_recall_belongs_to_the_window_of_its_payment() -> None:
    tied = reconcile(ONE, [paid("x", on=29)], [booked("x", on=29), booked("x", "T2", -100, 40, **TAKEN_BACK)])
    assert sides(tied) == {"matched": 0}


def test_a_reversal_after_the_day_that_is_reconciled_to_is_not_known_yet() -> None:
    ledger = [booked("x"), booked("x", "T2", -100, 9, **TAKEN_BACK)]
    tied = reconcile(ONE, [paid("x")], ledger, terms=Terms(as_of=day(8)))
    assert said(tied) == [
        ("P1", "T1", "MATCHED", "same_day"),
        (None, "T2", "OUT_OF_WINDOW", "ledger_after_placement"),
    ]


def test_an_agency_takes_back_its_own_payment() -> None:
    tied = reconcile(ONE, [paid("x"), paid("x", "P2", on=6, **UNDONE)])
    assert {row[2:] for row in said(tied)} == {("REVERSED", "undone_by_agency")}


def test_an_agency_takes_back_what_stands_in_the_ledger() -> None:
    tied = reconcile(ONE, [paid("x"), paid("x", "P2", on=6, **UNDONE)], [booked("x")])
    assert said(tied) == [
        ("P1", "T1", "MATCHED", "same_day"),
        ("P2", None, "AGENCY_ONLY", "reversal_not_in_ledger"),
    ]


def test_orphans() -> None:
    ledger = [booked("x", "T2", -70, type="REVERSAL", reverses="T0")]
    tied = reconcile(ONE, [paid("x", "P2", type="REVERSAL", reverses="P0")], ledger)
    assert said(tied) == [
        ("P2", None, "ORPHAN_REVERSAL", "reverses_nothing"),
        (None, "T2", "ORPHAN_REVERSAL", "ledger_reverses_nothing"),
    ]
    assert sides(tied) == {"unexplained": -70}


def test_both_take_back_a_payment_of_an_earlier_month() -> None:
    ledger = [booked("x", "T2", -100, type="REVERSAL", reverses="T0")]
    tied = reconcile(ONE, [paid("x", "P2", type="REVERSAL", reverses="P0")], ledger)
    assert said(tied) == [("P2", "T2", "REVERSED", "reversal")]
    assert sides(tied) == {"matched": -100}


def test_a_refund_that_names_no_payment() -> None:
    tied = reconcile(ONE, [], [booked("x", amount=-100, type="REFUND")])
    assert said(tied) == [(None, "T1", "LEDGER_ONLY", "refund")]
    assert sides(tied) == {"direct": -100}


@pytest.mark.parametrize(("on", "rule"), [(0, "before_placement"), (31, "after_placement")])
def test_money_outside_its_window(on: int, rule: str) -> None:
    tied = reconcile(ONE, [paid("x", on=on)], [booked("x", on=on)])
    assert said(tied) == [("P1", "T1", "OUT_OF_WINDOW", rule)]
    assert sides(tied) == {"outside": 100}
    assert said(reconcile(ONE, [paid("x", on=on)]))[0][2:] == ("OUT_OF_WINDOW", rule)
    assert said(reconcile(ONE, [], [booked("x", on=on)]))[0][2:] == ("OUT_OF_WINDOW", f"ledger_{rule}")


@pytest.mark.parametrize("on", [1, 30])
def test_both_ends_belong_to_the_window(on: int) -> None:
    assert said(reconcile(ONE, [paid("x", on=on)], [booked("x", on=on)]))[0][2] == "MATCHED"


def test_the_ledgers_day_decides() -> None:
    tied = reconcile(ONE, [paid("x", on=1)], [booked("x", on=0)])
    assert said(tied) == [("P1", "T1", "OUT_OF_WINDOW", "before_placement")]


def test_without_a_recall_the_day_that_is_reconciled_to_ends_the_window() -> None:
    accounts = [placed("x", recall_on=None)]
    assert said(reconcile(accounts, [], [booked("x", on=200)]))[0][2] == "LEDGER_ONLY"
    tied = reconcile(accounts, [], [booked("x", on=200)], terms=Terms(as_of=day(199)))
    assert said(tied)[0][2] == "OUT_OF_WINDOW"


def test_the_token_of_another_agency() -> None:
    accounts = [placed("x"), placed("y", "b")]
    tied = reconcile(accounts, [paid("y", token="b:y")], [booked("y")])
    assert said(tied) == [
        ("P1", None, "WRONG_AGENCY", "of_another_agency"),
        (None, "T1", "LEDGER_ONLY", "not_reported"),
    ]
    assert identity(tied).select("agency", "direct").rows() == [("a", 0), ("b", 100)]


def test_no_token_of_ours() -> None:
    rules = [row[3] for row in said(reconcile(ONE, [paid("x", token="A0QQ"), paid("x", "P2", token=None)]))]
    assert rules == ["of_no_package", "blank"]


def test_an_account_that_nobody_has() -> None:
    tied = reconcile(ONE, [], [booked("z")])
    assert said(tied) == [(None, "T1", "NOT_PLACED", "ledger_not_placed")]
    assert sides(tied) == {"outside": 100}


def test_overpaid_is_what_goes_above_the_debt() -> None:
    accounts = [placed("x", payoff_total_minor=250)]
    lines = [paid("x", f"P{n}", on=n) for n in range(1, 4)]
    tied = reconcile(accounts, lines, [booked("x", f"T{n}", on=n) for n in range(1, 4)])
    assert [row[2] for row in said(tied)] == ["MATCHED", "MATCHED", "OVERPAID"]
    assert tied.items.sort("day")["over"].to_list() == [0, 0, 50]
    assert sides(tied) == {"matched": 300}


def test_what_was_taken_back_overpays_nothing() -> None:
    ledger = [booked("x", amount=200), booked("x", "T2", -200, 6, **TAKEN_BACK), booked("x", "T3", 200, 7)]
    tied = reconcile([placed("x", payoff_total_minor=250)], [], ledger)
    assert [row[2] for row in said(tied)] == ["REVERSED", "REVERSED", "LEDGER_ONLY"]


def test_overpaid_directly() -> None:
    tied = reconcile([placed("x", payoff_total_minor=50)], [], [booked("x")])
    assert said(tied) == [(None, "T1", "OVERPAID", "above_debt_direct")]
    assert sides(tied) == {"direct": 100}


@pytest.mark.parametrize(
    ("fault", "status"),
    [("amount_negative", "AMOUNT_NEGATIVE"), ("amount_zero", "AMOUNT_ZERO"), ("amount_blank", "AMOUNT_UNREADABLE"),
     ("date_impossible", "DATE_UNREADABLE"), ("type_unknown", "TYPE_UNREADABLE"), ("fields_extra", "LINE_UNREADABLE"),
     ("trailer_rows", "TRAILER_DIFFERS")],
)  # fmt: skip
def test_a_fault_comes_before_all_else(fault: str, status: str) -> None:
    tied = reconcile(ONE, [paid("x", token="nobody", fault=fault)], [booked("x")])
    assert said(tied) == [("P1", None, status, fault), (None, "T1", "LEDGER_ONLY", "not_reported")]


def test_faults_of_the_ledger() -> None:
    ledger = [
        booked("x", "T1", None, fault="amount_unreadable"),
        booked("x", "T2", on=None, fault="date_blank"),
        booked("x", "T3", -5, fault="amount_sign"),
        booked("x", "T4", 5, fault="reversal_unclear"),
        booked("z", "T5", None, fault="amount_unreadable"),
        booked("x", "T6", 7, account_id=None, fault="account_blank"),
    ]
    tied = reconcile(ONE, [], ledger)
    assert [row[2] for row in said(tied)] == [
        *("AMOUNT_UNREADABLE", "DATE_UNREADABLE", "AMOUNT_SIGN", "REVERSAL_UNCLEAR", "NOT_PLACED"),
        "LINE_UNREADABLE",
    ]
    assert sides(tied)["unexplained"] == 0
    assert identity(tied)["ledger_cash"].to_list() == [0]


def test_a_reversal_of_a_reversal_is_unclear_and_unexplained() -> None:
    again = booked("x", "T3", -100, 8, type="REVERSAL", reverses="T2")
    tied = reconcile(ONE, [paid("x")], [booked("x"), booked("x", "T2", -100, 7, **TAKEN_BACK), again])
    assert said(tied)[2] == (None, "T3", "REVERSAL_UNCLEAR", "reversal_unclear")
    assert sides(tied) == {"matched": 0, "unexplained": -100}


def test_a_ledger_line_twice_is_unexplained() -> None:
    tied = reconcile(ONE, [paid("x")], [booked("x"), booked("x")])
    assert said(tied) == [("P1", "T1", "MATCHED", "same_day"), (None, "T1", "DUPLICATE", "txn_id_repeated")]
    assert sides(tied) == {"matched": 100, "unexplained": 100}


def test_one_transaction_on_two_accounts_is_two_payments() -> None:
    tied = reconcile([placed("x"), placed("y")], [], [booked("x"), booked("y")])
    assert [row[2] for row in said(tied)] == ["LEDGER_ONLY"] * 2


def test_currencies_are_kept_apart() -> None:
    tied = reconcile(ONE, [paid("x", currency="USD")], [booked("x")])
    assert [row[2] for row in said(tied)] == ["AGENCY_ONLY", "LEDGER_ONLY"]
    tied = reconcile(ONE, [paid("x", currency="USD")], [booked("x", currency="USD")])
    assert [row[2] for row in said(tied)] == ["MATCHED"]
    assert identity(tied).select("cur", "matched").rows() == [("CNY", 0), ("USD", 100)]


def test_a_blank_currency_is_that_of_the_account() -> None:
    tied = reconcile([placed("x", currency="USD")], [paid("x")], [booked("x")])
    assert [row[2] for row in said(tied)] == ["MATCHED"]
    assert identity(tied)["cur"].to_list() == ["USD"]


def test_an_account_that_stands_twice_counts_once() -> None:
    tied = reconcile([placed("x"), placed("x", payoff_total_minor=5)], [paid("x")], [booked("x")])
    assert [row[2] for row in said(tied)] == ["MATCHED"]
    assert tied.placed.repeated == 1


def test_what_readers_of_dates_and_amounts_say_is_a_rule() -> None:
    said = {code.lower() for code, known in CODES.items() if known.effect == "reject"}
    assert {code for code in said if code.startswith(("date_", "amount_"))} <= RULES.keys()


def test_a_list_that_grows_is_sent_again_and_nobody_need_look_at_it() -> None:
    whole = [
        paid("u", "P1", 100, fee_claimed=10),
        paid("u", "P1", 100, fee_claimed=10, file=1),
        paid("u", "P2", 70, fee_claimed=7, file=1),
        paid("v", "P3", 50),
        paid("v", "P3", 55, file=1),
    ]
    ledger = [booked("u", "T1", 100), booked("u", "T2", 70), booked("v", "T3", 50)]
    tied = with_fees(reconcile([placed("u"), placed("v")], whole, ledger), RATES)
    assert [(payment, rule) for payment, _, _, rule in said(tied)] == [
        ("P1", "same_day"), ("P1", "resent"), ("P2", "same_day"), ("P3", "same_day"), ("P3", "payment_id_repeated"),
    ]  # fmt: skip
    sums = totals(tied).select(pl.col("fee_claimed", "due").sum()).row(0)
    assert sums == (17, 22)
    looked_at = tied.items.drop_nulls("exception")["rule"].cast(pl.String).to_list()
    assert "resent" not in looked_at
