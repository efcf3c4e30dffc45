"""Reads snapshots: who owed what, in which bucket, as of one day or several; what rolls and vintages start from.

A snapshot has one row an account and day. An account that stands there twice alike counts once; one that says two
things is set aside whole, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import account, dates, money, text
from collectkit.files import Input, RawBatch
from collectkit.findings import Findings
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.segment.plan import columns_of
from collectkit.jobs.stream import Progress, in_order
from collectkit.mask.scan.headers import labels
from collectkit.segment.days import Anchor, Anchors, anchors
from collectkit.segment.plan import SUMMED, Plan
from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.tally import currency_codes
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, normalise
from collectkit.tables.segmented import find

_KEY = ("as_of", "account_id")


@dataclass(slots=True)
class Snapshot:
    """One file, read.

    Attributes:
        name: of the file; no path.
        accounts: a row an account and day: `as_of` Date, `account_id` String (canonical, never null), `currency`
            (ISO 4217), `days` Int64, `bucket` Enum of the scheme's labels (null where there is nothing to count from),
            `overdue_total_minor` and `principal_outstanding_minor` Int64 where the file has them, and the fields asked
            for (String; Date and Int64 `..._minor` for dates and money). In the order of the file.
        rows_in: records after the header.
        removed: reason -> rows that are no accounts: totals, notes, and rows that say what another says (`duplicate`).
        rejects: `findings.CODES` key -> rows that are set aside.
        no_bucket: accounts without a bucket.
        findings: cells that could not be read, days to come, and negative money.
    """

    name: str
    accounts: pl.DataFrame
    rows_in: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    no_bucket: int = 0
    findings: Findings = field(default_factory=Findings)

    @property
    def days(self) -> list[date]:
        """The days it is of, in order."""
        return sorted(self.accounts["as_of"].unique().to_list())

    def by_day(self) -> Iterator[tuple[date, pl.DataFrame]]:
        """Yield each day, in order, and the accounts as of it."""
        days = self.days
        for day in days:
            yield day, self.accounts if len(days) == 1 else self.accounts.filter(pl.col("as_of") == day)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: what came in is accounts, rejects and rows removed."""
        return {
            "file": self.name,
            "as_of": [day.isoformat() for day in self.days],
            "rows_in": self.rows_in,
            "accounts": self.accounts.height,
            "no_bucket": self.no_bucket,
            "removed": dict(self.removed),
            "rejects": dict(self.rejects),
            "warnings": [found.as_dict() for found in self.findings],
        }


def read(
    source: Input,
    scheme: Scheme,
    *,
    as_of: date | None = None,
    anchor: Anchor | None = "auto",
    named: Mapping[str, str] = MappingProxyType({}),
    fields: Collection[str] = (),
    written: Collection[str] = (),
    money: Sequence[str] = SUMMED,
    alone: bool = False,
    progress: Progress | None = None,
) -> Snapshot:
    """Read a file of accounts whole: only the columns that are needed.

    Args:
        as_of: the day of the file; None where its own column says it, row by row.
        anchor: what days are counted from; None where none are counted.
        named: field -> the header of its column, where the user said so.
        fields: of `tables.accounts.ACCOUNTS`, that are wanted too where the file has them.
        written: columns of an earlier segmentation (`tables.segmented`) that are wanted as they stand, where the file
            has them: trimmed text, ``written_<name>``.
        money: of `SUMMED`, what is wanted where the file has it; *alone*: only the first of them that it has.

    Raises:
        InputError: the file cannot be read, lacks a needed column, says no day or another one.
    """
    with open_table(source) as table:
        columns = columns_of(table) | {field: _column(table, header) for field, header in named.items()}
        if as_of is None and "as_of" not in columns:
            hint = "name it in the header, as as_of or 数据日期, or give it: 2026-10-31=FILE, or --as-of"
            raise InputError(f"{table.source.name}: no column says of which day it is", hint=hint)
        counted = Anchors(None, None) if anchor is None else anchors(anchor, columns)
        found = [name for name in money if name in columns][: 1 if alone else None]
        wanted = {"as_of", "account_id", "currency", counted.due, counted.given, *found, *fields}
        # The plan reads and compares whatever it knows; what nobody wants costs as much as what is wanted.
        columns = {field: column for field, column in columns.items() if field in wanted}
        plan = Plan(columns, as_of, scheme, counted)
        there = {name: place for name, place in find(table.source.header).items() if name in written}
        table.select({*(column.index for column in columns.values()), *there.values()})
        return _streamed(table, plan, [name for name in fields if name in columns], there, progress)


def _column(table: Table, header: str) -> Column:
    """Return the column that the user named, by its header or as a field.

    Raises:
        InputError: there is none.
    """
    spelled = normalise(header)
    for column in table.headers.columns:
        if spelled == normalise(column.header) or header == column.field:
            return column
    raise InputError(
        f"{table.source.name}: no column {header!r}",
        hint="there are: " + ", ".join(labels([column.header for column in table.headers.columns])),
    )


