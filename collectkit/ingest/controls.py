"""The sender's totals against our own sums: integers of minor units, exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.fields import money
from collectkit.ingest.structure import Totals
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column


@dataclass(frozen=True, slots=True)
class Sums:
    """What one money column adds up to, in minor units, over accounts, rejected and removed rows that can be read."""

    accounts: int = 0
    rejects: int = 0
    removed: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.accounts + other.accounts, self.rejects + other.rejects, self.removed + other.removed)


@dataclass(frozen=True, slots=True)
class Stated:
    """A totals row that was read: money field -> minor units; fields without a readable amount are left out."""

    row: int
    part: bool
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Control:
    """One column's totals, in minor units.

    Attributes:
        stated_minor: what the sender's totals row says.
        accounts_minor: the sum of the accounts.
        rejects_minor: the sum of the rejected rows, as far as they can be read.
        removed_minor: the sum of the rows that were there again, or older.
        difference_minor: stated minus accounts; what rejects and removed rows do not explain is lost in the lines that
            are no rows, or was never there.
    """

    stated_minor: int
    accounts_minor: int
    rejects_minor: int
    removed_minor: int
    difference_minor: int


def sums(values: Mapping[str, pl.Series], kept: pl.Series, rejected: pl.Series) -> dict[str, Sums]:
    """Add up the money columns of a batch.

    Args:
        values: field -> values.
        kept: Boolean, which rows are accounts.
        rejected: Boolean, which rows are rejects; those that are neither were taken out.
    """
    parts = (kept, rejected, ~(kept | rejected))
    return {
        name: Sums(*(int(amounts.filter(where).sum()) for where in parts))
        for name, amounts in values.items()
        if ACCOUNTS[name].type == "money"
    }


def stated(totals: Totals, columns: Sequence[Column]) -> Stated:
    """Read the amounts of a totals row."""
    amounts = {}
    for column in columns:
        if column.field and ACCOUNTS[column.field].type == "money":
            cell = pl.Series([totals.cells.get(column.index)], dtype=pl.String)
            amount = money.parse(cell, money.minor_per_unit(column.unit)).value[0]
            if amount is not None:
                amounts[column.field] = int(amount)
    return Stated(totals.row, totals.part, amounts)


def compare(inputs: Iterable[Sequence[Stated]], computed: Mapping[str, Sums]) -> dict[str, Control]:
    """Compare the sender's totals with the sums.

    Args:
        inputs: the totals rows of each input. Its last grand total counts, or all of its subtotals when it has none.
        computed: the sums over all inputs.

    Returns:
        by money field; empty unless every input states it.
    """
    per_input = [_of_input(rows) for rows in inputs]
    names = set.intersection(*(set(amounts) for amounts in per_input)) if per_input else set()
    found = {}
    for name in computed:
        if name in names:
            ours, theirs = computed[name], sum(amounts[name] for amounts in per_input)
            found[name] = Control(theirs, ours.accounts, ours.rejects, ours.removed, theirs - ours.accounts)
    return found


def _of_input(rows: Sequence[Stated]) -> Mapping[str, int]:
    grand = [row for row in rows if not row.part]
    if grand:
        return grand[-1].amounts
    names = {name for row in rows for name in row.amounts}
    return {name: sum(row.amounts.get(name, 0) for row in rows) for name in names}
