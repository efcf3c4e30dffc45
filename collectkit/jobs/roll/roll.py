"""Rolls: who went where between the snapshots of a panel, in files one after the other or in one.

Only two snapshots are held at a time, and the numbers of the accounts that were met. Every pair of consecutive days is
counted as it comes; when all days are known, the pairs that are not one step apart are left out, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, Output, Transaction
from collectkit.jobs import figures
from collectkit.jobs.returned.returned import read_ledger
from collectkit.jobs.roll.days import Balance, Day, Labels, Reader
from collectkit.jobs.roll.figures import figures_of
from collectkit.jobs.roll.report import Period, RollReport
from collectkit.jobs.segment import schemes
from collectkit.jobs.stream import Progress
from collectkit.report.numbers import Language
from collectkit.segment.days import Anchor
from collectkit.segment.keys import keys
from collectkit.segment.roll import cells as roll
from collectkit.segment.roll.days import Every, pairs, rhythm
from collectkit.segment.roll.exits import TYPES, explain
from collectkit.segment.roll.states import states
from collectkit.tables import cash


def run(
    sources: Sequence[Input],
    outputs: Sequence[Output],
    *,
    days: Sequence[date | None] = (),
    by: str | None = None,
    ledger: Input | None = None,
    scheme: str = "cn-m3plus",
    anchor: Anchor = "auto",
    labels: Labels | None = None,
    balance: Balance = "auto",
    every: Every | None = None,
    language: Language = "zh",
    creditor: str = "",
    progress: Progress | None = None,
) -> RollReport:
    """Measure rolls, and write them in the forms that the outputs' names say.

    Args:
        sources: snapshots in the order of their days, each of one day or of several.
        days: of each source; None where its own column says it.
        by: the header of the column of days.
        ledger: what explains where accounts went.
        scheme: a key of `SCHEMES`, or the path of a scheme file.
        balance: what is summed; auto: the principal outstanding where the first file has it, else the overdue total.
        every: the distance of the days; else the most frequent one.

    Raises:
        UsageError: a name says no form.
        RulesError: there is no such scheme, it is wrong, or the labels are.
        InputError: a file cannot be read or is of a wrong day, or there are no two days to compare.
    """
    figures.check(outputs)
    ranges = schemes.load(scheme)
    order = states(labels.order if labels is not None and labels.order else ranges.labels)
    report = RollReport(
        ranges.name if labels is None or not labels.order else None, None if labels is None else labels.column, order
    )
    book = None if ledger is None else _ledger(ledger, report, progress)
    with Transaction([one.path for one in (*sources, *([ledger] if ledger else []))]) as written:
        read = Reader(ranges, None if labels else anchor, by, labels, balance, report, progress)
        _rolled(read.days(sources, days or [None] * len(sources)), book, report)
        _select(report, every)
        found = figures_of(report, creditor)
        for output in outputs:
            figures.write(written, figures.dated(output, report.days[-1]), found, language)
    return report


def _rolled(days: Iterator[Day], book: pl.DataFrame | None, report: RollReport) -> None:
    """Count each pair of consecutive days."""
    before: Day | None = None
    seen: list[pl.Series] = []
    for after in days:
        report.days.append(after.day)
        if before is None:
            seen.append(after.accounts["account_id"])
        else:
            report.periods.append(_period(before, after, book, seen))
        before = after


def _period(before: Day, after: Day, book: pl.DataFrame | None, seen: list[pl.Series]) -> Period:
    """Count one pair, and add the accounts that are new to those that were *seen*."""
    first, second = keys(before.accounts["account_id"], after.accounts["account_id"])
    matched = roll.match(before.accounts.with_columns(first), after.accounts.with_columns(second))
    exits = explain(matched.went, _keyed(book, matched.went), before.day, after.day)
    numbers = matched.came["account_id"]
    # In the first pair nothing is earlier than the snapshot before.
    earlier = pl.concat(seen) if len(seen) > 1 else numbers.clear()
    returned = numbers.is_in(earlier.implode())
    seen.append(numbers.filter(~returned & ~matched.came["changed"]))
    cells = roll.pooled([matched.stayed, roll.came(matched.came, returned), roll.went(matched.went, exits)])
    return Period(before.day, after.day, cells, before.accounts.height, after.accounts.height, matched.both)


def _ledger(source: Input, report: RollReport, progress: Progress | None) -> pl.DataFrame:
    """Return the lines that can explain an exit, in order; those that cannot count are counted."""
    lines, count = read_ledger(source, progress, TYPES)
    sound = lines.filter(pl.col("fault").is_null() & ~pl.lit(cash.unclear(lines)))
    report.ledger = {
        "file": source.name,
        "rows_in": count.rows_in,
        "read": sound.height,
        "unread": lines.height - sound.height,
        "others": count.others.total(),
        "removed": count.removed.total(),
        "by_posting": count.by_posting,
    }
    return sound.drop("fault", "row", "file")


def _keyed(book: pl.DataFrame | None, went: pl.DataFrame) -> pl.DataFrame | None:
    """Return the lines of the ledger that are of accounts that went."""
    if book is None:
        return None
    places = went.select("account_id", "key")
    return book.join(places, on="account_id", how="inner", maintain_order="left").drop("account_id")


def _select(report: RollReport, every: Every | None) -> None:
    """Leave out the pairs of days that are not one step apart.

    Raises:
        InputError: no pair is left.
    """
    if not report.days:
        raise InputError("no snapshot has an account", hint="the rows are all rejected: try `collectkit segment`")
    if len(report.days) < 2:
        raise InputError(
            f"{report.files[0]['file']}: only one day", hint="a roll needs two: name another snapshot, or a panel"
        )
    report.expected = rhythm(report.days, every)
    for period, pair in zip(report.periods, pairs(report.days, report.expected), strict=True):
        period.pair = pair
    if not report.joined:
        raise InputError(
            f"no two days are one {report.expected.name if report.expected else 'step'} apart",
            hint="without --every, what lies between most of the days is a step",
        )
