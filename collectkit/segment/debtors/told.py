"""What a segmentation reports of its debtors: the household, and the grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.segment.debtors.grid_rules import AXES, GridRules
from collectkit.segment.debtors.shared_phones import SharedPhones
from collectkit.segment.tally import money_of, total

UNKNOWN = "unknown"
LEVELS = ("high", "medium", "low", UNKNOWN)
PER_CELL = ("currency", *AXES)


@dataclass(frozen=True, slots=True)
class HouseholdTold:
    """What is told of the debtors of a file; the same for each of its batches.

    Attributes:
        accounts: of the file, each once.
        repeated: rows of accounts that stand there already.
        debtors: who has accounts in the file; so many accounts lead.
        elsewhere: accounts of other files that count towards what these debtors owe.
        debtors_elsewhere: debtors who have some.
        by_accounts: number of accounts -> debtors who have so many.
        largest: the most accounts that one debtor has.
        phones: numbers that several debtors have.
        buckets: by currency and `debtor_bucket`: `debtors`, all their `accounts`, and what is `overdue` in these.
        files: what was read of other files.
    """

    accounts: int
    repeated: int
    debtors: int
    elsewhere: int
    debtors_elsewhere: int
    by_accounts: Mapping[str, int]
    largest: int
    phones: SharedPhones
    buckets: pl.DataFrame
    files: Sequence[Mapping[str, object]]

    def __add__(self, _other: HouseholdTold) -> HouseholdTold:
        """Return the counts of both batches: they are those of the whole file already."""
        return self

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON: what is planned per debtor instead of per account is the difference."""
        return {
            "accounts": self.accounts,
            "rows_repeated": self.repeated,
            "debtors": self.debtors,
            "contacts_per_account": self.accounts,
            "contacts_per_debtor": self.debtors,
            "accounts_not_leading": self.accounts - self.debtors,
            "accounts_elsewhere": self.elsewhere,
            "debtors_elsewhere": self.debtors_elsewhere,
            "debtors_by_accounts": dict(self.by_accounts),
            "largest_debtor": self.largest,
            **self.phones.as_dict(),
            "debtors_by_bucket": self.buckets.to_dicts(),
            "with": [*self.files],
        }


@dataclass(frozen=True, slots=True)
class GridTold:
    """The grid, and by which rule accounts came into it.

    Attributes:
        read: what was read of ledger and returns, for the report.
        cells: the tally by currency, ability and willingness.
        by: axis, number of the rule (-1 for none) -> accounts.
    """

    rules: GridRules
    read: Mapping[str, Any]
    cells: pl.DataFrame
    by: Counter[tuple[str, int]]

    def __add__(self, other: GridTold) -> GridTold:
        """Return the grid of both batches."""
        return GridTold(self.rules, self.read, total([self.cells, other.cells], PER_CELL), self.by + other.by)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: accounts and money in each cell that has some, and by which rule."""
        order = pl.Enum(LEVELS)
        cells = self.cells.sort("currency", *(pl.col(axis).cast(order) for axis in AXES))
        return {
            "rules": self.rules.name,
            "window_days": self.rules.window_days,
            **self.read,
            "cells": cells.select(*AXES, "currency", "accounts", *money_of(cells)).to_dicts(),
            "reasons": [self._reason(axis, n) for axis in AXES for n in (*range(len(self.rules.of(axis))), -1)],
        }

    def _reason(self, axis: str, number: int) -> dict[str, Any]:
        rule = self.rules.of(axis)[number] if number >= 0 else None
        level, reason = (UNKNOWN, "nothing known that a rule asks for") if rule is None else (rule.level, rule.reason)
        return {"axis": axis, "level": level, "reason": reason, "accounts": self.by[axis, number]}
