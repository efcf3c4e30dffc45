"""Reads the snapshots of a panel one after the other: each day's accounts with their states, and what is summed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs.roll.report import RollReport
from collectkit.jobs.segment import snapshots
from collectkit.jobs.stream import Progress
from collectkit.segment.days import Anchor
from collectkit.segment.roll import cells as roll
from collectkit.segment.roll.labels import labelled
from collectkit.segment.schemes.scheme import Scheme

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


@dataclass(slots=True)
class Reader:
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
        needed = replace(read, accounts=accounts.select(*told, self._money(accounts, read.name), *kept))
        read.accounts = accounts = accounts.clear()  # of which a roll needs the half
        for day, one in needed.by_day():
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
