"""Places accounts with agencies: read what placing depends on, decide for all at once, write each row with the outcome.

The file is read twice: only a few thin columns of it are held in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.derivation import is_id, parts
from collectkit.errors import InputError, UsageError
from collectkit.fields import dates
from collectkit.files import Input, Output, RawBatch, Transaction, make_sink, private
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.placement import placements
from collectkit.jobs.placement.aims import Wishes
from collectkit.jobs.placement.rereading import Rereadable, copied
from collectkit.jobs.register.register import NOTHING, standing_before
from collectkit.jobs.stream import Progress, in_order
from collectkit.placement import past, permits, report, requirements
from collectkit.placement.agencies import Agencies, Terms, parse
from collectkit.placement.allocate import Allocation, allocate
from collectkit.placement.balance import balance
from collectkit.placement.dealing import Aim
from collectkit.placement.eligibility import AMOUNTS, THIN, Reader
from collectkit.placement.reasons import FLAGS
from collectkit.placement.report import PlaceReport
from collectkit.placement.shortfall import unmet
from collectkit.report.numbers import Language
from collectkit.segment.plan import disagreeing
from collectkit.tables.headers import Column
from collectkit.tables.titles import Headings

__all__ = ["PlaceReport", "Wishes", "run"]

NO_WISHES = Wishes()


@dataclass(slots=True)
class _Held:
    """What the first reading leaves: thin accounts, and where each batch of them lay.

    Attributes:
        rows: row numbers of the batches, to find in the second reading what was there in the first.
    """

    columns: Mapping[str, Column]
    thin: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(THIN)))
    rows: list[pl.Series] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def run(
    source: Input,
    output: Output | None,
    *,
    agencies: Path,
    as_of: date | None,
    keys: Callable[[], Keys],
    batch: str | None = None,
    register: Path | None = None,
    wishes: Wishes = NO_WISHES,
    figures: Sequence[Output] = (),
    language: Language = "zh",
    creditor: str = "",
    preview: bool = False,
    region: str | None = "CN",
    headings: Headings = "canonical",
    progress: Progress | None = None,
) -> PlaceReport:
    """Place the accounts of a file; every account passes, in order, with its agency or its reason.

    Args:
        output: where the placements go; not needed for a preview.
        agencies: the agencies file.
        as_of: the day of the placement; else the file's own as-of date.
        keys: opens the keyring, which gives the order.
        batch: the id of this placement; else a digest of the input, the agencies and the day.
        register: the register of placements, which knows who had what; it is read as it was before this batch.
        wishes: the objective, and what else the placement is to come to.
        figures: where the balance goes, as a page, a workbook or a table; also of a preview.
        language: of that page; *creditor*: whose name stands on it.
        preview: write no placements.
        region: of phone numbers without a country code.
        headings: what the columns of the output are called.

    Raises:
        UsageError: there is no as-of date, no output, or the batch is no id.
        RulesError: the agencies file has faults, or no agency may take new accounts.
        InputError: the file cannot be read, lacks account numbers or amounts, or is of another day.
        KeyringError, OutputError: as their names say.
    """
    if batch is not None and not is_id(batch):
        raise UsageError("--batch: must be 1 to 63 of a-z, 0-9 and -")
    if output is None and not preview:
        raise UsageError("--output is needed", hint="a file, or - for standard output; --preview writes nothing")
    if figures:
        from collectkit.jobs.figures import check  # noqa: PLC0415  (it loads what makes pages and workbooks)

        check(figures, [] if output is None else [output])
    text = private.read_text(agencies)
    rules = parse(text, agencies.name)
    aims = wishes.read(rules.agencies)
    with contextlib.ExitStack() as stack:
        accounts = Rereadable(source, copied(source, stack))
        day = as_of or _own_day(accounts)
        permits.roster(rules, day)
        opened = keys()
        key = opened.ring.placement_key()
        batch = batch or _batch(accounts.digest(), text, day, wishes.said())
        standing = None if register is None else standing_before(register, batch)
        told, rows, outcome = _decide(accounts, rules, day, (key, aims.aim), standing, region, progress)
        told = replace(told, notes=[*told.notes, *aims.notes], batch=None if preview or output is None else batch)
        with Transaction([source.path, agencies, opened.file, register, *wishes.files]) as outputs:
            if figures:
                _show(outputs, figures, told, language, creditor)
            if preview or output is None:
                return told
            added = placements.added(outcome, rules, day, batch)
            table = stack.enter_context(accounts.open())
            replaced = placements.replaced(table)
            writer = placements.Writer(table, rows, added, replaced, headings)
            for written in writer.write(make_sink(outputs.open(output), output, writer.schema)):
                if progress is not None:
                    progress(written, *table.source.progress)
    return replace(told, batch=batch, replaced=[column.header for column in replaced])


def _show(
    outputs: Transaction, figures: Sequence[Output], told: PlaceReport, language: Language, creditor: str
) -> None:
    """Write the balance."""
    from collectkit.jobs.figures import dated, write  # noqa: PLC0415
    from collectkit.jobs.placement.balance_figures import figures_of  # noqa: PLC0415  (it loads what makes pages and workbooks)

    for one in figures:
        write(outputs, dated(one, told.as_of), figures_of(told, creditor), language)


def _own_day(accounts: Rereadable) -> date:
    """Return the one day that a file's own as-of column names."""
    with accounts.open() as table:
        column = table.headers.of("as_of")
        if column is None:
            raise UsageError("--as-of is needed", hint="the file names no day of its own: 2026-10-31, or today")
        table.select([column.index])
        name = str(column.index)
        found = {cell for chunk in table.source.chunks() for cell in table.read(chunk)[0].frame[name].unique()}
    days = dates.parse(pl.Series([*found], dtype=pl.String)).value.drop_nulls().unique()
    if len(days) != 1:
        raise UsageError("--as-of is needed", hint=f"column {column.header!r} names {len(days)} days")
    day: date = days[0]
    return day


