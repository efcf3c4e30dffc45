"""The days of a panel: the step, the gaps, what is left out."""

from __future__ import annotations

from datetime import date

import pytest

from collectkit.segment.roll.days import Every, Pair, Rhythm, pairs, rhythm

MONTH = Rhythm("month", 1)


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "every", "expected"),
    [
        (("2026-01-31", "2026-02-28", "2026-03-31", "2026-05-31"), None, MONTH),
        (("2026-01-31", "2026-02-28", "2026-04-30"), None, MONTH),
        (("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-05"), None, Rhythm("day", 1)),
        (("2026-01-02", "2026-01-09", "2026-01-16"), None, Rhythm("day", 7)),
        (("2023-12-31", "2024-12-31", "2025-12-31"), None, Rhythm("month", 12)),
        (("2026-01-31", "2026-05-31"), None, None),
        (("2026-01-31", "2026-05-31"), "month", MONTH),
        (("2026-01-31", "2026-02-28", "2026-03-31"), "week", Rhythm("day", 7)),
    ],
)
def test_the_step_is_asked_for_or_the_most_frequent_one(
    texts: tuple[str, ...], every: Every | None, expected: Rhythm | None
) -> None:
    assert rhythm(days(*texts), every) == expected


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-01", 1),
        ("2026-02-28", "2026-03-31", 1),
        ("2026-01-01", "2026-03-01", 2),
        ("2026-01-31", "2026-04-30", 3),
        ("2024-12-31", "2026-12-31", 24),
        ("2026-01-31", "2026-02-10", 0),
    ],
)
def test_months_are_counted_to_the_nearest(first: str, second: str, steps: int) -> None:
    assert MONTH.steps(*days(first, second)) == steps


def test_a_pair_over_a_gap_is_left_out_and_names_what_is_missing() -> None:
    found = pairs(days("2026-01-31", "2026-02-28", "2026-03-10", "2026-06-30"), MONTH)

    assert [(one.reason, one.missing) for one in found] == [
        (None, ()),
        ("early", ()),
        ("gap", ("2026-04", "2026-05", "2026-06")),
    ]


def test_the_missing_days_of_a_daily_panel_are_named() -> None:
    found = pairs(days("2026-02-27", "2026-02-28", "2026-03-03"), Rhythm("day", 1))

    assert found[1] == Pair(date(2026, 2, 28), date(2026, 3, 3), "gap", ("2026-03-01", "2026-03-02"))


def test_two_days_alone_are_one_step() -> None:
    assert pairs(days("2026-01-31", "2026-05-31"), None) == [Pair(date(2026, 1, 31), date(2026, 5, 31))]


def test_steps_have_names() -> None:
    assert [Rhythm("month", 1).name, Rhythm("day", 7).name, Rhythm("month", 12).name] == ["month", "week", "12 months"]
