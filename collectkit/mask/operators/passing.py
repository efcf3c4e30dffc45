"""Operators for values that leave as they are, in part, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from collectkit.mask.cells import STARS, Cells
from collectkit.mask.operator import Losing, Shown, Shows, shown, starred


@dataclass(frozen=True, slots=True)
class Drop:
    """Leave the column out. For the reader: a column that is not named is left out too."""

    name: ClassVar[str] = "drop"
    shows: ClassVar[Shows] = "nothing"

    def apply(self, cells: Cells) -> pl.Series:
        """Return only nulls; the plan does not ask."""
        return cells.raw.clear(len(cells.raw))


@dataclass(frozen=True, slots=True)
class Keep(Losing):
    """Let the value through in its canonical form; what has none is starred (text) or left blank (money, dates).

    Of ID numbers those of other papers go through too: passports, permits, cards of Hong Kong, Macao and Taiwan.
    """

    name: ClassVar[str] = "keep"
    shows: ClassVar[Shows] = "value"

    def apply(self, cells: Cells) -> pl.Series:
        """Return typed values, or text."""
        if cells.field is None or cells.field.kind is None:
            value = cells.typed.value
            if not cells.raw.null_count():
                return value
            return value.set(cells.raw.is_null(), None)  # what a blank flag means is for the reader to say
        if not cells.clear.null_count():
            return cells.clear
        return cells.clear.zip_with(cells.clear.is_not_null(), starred(cells.raw))

    def lost(self, cells: Cells, made: pl.Series) -> pl.Series | None:
        """Return what could not be read; stars that stood there already are the value."""
        if made.dtype != pl.String:
            code = cells.typed.code
            return None if code is None else made.is_null() & code.is_not_null()
        whole = cells.canonical.null_count() == cells.raw.null_count()
        if cells.field is None or (whole and cells.field.name != "currency"):
            return None
        return (made == STARS) & (cells.raw != STARS)


@dataclass(frozen=True, slots=True)
class Redact:
    """Replace every value by the same three stars."""

    name: ClassVar[str] = "redact"
    shows: ClassVar[Shows] = "nothing"

    def apply(self, cells: Cells) -> pl.Series:
        """Return stars."""
        return starred(cells.raw)


@dataclass(frozen=True, slots=True)
class KeepFirst(Losing):
    """Show the first *shown* characters; a value not longer than twice that is starred whole."""

    name: ClassVar[str] = "keep_first"
    shows: ClassVar[Shows] = "part"
    shown: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return the head, then stars."""
        return shown(cells.raw, first=self.shown, last=0)


@dataclass(frozen=True, slots=True)
class KeepLast(Losing):
    """Show the last *shown* characters; a value not longer than twice that is starred whole."""

    name: ClassVar[str] = "keep_last"
    shows: ClassVar[Shows] = "part"
    shown: Shown = 4

    def apply(self, cells: Cells) -> pl.Series:
        """Return stars, then the tail."""
        return shown(cells.raw, first=0, last=self.shown)


@dataclass(frozen=True, slots=True)
class KeepEnds(Losing):
    """Show the *first* and the *last* characters; a value not longer than twice their sum is starred whole."""

    name: ClassVar[str] = "keep_ends"
    shows: ClassVar[Shows] = "part"
    first: Shown = 1
    last: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return the head, stars, then the tail."""
        return shown(cells.raw, first=self.first, last=self.last)
