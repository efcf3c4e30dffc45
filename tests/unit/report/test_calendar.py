"""A calendar has a cell for each day, in its week, and nothing for days outside."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest

from collectkit.report.calendar import MOST_MONTHS, calendar


def blocks(days: dict[date, int]) -> dict[str, list[list[str]]]:
    """Return the cells of each month, as day number and figure."""
    root = ET.fromstring(calendar("t", days, "en"))
    return {
        table.findtext("caption", ""): [
            ["".join(cell.itertext()) for cell in row] for row in table.iterfind("tbody/tr")
        ]
        for table in root.iterfind("table")
    }


def test_days_stand_under_their_weekday() -> None:
    made = blocks({date(2026, 2, 27): 5, date(2026, 3, 2): 7})
    assert made == {
        "2026-02": [["", "", "", "", "275", "280", ""]],
        "2026-03": [["", "", "", "", "", "", "10"], ["27", "", "", "", "", "", ""]],
    }


def test_the_last_months_with_a_count_are_drawn() -> None:
    days = {date(2000, 1, 5): 1} | {date(2025, 1, 31) + timedelta(days=40 * step): 1 for step in range(12)}
    made = blocks(days)
    assert len(made) == MOST_MONTHS
    assert "2000-01" not in made
    assert list(made)[-1] == "2026-04"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (9_999, "9,999"), (10_000, "10k"), (55_555, "55.6k"), (999_950, "1000k"), (1_249_999, "1.2m")],
)
def test_large_counts_are_short(value: int, text: str) -> None:
    made = blocks({date(2026, 3, 2): value})
    assert made["2026-03"][0][0] == f"2{text}"


def test_no_days() -> None:
    assert blocks({}) == {}