def _decide(
    accounts: Rereadable,
    rules: Agencies,
    day: date,
    order: tuple[bytes, Aim],
    standing: pl.DataFrame | None,
    region: str | None,
    progress: Progress | None,
) -> tuple[PlaceReport, list[pl.Series], pl.DataFrame]:
    """Return the report, the row numbers of the accounts, batch by batch, and what became of each (`Allocation.rows`).

    What else is held for deciding is gone when this returns: the writing needs none of it.
    """
    held = _read(accounts, rules, day, region, progress)
    stands = NOTHING if standing is None else standing
    known = past.applied(held.thin, stands, permits.roster(rules, day))
    held.thin = requirements.waiting(known.thin, rules.terms, day)
    room = past.with_room_taken(rules, stands, held.thin["account"])
    found = allocate(held.thin, room, key=order[0], as_of=day, aim=order[1])
    told = _report(held, rules, found, day)
    if standing is not None:
        told = replace(told, notes=[*told.notes, *known.notes()], warnings=[*told.warnings, *known.warnings()])
    return told, held.rows, found.rows


def _read(accounts: Rereadable, rules: Agencies, day: date, region: str | None, progress: Progress | None) -> _Held:
    """Read the thin columns."""
    with accounts.open() as table:
        columns = {column.field: column for column in table.headers.columns if column.field is not None}
        _check_columns(table.source.name, columns, rules.terms)
        reader = Reader(columns, rules.terms, day, region)
        table.select(column.index for name, column in columns.items() if name in reader.fields or name == "as_of")
        held = _Held(columns, notes=table.source.notes)

        def work(chunk: Any) -> tuple[RawBatch, Counter[str], pl.DataFrame]:
            batch, removed = table.read(chunk)
            _check_day(columns.get("as_of"), batch, day)
            return batch, removed, reader.read(batch.frame)

        thin = [held.thin]
        for batch, removed, accounts_read in in_order(table.source.chunks(), work):
            thin.append(accounts_read)
            held.rows.append(batch.rows)
            held.removed.update(removed)
            held.rejects.update(line.code for line in batch.bad)
            if progress is not None:
                progress(sum(map(len, held.rows)), *table.source.progress)
        held.thin = pl.concat(thin)
    if not held.thin.height:
        raise InputError(f"{accounts.source.name}: no accounts", hint="is the header all that there is?")
    return held


def _check_columns(name: str, columns: Mapping[str, Column], terms: Terms) -> None:
    """Refuse a file without what nothing can be placed without, and without what the terms ask for."""
    if "account_id" not in columns:
        hint = "name it in the header, for example 合同号, 借据号 or account_id"
        raise InputError(f"{name}: there is no column of account numbers: account_id", hint=hint)
    if not any(field in columns for field in AMOUNTS):
        hint = "name it in the header, for example 逾期总额（元）, 委案金额 or overdue_total"
        raise InputError(f"{name}: there is no column of amounts: {' or '.join(AMOUNTS)}", hint=hint)
    if lacking := requirements.lacking(terms, columns):
        hint = "name one of them in the header, or take the setting out of the agencies file"
        raise InputError(f"{name}: the agencies file asks for more than it has", details=lacking, hint=hint)


def _check_day(column: Column | None, batch: RawBatch, day: date) -> None:
    """Refuse a file whose own as-of date is another."""
    if column is None:
        return
    other = disagreeing(batch.frame[str(column.index)], day)
    if other.any():
        row = batch.rows.filter(other)[0]
        raise InputError(f"row {row}, column {column.header!r}: another day than --as-of {day}")


def _batch(digest: bytes, agencies: str, day: date, said: Sequence[str]) -> str:
    """Return the id of a placement: the same for the same input, agencies, day and wishes."""
    found = hashlib.sha256(parts("collectkit/placement-batch/1", digest.hex(), agencies, day.isoformat(), *said))
    return f"b-{found.hexdigest()[:16]}"


def _report(held: _Held, rules: Agencies, found: Allocation, day: date) -> PlaceReport:
    agencies = balance(held.thin, found)
    lost = report.not_placed(held.thin, found)
    counts = {row["reason"]: row["accounts"] for row in lost}
    notes, aim = list(held.notes), found.terms.aim
    wanted = ("recall_on",) if rules.terms.cooling_off_days else ()
    if "bucket" not in held.columns and "bucket_given" not in held.columns:
        notes.append("there is no column of buckets: strata are balances only; `collectkit segment` adds one")
    return PlaceReport(
        as_of=day,
        batch=None,
        currency=rules.terms.currency,
        rows_in=held.thin.height + held.removed.total() + held.rejects.total(),
        rows_out=held.thin.height,
        placed=sum(row.accounts for row in agencies),
        debtors=sum(row.debtors for row in agencies),
        placed_minor=sum(row.amount_minor for row in agencies),
        largest_debtor=found.largest,
        removed=held.removed,
        rejects=held.rejects,
        agencies=agencies,
        not_placed=lost,
        closed=found.roster.closed,
        closed_codes=found.roster.codes,
        absent=[name for name in (*FLAGS, *wanted) if name not in held.columns],
        objective=aim.objective,
        share_tolerance_ppm=aim.tolerance if aim.objective == "value" else None,
        holdout_ppm=aim.holdout,
        expected=report.expected(agencies, found),
        experiments=report.held(held.thin, found),
        unmet=unmet(agencies, found),
        warnings=list(report.warnings(rules, found, day, counts)),
        notes=[*notes, *found.notes],
    )
