"""Accounts that stand in more than one row, found while a file streams by: eight bytes an account, no number kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

MOST = 1 << 24
"""Up to how many accounts are remembered: 128 MiB of them, 16 million."""


def marks(accounts: pl.Series) -> pl.Series:
    """Return a number of 64 bits for each account number that is not blank: two of one number are alike.

    Two of 16 million others are alike once in 130,000 files.
    """
    return accounts.drop_nulls().hash()


@dataclass(slots=True)
class Marks:
    """The marks of a file so far; beyond `MOST` they are given up."""

    _marks: list[pl.Series] = field(default_factory=list)
    _count: int = 0

    def add(self, marks: pl.Series) -> None:
        """Remember those of one batch."""
        self._count += len(marks)
        if self._count > MOST:
            self._marks.clear()
        else:
            self._marks.append(marks)

    def repeated(self) -> int | None:
        """Return how many rows name an account that an earlier row names; None where nobody remembers."""
        if self._count > MOST:
            return None
        if not self._marks:
            return 0
        whole = pl.concat(self._marks).sort()
        return int((whole == whole.shift()).sum())
