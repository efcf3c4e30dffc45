"""Days past due, and the bucket they fall into.

DPD = max(0, as_of - anchor): the due date itself is day 0, a date to come is day 0, and without a date there is no DPD.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from collectkit.errors import InputError
from collectkit.segment.schemes.scheme import Scheme

Anchor = Literal["auto", "oldest_unpaid_due", "due_date", "given"]
"""What days are counted from; `auto` is the first of the others that a file has."""

GraceRule = Literal["subtract", "gate"]
"""`subtract` takes the days of grace off; `gate` holds DPD at 0 until grace is exceeded, then counts in full."""

_LONGEST_MONTH = 31
_TEXT = pl.String()


@dataclass(frozen=True, slots=True)
class Anchors:
    """The fields that a file's days are counted from.

    Attributes:
        due: a field of dates, first choice of every row.
        given: a field of days, for rows without a date.
    """

    due: str | None
    given: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Those that there are, first choice first."""
        return tuple(one for one in (self.due, self.given) if one is not None)


def anchors(wanted: Anchor, present: Collection[str], *, needed: bool = True) -> Anchors:
    """Choose the anchor fields among the fields *present* in a file.

    `auto` counts from the file's first due date column, and falls back on the file's own DPD in rows where that
    column is blank. A file that was segmented before offers its `days_past_due` as its own DPD.

    Args:
        wanted: which of them.
        present: fields of the file.
        needed: False where something else says what days are counted from.

    Raises:
        InputError: there is no such column, and one is needed.
    """
    due = next((field for field in _due_fields(wanted) if field in present), None)
    given = next((field for field in _given_fields(wanted, due) if field in present), None)
    if needed and due is None and given is None:
        fields = (*_due_fields(wanted), *_given_fields(wanted, None)[:1])
        raise InputError(
            f"there is no column to count days from: {' or '.join(fields)}",
            hint="check the headers, or choose another --anchor",
        )
    return Anchors(due, given)


def _due_fields(wanted: Anchor) -> tuple[str, ...]:
    if wanted == "auto":
        return ("oldest_unpaid_due", "due_date")
    return () if wanted == "given" else (wanted,)


def _given_fields(wanted: Anchor, due: str | None) -> tuple[str, ...]:
    if wanted not in ("auto", "given"):
        return ()
    # An earlier result was counted as of another day: it must not fill the gaps of a date column.
    return ("days_past_due_given", "days_past_due") if due is None else ("days_past_due_given",)


def days_past_due(
    as_of: date | pl.Expr,
    *,
    due: pl.Expr | None,
    given: pl.Expr | None,
    grace: int = 0,
    rule: GraceRule = "subtract",
) -> pl.Expr:
    """Count days past due: Int64, 0 and up, null where there is nothing to count from.

    Args:
        as_of: the day on which the count is true; an expression where each account has its own.
        due: Date; the day 0 of each account.
        given: whole days counted by somebody else, for rows where *due* is null.
        grace: days of grace, 0 and up.
        rule: what grace means.
    """
    day = as_of if isinstance(as_of, pl.Expr) else pl.lit(as_of)
    counts = [] if due is None else [day.cast(pl.Int64) - due.to_physical().cast(pl.Int64)]
    counts += [] if given is None else [given.cast(pl.Int64)]
    days = pl.coalesce(counts).clip(lower_bound=0)
    if not grace:
        return days
    if rule == "subtract":
        return (days - grace).clip(lower_bound=0)
    # A product keeps null, which an `otherwise` would turn into 0.
    return days * (days > grace).cast(pl.Int64)


def bucket(days: pl.Expr, scheme: Scheme, as_of: date | pl.Expr, dtype: pl.DataType = _TEXT) -> pl.Expr:
    """Name the bucket of each count of days: a String, null for null.

    A table of one label a day, up to the first day of the open bucket, is looked up: no branch can catch a null. On one
    and the same day calendar months are such a table too.

    Args:
        days: days past due as of *as_of*, with grace and pauses taken off.
        as_of: as in `days_past_due`; a scheme of days does not look at it.
        dtype: of the names; an Enum of the scheme's labels is told at once, where a column would be cast cell by cell.
    """
    labels = pl.lit(_labels(scheme).cast(dtype))
    last = scheme.buckets[-1].min
    if scheme.unit == "days":
        return labels.gather(days.cast(pl.Int64).clip(0, last))
    # Days beyond this are in the open bucket on any day, and leave the calendar's range on none.
    most = last * _LONGEST_MONTH
    days = days.cast(pl.Int64).clip(0, most)
    if isinstance(as_of, pl.Expr):
        return labels.gather(months_begun(days, as_of).clip(0, last))
    months = months_begun(pl.int_range(most + 1), pl.lit(as_of)).clip(0, last)
    return pl.lit(pl.select(labels.gather(months)).to_series()).gather(days)


def months_begun(days: pl.Expr, as_of: pl.Expr) -> pl.Expr:
    """Count the calendar months that have begun in so many days up to *as_of*: 0 for no days, 1 from day 1 on.

    The due date is the day that lies *days* before *as_of*: of an account that has only a number of days too, and with
    grace or pauses it is the day from which they count. Month k ends on the due date's day of the k-th month after it,
    or on that month's last day where it has no such day; no case is needed for that, since no day of that month is
    later.

    Args:
        days: Int64, 0 and up.
        as_of: Date.
    """
    due = (as_of.cast(pl.Int64) - days).cast(pl.Int32).cast(pl.Date)
    years = as_of.dt.year().cast(pl.Int64) - due.dt.year().cast(pl.Int64)
    months = as_of.dt.month().cast(pl.Int64) - due.dt.month().cast(pl.Int64)
    return years * 12 + months + (as_of.dt.day() > due.dt.day()).cast(pl.Int64)


def _labels(scheme: Scheme) -> pl.Series:
    """Return the label of each day or month from 0 on; the last one is that of all later ones."""
    labels = [each.label for each in scheme.buckets[:-1] for _ in range(each.min, (each.max or 0) + 1)]
    return pl.Series(values=[*labels, scheme.buckets[-1].label], dtype=pl.String)
