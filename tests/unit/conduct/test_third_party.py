"""A third person may be contacted only after an event that allows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from collectkit.conduct.rule import ThirdParty
from tests.unit.conduct.building import Row, contact, event, part
from tests.unit.conduct.judged import about, judged

RULE = ThirdParty(frozenset({"UNREACHABLE", "DECEASED"}))
AT_TEN = "2026-03-02 10:00:00"


def third(local: str | None = AT_TEN, **cells: Any) -> Row:
    return contact(local, target="THIRD_PARTY", **cells)


@pytest.mark.parametrize(
    ("known_at", "expected"),
    [
        ("2026-03-02 09:59:59", {}),
        ("2026-03-02 10:00:00", {0: ("BREACH", "third_party")}),
        ("2026-03-02 10:00:01", {0: ("BREACH", "third_party")}),
        ("2026-03-01", {}),
        ("2026-03-02", {0: ("BREACH", "third_party")}),
        (None, {0: ("UNKNOWN", "third_party_unless_event")}),
    ],
)
def test_the_event_comes_before_the_contact(known_at: str | None, expected: dict[int, tuple[str, str]]) -> None:
    assert judged(RULE, part([third()], [event("UNREACHABLE", known_at)])) == expected


@pytest.mark.parametrize(("until", "expected"), [("2026-03-02", {}), ("2026-03-01", {0: ("BREACH", "third_party")})])
def test_the_event_holds_to_its_last_day(until: str, expected: dict[int, tuple[str, str]]) -> None:
    held = event("UNREACHABLE", "2026-02-01", until=dt.date.fromisoformat(until))
    assert judged(RULE, part([third()], [held])) == expected


def test_a_contact_of_a_day_may_come_before_or_after_an_event_of_it() -> None:
    same_day = part([third("2026-03-02")], [event("UNREACHABLE", "2026-03-02 12:00:00")])
    assert judged(RULE, same_day) == {0: ("UNKNOWN", "third_party_unless_event")}


def test_other_events_and_other_debtors_allow_nothing() -> None:
    known = [event("DISPUTED", "2026-01-01"), event("UNREACHABLE", "2026-01-01", debtor=1)]
    assert judged(RULE, part([third()], known)) == {0: ("BREACH", "third_party")}


def test_one_event_that_surely_came_before_is_enough() -> None:
    known = [event("UNREACHABLE", None), event("DECEASED", "2026-01-01")]
    assert judged(RULE, part([third()], known)) == {}


def test_debtors_and_guarantors_are_no_third_persons() -> None:
    assert judged(RULE, part([contact(), contact(target="GUARANTOR")])) == {}


def test_who_is_not_known_may_be_a_third_person() -> None:
    known = [event("DECEASED", "2026-01-01", debtor=1)]
    assert judged(RULE, part([contact(target=None), contact(debtor=1, target=None)], known)) == {
        0: ("UNKNOWN", "may_be_third_party")
    }


def test_a_rule_about_calls_may_be_about_an_unknown_channel() -> None:
    rows = part([third(channel=None), third("2026-03-02 11:00:00", channel="SMS")])
    assert judged(RULE, rows, applies_to=about(channels="CALL")) == {0: ("UNKNOWN", "if_it_applies")}
