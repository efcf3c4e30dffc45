"""What a scheme does to each day, and where another one does otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from collectkit.segment.schemes.scheme import Bucket, Scheme

_FOUR_YEARS = (date(2024, 3, 1), date(2028, 2, 29))
"""Due dates among which each length of so many months occurs; all years but 1900, 2100 and the like are among them."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days past due that one bucket holds, both ends included.

    Attributes:
        first: the earliest and the latest day that it may begin with; in a scheme of days they are one.
        last: likewise; None for the open bucket.
    """

    bucket: Bucket
    first: tuple[int, int]
    last: tuple[int, int] | None

    def may_hold(self, day: int) -> bool:
        """Return whether there is a due date of which *day* is in this bucket."""
        return self.first[0] <= day and (self.last is None or day <= self.last[1])


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that stand in the same buckets throughout, by two schemes.

    Attributes:
        last: None for all later days.
        labels: in one scheme; several where the due date decides.
        others: in the other scheme.
    """

    first: int
    last: int | None
    labels: tuple[str, ...]
    others: tuple[str, ...]


def spans(scheme: Scheme) -> tuple[Span, ...]:
    """Return which days each bucket holds, in order."""
    return tuple(_span(bucket, scheme) for bucket in scheme.buckets)


def at(scheme: Scheme, day: int) -> tuple[str, ...]:
    """Return the labels that a day past due may have; one in a scheme of days."""
    return tuple(span.bucket.label for span in spans(scheme) if span.may_hold(day))


def beside(scheme: Scheme, other: Scheme) -> Iterator[Stretch]:
    """Yield all days from 0 on by what two schemes call them; neighbours differ."""
    edges = {day for span in (*spans(scheme), *spans(other)) for day in _edges(span)}
    starts: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = []
    for day in sorted(edges):
        labels, others = at(scheme, day), at(other, day)
        if not starts or starts[-1][1:] != (labels, others):
            starts.append((day, labels, others))
    ends = [following[0] - 1 for following in starts[1:]]
    for (first, labels, others), last in zip(starts, [*ends, None], strict=True):
        yield Stretch(first, last, labels, others)


def _span(bucket: Bucket, scheme: Scheme) -> Span:
    low, high = _end(bucket.min - 1, scheme)
    return Span(bucket, (low + 1, high + 1), None if bucket.max is None else _end(bucket.max, scheme))


def _edges(span: Span) -> Iterator[int]:
    """Yield the days on which something may begin: those of the span, and the one after the last that it may hold."""
    yield from span.first
    if span.last is not None:
        yield from (day + 1 for day in span.last)


def _end(number: int, scheme: Scheme) -> tuple[int, int]:
    """Return the least and the greatest number of days that so many days or months end with."""
    return _months(number) if scheme.unit == "months" and number > 0 else (number, number)


@cache
def _months(number: int) -> tuple[int, int]:
    due = pl.date_range(*_FOUR_YEARS, eager=True)
    days = (due.dt.offset_by(f"{number}mo") - due).dt.total_days().sort()
    return int(days[0]), int(days[-1])
