"""Records that cannot be true: one by one, and of all parts together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from collectkit.conduct import across
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import AppliesTo, Impossible
from tests.unit.conduct.building import Row, contact, part, person
from tests.unit.conduct.judged import about, judged, rule

NOW = dt.datetime(2026, 3, 2, 18, 0, 0, 400_000, tzinfo=dt.UTC)
"""Two in the morning of 3 March in Shanghai, one in the afternoon of 2 March in New York."""


@pytest.mark.parametrize(("talk", "expected"), [(-1, {0: ("BREACH", "talk_negative")}), (0, {}), (1, {}), (None, {})])
def test_no_talk_is_shorter_than_nothing(talk: int | None, expected: dict[int, tuple[str, str]]) -> None:
    assert judged(Impossible("negative"), part([contact(talk=talk)])) == expected


def test_of_an_unknown_channel_nobody_can_say() -> None:
    found = judged(Impossible("negative"), part([contact(talk=-5, channel=None)]), applies_to=about(channels="CALL"))
    assert found == {0: ("UNKNOWN", "if_it_applies")}


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Asia/Shanghai", "2026-03-03 02:00:00", None),
        ("Asia/Shanghai", "2026-03-03 02:00:01", ("BREACH", "in_future")),
        ("Asia/Shanghai", "2026-03-02", None),
        ("Asia/Shanghai", "2026-03-03", ("UNKNOWN", "later_today")),
        ("Asia/Shanghai", "2026-03-04", ("BREACH", "in_future")),
        ("America/New_York", "2026-03-02", ("UNKNOWN", "later_today")),
        ("America/New_York", "2026-03-03", ("BREACH", "in_future")),
        ("Asia/Shanghai", None, ("UNKNOWN", "day_not_known")),
    ],
)
def test_nothing_happened_after_now(zone: str, local: str | None, expected: tuple[str, str] | None) -> None:
    people = [person(0, (zone,)), person(1, ("Asia/Shanghai",)), person(2, ("America/New_York",))]
    assert judged(Impossible("future"), part([contact(local)], people=people, now=NOW)).get(0) == expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-02 23:59:59", None),
        ("2026-03-03 00:00:00", ("BREACH", "in_future")),
        ("2026-03-02", None),
        ("2026-03-03", ("BREACH", "in_future")),
    ],
)
def test_nothing_happened_after_a_day_that_is_over(local: str, expected: tuple[str, str] | None) -> None:
    over = dt.datetime(2026, 3, 2, 15, 59, 59, 999_999, tzinfo=dt.UTC)
    assert judged(Impossible("future"), part([contact(local)], now=over)).get(0) == expected


def overlapping(*parts: Part, **cells: Any) -> dict[int, tuple[str, str, int, list[int]]]:
    """Return what overlaps: the row of a contact -> verdict, why, seconds, and the rows of the evidence."""
    overlap = rule(Impossible("overlap"), **cells)
    gathered = [across.gather([overlap], each, {}) for each in parts]
    ((_, small, found),) = across.conclude([overlap], parts[0], gathered).found
    rows = small.contacts["row"].to_list()
    return {
        rows[each["contact"]]: (each["verdict"], each["why"], each["measured"], [rows[at] for at in each["evidence"]])
        for each in found.to_dicts()
    }


def two(second_at: str, **cells: Any) -> Part:
    """Return a talk of a minute at ten o'clock, and another by another agency's collector."""
    return part([contact("2026-03-02 10:00:00"), contact(second_at, **{"agency": "agency-b", "collector": 1, **cells})])


def test_talks_of_one_debtor_with_two_people_overlap() -> None:
    expected = {row: ("BREACH", "two_talk_to_debtor", 1, [2, 3]) for row in (2, 3)}
    assert overlapping(two("2026-03-02 10:00:59")) == expected
    assert overlapping(two("2026-03-02 10:01:00")) == {}


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({"collector": 0}, "BREACH"),
        ({"collector": None}, "BREACH"),
        ({"agency": "agency-a"}, "BREACH"),
        ({"agency": "agency-a", "collector": 0}, None),
        ({"agency": "agency-a", "collector": None}, "UNKNOWN"),
        ({"target": "THIRD_PARTY"}, None),
        ({"target": None}, "UNKNOWN"),
        ({"talk": 0}, None),
        ({"talk": None}, None),
        ({"channel": "AI_CALL"}, "BREACH"),
        ({"channel": "VISIT"}, None),
        ({"channel": None}, "UNKNOWN"),
    ],
)
def test_who_talks_to_the_debtor(cells: dict[str, Any], verdict: str | None) -> None:
    calls = AppliesTo(channels=frozenset({"CALL", "AI_CALL"}))
    found = overlapping(two("2026-03-02 10:00:30", **cells), applies_to=calls)
    assert {said[0] for said in found.values()} == ({verdict} if verdict else set())


def test_who_is_not_known_may_be_the_same_collector() -> None:
    rows = [contact("2026-03-02 10:00:00", collector=1), contact("2026-03-02 10:00:30", collector=None)]
    assert {said[0] for said in overlapping(part(rows)).values()} == {"UNKNOWN"}


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({}, "BREACH"),
        ({"target": "THIRD_PARTY"}, "BREACH"),
        ({"collector": 1}, None),
        ({"collector": None}, None),
        ({"agency": "agency-b"}, None),
        ({"channel": "AI_CALL"}, None),
        ({"channel": None}, "UNKNOWN"),
    ],
)
def test_one_collector_talks_to_two_debtors(cells: dict[str, Any], verdict: str | None) -> None:
    here = part([contact("2026-03-02 10:00:00")])
    there = part([contact("2026-03-02 10:00:30", debtor=1, row=9, **cells)])
    found = overlapping(here, there)
    assert found == ({row: (verdict, found[2][1], 30, [2, 9]) for row in (2, 9)} if verdict else {})


def test_contacts_of_other_days_count_but_do_not_break_the_rule() -> None:
    rows = part([contact("2026-03-01 23:59:50"), contact("2026-03-02 00:00:10", agency="agency-b")])
    found = overlapping(rows, effective_from=dt.date(2026, 3, 2))
    assert {row: said[0] for row, said in found.items()} == {3: "BREACH"}


def test_a_contact_that_overlaps_twice_is_told_once_and_surely() -> None:
    rows: list[Row] = [
        contact("2026-03-02 10:00:00", talk=600),
        contact("2026-03-02 10:01:00", agency="agency-b", target=None),
        contact("2026-03-02 10:05:00", debtor=1),
    ]
    assert {row: said[:2] for row, said in overlapping(part(rows)).items()} == {
        2: ("BREACH", "collector_talks_twice"),
        3: ("UNKNOWN", "two_may_talk_to_debtor"),
        4: ("BREACH", "collector_talks_twice"),
    }
