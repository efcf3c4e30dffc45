"""Days after a talk where something is not known: when one of the two was, or whether anybody talked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from collectkit.conduct.checking import check
from collectkit.conduct.rule import AfterTalk, Rule
from tests.unit.conduct.building import Row, contact, part

UNANSWERED: Row = {"result": "UNANSWERED", "talk": 0}


def found(metric: AfterTalk, *rows: Row, **rule: Any) -> list[tuple[int, str, int | None, list[int]]]:
    """Return what a rule finds: the contact by its place in order of time, verdict, days between, evidence."""
    asked = Rule("r", "p", "*", "low", metric, {}, "s", "yes", **rule)
    return check(asked, part(rows)).select("contact", "verdict", "measured", "evidence").rows()


def test_a_talk_without_a_time_may_have_been_before_a_call_of_its_day() -> None:
    rows = [contact("2026-03-02 10:00:00", **UNANSWERED), contact("2026-03-02")]
    assert found(AfterTalk(7), *rows) == [(0, "UNKNOWN", 0, [0, 1])]


def test_two_talks_without_times_may_each_have_been_the_first() -> None:
    rows = [contact("2026-03-02"), contact("2026-03-02")]
    assert found(AfterTalk(7), *rows) == [(0, "UNKNOWN", 0, [0, 1]), (1, "UNKNOWN", 0, [0, 1])]


def test_a_talk_does_not_forbid_itself() -> None:
    assert found(AfterTalk(7), contact("2026-03-02 10:00:00")) == []
    assert found(AfterTalk(7), contact("2026-03-02")) == []
    assert found(AfterTalk(7), contact(None)) == []


def test_a_talk_without_a_time_is_surely_before_calls_of_later_days() -> None:
    rows = [contact("2026-03-02"), contact("2026-03-08", **UNANSWERED), contact("2026-03-09", **UNANSWERED)]
    assert found(AfterTalk(7), *rows) == [(1, "BREACH", 6, [0, 1])]


def test_a_call_may_have_been_a_talk() -> None:
    rows = [contact("2026-03-02 10:00:00", talk=None), contact("2026-03-03 10:00:00", **UNANSWERED)]
    assert found(AfterTalk(7), *rows) == [(1, "UNKNOWN", 1, [0, 1])]


def test_a_talk_of_an_unknown_day_may_be_before_each_call() -> None:
    rows = [contact("2026-03-02 10:00:00", **UNANSWERED), contact("2026-08-02 10:00:00", **UNANSWERED), contact(None)]
    assert found(AfterTalk(7), *rows) == [(0, "UNKNOWN", None, [0, 2]), (1, "UNKNOWN", None, [1, 2])]


def test_a_call_of_an_unknown_day_is_too_soon_only_where_the_rule_holds_on_a_day_after_the_talk() -> None:
    rows = [contact("2026-03-02 10:00:00"), contact(None, **UNANSWERED)]
    for first, last, held in (
        ("2026-02-01", "2026-03-01", False),
        ("2026-02-01", "2026-03-02", True),
        ("2026-03-08", "2026-04-01", True),
        ("2026-03-09", "2026-04-01", False),
    ):
        effective = {"effective_from": dt.date.fromisoformat(first), "effective_to": dt.date.fromisoformat(last)}
        assert found(AfterTalk(7), *rows, **effective) == ([(1, "UNKNOWN", None, [0, 1])] if held else []), first


def test_a_talk_forbids_calls_of_its_account_or_debtor_and_of_its_agency_or_all() -> None:
    talk = contact("2026-03-02 10:00:00")
    for metric, cells, held in (
        (AfterTalk(7), {"account": 7}, False),
        (AfterTalk(7, per="debtor"), {"account": 7}, True),
        (AfterTalk(7, per="debtor"), {"debtor": 1}, False),
        (AfterTalk(7), {"agency": "agency-b"}, True),
        (AfterTalk(7, over="agency"), {"agency": "agency-b"}, False),
    ):
        call = contact("2026-03-02 11:00:00", **UNANSWERED) | cells
        assert found(metric, talk, call) == ([(1, "BREACH", 0, [0, 1])] if held else []), (metric, cells)


def test_the_evidence_is_the_first_talk_of_the_last_day_with_one() -> None:
    rows = [contact(f"2026-03-0{day} {hour}:00:00") for day in (1, 3) for hour in (10, 11)]
    later = contact("2026-03-05 09:00:00", **UNANSWERED)
    assert found(AfterTalk(7), *rows, later)[-1] == (4, "BREACH", 2, [2, 4])
