"""Reads a schedule of instalments and the creditor's ledger, and says what each account owes as of a day.

Both are held in memory as compact numbers (`segment.dues.instalments`); the file of accounts is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.returned.returned import need
from collectkit.jobs.segment.lines_read import Facts, doubt, set_aside, stream
from collectkit.segment.dues import settled
from collectkit.segment.dues.instalments import ENTRIES, INSTALMENTS, entries, instalments
from collectkit.segment.dues.oldest import Dues, currencies, dues, of_several_currencies, once, owed
from collectkit.segment.lines import Lines
from collectkit.segment.lookup import Keys
from collectkit.tables.headers import HeaderMap
from collectkit.tables.ledger import LEDGER, OF_LEDGER
from collectkit.tables.schedule import OF_SCHEDULE, PARTS, SCHEDULE


@dataclass(frozen=True, slots=True)
class Files:
    """Where the instalments and the payments are.

    Attributes:
        known_by: only what was posted by this day counts: what could be known then; None: all that is known now.
    """

    schedule: Input
    ledger: Input
    known_by: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What was read.

    Attributes:
        accounts: in the schedule.
        schedule: what was read of it.
        ledger: what was read of it.
    """

    dues: Dues
    schedule: Facts
    ledger: Facts


class _Lines:
    """Accounts and currencies as numbers, and what is found out of them on the way.

    Attributes:
        aside: keys of accounts that cannot be counted.
        currencies: that accounts name, as `segment.dues.oldest.currencies`.
    """

    def __init__(self) -> None:
        self.accounts, self._words = Keys(), Keys()
        self.aside: list[pl.Series] = []
        self.currencies: list[pl.DataFrame] = []

    def read(
        self,
        table: Table,
        read: Callable[[RawBatch, HeaderMap], Lines],
        schema: Mapping[str, pl.DataType],
        facts: Facts,
    ) -> pl.DataFrame:
        """Return the sound lines of a table as compact numbers, and set the accounts of the others aside."""
        found = [pl.DataFrame(schema=schema)]
        for lines in stream(table, read, facts):
            key = self.accounts.of(lines.frame["account"])
            self.aside.append(key.filter(~lines.sound).drop_nulls().unique())
            numbered = lines.frame.with_columns(key.alias("key"), self._words.of(lines.frame["currency"]))
            found.append(numbered.filter(lines.sound).select(pl.col(one).cast(dtype) for one, dtype in schema.items()))
        return pl.concat(found, rechunk=True)

    def mixed(self) -> pl.Series:
        """Set the accounts that name several currencies aside, and return their keys."""
        mixed = of_several_currencies(self.currencies)
        self.aside.append(mixed)
        return mixed


def read(files: Files, as_of: date, tolerance: int = 0) -> Owed:
    """Read a schedule and a ledger.

    Args:
        files: where they are.
        as_of: the day that is asked for.
        tolerance: minor units that may be left unpaid.

    Raises:
        InputError: a file cannot be read, or lacks a column that it must have.
    """
    lines, schedule, ledger = _Lines(), Facts(), Facts()
    planned = _instalments(files.schedule, lines, schedule)
    ids = lines.accounts.texts
    paid = _paid(files, as_of, len(ids), lines, ledger)
    schedule.findings.add("CURRENCY_DIFFERS", "currency", [], count=len(lines.mixed()))
    owing = owed(planned, paid, as_of, tolerance)
    return Owed(dues(ids, owing, pl.concat(lines.aside).unique()), schedule, ledger)


def _instalments(source: Input, lines: _Lines, facts: Facts) -> pl.DataFrame:
    """Read the schedule: each instalment once."""
    with open_table(source, known=OF_SCHEDULE) as table:
        _need_amount(table)
        planned = once(lines.read(table, instalments, INSTALMENTS, facts))
    if not facts.rows_in:
        raise InputError(f"{source.name}: no rows", hint="is the header all that there is?")
    _repeated(facts, planned.repeated)
    set_aside(facts, "INSTALMENT_CONFLICTING", "no", planned.conflicting["row"])
    lines.aside.append(planned.conflicting["key"])
    lines.currencies.append(currencies(planned.instalments))
    return planned.instalments


def _paid(files: Files, as_of: date, accounts: int, lines: _Lines, facts: Facts) -> pl.DataFrame:
    """Read the ledger: what had been paid on each account of the schedule, whose keys are below *accounts*."""
    with open_table(files.ledger, known=OF_LEDGER) as table:
        _need_days(table, files.known_by)
        booked = lines.read(table, entries, ENTRIES, facts)
    there = booked["key"] < accounts
    doubt(facts, "ACCOUNT_UNSCHEDULED", "account_id", booked["row"].filter(~there))
    tied = settled.tie(booked.filter(there))
    _repeated(facts, tied.repeated)
    doubt(facts, "REVERSAL_ORPHAN", "reverses", tied.orphans)
    set_aside(facts, "REVERSAL_UNCLEAR", "reverses", tied.unclear["row"])
    lines.aside.append(tied.unclear["key"])
    lines.currencies.append(currencies(booked.filter(there)))
    return settled.paid(tied, as_of, files.known_by)


def _repeated(facts: Facts, repeated: int) -> None:
    """Count lines that say what another says."""
    if repeated:
        facts.lines -= repeated
        facts.removed["duplicate"] += repeated


def _need_amount(table: Table) -> None:
    """Refuse a schedule without accounts, due dates or amounts.

    Raises:
        InputError: naming what is missing.
    """
    need(table, SCHEDULE)
    if not any(table.headers.of(name) for name in ("amount", *PARTS)):
        raise InputError(
            f"{table.source.name}: no column says what is due",
            hint="name it in the header, for example 应还金额 or amount; or its parts 应还本金, 应还利息",
        )


def _need_days(table: Table, known_by: date | None) -> None:
    """Refuse a ledger without the days that are asked for.

    Raises:
        InputError: naming what is missing.
    """
    posted = table.headers.of("posted_on") is not None
    need(table, {name: known for name, known in LEDGER.items() if name != "value_date" or not posted})
    if known_by is not None and not posted:
        raise InputError(
            f"{table.source.name}: no column says when a line was posted, so nobody can tell what was known by a day",
            hint="name it in the header, for example 入账日期 or posted_on, or leave --known-by out",
        )
