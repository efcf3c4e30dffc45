"""Curves: what a portfolio looks like month after month: balance by bucket, and the share past each threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from collectkit.fields.number import ppm
from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.tally import MONEY, PER_BUCKET, rows, tally
from collectkit.segment.vintage.cohorts import gaps, month_label, month_of

Line = Literal["all", "bucket", "at_least"]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one snapshot, in one currency.

    Attributes:
        month: of the snapshot; without one the figures are None.
        line: `all` accounts, those of one `bucket`, or those that are `at_least` so many days past due.
        name: of the bucket (None: accounts without one), or the threshold.
        principal, overdue: sums in minor units; None where the file does not say.
        accounts_ppm: share of all accounts of the snapshot.
        principal_ppm: share of all outstanding principal of the snapshot.
    """

    month: str
    as_of: date | None
    currency: str
    line: Line
    name: str | None
    accounts: int | None = None
    principal: int | None = None
    overdue: int | None = None
    accounts_ppm: int | None = None
    principal_ppm: int | None = None


def of_day(day: date, accounts: pl.DataFrame, scheme: Scheme, thresholds: Sequence[int]) -> Iterator[Point]:
    """Yield the points of one snapshot: all, each bucket, each threshold; by currency.

    Args:
        accounts: `currency`, `days`, `bucket` and the money of `tally.MONEY` that the file has, a row an account.
    """
    plain = accounts.select("currency", "days", "bucket", *(name for name in MONEY if name in accounts.columns))
    everything = _by_currency(plain)
    at_least = {at: _by_currency(plain.filter(pl.col("days") >= at)) for at in thresholds}
    found = list(rows(tally(plain, PER_BUCKET), scheme))
    for currency in sorted(everything):
        yield _point(day, currency, "all", None, everything[currency], everything[currency])
        for row in found:
            if row.currency == currency:
                sums = {"accounts": row.accounts, **row.sums}
                yield _point(day, currency, "bucket", row.bucket, sums, everything[currency])
        nothing = dict.fromkeys(everything[currency], 0)
        for at, sized in at_least.items():
            yield _point(day, currency, "at_least", str(at), sized.get(currency, nothing), everything[currency])


def with_gaps(points: Sequence[Point], days: Sequence[date]) -> list[Point]:
    """Return the points in order of time, and blank ones for the months that have no snapshot."""
    lines = dict.fromkeys((one.currency, one.line, one.name) for one in sorted(points, key=_in_time))
    blank = [Point(month_label(month), None, *line) for month in gaps(days) for line in lines]
    return sorted([*points, *blank], key=_in_time)


def _in_time(one: Point) -> tuple[str, str, str]:
    # What is told of one day and currency is in order already, and sorting keeps it.
    return one.month, str(one.as_of or ""), one.currency


def _by_currency(accounts: pl.DataFrame) -> dict[str, dict[str, int]]:
    return {one.pop("currency"): one for one in tally(accounts, ("currency",)).iter_rows(named=True)}


def _point(
    day: date, currency: str, line: Line, name: str | None, part: dict[str, int], whole: dict[str, int]
) -> Point:
    owed = part.get("principal_outstanding_minor")
    return Point(
        month_label(month_of(day)),
        day,
        currency,
        line,
        name,
        part["accounts"],
        owed,
        part.get("overdue_total_minor"),
        ppm(part["accounts"], whole["accounts"]),
        ppm(owed, whole.get("principal_outstanding_minor")),
    )