def _streamed(
    table: Table, plan: Plan, fields: Collection[str], written: Mapping[str, int], progress: Progress | None
) -> Snapshot:
    def work(chunk: Any) -> tuple[RawBatch, Counter[str], pl.DataFrame, Mapping[str, pl.Series]]:
        batch, removed = table.read(chunk)
        frame, codes = _read(batch, plan, fields, written)
        # Columns of one frame whose chunks differ would be copied whole, at once, for all batches.
        return batch, removed, frame.rechunk(), codes

    snapshot = Snapshot(table.source.name, pl.DataFrame())
    frames = []
    for batch, removed, frame, codes in in_order(table.source.chunks(), work):
        snapshot.rows_in += batch.frame.height + removed.total() + len(batch.bad)
        snapshot.removed += removed
        snapshot.rejects.update(bad.code for bad in batch.bad)
        for name, found in codes.items():
            snapshot.findings.add_codes(name, found, batch.rows)
        frames.append(frame)
        if progress is not None:
            progress(snapshot.rows_in, *table.source.progress)
    if not frames:
        raise InputError(f"{table.source.name}: no rows", hint="is the header all that there is?")
    snapshot.accounts = _once(_of_its_day(pl.concat(frames, rechunk=False), plan, table), snapshot)
    snapshot.no_bucket = snapshot.accounts["bucket"].null_count()
    return snapshot


def _read(
    batch: RawBatch, plan: Plan, fields: Collection[str], written: Mapping[str, int]
) -> tuple[pl.DataFrame, Mapping[str, pl.Series]]:
    """Return the accounts of a batch, with `row`, and `own_day` where a day was given and the file says one; and codes.

    Args:
        fields: of the plan's columns, that are wanted too.
        written: columns of an earlier segmentation -> their place in the header.
    """
    (accounts, codes), own = plan.placed(batch.frame), plan.columns.get("as_of")
    told = {f"written_{name}": text.parse(batch.frame[str(place)]).value for name, place in written.items()}
    if own is not None and plan.as_of is not None:
        told["own_day"] = dates.parse(batch.frame[str(own.index)]).value
    frame = accounts.drop("due", "given").with_columns(
        *([currency_codes(accounts["currency"])] if "currency" in plan.columns else []),
        account.parse(batch.frame[str(plan.columns["account_id"].index)]).value.alias("account_id"),
        batch.rows.alias("row"),
        *(_typed(name, plan, batch.frame) for name in fields),
        **told,
    )
    return frame, codes


def _typed(name: str, plan: Plan, frame: pl.DataFrame) -> pl.Series:
    column, known = plan.columns[name], ACCOUNTS[name]
    cells = frame[str(column.index)]
    match known.type:
        case "date":
            read = dates.parse(cells)
        case "money":
            read = money.parse(cells, money.minor_per_unit(column.unit))
        case _:
            read = text.parse(cells)
    return read.value.alias(known.column)


def _of_its_day(accounts: pl.DataFrame, plan: Plan, table: Table) -> pl.DataFrame:
    """Return the accounts without the file's own day, which must be the day that was given.

    Raises:
        InputError: it is another, or none in a file whose own days count.
    """
    other = accounts["own_day"] != accounts["as_of"] if "own_day" in accounts.columns else accounts["as_of"].is_null()
    if other.any():
        where = f"row {accounts.filter(other)['row'][0]}, column {plan.columns['as_of'].header!r}"
        what = f"another day than {plan.as_of}" if plan.as_of else "no day that can be read"
        raise InputError(f"{table.source.name}: {where}: {what}", hint="a snapshot is of the day that it says")
    return accounts.drop("own_day") if "own_day" in accounts.columns else accounts


def _once(accounts: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Return one row an account and day, and count what is set aside."""
    nameless = accounts["account_id"].null_count()
    if nameless:
        snapshot.rejects["ACCOUNT_ID_MISSING"] += nameless
        accounts = accounts.drop_nulls("account_id")
    if not _repeats(accounts.select(_KEY)):
        return accounts.drop("row")
    told = [name for name in accounts.columns if name != "row"]
    alike = accounts.unique(told, keep="first", maintain_order=True)
    if repeated := accounts.height - alike.height:
        snapshot.removed["duplicate"] += repeated
    several = alike.select(pl.struct(_KEY).is_duplicated()).to_series()
    if conflicting := int(several.sum()):
        snapshot.rejects["ACCOUNT_CONFLICTING"] += conflicting
    return alike.filter(~several).drop("row")


def _repeats(keys: pl.DataFrame) -> bool:
    """Tell whether two rows may be alike: where all hashes differ, all rows do."""
    hashes = keys.hash_rows().to_numpy().copy()
    hashes.sort()
    return bool((hashes[1:] == hashes[:-1]).any())
