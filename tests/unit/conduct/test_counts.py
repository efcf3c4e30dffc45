"""Counts where something is not known: when a contact was, of which number, and whether a rule was in force then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from collectkit.conduct.checking import check
from collectkit.conduct.rule import Count, Rule
from tests.unit.conduct.building import Row, contact, part

Found = list[tuple[int, str, int]]


def found(metric: Count, *rows: Row, **rule: Any) -> Found:
    """Return the contacts that break a rule or may, by their place in order of time: verdict, and what was counted."""
    asked = Rule("r", "p", "*", "low", metric, {}, "s", "yes", **rule)
    return check(asked, part(rows)).select("contact", "verdict", "measured").rows()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-01 23:00:00", []),
        ("2026-03-01 23:00:01", [(1, "UNKNOWN", 2)]),
        ("2026-03-02 00:00:00", [(0, "UNKNOWN", 2), (1, "UNKNOWN", 2)]),
        ("2026-03-02 23:59:59", [(0, "UNKNOWN", 2), (1, "UNKNOWN", 2)]),
        ("2026-03-03 00:59:58", [(1, "UNKNOWN", 2)]),  # the day's last second is in the hour before
        ("2026-03-03 00:59:59", []),
    ],
)
def test_a_contact_without_a_time_may_be_at_any_second_of_its_day(at: str, expected: Found) -> None:
    assert found(Count(1, minutes=60), contact("2026-03-02"), contact(at)) == expected


@pytest.mark.parametrize(
    ("limit", "expected"), [(2, [(0, "UNKNOWN", 3), (1, "UNKNOWN", 3), (2, "UNKNOWN", 3)]), (3, [])]
)
def test_contacts_without_times_may_all_be_in_one_hour(limit: int, expected: Found) -> None:
    assert found(Count(limit, minutes=60), *(contact("2026-03-02") for _ in range(3))) == expected


def test_an_hour_over_midnight_may_hold_contacts_of_two_days_without_times() -> None:
    rows = [contact("2026-03-02"), contact("2026-03-03"), contact("2026-03-04")]
    assert found(Count(1, minutes=60), *rows) == [(1, "UNKNOWN", 2), (2, "UNKNOWN", 2)]


def test_a_contact_without_a_time_is_the_last_of_its_day() -> None:
    rows = [contact("2026-03-02"), contact("2026-03-02 10:00:00"), contact("2026-03-02 11:00:00")]
    assert found(Count(2, days=1), *rows) == [(2, "BREACH", 3)]


def test_a_contact_of_an_unknown_day_may_be_of_each() -> None:
    rows = [contact("2026-03-02 10:00:00"), contact("2026-03-05 10:00:00"), contact(None)]
    assert found(Count(1, days=1), *rows) == [(0, "UNKNOWN", 2), (1, "UNKNOWN", 2), (2, "UNKNOWN", 2)]


@pytest.mark.parametrize("metric", [Count(1, days=2), Count(1, minutes=1500)])
def test_a_contact_of_an_unknown_day_breaks_a_rule_only_on_the_days_on_which_it_holds(metric: Count) -> None:
    rows = [contact("2026-03-02 10:00:00"), contact(None)]
    for first, last, held in (
        ("2026-03-01", "2026-03-01", False),
        ("2026-03-02", "2026-03-02", True),
        ("2026-03-03", "2026-03-03", True),
        ("2026-03-04", "2026-03-05", False),
    ):
        effective = {"effective_from": dt.date.fromisoformat(first), "effective_to": dt.date.fromisoformat(last)}
        own = [(0, "UNKNOWN", 2)] if first == "2026-03-02" else []
        assert found(metric, *rows, **effective) == [*own, *([(1, "UNKNOWN", 2)] if held else [])], first


def test_a_rule_ends_with_the_last_second_of_its_last_day() -> None:
    rows = [contact("2026-03-03 00:00:00"), contact(None)]
    last = {"effective_to": dt.date(2026, 3, 2)}
    assert found(Count(1, minutes=60), *rows, **last) == []
    rows = [contact("2026-03-02 23:59:59"), contact(None)]
    assert found(Count(1, minutes=60), *rows, **last) == [(0, "UNKNOWN", 2), (1, "UNKNOWN", 2)]


def test_a_contact_of_an_unknown_number_may_be_of_the_one_with_most() -> None:
    rows = [contact(f"2026-03-02 10:0{at}:00", number=number) for at, number in enumerate((1, 2, 2, 2, None))]
    assert found(Count(3, minutes=60, per="number"), *rows) == [(4, "UNKNOWN", 4)]
    assert found(Count(2, minutes=60, per="number"), *rows) == [(3, "BREACH", 3), (4, "UNKNOWN", 4)]


def test_contacts_of_unknown_numbers_are_not_surely_of_one() -> None:
    rows = [contact(f"2026-03-02 10:0{at}:00", number=None) for at in range(3)]
    assert found(Count(2, minutes=60, per="number"), *rows) == [(2, "UNKNOWN", 3)]


def test_one_contact_is_too_many_where_none_is_allowed_whatever_is_not_known() -> None:
    for metric in (Count(0, days=1), Count(0, minutes=60), Count(0, days=1, per="number")):
        assert found(metric, contact(None, number=None)) == [(0, "BREACH", 1)]
    assert found(Count(0, days=1), contact(None), effective_from=dt.date(2026, 3, 2)) == [(0, "UNKNOWN", 1)]


def test_a_window_crosses_months_and_years() -> None:
    rows = [
        contact(f"{day} 10:00:00") for day in ("2027-12-28", "2027-12-31", "2028-01-02", "2028-01-03", "2028-01-07")
    ]
    assert found(Count(3, days=7), *rows) == [(3, "BREACH", 4)]
    leap = [contact(f"{day} 10:00:00") for day in ("2028-02-28", "2028-03-01")]
    assert found(Count(1, days=2), *leap) == []
    assert found(Count(1, days=3), *leap) == [(1, "BREACH", 2)]


def test_evidence_of_what_may_be_too_much_is_the_last_hundred_and_the_contact() -> None:
    rows = [*(contact("2026-03-02") for _ in range(150)), contact("2026-03-02 10:00:00")]
    asked = Rule("r", "p", "*", "low", Count(150, minutes=60), {}, "s", "yes")
    told = check(asked, part(rows))
    assert told["measured"].to_list() == [151] * 151
    assert all(row["contact"] in row["evidence"] and len(row["evidence"]) == 100 for row in told.to_dicts())
    assert told["evidence"][0].to_list() == [0, *range(52, 151)]
