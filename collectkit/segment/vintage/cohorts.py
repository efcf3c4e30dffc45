"""Vintages: how the loans that were disbursed in one month fare, month on book by month on book.

A cohort is a month of disbursement, or a quarter or year of such months. Months on book are calendar months between the
month of disbursement and the month of the snapshot: a loan of 31 January is 1 month on book in all of February. Where a
month has several snapshots, its last one stands for it; the others count for what an account has ever reached.

A threshold of 30 means 30 days past due and more. Of an account's original principal the largest counts that a snapshot
says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from collectkit.errors import UsageError
from collectkit.segment.schemes.scheme import LAST

Cohort = Literal["month", "quarter", "year"]

THRESHOLDS = (30, 60, 90)
EDGE = "N+ is DPD >= N"
"""Which side the edge is on; said in every output."""

NO_COHORT = ("no_date", "date_after_as_of", "dates_conflicting", "currencies_conflicting")
"""Why an account is in no cohort."""

MONTHS: dict[Cohort, int] = {"month": 1, "quarter": 3, "year": 12}


def thresholds(text: str) -> tuple[int, ...]:
    """Read days past due from ``30,60,90``, mildest first.

    Raises:
        UsageError: they are not whole numbers from 1 on, or one stands twice.
    """
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    days = sorted(int(part) for part in parts if part.isascii() and part.isdigit())
    if len(days) != len(parts) or len({*days}) != len(days) or not all(0 < day <= LAST["days"] for day in days):
        raise UsageError("--thresholds: not a list of days past due", hint="for example 30,60,90; 30 means 30 and more")
    return tuple(days)


def month_of(day: date) -> int:
    """Return the number of a day's month; months that follow each other have numbers that do."""
    return day.year * 12 + day.month - 1


def months(days: pl.Expr) -> pl.Expr:
    """Return the number of each day's month: Int32."""
    return days.dt.year() * 12 + days.dt.month().cast(pl.Int32) - 1


def month_label(month: int) -> str:
    """Return a month as ``2026-01``."""
    return f"{month // 12}-{month % 12 + 1:02}"


def start_of(month: int, cohort: Cohort) -> int:
    """Return the first month of the cohort that a month belongs to."""
    return month - month % MONTHS[cohort]


def label(start: int, cohort: Cohort) -> str:
    """Return the name of the cohort that starts with a month: ``2026-01``, ``2026Q1``, ``2026``."""
    year, place = divmod(start, 12)
    return {"month": month_label(start), "quarter": f"{year}Q{place // 3 + 1}", "year": str(year)}[cohort]


def gaps(days: Sequence[date]) -> list[int]:
    """Return the months between the first and the last snapshot that have none."""
    seen = {month_of(day) for day in days}
    return [month for month in range(min(seen), max(seen)) if month not in seen] if seen else []
