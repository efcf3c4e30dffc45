"""Vintages and curves of several snapshots, which are read one at a time: what is kept is a few bytes an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output, Transaction
from collectkit.jobs import figures
from collectkit.jobs.segment import schemes, snapshots
from collectkit.jobs.stream import Progress
from collectkit.jobs.vintage import disbursed
from collectkit.jobs.vintage.figures import figures_of
from collectkit.jobs.vintage.report import VintageReport
from collectkit.report.numbers import Language
from collectkit.segment.days import Anchor
from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.vintage.accounts import BALANCE, Accounts
from collectkit.segment.vintage.cells import Triangle
from collectkit.segment.vintage.cohorts import THRESHOLDS, Cohort
from collectkit.segment.vintage.curves import Point, of_day, with_gaps
from collectkit.segment.vintage.observed import Observed

Dated = tuple[date | None, Input]
"""A snapshot, and its day; None where the file says it."""

_FIELDS = ("disbursed_on", "original_principal")


@dataclass(slots=True)
class _Seen:
    """What was read of all snapshots.

    Attributes:
        files: day -> the file that is of it.
        told: each file's own report.
    """

    accounts: Accounts
    files: dict[date, str] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    tallies: list[pl.DataFrame] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    def add(self, snapshot: snapshots.Snapshot, scheme: Scheme) -> None:
        """Take one file, day by day."""
        owed = snapshot.accounts.get_column(BALANCE, default=None)
        unknown = snapshot.accounts.height if owed is None else owed.null_count()
        below = 0 if owed is None else int((owed < 0).sum())
        self.told.append({**snapshot.as_dict(), "no_balance": unknown, "negative_balance": below})
        for day, seen in snapshot.by_day():
            if day in self.files:
                both = f"{self.files[day]} and {snapshot.name} are both of {day}"
                raise InputError(both, hint="a snapshot is one file; leave one out, or join them")
            self.files[day] = snapshot.name
            self.accounts.add(day, seen)
            self.tallies.append(self.accounts.tally(day, seen))
            self.points += of_day(day, seen, scheme, self.accounts.thresholds)

    def tally_again(self, snapshot: snapshots.Snapshot) -> Iterator[pl.DataFrame]:
        """Tally a file with what all files together say of its accounts."""
        for day, seen in snapshot.by_day():
            tally = self.accounts.tally(day, seen)
            before = (one for one in self.tallies if one["as_of"][0] == day)
            if [one["accounts"].sum() for one in before] != [tally["accounts"].sum()]:
                raise InputError(f"{snapshot.name}: changed while it was read", hint="start again")
            yield tally

    def observed(self) -> Observed:
        """Return what all snapshots say."""
        balances = all(point.principal is not None for point in self.points)
        return Observed(self.accounts, pl.concat(self.tallies), sorted(self.files), balances)


def run(
    sources: Sequence[Dated],
    outputs: Sequence[Output],
    *,
    scheme: str = "cn-m3plus",
    anchor: Anchor = "auto",
    thresholds: Sequence[int] = THRESHOLDS,
    cohort: Cohort = "month",
    whole: Input | None = None,
    curve: bool = False,
    language: Language = "zh",
    creditor: str = "",
    progress: Progress | None = None,
) -> VintageReport:
    """Make the vintages and curves of some snapshots, in any order.

    Args:
        scheme: of the buckets of the curves: a key of `SCHEMES`, or the path of a file.
        thresholds: days past due, from which on an account counts.
        cohort: what loans are taken together.
        whole: a table of all that was disbursed; else the accounts that any snapshot has are the whole.
        curve: the table for machines is the curve over calendar months, and not the vintages.

    Raises:
        UsageError: standard input is one of several, or an output's name says no form.
        RulesError: there is no such scheme, or it is wrong.
        InputError: a file cannot be read, lacks a needed column, is of no day, or two are of the same.
        OutputError: an output cannot be written.
    """
    figures.check(outputs)
    _check_streams(sources)
    ranges = schemes.load(scheme)
    inputs = [source.path for _, source in sources] + ([whole.path] if whole else [])
    with Transaction(inputs) as written:
        sizes = disbursed.read(whole) if whole else None
        seen = _read(sources, ranges, anchor, thresholds, progress)
        observed = seen.observed()
        report = VintageReport(
            triangle=Triangle(observed, observed.sizes if sizes is None else sizes, cohort),
            given=sizes is not None,
            points=with_gaps(seen.points, observed.days),
            files=seen.told,
            scheme=ranges,
            anchor=anchor,
        )
        made = figures_of(report, creditor, curve=curve)
        for output in outputs:
            figures.write(written, figures.dated(output, observed.days[-1]), made, language)
    return report


def _check_streams(sources: Sequence[Dated]) -> None:
    if len(sources) > 1 and any(source.is_stream for _, source in sources):
        hint = "name files, or give all snapshots as one table with a column of their days"
        raise UsageError("of several snapshots none can be standard input", hint=hint)


def _read(
    sources: Sequence[Dated], scheme: Scheme, anchor: Anchor, thresholds: Sequence[int], progress: Progress | None
) -> _Seen:
    """Read all snapshots; and once more when a later one has moved accounts of an earlier one to another cohort."""

    def read(one: Dated) -> snapshots.Snapshot:
        day, source = one
        return snapshots.read(source, scheme, as_of=day, anchor=anchor, fields=_FIELDS, progress=progress)

    seen = _Seen(Accounts(thresholds))
    only = read(sources[0]) if len(sources) == 1 else None
    for one in sources:  # which no name may hold while the next one is read
        seen.add(only or read(one), scheme)
    if not seen.files:
        raise InputError("no snapshot has an account", hint="the rows are all rejected: try `collectkit segment`")
    if seen.accounts.moved:
        seen.tallies = [tally for one in sources for tally in seen.tally_again(only or read(one))]
    return seen
