"""Numbers in fields of digits, read eight digits at a time.

Source of the arithmetic: Johnny Lee, "Fast numeric string to int" (three multiplications for eight digits).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectkit.compiled import compiled
from collectkit.compiled.words import ONES, SIZE, Bytes, load
from collectkit.files.cut import Cut, Ends, bounds

Words = npt.NDArray[np.uint64]
Sizes = npt.NDArray[np.int64]

NONE = np.uint64(2**64 - 1)
"""Stands for no number; no field of 19 digits is so large."""
LONGEST = 19
"""Digits of the longest number that is read."""

_ZERO = np.uint64(ord("0"))
_ZEROS, _SIXES, _HIGH = ONES * _ZERO, ONES * np.uint64(0x06), ONES * np.uint64(0xF0)
_PAIRS = np.uint64(0x000000FF000000FF)
_UPPER, _LOWER = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)
_TEN, _HUNDRED_MILLION = np.uint64(10), np.uint64(10**8)
_ALL, _BYTE, _TWO_BYTES, _FOUR_BYTES = np.uint64(2**64 - 1), np.uint64(8), np.uint64(16), np.uint64(32)


@dataclass(frozen=True, slots=True)
class Read:
    """A field of some records that holds digits and nothing else, or nothing.

    Attributes:
        numbers: 0 where it is empty.
        sizes: digits of each.
        nulls: how many are empty.
    """

    numbers: Words
    sizes: Sizes
    nulls: int


def reading(records: Cut, place: int) -> Read | None:
    """Read a field as numbers; None unless all cells are empty or 1 to `LONGEST` digits."""
    numbers, sizes = np.empty(records.rows, np.uint64), np.empty(records.rows, np.int64)
    nulls = _read(records.data, records.begins, records.ends, place, numbers, sizes)
    return None if nulls < 0 else Read(numbers, sizes, nulls)


@compiled
def _read(data: Bytes, begins: Ends, ends: Ends, place: int, numbers: Words, sizes: Sizes) -> int:
    """Return how many cells are empty, or -1 where one is no number."""
    nulls = 0
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        sizes[row], numbers[row] = end - start, np.uint64(0)
        if start == end:
            nulls += 1
        else:
            numbers[row] = number(data, start, end)
            if numbers[row] == NONE:
                return -1
    return nulls


@compiled
def number(data: Bytes, start: int, end: int) -> np.uint64:
    """Return the number that 1 to `LONGEST` digits say; `NONE` where they are none, or more."""
    size = end - start
    if size > LONGEST:
        return NONE
    if end < 3 * SIZE:
        return _slowly(data, start, end)
    found = eight(load(data, end - SIZE), min(size, SIZE))
    if size <= SIZE or found == NONE:
        return found
    before = eight(load(data, end - 2 * SIZE), min(size - SIZE, SIZE))
    if before == NONE:
        return NONE
    found += before * _HUNDRED_MILLION
    if size <= 2 * SIZE:
        return found
    before = eight(load(data, end - 3 * SIZE), size - 2 * SIZE)
    return NONE if before == NONE else found + before * _HUNDRED_MILLION * _HUNDRED_MILLION


@compiled
def eight(word: np.uint64, kept: int) -> np.uint64:
    """Return the number that the *kept* last bytes of a word (1 to 8) say; `NONE` where they are no digits."""
    mask = _ALL << (_BYTE * np.uint64(SIZE - kept))
    word = (word & mask) | (_ZEROS & ~mask)
    if (((word + _SIXES) ^ _ZEROS) | (word ^ _ZEROS)) & _HIGH:
        return NONE
    word -= _ZEROS
    word = word * _TEN + (word >> _BYTE)
    return ((word & _PAIRS) * _UPPER + ((word >> _TWO_BYTES) & _PAIRS) * _LOWER) >> _FOUR_BYTES


@compiled
def _slowly(data: Bytes, start: int, end: int) -> np.uint64:
    """Return the same where there are no three words before the end."""
    found = np.uint64(0)
    for place in range(start, end):
        digit = np.uint64(data[place]) - _ZERO
        if digit > np.uint64(9):
            return NONE
        found = found * _TEN + digit
    return found
