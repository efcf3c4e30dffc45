"""A batch of the source where it stands in the input, as the leak gate sees it: numbers and names are read in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.words import SIZE, load
from collectkit.files.cut import Cut, Ends, bounds
from collectkit.files.stretches import Bytes, Places, Stretches
from collectkit.mask.gate.needles import Hashes, Needles, identifiers, of_plain

_DIGITS = {"phone": 11, "bank": 11, "identity": 17, "account": 19, "customer": 19}
"""Kind -> digits of the longest number that is read where it stands; of ID numbers all have so many."""
_CHECK = 1
"""Characters behind the digits of an ID number."""
_ZERO, _NINE, _SPACE = np.uint8(ord("0")), np.uint8(9), np.uint8(0x20)
_TWO_LEAD, _THREE_LEADS, _THIRD = np.uint8(0xC2), np.uint8(0xE1), np.uint8(2)
"""What white space of two bytes begins with; of three, this byte or one of two more."""
_ONE, _TEN, _HUNDRED_MILLIONS = np.uint64(1), np.uint64(10), np.uint64(10**8)
_ALL = np.uint64(2**64 - 1)
_NONE = np.uint64(2**64 - 1)
"""Stands for no number."""
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

    def needles(self, columns: Sequence[tuple[int, str]]) -> list[Needles]:
        """See `Raw`; numbers that are nothing but digits are read where they stand, all columns in one pass."""
        cut, plain = self.records, [(place, kind) for place, kind in columns if kind in _DIGITS]
        digits, counts = np.array([_DIGITS[kind] for _, kind in plain], np.int64), np.zeros(len(plain), np.int64)
        checks = np.array([_CHECK if kind == "identity" else 0 for _, kind in plain], np.int64)
        places, out = np.array([place for place, _ in plain], np.int64), np.empty((len(plain), cut.rows), np.uint64)
        _numbers(cut.data, cut.begins, cut.ends, places, digits, checks, out, counts)
        read = {place: row[:count] for (place, _), row, count in zip(plain, out, counts, strict=True) if count >= 0}
        return [
            of_plain(pl.Series(read[place]), kind) if place in read else identifiers(self.texts(place), kind)
            for place, kind in columns
        ]

    def may_be(self, place: int, cells: Stretches) -> bool:
        """See `Raw`."""
        if place not in self._names:
            starts, lengths = np.empty((2, self.records.rows), np.int64)
            heads = np.empty(self.records.rows, np.uint64)
            cut = self.records
            blank = _begin(cut.data, cut.begins, cut.ends, place, starts, lengths, heads)
            self._names[place] = starts, lengths, heads, blank
        starts, lengths, heads, blank = self._names[place]
        return blank or _meet(self.records.data, starts, lengths, heads, cells.data, cells.starts, cells.lengths)

    @cached_property
    def _names(self) -> dict[int, tuple[Places, Places, Hashes, bool]]:
        """Place -> see `_begin`."""
        return {}


@compiled
def _numbers(
    data: Bytes, begins: Ends, ends: Ends, places: Places, digits: Places, checks: Places, out: Hashes, counts: Places
) -> None:
    """Read the cells of columns as numbers.

    Args:
        places: of the columns.
        digits: of the longest number of each.
        checks: bytes behind the digits of each that are not read; with them, no number has fewer digits.
        out: columns x rows, to be filled: the numbers that stand in cells that are not empty.
        counts: zeros; how many these are, -1 where a cell is no plain number.
    """
    for row in range(len(ends)):
        for each in range(len(places)):
            if counts[each] >= 0:
                check = checks[each]
                start, end = bounds(begins, ends, row, places[each])
                size = end - start - check
                if size == -check:
                    continue
                number = _NONE
                if size <= digits[each] and (size == digits[each] or not check):
                    number = _number(data, start, size)
                if number == _NONE:
                    counts[each] = -1
                else:
                    out[each, counts[each]] = number
                    counts[each] += 1


@compiled
def _number(data: Bytes, start: int, size: int) -> np.uint64:
    """Return the number that 1 to 19 digits say, or `_NONE`: of anything else, and with a zero in front.

    What masks in place reads numbers with a loop of its own (`in_place.digits`): the gate must not share its faults.
    """
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
def _begin(data: Bytes, begins: Ends, ends: Ends, place: int, starts: Places, lengths: Places, heads: Hashes) -> bool:
    """Find the cells of a column; tell whether white space may stand around one: surely not, where it says no.

    Args:
        starts: to be filled: where each begins.
        lengths: to be filled: bytes of each.
        heads: to be filled: the first eight bytes of each, or all that it has.
    """
    blank = False
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        size = end - start
        starts[row], lengths[row], heads[row] = start, size, _head(data, start, size)
        if size and not blank:
            first, last = data[start], end - 1
            blank = bool(first <= _SPACE or first == _TWO_LEAD or np.uint8(first - _THREE_LEADS) <= _THIRD)
            blank |= bool(data[last] <= _SPACE or (size > 1 and data[last - 1] == _TWO_LEAD))
            blank |= bool(size > 2 and np.uint8(data[last - 2] - _THREE_LEADS) <= _THIRD)
    return blank


@compiled
def _head(data: Bytes, start: int, size: int) -> np.uint64:
    """Return the first eight bytes of a cell, zeros behind its end."""
    if start + SIZE <= len(data):
        kept = (_ONE << np.uint64(8 * size)) - _ONE if size < SIZE else _ALL
        return np.uint64(load(data, start) & kept)
    head = np.uint64(0)
    for at in range(size):
        head |= np.uint64(data[start + at]) << np.uint64(8 * at)
    return head


@compiled
def _meet(
    data: Bytes, starts: Places, lengths: Places, heads: Hashes, others: Bytes, places: Places, sizes: Places
) -> bool:
    """Tell whether some cell that is not empty is, byte for byte, the other one of its row."""
    for row in range(len(starts)):
        size = lengths[row]
        if size == sizes[row] and size > 0 and heads[row] == _head(others, places[row], size):
            same = min(size, SIZE)
            while same < size and data[starts[row] + same] == others[places[row] + same]:
                same += 1
            if same == size:
                return True
    return False
