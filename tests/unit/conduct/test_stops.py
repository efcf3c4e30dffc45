"""No contact after somebody asked for none, or after what stops collection."""

from __future__ import annotations

import datetime as dt

import pytest

from collectkit.conduct import checking
from collectkit.conduct.rule import StopAfter
from tests.unit.conduct.building import contact, event, part
from tests.unit.conduct.judged import judged, rule

DISPUTED = StopAfter(frozenset({"DISPUTED"}))
REFUSED = StopAfter(frozenset({"REFUSED_CONTACT"}))


@pytest.mark.parametrize(
    ("event_at", "expected"),
    [
        ("2026-03-02 09:59:59", {0: ("BREACH", "after_disputed")}),
        ("2026-03-02 10:00:00", {}),
        ("2026-03-02 10:00:01", {}),
        ("2026-03-01", {0: ("BREACH", "after_disputed")}),
        ("2026-03-02", {}),
        (None, {0: ("UNKNOWN", "may_be_after_event")}),
    ],
)
def test_contacts_after_the_event_break_the_rule(event_at: str | None, expected: dict[int, tuple[str, str]]) -> None:
    assert judged(DISPUTED, part([contact()], [event("DISPUTED", event_at)])) == expected


def test_what_is_settled_stops_nothing() -> None:
    settled = event("DISPUTED", "2026-02-01", until=dt.date(2026, 3, 2))
    rows = part([contact("2026-03-02"), contact("2026-03-03")], [settled])
    assert judged(DISPUTED, rows) == {0: ("BREACH", "after_disputed")}


def test_a_contact_without_a_day_may_come_after() -> None:
    assert judged(DISPUTED, part([contact(None)], [event("DISPUTED", "2026-03-01")])) == {
        0: ("UNKNOWN", "may_be_after_event")
    }


def test_an_event_of_an_account_stops_that_account_only() -> None:
    rows = [contact(account=1), contact(account=2)]
    by_account = StopAfter(frozenset({"DISPUTED"}), per="account")
    of_one = part(rows, [event("DISPUTED", "2026-03-01", account=2)])
    assert set(judged(by_account, of_one)) == {1}
    assert set(judged(DISPUTED, of_one)) == {0, 1}
    assert set(judged(by_account, part(rows, [event("DISPUTED", "2026-03-01")]))) == {0, 1}


def test_the_evidence_is_the_contact_and_the_one_of_the_event() -> None:
    rows = [contact("2026-03-02 09:00:00"), contact("2026-03-02 10:00:00"), contact("2026-03-02 11:00:00")]
    known = [event("DISPUTED", "2026-03-02 10:00:00", file=0, row=3), event("DISPUTED", "2026-03-02 10:30:00")]
    found = checking.check(rule(DISPUTED), part(rows, known))
    assert found.select("contact", "evidence").rows() == [(2, [1, 2])]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(7, {1: ("BREACH", "after_refused_contact")}), (8, {}), (None, {1: ("UNKNOWN", "may_be_who_refused")})],
)
def test_it_is_the_third_person_who_refused(number: int | None, expected: dict[int, tuple[str, str]]) -> None:
    rows = [
        contact("2026-03-02 09:00:00", target="THIRD_PARTY", number=7),
        contact("2026-03-02 10:00:00", target="THIRD_PARTY", number=number),
        contact("2026-03-02 11:00:00", target="DEBTOR", number=7),
    ]
    refusal = event("REFUSED_CONTACT", "2026-03-02 09:00:00", file=0, row=2)
    assert judged(REFUSED, part(rows, [refusal])) == expected


def test_of_a_refusal_outside_of_contacts_nobody_knows_by_whom() -> None:
    rows = part([contact(target="THIRD_PARTY", number=7)], [event("REFUSED_CONTACT", "2026-03-01")])
    assert judged(REFUSED, rows) == {0: ("UNKNOWN", "may_be_who_refused")}


def test_the_surest_event_is_told() -> None:
    known = [event("DISPUTED", None), event("COMPLAINED", "2026-03-01")]
    both = StopAfter(frozenset({"DISPUTED", "COMPLAINED"}))
    assert judged(both, part([contact()], known)) == {0: ("BREACH", "after_complained")}
