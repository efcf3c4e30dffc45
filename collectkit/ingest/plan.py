"""What is done with each batch of one input: a pure function from raw rows to accounts, rejects and counts."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.errors import InputError
from collectkit.fields import currency
from collectkit.files import BadLine, RawBatch
from collectkit.findings import FIRST_ROWS
from collectkit.ingest import amendments, checks, controls, crosschecks, duplicates, rejects, repairs
from collectkit.ingest.columns import Manner, read
from collectkit.ingest.kept import Kept
from collectkit.ingest.looks import Looks
from collectkit.ingest.shared import Mobiles
from collectkit.ingest.sorting import Sorted, Sorter
from collectkit.ingest.standards import NO_STANDARDS, Standards
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch became.

    Attributes:
        accounts: canonical columns.
        rejects: see `rejects.schema`.
        rows_in: records and other lines below the header, without blank ones.
        removed: reason -> rows that are no accounts, or that are one again.
        spoken: rows that the file of corrections speaks of.
        amended: those of them that are not as they came.
        sums: money field -> minor units in accounts, in rejected rows as far as they can be read, and in removed ones.
        totals: the sender's totals rows.
        warnings: troubles of the accounts.
        ids: 8-byte hashes of the account numbers, and the row of each.
        mobiles: how the accounts' mobile numbers and persons go together.
        days: the as-of dates of the accounts.
        looks: how the ID numbers look.
        repairs: what the creditor should mend, where that is wanted (`repairs.SCHEMA`).
    """

    accounts: pl.DataFrame
    rejects: pl.DataFrame
    rows_in: int
    removed: Mapping[str, int]
    spoken: int
    amended: int
    sums: Mapping[str, controls.Sums]
    totals: tuple[controls.Stated, ...]
    warnings: tuple[checks.Met, ...]
    ids: tuple[NDArray[np.uint64], NDArray[np.uint32]]
    mobiles: Mobiles
    days: frozenset[date]
    looks: Looks
    repairs: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all inputs of a run.

    Attributes:
        as_of: the date that the user said.
        keep_damaged: keep an account with a damaged ID number, without it.
        standards: what the creditor holds accounts against.
        mending: whether what the creditor should mend is wanted.
    """

    as_of: date | None = None
    keep_damaged: bool = False
    standards: Standards = NO_STANDARDS
    mending: bool = False


@dataclass(frozen=True)
class Plan:
    """How one input is read.

    Attributes:
        header: its header cells.
        columns: its mapped columns, in order.
        schema: the canonical columns to make: field -> type.
        manner: how columns are read.
        separator: between the fields of its lines; None when it has no lines.
        terms: what holds for all inputs.
        verdicts: what was found of rows that share an account: verdict -> rows (`duplicates`).
        amended: what a person has corrected of it.
        kept: columns without a field that the accounts get all the same.
    """

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    schema: Mapping[str, pl.DataType]
    manner: Manner
    separator: str | None = None
    terms: Terms = field(default_factory=Terms)
    verdicts: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    amended: amendments.Amendments = amendments.NONE
    kept: Kept = field(default_factory=Kept)

    @cached_property
    def _sorter(self) -> Sorter:
        place = next(column.index for column in self.columns if column.field == "account_id")
        return Sorter(place, self.header, self.separator)

    @cached_property
    def _standards(self) -> tuple[crosschecks.Check, ...]:
        return tuple(self.terms.standards.checks())

    @cached_property
    def _needed(self) -> tuple[str, ...]:
        return tuple(name for name, known in ACCOUNTS.items() if known.needed)

    def apply(self, batch: RawBatch) -> Outcome:
        """Read a batch.

        Raises:
            InputError: its date column says another day than `as_of`.
        """
        known = self._sorter.sort(batch)
        came, amended = known.batch, self.amended.of(known.batch)
        mended = self._sorter.sort(self._amend(came, amended)) if amended.every else Sorted(came, (), Counter(), 0)
        batch = mended.batch
        frame, rows = batch.frame, batch.rows
        values, found, looks = self._read(frame, batch.numeric)
        self._check_dates(values.get("as_of"), rows)
        found += duplicates.troubles(rows, self.verdicts)
        reason, column = checks.reasons(found, frame.height)
        again = duplicates.removed(rows, self.verdicts)
        kept = pl.Series(functools.reduce(operator.and_, (~where for where in again.values()), reason.is_null()))
        accounts = self._accounts(values, frame.height).with_columns(self.kept.read(frame))
        if not kept.all():
            accounts = accounts.filter(kept)
        out = {amendments.WITHDRAWN: len(amended.withdrawn) + mended.blank} | {
            why: int(where.sum()) for why, where in again.items()
        }
        return Outcome(
            accounts,
            _rejects(rejects.of_rows(frame, rows, reason, column), batch.bad),
            came.frame.height + len(came.bad) + known.removed.total(),
            known.removed + mended.removed + Counter(out),
            len(amended.every),
            amended.changed(came),
            controls.sums(values, kept, reason.is_not_null()),
            tuple(controls.stated(row, self.columns) for row in (*known.totals, *mended.totals)),
            checks.met(found, kept, rows, values.get("overdue_total")),
            (duplicates.hashes(accounts["account_id"]), rows.filter(kept).cast(pl.UInt32).to_numpy()),
            Mobiles.of(accounts),
            frozenset(accounts["as_of"].drop_nulls().unique().to_list()),
            looks,
            repairs.of(found, values["account_id"], rows, kept) if self.terms.mending else None,
        )

    def repeated(self, batch: RawBatch, place: int, wanted: NDArray[np.uint64]) -> pl.DataFrame:
        """Return what is known of the accounts of a batch that stand in several rows; see `duplicates.rows`."""
        outcome = self.apply(batch)
        return duplicates.rows(outcome.accounts, pl.Series("row", outcome.ids[1], pl.Int64), place, wanted)

    def _amend(self, came: RawBatch, amended: amendments.Amendments) -> RawBatch:
        """Lay the corrected rows over what came, all of which must have been rejected."""
        there = came.filter(came.rows.is_in(amended.rows.implode()), ())
        _, found, _ = self._read(there.frame, there.numeric)
        amendments.check(amended, checks.reasons(found, there.frame.height)[0], there.rows)
        return amended.lay_over(came)

    def _read(
        self, frame: pl.DataFrame, numeric: Mapping[str, pl.Series]
    ) -> tuple[dict[str, pl.Series], list[checks.Trouble], Looks]:
        """Return the values of each field, all troubles in the order of the columns, and how ID numbers look."""
        looks = Looks()
        values: dict[str, pl.Series] = {}
        found: list[checks.Trouble] = []
        for column in self.columns:
            if column.field is None:
                continue
            known, cells, numbers = ACCOUNTS[column.field], frame[str(column.index)], numeric.get(str(column.index))
            parsed = read(known, cells, column.unit, numbers, self.manner)
            if known.kind == "identity":
                looks.see(known.name, cells, parsed, numbers)
            values[column.field] = parsed.value
            found += checks.troubles(column.field, parsed.code, keep_damaged=self.terms.keep_damaged)
            if column.field == "account_id":
                found += checks.missing_ids(parsed.value, parsed.code)
        values |= checks.deceased(values, found)
        found += list(checks.needed_blanks(self._needed, values, found))
        found += list(checks.undated(values, found))
        found += list(crosschecks.found(self._dated(values, frame.height), frame.height, self._standards))
        return values, found, looks

    def _dated(self, values: Mapping[str, pl.Series], height: int) -> Mapping[str, pl.Series]:
        """Return the values with the as-of date that the user said, where the file says none."""
        if self.terms.as_of is None:
            return values
        said = pl.repeat(self.terms.as_of, height, dtype=pl.Date(), eager=True)
        day = values["as_of"].fill_null(self.terms.as_of) if "as_of" in values else said
        return {**values, "as_of": day}

    def _accounts(self, values: Mapping[str, pl.Series], height: int) -> pl.DataFrame:
        """Return all columns of the schema; what the input does not have is null, or what the user said."""
        said = {"as_of": self.terms.as_of, "currency": currency.DEFAULT}
        made = [
            values[name].alias(ACCOUNTS[name].column)
            if name in values
            else pl.repeat(said.get(name), height, dtype=dtype, eager=True).alias(ACCOUNTS[name].column)
            for name, dtype in self.schema.items()
        ]
        frame = pl.DataFrame(made)
        return frame.with_columns(pl.col("as_of").fill_null(self.terms.as_of)) if self.terms.as_of else frame

    def _check_dates(self, days: pl.Series | None, rows: pl.Series) -> None:
        """Refuse a file whose own date is not the one that the user said."""
        if self.terms.as_of is None or days is None:
            return
        other = (days != self.terms.as_of).fill_null(value=False)
        if other.any():
            first = ", ".join(map(str, rows.filter(other).head(FIRST_ROWS).to_list()))
            raise InputError(
                f"the date column disagrees with --as-of {self.terms.as_of}",
                details=[f"first in rows {first}"],
                hint="leave out --as-of, or correct the file",
            )


def _rejects(rows: pl.DataFrame, lines: tuple[BadLine, ...]) -> pl.DataFrame:
    if not lines:
        return rows
    both = [rows, rejects.of_lines(lines)]
    return pl.concat(both, how="diagonal").sort("row", maintain_order=True)
