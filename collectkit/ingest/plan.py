"""What is done with each batch of one input: a pure function from raw rows to accounts, rejects and counts."""

from __future__ import annotations

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
from collectkit.ingest import checks, controls, crosschecks, rejects
from collectkit.ingest.columns import Manner, read
from collectkit.ingest.kept import Kept
from collectkit.ingest.looks import Looks
from collectkit.ingest.sorting import Sorter
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch became.

    Attributes:
        accounts: canonical columns.
        rejects: see `rejects.schema`.
        rows_in: records and other lines below the header, without blank ones.
        removed: reason -> rows that are no accounts.
        sums: money field -> minor units in accounts, and in rejected rows as far as they can be read.
        totals: the sender's totals rows.
        warnings: troubles of the accounts.
        ids: 8-byte hashes of the account numbers, and the row of each.
        days: the as-of dates of the accounts.
        looks: how the ID numbers look.
    """

    accounts: pl.DataFrame
    rejects: pl.DataFrame
    rows_in: int
    removed: Mapping[str, int]
    sums: Mapping[str, controls.Sums]
    totals: tuple[controls.Stated, ...]
    warnings: tuple[checks.Met, ...]
    ids: tuple[NDArray[np.uint64], NDArray[np.uint32]]
    days: frozenset[date]
    looks: Looks


@dataclass(frozen=True)
class Plan:
    """How one input is read.

    Attributes:
        header: its header cells.
        columns: its mapped columns, in order.
        schema: the canonical columns to make: field -> type.
        manner: how columns are read.
        separator: between the fields of its lines; None when it has no lines.
        as_of: the date that the user said.
        keep_damaged: keep an account with a damaged ID number, without it.
        kept: columns without a field that the accounts get all the same.
    """

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    schema: Mapping[str, pl.DataType]
    manner: Manner
    separator: str | None = None
    as_of: date | None = None
    keep_damaged: bool = False
    kept: Kept = field(default_factory=Kept)

    @cached_property
    def _sorter(self) -> Sorter:
        place = next(column.index for column in self.columns if column.field == "account_id")
        return Sorter(place, self.header, self.separator)

    @cached_property
    def _needed(self) -> tuple[str, ...]:
        return tuple(name for name, known in ACCOUNTS.items() if known.needed)

    def apply(self, batch: RawBatch) -> Outcome:
        """Read a batch.

        Raises:
            InputError: its date column says another day than `as_of`.
        """
        known = self._sorter.sort(batch)
        frame, rows, lines = known.batch.frame, known.batch.rows, known.batch.bad
        values, found, looks = self._read(frame, known.batch.numeric)
        self._check_dates(values.get("as_of"), rows)
        reason, column = checks.reasons(found, frame.height)
        kept = reason.is_null()
        accounts = self._accounts(values, frame.height).with_columns(self.kept.read(frame))
        if not kept.all():
            accounts = accounts.filter(kept)
        return Outcome(
            accounts,
            self._rejects(rejects.of_rows(frame, rows, reason, column), lines),
            frame.height + len(lines) + known.removed.total(),
            known.removed,
            controls.sums(values, kept),
            tuple(controls.stated(row, self.columns) for row in known.totals),
            checks.met(found, kept, rows, values.get("overdue_total")),
            _hashes(accounts["account_id"], rows.filter(kept)),
            frozenset(accounts["as_of"].drop_nulls().unique().to_list()),
            looks,
        )

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
            found += checks.troubles(column.field, parsed.code, keep_damaged=self.keep_damaged)
            if column.field == "account_id":
                found += checks.missing_ids(parsed.value, parsed.code)
        found += list(checks.needed_blanks(self._needed, values, found))
        found += list(crosschecks.found(self._dated(values, frame.height), frame.height))
        return values, found, looks

    def _dated(self, values: Mapping[str, pl.Series], height: int) -> Mapping[str, pl.Series]:
        """Return the values with the as-of date that the user said, where the file says none."""
        if self.as_of is None:
            return values
        said = pl.repeat(self.as_of, height, dtype=pl.Date(), eager=True)
        day = values["as_of"].fill_null(self.as_of) if "as_of" in values else said
        return {**values, "as_of": day}

    def _accounts(self, values: Mapping[str, pl.Series], height: int) -> pl.DataFrame:
        """Return all columns of the schema; what the input does not have is null, or what the user said."""
        said = {"as_of": self.as_of, "currency": currency.DEFAULT}
        made = [
            values[name].alias(ACCOUNTS[name].column)
            if name in values
            else pl.repeat(said.get(name), height, dtype=dtype, eager=True).alias(ACCOUNTS[name].column)
            for name, dtype in self.schema.items()
        ]
        frame = pl.DataFrame(made)
        return frame.with_columns(pl.col("as_of").fill_null(self.as_of)) if self.as_of else frame

    def _rejects(self, rows: pl.DataFrame, lines: tuple[BadLine, ...]) -> pl.DataFrame:
        if not lines:
            return rows
        both = [rows, rejects.of_lines(lines)]
        return pl.concat(both, how="diagonal").sort("row", maintain_order=True)

    def _check_dates(self, days: pl.Series | None, rows: pl.Series) -> None:
        """Refuse a file whose own date is not the one that the user said."""
        if self.as_of is None or days is None:
            return
        other = (days != self.as_of).fill_null(value=False)
        if other.any():
            first = ", ".join(map(str, rows.filter(other).head(FIRST_ROWS).to_list()))
            raise InputError(
                f"the date column disagrees with --as-of {self.as_of}",
                details=[f"first in rows {first}"],
                hint="leave out --as-of, or correct the file",
            )


def _hashes(ids: pl.Series, rows: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    return ids.hash().to_numpy(), rows.cast(pl.UInt32).to_numpy()
