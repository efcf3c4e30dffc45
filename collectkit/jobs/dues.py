"""Reads a schedule of instalments and the creditor's ledger, and says what each account owes as of a day.

Both are held in memory as compact numbers (`segment.instalments`); the file of accounts is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, RawBatch
from collectkit.jobs.lines_read import Facts, set_aside, stream
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.returned import need
from collectkit.segment import settled
from collectkit.segment.cells import Lines
from collectkit.segment.dues import Dues, dues, of_several_currencies, once, owed
from collectkit.segment.instalments import ENTRIES, INSTALMENTS, entries, instalments
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


class _Keys:
    """Accounts and currencies as numbers, and the accounts that are set aside."""

    def __init__(self) -> None:
        self.accounts, self.currencies = Keys(), Keys()
        self.aside: list[pl.Series] = []

    def taken(self, lines: Lines, schema: pl.Schema) -> pl.DataFrame:
        """Return the sound lines as compact numbers, and set the accounts of the others aside."""
        key = self.accounts.of(lines.frame["account"])
        self.aside.append(key.filter(~lines.sound).drop_nulls().unique())
        numbered = lines.frame.with_columns(key.alias("key"), self.currencies.of(lines.frame["currency"]))
        return numbered.filter(lines.sound).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def read(files: Files, as_of: date, tolerance: int = 0) -> Owed:
    """Read a schedule and a ledger.

    Args:
        files: where they are.
        as_of: the day that is asked for.
        tolerance: minor units that may be left unpaid.

    Raises:
        InputError: a file cannot be read, or lacks a column that it must have.
    """
    keys, schedule, ledger = _Keys(), Facts(), Facts()
    with open_table(files.schedule, known=OF_SCHEDULE) as table:
        _need_amount(table)
        planned = once(_lines(table, instalments, keys, pl.Schema(INSTALMENTS), schedule))
    if not schedule.rows_in:
        raise InputError(f"{files.schedule.name}: no rows", hint="is the header all that there is?")
    _tell(schedule, planned.repeated)
    set_aside(schedule, "INSTALMENT_CONFLICTING", "no", planned.conflicting["row"])
    ids = keys.accounts.texts
    with open_table(files.ledger, known=OF_LEDGER) as table:
        _need_days(table, files.known_by)
        booked = _lines(table, entries, keys, pl.Schema(ENTRIES), ledger)
    tied = settled.tie(_of_the_schedule(booked, len(ids), ledger))
    _tell(ledger, tied.repeated)
    ledger.findings.add("REVERSAL_ORPHAN", "reverses", tied.orphans)
    set_aside(ledger, "REVERSAL_UNCLEAR", "reverses", tied.unclear["row"])
    mixed = of_several_currencies(planned.instalments, booked.filter(pl.col("key") < len(ids)))
    schedule.findings.add("CURRENCY_DIFFERS", "currency", [], count=len(mixed))
    aside = pl.concat([*keys.aside, planned.conflicting["key"], tied.unclear["key"], mixed]).unique()
    owing = owed(planned.instalments, settled.paid(tied, as_of, files.known_by), as_of, tolerance)
    return Owed(dues(ids, owing, aside), schedule, ledger)


def _lines(
    table: Table, read: Callable[[RawBatch, HeaderMap], Lines], keys: _Keys, schema: pl.Schema, facts: Facts
) -> pl.DataFrame:
    found = [pl.DataFrame(schema=schema)]
    found.extend(keys.taken(lines, schema) for lines in stream(table, read, facts))
    return pl.concat(found, rechunk=True)


def _of_the_schedule(booked: pl.DataFrame, accounts: int, ledger: Facts) -> pl.DataFrame:
    """Return the lines whose accounts have a schedule; the others are counted."""
    there = booked["key"] < accounts
    ledger.findings.add("ACCOUNT_UNSCHEDULED", "account_id", booked["row"].filter(~there))
    return booked.filter(there)


def _tell(facts: Facts, repeated: int) -> None:
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
