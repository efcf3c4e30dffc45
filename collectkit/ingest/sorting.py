"""Sorts a batch: accounts, the sender's totals, and rows that are only counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from collectkit.files import BadLine, RawBatch
from collectkit.ingest import structure

_LINE_OF_CELLS = ("FIELDS_MISSING", "FIELDS_EXTRA")
"""Lines that may be a totals row or a note, written without the separators of empty cells."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch without the rows that are no accounts.

    Attributes:
        batch: accounts, and lines that are neither records nor anything else known.
        totals: the sender's totals rows, in order.
        removed: reason -> rows taken out.
        blank: rows without a value; they are no records.
    """

    batch: RawBatch
    totals: tuple[structure.Totals, ...]
    removed: Counter[str]
    blank: int


@dataclass(frozen=True, slots=True)
class Sorter:
    """How the batches of one input are sorted.

    Attributes:
        account: the place of the account numbers; None when the input has none.
        header: the header cells of all columns of the input.
        separator: between the fields of its lines; None when it has no lines.
    """

    account: int | None
    header: tuple[str, ...]
    separator: str | None

    def sort(self, batch: RawBatch) -> Sorted:
        """Take out what is no account."""
        roles = structure.roles(batch.frame, None if self.account is None else str(self.account), self.header)
        lines, totals, removed = self._sort_lines(batch.bad)
        if roles.null_count() < len(roles):
            removed.update(role for role in roles.drop_nulls() if role != "blank")
            totals += self._totals(batch, roles)
        if roles.null_count() < len(roles) or len(lines) < len(batch.bad):
            batch = batch.filter(roles.is_null(), tuple(lines))
        return Sorted(batch, tuple(sorted(totals, key=lambda row: row.row)), removed, int((roles == "blank").sum()))

    def _totals(self, batch: RawBatch, roles: pl.Series) -> list[structure.Totals]:
        places = (roles == "totals").fill_null(value=False).arg_true()
        names = [int(name) for name in batch.frame.columns]
        return [
            structure.totals(batch.rows[place], dict(zip(names, batch.frame.row(place), strict=True)))
            for place in places
        ]

    def _sort_lines(self, bad: tuple[BadLine, ...]) -> tuple[list[BadLine], list[structure.Totals], Counter[str]]:
        """Take totals and notes, written without the separators of empty cells, out of what is no record."""
        lines: list[BadLine] = []
        totals: list[structure.Totals] = []
        removed: Counter[str] = Counter()
        for line in bad:
            cells = self._fields(line)
            role = structure.role(cells, self.account, self.header) if cells else None
            if role == "totals":
                totals.append(structure.totals(line.row, cells))
            if role == "totals" or structure.is_note(line.text):
                removed["totals" if role == "totals" else "note"] += 1
            else:
                lines.append(line)
        return lines, totals, removed

    def _fields(self, line: BadLine) -> dict[int, str | None]:
        if self.separator is None or line.code not in _LINE_OF_CELLS:
            return {}
        return structure.fields(line.text, self.separator, len(self.header))
