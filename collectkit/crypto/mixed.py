"""Account numbers with letters or signs as 80-bit numbers: rank in base 40, and back.

The rank counts every shorter string first, so it is the bijective numeral of base 40: each symbol counts its place in
the alphabet plus one. Such a number is cut after its last 7 symbols: 40**7 = 2**21 * 5**7, so that 64-bit words do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.crypto.strings import Counts, flags, to_matrix

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./_"
"""Symbols of rank40, in order."""

_LONGEST, _TAIL = 15, 7
_HEAD = _LONGEST - _TAIL
_BASE = np.uint64(len(SYMBOLS))
_FIVES = np.uint64(5**_TAIL)
_TWOS = 3 * _TAIL  # 8**7 = 2**21
_SHORTER_THAN_TAIL = (40**_TAIL - 1) // 39
_RIGHT_BITS = 60  # the right half of 24 numerals
_NUMBER_BITS = 80

_TEXTS = np.frombuffer(b"\0" + SYMBOLS.encode(), np.uint8)
_VALUES = np.zeros(256, np.uint64)
_VALUES[_TEXTS[1:]] = np.arange(1, 41)


@dataclass(frozen=True, slots=True)
class Mixed:
    """1 to 15 of ``0-9 A-Z - . / _``, one of them not a digit. See `compact.Form`."""

    length: ClassVar[int] = 24

    def fits(self, values: pl.Series) -> Flags:
        """See `compact.Form`."""
        return flags(values.str.contains(r"^[0-9A-Z./_-]{1,15}$") & values.str.contains(r"[^0-9]"))

    def halves(self, values: pl.Series) -> tuple[Words, Words]:
        """See `compact.Form`."""
        matrix = to_matrix(values.str.pad_start(_LONGEST), _LONGEST)
        scaled = _numeral(matrix[:, :_HEAD]) * _FIVES  # below 2**60, and still to be shifted by 21 bits
        low_bits = _RIGHT_BITS - _TWOS
        right = (scaled & np.uint64((1 << low_bits) - 1)) << np.uint64(_TWOS)
        right += _numeral(matrix[:, _HEAD:])
        left = (scaled >> np.uint64(low_bits)) + (right >> np.uint64(_RIGHT_BITS))
        return left, right & np.uint64((1 << _RIGHT_BITS) - 1)

    def tails(self, left: Words, right: Words) -> tuple[Bytes, Counts, Flags]:
        """See `compact.Form`."""
        valid = left < np.uint64(1 << (_NUMBER_BITS - _RIGHT_BITS))
        head, tail = _cut(np.where(valid, left, np.uint64(0)), right)
        rest, values = _symbols(head, tail)
        # Digits alone have a form of their own; one value, one token.
        valid &= (rest == 0) & (values > 10).any(axis=0)
        return np.ascontiguousarray(_TEXTS.take(values).T), np.count_nonzero(values, axis=0), valid


def _numeral(symbols: Bytes) -> Words:
    """Return the bijective numerals written in each row; blanks in front count nothing."""
    numbers = np.zeros(len(symbols), np.uint64)
    for place in range(symbols.shape[1]):
        numbers *= _BASE
        numbers += _VALUES.take(symbols[:, place])
    return numbers


def _cut(left: Words, right: Words) -> tuple[Words, Words]:
    """Return the numerals of the symbols before the last 7, and of the last 7."""
    short = (left == 0) & (right < np.uint64(_SHORTER_THAN_TAIL))
    borrow = (right < np.uint64(_SHORTER_THAN_TAIL)) & ~short
    high = left - borrow
    low = right - np.uint64(_SHORTER_THAN_TAIL) + (borrow.astype(np.uint64) << np.uint64(_RIGHT_BITS))
    shifted = high << np.uint64(_RIGHT_BITS - _TWOS) | low >> np.uint64(_TWOS)
    head = shifted // _FIVES
    tail = (shifted - head * _FIVES) << np.uint64(_TWOS) | low & np.uint64((1 << _TWOS) - 1)
    return np.where(short, np.uint64(0), head), np.where(short, right, tail + np.uint64(_SHORTER_THAN_TAIL))


def _symbols(head: Words, tail: Words) -> tuple[Words, Bytes]:
    """Return what is left of the head after 8 symbols, and the places of all 15 plus one (0 before the first).

    The places lie the other way round than texts do, 15 x values: numpy is fast along long rows.
    """
    values = np.empty((_LONGEST, len(head)), np.uint8)
    for place in reversed(range(_LONGEST)):
        if place == _HEAD - 1:
            tail = head
        above = np.maximum((tail + _BASE - np.uint64(1)) // _BASE, np.uint64(1)) - np.uint64(1)
        values[place] = tail - above * _BASE
        tail = above
    return tail, values
