"""Calendar months past due: month ends, and how often they disagree with thirty-day buckets."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectkit.segment.days import bucket, days_past_due, months_begun
from collectkit.segment.schemes.scheme import SCHEMES, parse

CALENDAR = SCHEMES["cn-calendar"]
DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def month_end(due: date, months: int) -> date:
    """Return the last day of the so-manieth month since *due*, slowly."""
    years, month = divmod(due.month - 1 + months, 12)
    last = calendar.monthrange(due.year + years, month + 1)[1]
    return date(due.year + years, month + 1, min(due.day, last))


def months(due: date, as_of: date) -> int:
    """Count the months that have begun, one by one."""
    count = 0
    while month_end(due, count) < as_of:
        count += 1
    return count


def label(due: date, as_of: date, **grace: object) -> str | None:
    frame = pl.DataFrame({"due": [due], "as_of": [as_of]})
    days = days_past_due(as_of, due=pl.col("due"), given=None, **grace)  # type: ignore[arg-type]
    found = [frame.select(bucket(days, CALENDAR, day)).item() for day in (as_of, pl.col("as_of"))]
    assert found[0] == found[1]
    return str(found[0])


@pytest.mark.parametrize(
    ("due", "last_of_m1", "last_of_m2"),
    [
        ("2026-01-31", "2026-02-28", "2026-03-31"),
        ("2028-01-31", "2028-02-29", "2028-03-31"),
        ("2028-01-30", "2028-02-29", "2028-03-30"),
        ("2026-01-28", "2026-02-28", "2026-03-28"),
        ("2026-02-28", "2026-03-28", "2026-04-28"),
        ("2028-02-29", "2028-03-29", "2028-04-29"),
        ("2026-08-31", "2026-09-30", "2026-10-31"),
        ("2026-11-30", "2026-12-30", "2027-01-30"),
        ("2026-12-31", "2027-01-31", "2027-02-28"),
        ("2100-01-31", "2100-02-28", "2100-03-31"),
    ],
)
def test_a_month_ends_on_the_due_dates_day_or_the_months_last(due: str, last_of_m1: str, last_of_m2: str) -> None:
    start, first, second = map(date.fromisoformat, (due, last_of_m1, last_of_m2))
    following = timedelta(1)

    days = [start - following, start, start + following, first, first + following, second, second + following]

    assert [label(start, day) for day in days] == ["M0", "M0", "M1", "M1", "M2", "M2", "M3"]


def test_the_seventh_month_is_open() -> None:
    due = date(2026, 1, 31)

    assert [label(due, day) for day in (date(2026, 7, 31), date(2026, 8, 1), date(2090, 1, 1))] == ["M6", "M6+", "M6+"]


def test_a_29th_of_february_is_a_year_past_due_on_the_28th() -> None:
    yearly = parse(
        'version = 1\nname = "y"\nunit = "months"\n[[buckets]]\nlabel = "a"\nmin = 0\nmax = 12\n'
        '[[buckets]]\nlabel = "b"\nmin = 13\n',
        "y.toml",
    )
    days = pl.lit(pl.Series([365, 366]))

    found = [
        pl.select(bucket(days, yearly, day)).to_series().to_list() for day in (date(2025, 2, 28), date(2025, 3, 1))
    ]

    # Counted back from 28 February 2025: due on 29 and 28 February 2024. From 1 March: on 1 March and 29 February.
    assert found == [["a", "a"], ["a", "b"]]


def test_grace_moves_the_due_date_or_waits() -> None:
    due = date(2026, 1, 31)

    assert label(due, date(2026, 3, 3), grace=3) == "M1"  # as if it were due on 3 February
    assert label(due, date(2026, 3, 4), grace=3) == "M2"
    assert label(due, date(2026, 2, 3), grace=3, rule="gate") == "M0"
    assert label(due, date(2026, 3, 1), grace=3, rule="gate") == "M2"


def test_accounts_with_days_only_are_due_so_many_days_before() -> None:
    days = pl.lit(pl.Series([28, 29, 31, None]))

    by_day = {
        day: pl.select(bucket(days, CALENDAR, day)).to_series().to_list()
        for day in (date(2026, 3, 1), date(2026, 3, 29))
    }

    assert by_day == {
        date(2026, 3, 1): ["M1", "M2", "M2", None],  # due on 1 February, 31 January, 29 January
        date(2026, 3, 29): ["M1", "M2", "M2", None],  # due on 1 March, 28 February, 26 February
    }


@given(due=DATES, days=st.integers(0, 800))
@example(due=date(2028, 2, 29), days=366)
@example(due=date(2027, 1, 31), days=29)
def test_months_are_those_of_counting_one_by_one(due: date, days: int) -> None:
    as_of = due + timedelta(days)

    found = pl.select(months_begun(pl.lit(days), pl.lit(as_of))).item()

    assert found == months(due, as_of)
    assert label(due, as_of) == ("M6+" if found > 6 else f"M{found}")


def test_it_disagrees_with_thirty_days_on_one_day_in_ten_over_a_year_and_in_twenty_five_over_half_a_year() -> None:
    as_of = pl.DataFrame({"as_of": pl.date_range(date(2024, 3, 1), date(2028, 2, 29), eager=True)})
    frame = as_of.join(pl.DataFrame({"days": range(1, 366)}), how="cross")
    by_calendar = months_begun(pl.col("days"), pl.col("as_of"))
    other = by_calendar != (pl.col("days") + 29) // 30

    year, half = (frame.filter(pl.col("days") <= most).select(other.mean()).item() for most in (365, 180))

    assert (round(year, 3), round(half, 3)) == (0.094, 0.040)
