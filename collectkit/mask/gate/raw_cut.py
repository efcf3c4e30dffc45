"""A batch of the source where it stands in the input, as the leak gate sees it: numbers and names are read in place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.words import SIZE, load
from collectkit.files.cut import Cut, Ends
from collectkit.files.stretches import Bytes, Places, Stretches
from collectkit.mask.gate.needles import Hashes, Needles, identifiers, of_plain

_DIGITS = {"phone": 11, "bank": 11, "identity": 17, "account": 19, "customer": 19}
"""Kind -> digits of the longest number that is read where it stands; of ID numbers all have so many."""
_CHECK = 1
"""Characters behind the digits of an ID number."""
_ZERO, _NINE, _SPACE = np.uint8(ord("0")), np.uint8(9), np.uint8(0x20)
_TWO_LEAD, _THREE_LEADS, _THIRD = np.uint8(0xC2), np.uint8(0xE1), np.uint8(2)
"""What white space of two bytes begins with; of three, this byte or one of two more."""
_TEN, _HUNDRED_MILLIONS = np.uint64(10), np.uint64(10**8)
_NONE = np.uint64(2**64 - 1)
"""No number."""
_ZEROS, _SIXES = np.uint64(0x3030303030303030), np.uint64(0x0606060606060606)
_HIGH, _PAIRS = np.uint64(0xF0F0F0F0F0F0F0F0), np.uint64(0x000000FF000000FF)
_UPPER, _LOWER = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)
_BYTE, _TWO_BYTES, _HALF = np.uint64(8), np.uint64(16), np.uint64(32)


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
        plain = self._plain(place, kind) if kind in _DIGITS else None
        return identifiers(self.texts(place), kind) if plain is None else of_plain(pl.Series(plain), kind)

    def _plain(self, place: int, kind: str) -> Hashes | None:
        """Return the identifiers of a column whose cells are one number each, or empty; None for any other column."""
        cut, out = self.records, np.empty(self.records.rows, np.uint64)
        check = _CHECK if kind == "identity" else 0
        count = _numbers(cut.data, cut.begins, cut.ends, place, _DIGITS[kind], check, out)
        return None if count < 0 else out[:count]

    def may_be(self, place: int, cells: Stretches) -> bool:
        """See `Raw`."""
        if place not in self._standing:
            starts = self.records.starts(place).astype(np.int64)
            lengths = self.records.ends[:, place] - starts
            self._standing[place] = starts, lengths, _is_blank_around(self.records.data, starts, lengths)
        starts, lengths, blank = self._standing[place]
        return blank or _meet(self.records.data, starts, lengths, cells.data, cells.starts, cells.lengths)

    @cached_property
    def _standing(self) -> dict[int, tuple[Places, Places, bool]]:
        """Place -> where the cells begin, how long they are, and whether white space may stand around one of them."""
        return {}


@compiled
def _numbers(data: Bytes, begins: Ends, ends: Ends, place: int, digits: int, check: int, out: Hashes) -> int:
    """Read the cells of a column as numbers; return how many there are, or -1 where one is no plain number.

    Args:
        digits: of the longest number.
        check: bytes behind the digits that are not read; with them, no number has fewer digits.
    """
    count = 0
    for row in range(len(ends)):
        start = np.int64(begins[row] if place == 0 else ends[row, place - 1] + 1)
        size = ends[row, place] - start - check
        if size == -check:
            continue
        if size > digits or (check and size < digits):
            return -1
        number = _number(data, start, size)
        if number == _NONE:
            return -1
        out[count] = number
        count += 1
    return count


@compiled
def _number(data: Bytes, start: int, size: int) -> np.uint64:
    """Return the number that 1 to 19 digits say, or `_NONE`: of anything else, and with a zero in front."""
    if data[start] == _ZERO:
        return _NONE
    found, done = np.uint64(0), 0
    while size - done >= SIZE:
        word = load(data, start + done)
        if (((word + _SIXES) ^ _ZEROS) | (word ^ _ZEROS)) & _HIGH:
            return _NONE
        word -= _ZEROS
        word = word * _TEN + (word >> _BYTE)
        word = ((word & _PAIRS) * _UPPER + ((word >> _TWO_BYTES) & _PAIRS) * _LOWER) >> _HALF
        found = found * _HUNDRED_MILLIONS + word
        done += SIZE
    for at in range(start + done, start + size):
        digit = np.uint8(data[at] - _ZERO)
        if digit > _NINE:
            return _NONE
        found = found * _TEN + np.uint64(digit)
    return found


@compiled
def _is_blank_around(data: Bytes, starts: Places, lengths: Places) -> bool:
    """Tell whether white space may stand at the start or the end of a cell; surely not, where it says no."""
    for row in range(len(starts)):
        size = lengths[row]
        if size:
            first, last = data[starts[row]], starts[row] + size - 1
            if (
                first <= _SPACE
                or first == _TWO_LEAD
                or np.uint8(first - _THREE_LEADS) <= _THIRD
                or data[last] <= _SPACE
            ):
                return True
            if size > 1 and data[last - 1] == _TWO_LEAD:
                return True
            if size > 2 and np.uint8(data[last - 2] - _THREE_LEADS) <= _THIRD:
                return True
    return False


@compiled
def _meet(data: Bytes, starts: Places, lengths: Places, others: Bytes, places: Places, sizes: Places) -> bool:
    """Tell whether some cell that is not empty is, byte for byte, the other one of its row."""
    for row in range(len(starts)):
        size = lengths[row]
        if size == sizes[row] and size:
            same = 0
            while same < size and data[starts[row] + same] == others[places[row] + same]:
                same += 1
            if same == size:
                return True
    return False
