"""When the next action is: some calendar days or working days after the as-of date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from collectkit.fields.parsed import nothing
from collectkit.segment.ladder.policy import MOST_DAYS, Calendar, Step

_DAY = timedelta(1)
_END = date.max - timedelta(MOST_DAYS * 7)  # from here on the calendar may end before the action


def next_day(as_of: date, step: Step, calendar: Calendar) -> date | None:
    """Return the day of the next action, never before *as_of*; None where none is planned."""
    if step.wait is None or as_of > _END:
        return None
    working = step.in_working_days
    day = as_of + step.wait * _DAY if working is None else _worked(as_of, working, calendar)
    while calendar.is_rest(day) and not calendar.act_on_rest_days:
        day += _DAY
    return day


def _worked(day: date, count: int, calendar: Calendar) -> date:
    for _ in range(count):
        day += _DAY
        while calendar.is_rest(day):
            day += _DAY
    return day


def next_days(as_of: pl.Series, decided: pl.Series, steps: Sequence[Step | None], calendar: Calendar) -> pl.Series:
    """Return the day of the next action of each account; null where none is planned, or the as-of date is unknown.

    Args:
        as_of: Date.
        decided: the place in *steps* of each account.
    """
    days = as_of.unique(maintain_order=True).drop_nulls()
    table = [None if step is None else next_day(day, step, calendar) for day in days.to_list() for step in steps]
    if not table:
        return nothing(len(as_of), pl.Date())
    row = as_of.replace_strict(days, pl.int_range(len(days), eager=True), default=None, return_dtype=pl.Int64)
    return pl.Series(table, dtype=pl.Date).gather(row * len(steps) + decided.cast(pl.Int64))
