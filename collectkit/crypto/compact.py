"""Canonical values of the compact kinds as numbers, and back: what stands inside a compact token.

A form is one row of the token table: a pattern, a number of numerals, and the number of each value. Numbers of up to
80 bits are carried as the two halves that FF1 works on; 8 zero numerals (40 bits) stand in front of them, in the left
half, and tell our tokens from everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.crypto import digits
from collectkit.crypto.mixed import Mixed
from collectkit.crypto.strings import Bytes, Counts, are_digits, flags, to_matrix, widths_of

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

RADIX = 32
ZEROS = 8
"""Zero numerals in front of every number."""

_BITS = 5


class Form(Protocol):
    """One kind of number in a compact token.

    Attributes:
        length: numerals of the body, the zeros included.
    """

    length: ClassVar[int]

    def fits(self, values: pl.Series) -> Flags:
        """Tell which values this form can hold; a null it cannot."""

    def halves(self, values: pl.Series) -> tuple[Words, Words]:
        """Return the number of each value (no nulls, all fitting) as FF1's halves."""

    def tails(self, left: Words, right: Words) -> tuple[Bytes, Counts, Flags]:
        """Undo `halves`: the values, and which numbers are a value's at all (elsewhere the text means nothing).

        The values are the ends of rows of one length (rows x bytes, contiguous); how long each is, comes beside them.
        """


def _right_numerals(length: int) -> int:
    return length - length // 2


def _split(numbers: Words, length: int) -> tuple[Words, Words]:
    """Cut 64-bit numbers into halves."""
    bits = _BITS * _right_numerals(length)
    return numbers >> np.uint64(bits), numbers & np.uint64((1 << bits) - 1)


def _join(left: Words, right: Words, length: int) -> tuple[Words, Flags]:
    """Undo `_split`; the flags are false where the number is longer than 64 bits or the zeros are missing."""
    bits = _BITS * _right_numerals(length)
    fitting = left < np.uint64(1 << min(64 - bits, _BITS * (length - ZEROS) - bits))
    return left << np.uint64(bits) | right, fitting


def _whole(values: pl.Series) -> Words:
    """Return digits (a plus sign may stand in front) as numbers."""
    return values.cast(pl.UInt64).to_numpy()


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number in E.164: plus sign and 7 to 15 digits."""

    length: ClassVar[int] = 18

    def fits(self, values: pl.Series) -> Flags:
        """See `Form`."""
        widths = widths_of(values)
        if not len(values) or (widths != widths[0]).any() or not 8 <= widths[0] <= 16:
            return flags(values.str.contains(r"^\+[1-9][0-9]{6,14}$"))
        matrix = to_matrix(values, int(widths[0]))
        given = matrix[:, 1:] - np.uint8(ord("0"))  # smaller bytes wrap round to large ones
        fitting: Flags = (matrix[:, 0] == ord("+")) & (given[:, 0] > 0)
        return fitting if given.max() <= 9 else fitting & (given <= 9).all(axis=1)

    def halves(self, values: pl.Series) -> tuple[Words, Words]:
        """See `Form`."""
        return _split(_whole(values), self.length)

    def tails(self, left: Words, right: Words) -> tuple[Bytes, Counts, Flags]:
        """See `Form`."""
        numbers, valid = _join(left, right, self.length)
        valid &= (numbers >= digits.POWERS[6]) & (numbers < digits.POWERS[15])
        numbers = np.where(valid, numbers, digits.POWERS[6])
        widths = digits.count(numbers)
        matrix = digits.write(numbers, 16)
        matrix[np.arange(len(matrix)), 15 - widths] = ord("+")
        return matrix, widths + 1, valid


@dataclass(frozen=True, slots=True)
class Identity:
    """A resident ID number: 17 digits and the check character, which is computed and not carried."""

    length: ClassVar[int] = 20

    def fits(self, values: pl.Series) -> Flags:
        """See `Form`."""
        fitting = flags(values.str.contains(r"^[0-9]{17}[0-9X]$"))
        formed = values.filter(pl.Series(fitting))
        fitting[fitting] = digits.id_checks(_whole(formed.str.head(17))) == to_matrix(formed, 18)[:, 17]
        return fitting

    def halves(self, values: pl.Series) -> tuple[Words, Words]:
        """See `Form`."""
        return _split(_whole(values.str.head(17)), self.length)

    def tails(self, left: Words, right: Words) -> tuple[Bytes, Counts, Flags]:
        """See `Form`."""
        numbers, valid = _join(left, right, self.length)
        valid &= numbers < digits.POWERS[17]
        numbers = np.where(valid, numbers, np.uint64(0))
        matrix = np.empty((len(numbers), 18), np.uint8)
        matrix[:, :17] = digits.write(numbers, 17)
        matrix[:, 17] = digits.id_checks(numbers)
        return matrix, np.full(len(matrix), 18), valid


_SHORTER = np.array([(10**k - 1) // 9 for k in range(21)], np.uint64)
"""By length: how many digit strings (the empty one too) are shorter."""


@dataclass(frozen=True, slots=True)
class Digits:
    """1 to 19 digits, leading zeros kept: every shorter string counts first."""

    length: ClassVar[int] = 21

    def fits(self, values: pl.Series) -> Flags:
        """See `Form`."""
        return are_digits(values, 1, 19)

    def halves(self, values: pl.Series) -> tuple[Words, Words]:
        """See `Form`."""
        return _split(_whole(values) + _SHORTER.take(widths_of(values)), self.length)

    def tails(self, left: Words, right: Words) -> tuple[Bytes, Counts, Flags]:
        """See `Form`."""
        ranks, valid = _join(left, right, self.length)
        valid &= (ranks >= _SHORTER[1]) & (ranks < _SHORTER[20])
        ranks = np.where(valid, ranks, _SHORTER[1])
        widths = digits.places(ranks, _SHORTER) - 1
        return digits.write(ranks - _SHORTER.take(widths), 20), widths, valid


_ACCOUNT = (Digits(), Mixed())

FORMS: Mapping[str, tuple[Form, ...]] = MappingProxyType(
    {"phone": (Phone(),), "identity": (Identity(),), "bank": (Digits(),), "account": _ACCOUNT, "customer": _ACCOUNT}
)
"""The compact kinds, and the forms their values may take; no value fits two."""


def of_numbers(kind: str, numbers: Words, widths: Counts) -> tuple[Words, Words]:
    """Return `Form.halves`, for the first form of a kind, of values that are digits (a plus sign aside).

    Args:
        kind: ``phone``, ``bank``, ``account`` or ``customer``.
        numbers: the values as numbers.
        widths: digits of each, zeros in front included.
    """
    if kind == "phone":
        return _split(numbers, Phone.length)
    return _split(numbers + _SHORTER.take(widths), Digits.length)
