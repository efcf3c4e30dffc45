"""What becomes of records that are no payments: one rule each, and what no record says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.crypto import ring
from collectkit.reconcile.records.rules import RULES, STATUSES
from collectkit.tables.record_families import FAMILIES
from tests.unit.reconcile.given import Row, booked, day, paid, placed
from tests.unit.reconcile.told import money, promise, record, rules, told

X = [placed("x")]
FULL = 1_000_000


def inventory(account: str, on: int = 20, balance: int | None = None, **cells: Any) -> dict[str, Any]:
    return record("INV", account, on=on, balance=balance, **cells)


def closed(account: str, on: int = 20, reason: str = "PAID", **cells: Any) -> dict[str, Any]:
    return record("CLS", account, on=on, reason=reason, **cells)


def deleted(account: str, on: int = 31, **cells: Any) -> dict[str, Any]:
    return record("DEL", account, on=on, method="ERASED", **cells)


def contact(account: str, number: str = "C1", on: int = 5, **cells: Any) -> dict[str, Any]:
    return record("CON", account, contact_id=number, at_day=on, channel="CALL", result="ANSWERED", **cells)


EVERY = [
    record("ACK", "x", answer="ACCEPTED"), contact("x"), promise("x"), record("STA", "x", status="OPEN", on=3),
    record("PLN", "x", kind="INSTALMENT", total=300, instalments=3, first_due_on=10),
    record("CMP", "x", complaint_id="K1", on=4, about="HOURS"), record("OBJ", "x", on=28, reason="ON_PLAN"),
    closed("x", reason="OTHER"), inventory("x"), deleted("x"),
]  # fmt: skip


def test_every_family_has_a_rule_for_a_record_without_fault() -> None:
    assert {one["code"] for one in EVERY} == FAMILIES.keys() - {"PAY", "TRL"}
    judged = told(X, EVERY, as_of=40)
    assert not [rule for rule in rules(judged) if RULES[rule].exception]
    assert judged.rows.height == len(EVERY)


def test_without_records_nothing_is_judged() -> None:
    with pytest.raises(AssertionError):
        told(X, [])


@pytest.mark.parametrize("one", EVERY, ids=[one["code"] for one in EVERY])
def test_whose_and_whether_it_can_be_read_comes_first(one: dict[str, Any]) -> None:
    accounts = [*X, placed("y", "b")]
    lines = [
        one | {"token": "b:y"},
        one | {"token": "a:stranger"},
        one | {"token": None},
        one | {"fault": "date_unreadable", "on": None},
    ]
    lines = [
        {name: cell for name, cell in line.items() if name != "on" or one["code"] not in ("ACK", "CON", "PTP", "PLN")}
        for line in lines
    ]
    found = rules(told(accounts, lines, as_of=29))
    assert found[:4] == ["of_another_agency", "of_no_package", "blank", "date_unreadable"]


def test_a_token_of_ours_that_is_not_placed_here() -> None:
    keys = ring.new(officers=("age1",)).with_recipient("a").with_recipient("b")
    made = keys.tokens("a").make("account", pl.Series(["LN-9"]))[0]
    judged = told(X, [inventory("", token=made), contact("", token=made), inventory("x")], ring=lambda: keys)
    assert rules(judged) == ["held_not_placed", "account_not_placed", "held"]
    assert judged.rows["opened"].to_list() == ["LN-9", "LN-9", None] or judged.tokens["opened"] == 1


def test_a_day_that_cannot_be() -> None:
    records = [contact("x", on=0), contact("x", "C2", on=31), contact("x", "C3", on=33)]
    assert rules(told(X, records, as_of=32)) == ["said_before_placement", "said_after_placement", "in_future"]
    asked = record("OBJ", "x", on=10, reason="OTHER", keep_until=9)
    assert rules(told(X, [asked])) == ["keep_until_before"]


def test_what_is_sent_again_is_told_from_what_uses_a_number_again() -> None:
    records = [contact("x"), contact("x"), contact("x", on=6), contact("x", "C2", collector="7"), contact("x", "C2")]
    assert rules(told(X, records)) == ["recorded", "repeated", "id_repeated", "recorded", "id_repeated"]
    complaint = record("CMP", "x", complaint_id="K1", on=4, about="HOURS", state="OPEN")
    later = [complaint, complaint | {"state": "CLOSED"}, complaint | {"about": "WORDS", "on": day(5)}]
    assert rules(told(X, later)) == ["older_state", "recorded", "id_repeated"]


@pytest.mark.parametrize(
    ("ledger", "paid_in", "rule"),
    [
        ([booked("x", amount=100, on=1)], 100, "promise_kept"),
        ([booked("x", amount=100, on=13)], 100, "promise_kept"),
        ([booked("x", amount=100, on=14)], 0, "promise_broken"),
        ([booked("x", amount=100, on=0)], 0, "promise_broken"),
        ([booked("x", amount=99, on=5)], 99, "promise_partial"),
        ([booked("x", amount=100, on=5, currency="USD")], 0, "promise_broken"),
        ([booked("x"), booked("x", "T2", -100, 20, type="REVERSAL", reverses="T1")], 0, "promise_broken"),
        ([booked("x"), booked("x", "T1")], 100, "promise_kept"),
        ([booked("x", amount=120), booked("x", "T2", -20, 8, type="REFUND")], 100, "promise_kept"),
    ],
)
def test_a_promise(ledger: list[Row], paid_in: int, rule: str) -> None:
    judged = told(X, [promise("x")], ledger, as_of=25)
    assert (rules(judged), money(judged)[0]["paid"]) == ([rule], paid_in)


def test_a_promise_whose_time_is_not_over() -> None:
    made = [promise("x")]
    assert rules(told(X, made, as_of=12)) == ["promise_not_due"]
    assert rules(told(X, made, as_of=13)) == ["promise_broken"]
    assert rules(told(X, made, [booked("x", amount=1, on=12)])) == ["promise_not_due"]
    assert rules(told(X, made, [booked("x", amount=1, on=13)])) == ["promise_partial"]
    assert rules(told(X, made, as_of=12, days=2)) == ["promise_broken"]
    assert rules(told(X, made)) == ["promise_not_due"]


def test_no_fen_keeps_two_promises() -> None:
    made = [promise("x", 100, 10, 1), promise("x", 100, 12, 1), promise("x", 100, 20, 11)]
    ledger = [booked("x", amount=150, on=9), booked("x", "T2", 60, 11)]
    judged = told(X, made, ledger, as_of=28)
    assert rules(judged) == ["promise_kept", "promise_replaced", "promise_partial"]
    assert [row["paid"] for row in money(judged)] == [100, 50, 60]


def test_promises_that_cannot_be_judged() -> None:
    made = [
        promise("x", on=None),
        promise("x", due=0, on=2),
        promise("x"),
        promise("x"),
        promise("x", superseded=True, file=1),
    ]
    found = rules(told(X, made, as_of=25))
    assert found == ["promise_undated", "due_before_promise", "promise_broken", "repeated", "superseded"]


def test_an_inventory_is_held_against_what_was_placed() -> None:
    accounts = [*(placed(name) for name in "uvwxyz"), placed("b1", "b"), placed("late", placed_on=day(21))]
    ledger = [booked("u", "T1", 100), booked("v", "T2", 100), booked("w", "T3", 100), booked("w", "T4", 50, 6)]
    returned = [paid("w", "P1", 50, 6)]
    records = [
        inventory("u", balance=FULL - 100), inventory("v", balance=FULL), inventory("w", balance=FULL - 50),
        inventory("x", balance=FULL - 1), inventory("y", balance=FULL, currency="USD"), inventory("late"),
    ]  # fmt: skip
    judged = told(accounts, records, ledger, returned, as_of=25)
    assert rules(judged) == [
        *("balance_after_cash", "balance_as_placed", "balance_after_own", "balance_differs", "balance_currency"),
        *("held_before_placement", "not_listed"),
    ]
    missing = judged.rows.filter(pl.col("row").is_null())
    assert missing.select("p", "on", "owed", "paid").rows() == [(6, day(20), FULL, 0)]


def test_who_sent_no_inventory_lacks_nothing() -> None:
    assert rules(told([*X, placed("y", "b")], [inventory("x")])) == ["held"]


def test_the_newest_inventory_counts() -> None:
    records = [inventory("x", 5, FULL), inventory("y", 5), inventory("x", 12, 7), inventory("x", 12, 8)]
    found = rules(told([*X, placed("y")], records, as_of=25))
    assert found == ["older_inventory", "older_inventory", "balance_differs", "listed_twice", "not_listed"]
    assert rules(told(X, [inventory("x", 5), inventory("x", 28)], as_of=20)) == ["held", "in_future"]


def test_an_account_held_after_its_recall() -> None:
    records = [inventory("x", on=31), inventory("y", on=31)]
    assert rules(told([*X, placed("y", recall_on=None)], records)) == ["held_after_recall", "held"]


def test_what_a_newer_file_states_anew() -> None:
    """What is newest the reading of files tells; two records of one list, or of one day, contradict each other."""
    old = {"superseded": True}
    lists = [
        inventory("x", 9, 1, **old),
        inventory("x", 9, 2, file=1),
        inventory("y", 9, 1, **old),
        inventory("y", 9, 2),
    ]
    found = rules(told([*X, placed("y")], lists))
    assert found == ["superseded", "balance_differs", "balance_differs", "listed_twice"]
    states = [record("STA", "x", status=status, on=9, **cells) for status, cells in [("OPEN", old), ("REFUSED", {})]]
    assert rules(told(X, states)) == ["two_states"] * 2
    made = [promise("x", **old), promise("x", 50, file=1), promise("x", 30, on=2, **old), promise("x", 30, on=3)]
    assert rules(told(X, made, [booked("x", amount=30, on=2)], as_of=25)) == [
        *("superseded", "promise_replaced", "promise_kept", "promise_broken")
    ]


def test_a_batch_has_an_inventory_of_its_own() -> None:
    accounts = [placed("x", batch="one"), placed("y", batch="two"), placed("z", batch="two")]
    records = [inventory("x", 5), inventory("y", 5), inventory("z", 5), inventory("y", 9, batch="two")]
    found = rules(told(accounts, records))
    assert found == ["held", "older_inventory", "older_inventory", "held", "not_listed"]
    assert rules(told(accounts, [inventory("x", 5, batch="two")]))[0] == "other_batch"


def test_what_explains_an_account_that_is_not_listed() -> None:
    accounts = [placed(name) for name in "uvwx"]
    records = [closed("u", 19, "OTHER"), record("ACK", "v", answer="REJECTED"), inventory("x")]
    found = rules(told(accounts, records, [booked("w", amount=FULL)], as_of=25))
    assert found == ["closed", "refused", "held", "not_listed_closed", "not_listed_refused", "not_listed_paid"]


def plan(first_due_on: int | None = 5, **cells: Any) -> dict[str, Any]:
    known = {"kind": "INSTALMENT", "total": 300, "instalments": 3, "frequency": "WEEKLY"}
    return record("PLN", "x", first_due_on=first_due_on, **(known | cells))


@pytest.mark.parametrize(
    ("amounts", "as_of", "rule", "states"),
    [
        ([], 7, "plan_on_track", ["NOT_DUE"] * 3),
        ([], 8, "plan_behind", ["MISSED", "NOT_DUE", "NOT_DUE"]),
        ([100], 8, "plan_on_track", ["PAID", "NOT_DUE", "NOT_DUE"]),
        ([150], 15, "plan_behind", ["PAID", "PARTIAL", "NOT_DUE"]),
        ([99], 15, "plan_broken", ["PARTIAL", "MISSED", "NOT_DUE"]),
        ([100, 100], 29, "plan_broken", ["PAID", "PAID", "MISSED"]),
        ([300], 8, "plan_finished", ["PAID"] * 3),
    ],
)
def test_a_plan(amounts: list[int], as_of: int, rule: str, states: list[str]) -> None:
    judged = told(
        X, [plan()], [booked("x", f"T{at}", amount, 5 + at) for at, amount in enumerate(amounts)], as_of=as_of
    )
    assert rules(judged) == [rule]
    assert judged.instalments["state"].to_list() == states
    assert judged.instalments["due_on"].to_list() == [day(5), day(12), day(19)]
    assert money(judged)[0]["paid"] == sum(amounts)


def test_instalments_paid_late_and_paid_before_the_plan() -> None:
    ledger = [booked("x", "T1", 300, -4), booked("x", "T2", 100, 9)]
    judged = told([placed("x", placed_on=day(-20))], [plan()], ledger, as_of=14)
    assert judged.instalments["state"].to_list() == ["PAID_LATE", "NOT_DUE", "NOT_DUE"]


def test_without_a_ledger_nobody_knows_of_an_instalment() -> None:
    assert rules(told(X, [plan()])) == ["plan_on_track"]


def test_monthly_instalments_fall_on_the_last_of_a_month_that_is_too_short() -> None:
    first = dt.date(2026, 12, 31)
    judged = told(X, [plan(None, instalments=4, frequency=None) | {"first_due_on": first}], as_of=20)
    days = [dt.date(2026, 12, 31), dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 3, 31)]
    assert judged.instalments["due_on"].to_list() == days


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        ({}, [100, 100, 100]),
        ({"total": 301}, [100, 100, 101]),
        ({"first": 200}, [200, 50, 50]),
        ({"last": 151}, [75, 74, 151]),
        ({"regular": 120}, [120, 120, 60]),
        ({"first": 50, "regular": 100, "last": 150}, [50, 100, 150]),
        ({"first": 50, "last": 150}, [50, 100, 150]),
        ({"instalments": 2, "first": 100, "last": 200}, [100, 200]),
        ({"instalments": 1, "frequency": "ONCE", "kind": "SETTLEMENT"}, [300]),
        ({"first": 100, "regular": 100, "last": 99}, "plan_sum"),
        ({"regular": 90}, "plan_sum"),
        ({"regular": 150}, "plan_sum"),
        ({"first": 301}, "plan_sum"),
        ({"total": 0}, "plan_sum"),
        ({"total": 2}, "plan_sum"),
        ({"instalments": 4, "first": 50, "last": 151}, "plan_sum"),
        ({"instalments": 1, "first": 299}, "plan_sum"),
        ({"instalments": 0}, "plan_count"),
        ({"instalments": 601}, "plan_count"),
        ({"frequency": "ONCE"}, "plan_once"),
    ],
)
def test_what_a_plan_says_of_itself(cells: dict[str, Any], amounts: list[int] | str) -> None:
    judged = told(X, [plan(**cells)], as_of=2)
    if isinstance(amounts, str):
        assert rules(judged) == [amounts]
    else:
        assert judged.instalments["amount"].to_list() == amounts


def test_of_two_plans_the_later_one_stands() -> None:
    records = [plan(5), plan(12, total=200), plan(None), plan(5)]
    judged = told(X, records, as_of=7)
    assert rules(judged) == ["older_plan", "plan_on_track", "plan_undated", "repeated"]
    assert judged.instalments["amount"].sum() == 200


@pytest.mark.parametrize(
    ("records", "amount", "rule"),
    [
        ([closed("x")], FULL, "closed_paid"),
        ([closed("x")], FULL - 1, "closed_not_paid"),
        ([closed("x", reason="SETTLED")], 1, "closed_settled"),
        ([closed("x", reason="SETTLED")], 0, "closed_nothing_paid"),
        ([closed("x", reason="SETTLED"), plan(kind="SETTLEMENT")], 300, "closed_settled"),
        ([closed("x", reason="SETTLED"), plan(kind="SETTLEMENT")], 299, "closed_settlement_not_paid"),
        ([closed("x", reason="UNREACHABLE"), contact("x", on=20)], 0, "closed"),
        ([closed("x", reason="UNREACHABLE"), contact("x", on=21)], 0, "active_after_closing"),
    ],
)
def test_a_closure(records: list[Row], amount: int, rule: str) -> None:
    ledger = [booked("x", amount=amount, on=23)] if amount else []
    assert rules(told(X, records, ledger, as_of=25))[0] == rule


def test_a_closure_against_payments_and_another_closure() -> None:
    records = [closed("x", 20, "OTHER"), closed("x", 18, "DISPUTED")]
    assert rules(told(X, records)) == ["closed_twice", "closed"]
    assert rules(told(X, records, returned=[paid("x", on=19)])) == ["closed_twice", "active_after_closing"]
    assert rules(told([placed("x", payoff_total_minor=None)], [closed("x")])) == ["closed_balance_unknown"]


def test_proofs_of_deletion() -> None:
    accounts = [*(placed(name) for name in "uvwx"), placed("y", recall_on=None), placed("b1", "b")]
    records = [
        deleted("u"), deleted("v", 29), deleted("y"), deleted("u", 32), deleted("u", 33, file=1),
        record("ACK", "y", answer="REJECTED"), deleted("w", 41),
    ]  # fmt: skip
    found = rules(told(accounts, records, as_of=40))
    assert found == [
        *("deleted", "deleted_before_recall", "deleted_after_refusal", "proven_twice", "proven_before", "refused"),
        *("in_future", "deletion_missing", "deletion_missing", "deletion_missing"),
    ]
    assert rules(told(accounts, [deleted("y")], as_of=31)) == ["deleted_not_recalled", *["deletion_missing"] * 4]
    assert rules(told(accounts[4:], [deleted("y", 9)], as_of=30)) == ["deleted_not_recalled"]
    assert rules(told(X, [deleted("x", 30)], as_of=30)) == ["deleted_not_recalled"]


def test_an_account_that_is_placed_again() -> None:
    """Each record is about the placement that has its batch, or its day; the cash is the account's."""
    accounts = [placed("x", batch="one", recall_on=day(10)), placed("x", batch="two", placed_on=day(15))]
    contacts = [contact("x", "C1", 5), contact("x", "C2", 12), contact("x", "C3", 16)]
    assert rules(told(accounts, contacts)) == ["recorded", "said_after_placement", "recorded"]
    proofs = [deleted("x", 16, batch="one"), deleted("x", 16)]
    assert rules(told(accounts, proofs, as_of=20)) == ["deleted", "deleted_not_recalled"]
    assert rules(told(accounts, [deleted("x", 35)], as_of=40)) == ["deleted"]
    assert rules(told(accounts, [inventory("x", 16, batch="one"), inventory("x", 16, batch="two")])) == [
        *("held_after_recall", "held")
    ]
    again = [placed("x", recall_on=day(10)), placed("x", "b", placed_on=day(11))]
    made = [promise("x", 100, 20, 5), promise("x", 100, 20, 12, agency="b", token="b:x")]
    judged = told(again, made, [booked("x", amount=130, on=13)], as_of=25)
    assert (rules(judged), [row["paid"] for row in money(judged)]) == (["promise_replaced", "promise_kept"], [0, 100])


def test_states_and_acknowledgements_against_the_ledger_and_each_other() -> None:
    state = [record("STA", "x", status=status, on=on) for status, on in [("OPEN", 3), ("PAID", 9)]]
    assert rules(told(X, state)) == ["older_state", "state_not_paid"]
    assert rules(told(X, state, [booked("x", amount=FULL)])) == ["older_state", "recorded"]
    assert rules(told(X, [*state, record("STA", "x", status="OPEN", on=9)])) == [
        "older_state",
        "two_states",
        "two_states",
    ]
    answers = [record("ACK", "x", answer=answer) for answer in ("ACCEPTED", "REJECTED")]
    assert rules(told(X, answers)) == ["two_answers"] * 2
    assert rules(told(X, answers[1:])) == ["refused"]
    received = record("ACK", "x", answer="ACCEPTED", received_amount=FULL)
    assert rules(told(X, [received])) == ["accepted"]
    assert rules(told(X, [received | {"received_amount": 1}])) == ["received_differs"]


def test_every_rule_has_a_status_and_every_status_a_rule() -> None:
    assert {rule.status for rule in RULES.values()} == STATUSES.keys()
