"""Rows brought together by person, as hashes: what a recipient knows of one person is one record.

A record has, in each column, the set of the values that the person's rows have there; blank cells add nothing to it.
Values are kept as 64-bit hashes only, 8 bytes a row and column: of five million persons two would be taken for one
with odds of one in a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

PERSON = "person"
BLANK = 0
"""What stands for no value at all."""

_NEIGHBOURS = 16
"""Rows of one person that are compared with each other; more of them are sorted."""
_NOBODY = 1 << 20
"""Seed for rows without a person; those of columns are their places."""


def digest(cells: Sequence[pl.Series | None], person: pl.Series | None, rows: int) -> pl.DataFrame:
    """Return a batch as hashes.

    Args:
        cells: one String column for each that is watched, in the same order in every batch; None where a file has none.
        person: String; None where each row is a person.
        rows: how many there are.

    Returns:
        UInt64: `PERSON` (null where it is blank), and a column for each, named by its place; `BLANK` for blank cells.
    """
    hashed = [_hashes(column, rows, place).fill_null(BLANK).alias(str(place)) for place, column in enumerate(cells)]
    return pl.DataFrame([_hashes(person, rows, len(cells)).alias(PERSON), *hashed])


def _hashes(cells: pl.Series | None, rows: int, seed: int) -> pl.Series:
    """Hash the cells, without the space around them; null where they are blank."""
    if cells is None:
        return pl.repeat(None, rows, dtype=pl.UInt64, eager=True)
    stripped = cells.str.strip_chars()
    return stripped.hash(seed).set(stripped.str.len_bytes().fill_null(0) == 0, None)


@dataclass(slots=True)
class People:
    """All batches of one or more files. Memory grows by 8 bytes a row and column, and no faster.

    Attributes:
        columns: how many are watched.
        rows: so far.
        nameless: rows without a person; each counts as one.
    """

    columns: int
    rows: int = 0
    nameless: int = 0
    _persons: list[pl.Series] = field(default_factory=list)
    _cells: list[list[pl.Series]] = field(default_factory=list)

    def add(self, batch: pl.DataFrame) -> None:
        """Add what `digest` returned."""
        own = pl.int_range(self.rows, self.rows + batch.height, eager=True).hash(_NOBODY)
        person = batch[PERSON]
        self.nameless += person.null_count()
        self._persons.append(person.zip_with(person.is_not_null(), own))
        self._cells = self._cells or [[] for _ in range(self.columns)]
        for place, kept in enumerate(self._cells):
            kept.append(batch[str(place)])
        self.rows += batch.height

    def overlap(self, rows: int) -> int:
        """Return how many persons of the first *rows* are in the later ones too."""
        persons = _joined(self._persons)
        return distinct(persons[:rows]) + distinct(persons[rows:]) - distinct(persons)

    def records(self) -> Records:
        """Bring the rows that are there by now together."""
        return Records(_joined(self._persons), [list(kept) for kept in self._cells])


class Records:
    """One record a person. Columns are made when they are asked for, so that one is in memory at a time."""

    def __init__(self, persons: pl.Series, cells: Sequence[list[pl.Series]]) -> None:
        self._cells = cells
        self._alone = lone(persons)
        given = persons.to_numpy()
        several = np.flatnonzero(~self._alone)
        self._order = several[np.argsort(given[several])]
        self._owner = given[self._order]
        self._first = np.flatnonzero(_begins(self._owner))
        self._most = int(np.diff(self._first, append=len(self._owner)).max(initial=1))
        self.persons = int(self._alone.sum()) + len(self._first)

    def column(self, place: int) -> NDArray[np.uint64]:
        """Return a column's hashes, one a person, in the same order for all columns; `BLANK` where nothing is known.

        Of several values it is the sum of their hashes, which tells no order.
        """
        cells = _joined(self._cells[place]).to_numpy()
        if not len(self._order):
            return cells
        return np.concatenate((cells[self._alone], self._sums(cells[self._order])))

    def _sums(self, values: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Add up the distinct values of each person who has several rows."""
        reach = self._most
        if reach > _NEIGHBOURS:  # equal values of a person are brought together, rather than each looked for
            values, reach = values[np.lexsort((values, self._owner))], 2
        again = np.zeros(len(values), np.bool_)
        for back in range(1, reach):
            same_person = self._owner[back:] == self._owner[:-back]
            again[back:] |= same_person & (values[back:] == values[:-back])
        return np.add.reduceat(np.where(again, np.uint64(BLANK), values), self._first)


def lone(values: pl.Series | NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return of each value whether no other is equal to it; sorting needs less memory than a table of them does."""
    given = np.asarray(values)
    order = np.argsort(given)
    begins = np.append(_begins(given[order]), True)
    found = np.empty(len(given), np.bool_)
    found[order] = begins[:-1] & begins[1:]
    return found


def class_sizes(values: pl.Series | NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how often each distinct value occurs."""
    ordered = np.sort(np.asarray(values))
    return np.diff(np.flatnonzero(_begins(ordered)), append=len(ordered))


def _begins(ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before."""
    differs = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=differs[1:])
    return differs


def distinct(values: pl.Series) -> int:
    """Return how many distinct values there are."""
    return len(class_sizes(values))


def _joined(pieces: Sequence[pl.Series]) -> pl.Series:
    return pl.concat(pieces, rechunk=True) if pieces else pl.Series([], dtype=pl.UInt64)
