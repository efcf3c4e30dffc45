"""A batch of the source as the leak gate sees it: its raw cells, from a frame or where they stand in the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl

from collectkit.files.cut import Cut, Field, Window, windows
from collectkit.files.digit_words import FIRST, POWERS, WORD, Words, not_digits, value
from collectkit.files.stretches import Places, Stretches
from collectkit.mask.gate.needles import Hashes, Needles, identifiers, of_plain
from collectkit.tables.headers import Column

_DIGITS = {"phone": 11, "bank": 11, "identity": 18, "account": 19, "customer": 19}
"""Kind -> characters of the longest cell that is read where it stands; of ID numbers all have so many."""
_ID_BODY = 17
_LONG = ("identity", "account", "customer")
_SPACE, _LONGEST_SPACE = 0x20, 3
_WIDE_LEADS, _LEADS = np.zeros((2, 256), np.bool_)
_WIDE_LEADS[[0xE1, 0xE2, 0xE3]] = True
"""What white space of three bytes begins with."""
_LEADS[[*range(_SPACE + 1), 0xC2, 0xE1, 0xE2, 0xE3]] = True
"""What any white space begins with."""


class Raw(Protocol):
    """Raw cells of a batch."""

    def texts(self, place: int) -> pl.Series:
        """Return a column, by its place in the header; null for an empty cell."""
        ...

    def needles(self, place: int, kind: str) -> Needles:
        """Return every spelling of a column's identifiers."""
        ...

    def may_be(self, place: int, cells: Stretches) -> bool:
        """Tell whether a cell of some row could be what the row has in a column, white space around it aside."""
        ...


@dataclass(frozen=True, slots=True)
class RawFrame:
    """String columns named by their place in the header."""

    frame: pl.DataFrame

    def texts(self, place: int) -> pl.Series:
        """See `Raw`."""
        return self.frame[str(place)]

    def needles(self, place: int, kind: str) -> Needles:
        """See `Raw`."""
        return identifiers(self.frame[str(place)], kind)

    def may_be(self, place: int, cells: Stretches) -> bool:  # noqa: ARG002  (to compare them all is as fast)
        """See `Raw`."""
        return True


@dataclass(frozen=True)
class RawCut:
    """Records where they stand."""

    records: Cut

    def texts(self, place: int) -> pl.Series:
        """See `Raw`."""
        if place not in self._texts:
            self._texts[place] = self.records.texts(place)
        return self._texts[place]

    @cached_property
    def _texts(self) -> dict[int, pl.Series]:
        return {}

    def needles(self, place: int, kind: str) -> Needles:
        """See `Raw`; numbers that are nothing but digits are read where they stand."""
        plain = _plain(self.records.field(place), kind)
        return identifiers(self.texts(place), kind) if plain is None else of_plain(pl.Series(plain), kind)

    def may_be(self, place: int, cells: Stretches) -> bool:
        """See `Raw`; what stands there is compared by its length and its first bytes."""
        if place not in self._begun:
            self._begun[place] = _Begun.of(self.records.field(place))
        begun = self._begun[place]
        return begun.blank or begun.like(cells)

    @cached_property
    def _begun(self) -> dict[int, _Begun]:
        return {}


def windows_for(
    columns: Sequence[Column], names: Sequence[Column], kind_of: Callable[[Column], str | None]
) -> list[Window]:
    """Return what `RawCut` will ask for."""
    kinds = [(column.index, kind_of(column)) for column in columns]
    needed = [Window(place, 2 * WORD, last=True) for place, kind in kinds if kind in ("phone", "bank")]
    needed += [Window(place, 3 * WORD, last=kind != "identity") for place, kind in kinds if kind in _LONG]
    for one in names:
        needed += [Window(one.index, WORD), Window(one.index, WORD, last=True)]
    return needed


@dataclass(frozen=True, slots=True)
class _Begun:
    """How the cells of a column begin.

    Attributes:
        blank: whether white space may stand around one of them.
    """

    lengths: Places
    words: Hashes
    blank: bool

    @classmethod
    def of(cls, field: Field) -> _Begun:
        words = field.heads(WORD).view("<u8")[:, 0]
        return cls(field.lengths, words, _is_blank_around(field))

    def like(self, cells: Stretches) -> bool:
        other = windows(cells.data, cells.starts, WORD).view("<u8")[:, 0]
        differs = (self.words ^ other) & FIRST[np.minimum(cells.lengths, WORD)]
        return bool(((differs == 0) & (self.lengths == cells.lengths) & (cells.lengths > 0)).any())


def _plain(field: Field, kind: str) -> Hashes | None:
    """Return the identifiers of a column whose cells are one number each, or empty; None for any other column."""
    if field.longest > _DIGITS.get(kind, 0):
        return None
    there = field.lengths > 0
    if kind == "identity":
        found, least = _bodies(field), POWERS[_ID_BODY - 1]
    else:
        found, least = field.numbers, POWERS[np.maximum(field.lengths - 1, 0)]
    if found is None or ((found < least) & there).any():
        return None  # with a zero in front it is a word
    return found[there] if field.empties else found


def _bodies(field: Field) -> Words | None:
    """Return the 17 digits before the check characters of ID numbers; None where a cell is none, and not empty."""
    if int(np.count_nonzero(field.lengths == _ID_BODY + 1)) + field.empties < len(field.ends):
        return None
    heads = field.heads(3 * WORD).view("<u8")
    last = (heads[:, 2] & np.uint64(0xFF)) - np.uint64(ord("0"))
    wrong = not_digits(heads[:, 0]) | not_digits(heads[:, 1]) | (last > 9)
    if (wrong[field.lengths > 0] if field.empties else wrong).any():
        return None
    bodies: Words = (value(heads[:, 0]) * POWERS[WORD] + value(heads[:, 1])) * np.uint64(10) + last
    return bodies


def _is_blank_around(field: Field) -> bool:
    """Tell whether white space may stand at the start or the end of a cell; surely not, where it says no."""
    first, last = field.data.take(field.starts), field.tails(_LONGEST_SPACE)
    blank = _LEADS.take(first) | (last[:, 2] <= _SPACE) | (last[:, 1] == 0xC2) | _WIDE_LEADS.take(last[:, 0])
    return bool((blank & (field.lengths > 0)).any())
