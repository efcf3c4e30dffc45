"""Months, thresholds and rates of vintages."""

from __future__ import annotations

from datetime import date

import pytest

from collectkit.errors import UsageError
from collectkit.segment.vintage.cohorts import Cohort, gaps, label, month_label, month_of, start_of, thresholds


def test_thresholds_are_read_mildest_first() -> None:
    assert thresholds("90, 30，60") == (30, 60, 90)


@pytest.mark.parametrize("text", ["", "30,", "30,30", "0,30", "-30", "30.5", "３０", "M2", "30,36501"])
def test_what_is_no_list_of_days_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--thresholds"):
        thresholds(text)


@pytest.mark.parametrize(
    ("day", "cohort", "name"),
    [
        (date(2025, 12, 31), "month", "2025-12"),
        (date(2026, 1, 1), "month", "2026-01"),
        (date(2026, 3, 31), "quarter", "2026Q1"),
        (date(2026, 4, 1), "quarter", "2026Q2"),
        (date(2025, 12, 31), "quarter", "2025Q4"),
        (date(2026, 12, 31), "year", "2026"),
    ],
)
def test_a_cohort_is_called_after_its_months(day: date, cohort: Cohort, name: str) -> None:
    assert label(start_of(month_of(day), cohort), cohort) == name


def test_gaps_are_found_over_the_turn_of_the_year() -> None:
    assert [month_label(one) for one in gaps([date(2026, 2, 1), date(2025, 11, 30)])] == ["2025-12", "2026-01"]
    assert gaps([date(2026, 2, 1), date(2026, 2, 28)]) == []
