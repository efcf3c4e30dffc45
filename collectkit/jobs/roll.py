"""Rolls: who went where between the snapshots of a panel, in files one after the other or in one.

Only two snapshots are held at a time, and the numbers of the accounts that were met. Every pair of consecutive days is
counted as it comes; when all days are known, the pairs that are not one step apart are left out, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, Output, Transaction
from collectkit.jobs import figures, snapshots
from collectkit.jobs.returned import read_ledger
from collectkit.jobs.roll_figures import make
from collectkit.jobs.roll_report import Period, RollReport
from collectkit.jobs.segment_plan import load_scheme
from collectkit.report.numbers import Language
from collectkit.segment.days import Anchor
from collectkit.segment.keys import keys
from collectkit.segment.roll import cells as roll
from collectkit.segment.roll.days import Every, pairs, rhythm
from collectkit.segment.roll.exits import TYPES, explain
from collectkit.segment.roll.labels import labelled
from collectkit.segment.roll.states import states
from collectkit.segment.schemes.scheme import Scheme

Progress = Callable[[int, int, int | None], None]
Balance = Literal["auto", "principal_outstanding", "overdue_total"]
_BALANCES = ("principal_outstanding", "overdue_total")
_EVIDENCE = ("charged_off_on", "recall_on")
_KEPT = ("overdue_total_minor", "principal_outstanding_minor", *_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels that the file gives instead of days.

    Attributes:
        column: the header of their column.
        order: all of them, mildest first; empty: the buckets of the scheme.
    """

    column: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One snapshot.

    Attributes:
        accounts: `account_id`, `currency`, `state`, `balance` (0 where blank), and what explains an exit.
    """

    name: str
    day: date
    accounts: pl.DataFrame


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
    ranges = load_scheme(scheme)
    order = states(labels.order if labels is not None and labels.order else ranges.labels)
    report = RollReport(
        ranges.name if labels is None or not labels.order else None, None if labels is None else labels.column, order
    )
    book = None if ledger is None else _ledger(ledger, report, progress)
    with Transaction([one.path for one in (*sources, *([ledger] if ledger else []))]) as written:
        read = _Reader(ranges, None if labels else anchor, by, labels, balance, report, progress)
        _rolled(read.days(sources, days or [None] * len(sources)), book, report)
        _select(report, every)
        found = make(report, creditor)
        for output in outputs:
            figures.write(written, _dated(output, report.days[-1]), found, language)
    return report


@dataclass(slots=True)
class _Reader:
    """Reads snapshots one after the other."""

    scheme: Scheme
    anchor: Anchor | None
    by: str | None
    labels: Labels | None
    balance: Balance
    report: RollReport
    progress: Progress | None

    def days(self, sources: Sequence[Input], stated: Sequence[date | None]) -> Iterator[Day]:
        """Yield the snapshots in order.

        Raises:
            InputError: two are of one day, or they are in disorder.
        """
        named = {"as_of": self.by, "bucket_given": self.labels and self.labels.column}
        last: Day | None = None
        for source, as_of in zip(sources, stated, strict=True):
            read = snapshots.read(
                source,
                self.scheme,
                as_of=as_of,
                anchor=self.anchor,
                named={field: header for field, header in named.items() if header},
                fields=(*_EVIDENCE, *(["bucket_given"] if self.labels else [])),
                money=self._read_money(),
                alone=self.report.ledger is None,
                progress=self.progress,
            )
            for day in self._parted(read):
                _check_order(last, day)
                last = day
                yield day

    def _parted(self, read: snapshots.Snapshot) -> Iterator[Day]:
        """Yield each day of a file, and keep what the file was."""
        accounts, odd = self._stated(read)
        self.report.add_file(read, accounts, odd)
        kept = [name for name in _KEPT if name in accounts.columns]
        told = ("as_of", "account_id", "currency", "state")
        accounts = accounts.select(*told, self._money(accounts, read.name), *kept)
        several = read.days
        read.accounts = read.accounts.clear()  # of which a roll needs the half
        for day in several:
            one = accounts.filter(pl.col("as_of") == day) if len(several) > 1 else accounts
            yield Day(read.name, day, one.drop("as_of"))

    def _stated(self, read: snapshots.Snapshot) -> tuple[pl.DataFrame, int]:
        """Return the accounts with their states, and how many have a label that is not in the order."""
        order = self.report.states
        if self.labels is None:
            return read.accounts.with_columns(roll.standing(read.accounts["bucket"], order)), 0
        given = labelled(read.accounts["bucket_given"], order.labels)
        odd = int((given.is_null() & read.accounts["bucket_given"].is_not_null()).sum())
        return read.accounts.with_columns(roll.standing(given, order)), odd

    def _read_money(self) -> tuple[str, ...]:
        """Return the fields of money that are read: what is summed first; the ledger is compared with both."""
        summed = self.report.balance if self.report.files or self.balance == "auto" else self.balance
        if self.report.files and summed is None:
            return ()
        return _BALANCES if summed is None else (summed, *(one for one in _BALANCES if one != summed))

    def _money(self, accounts: pl.DataFrame, name: str) -> pl.Expr:
        """Return the balance; the first file decides which it is.

        Raises:
            InputError: a file lacks it.
        """
        report = self.report
        if len(report.files) == 1:
            wanted = _BALANCES if self.balance == "auto" else (self.balance,)
            found = next((one for one in wanted if f"{one}_minor" in accounts.columns), None)
            report.balance = found if self.balance == "auto" else self.balance
        if report.balance is None:
            return pl.lit(0, pl.Int64).alias("balance")
        if f"{report.balance}_minor" not in accounts.columns:
            other = next(one for one in _BALANCES if one != report.balance)
            raise InputError(f"{name}: no column {report.balance}", hint=f"sum the other one: --balance {other}")
        return pl.col(f"{report.balance}_minor").fill_null(0).alias("balance")


def _check_order(last: Day | None, day: Day) -> None:
    if last is None or last.day < day.day:
        return
    if last.day == day.day:
        raise InputError(
            f"{day.name} is of {day.day}, as {last.name} is", hint="a roll needs two days: is it the file you meant?"
        )
    raise InputError(
        f"{day.name} is of {day.day}, before {last.name}, which is of {last.day}",
        hint="name the files in the order of their days: BEFORE AFTER",
    )


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
    """Return the lines that can explain an exit, in order; those that cannot be read are counted."""
    lines, count = read_ledger(source, progress, TYPES)
    report.ledger = {
        "file": source.name,
        "rows_in": count.rows_in,
        "read": lines["fault"].null_count(),
        "unread": lines.height - lines["fault"].null_count(),
        "others": count.others.total(),
        "removed": count.removed.total(),
    }
    return lines.filter(pl.col("fault").is_null()).drop("fault", "row", "file")


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


def _dated(output: Output, last: date) -> Output:
    """Return the output with the last day for ``{as_of}`` in its name."""
    path = output.path
    return output if path is None else replace(output, path=Path(str(path).replace("{as_of}", last.isoformat())))
