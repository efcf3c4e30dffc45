"""Reads digits eight at a time, as the 64-bit words that their bytes are; the first digit is in the lowest byte.

Source of the arithmetic: Johnny Lee, "Fast numeric string to int" (three multiplications for eight digits).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

WORD = 8
POWERS: Words = np.array([10**k for k in range(20)], np.uint64)
"""Powers of ten, by exponent."""
LAST: Words = np.array([(2**64 - 1) - (2 ** (64 - 8 * k) - 1) for k in range(9)], np.uint64)
"""By number of bytes: a mask of so many of the last bytes of a word."""
FIRST: Words = np.array([2 ** (8 * k) - 1 for k in range(9)], np.uint64)
"""The same of the first ones."""

_ZEROS = np.uint64(0x3030303030303030)
_HIGH = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIX = np.uint64(0x0606060606060606)
_PAIRS = np.uint64(0x000000FF000000FF)
_UPPER, _LOWER = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)


def only_last(given: Words, kept: Places | int) -> Words:
    """Return words with the digit 0 for all but the *kept* last bytes."""
    mask = LAST[kept]
    found: Words = given & mask
    found |= _ZEROS & ~mask
    return found


def not_digits(given: Words) -> Words:
    """Return 0 for words that are eight digits, and anything else for the others."""
    wrong = given + _SIX
    wrong ^= _ZEROS
    wrong |= given ^ _ZEROS
    wrong &= _HIGH
    return wrong


def value(given: Words) -> Words:
    """Return the numbers that words of eight digits say."""
    found = given - _ZEROS
    upper = found >> np.uint64(WORD)
    found *= np.uint64(10)
    found += upper
    np.bitwise_and(found, _PAIRS, out=upper)
    upper *= _UPPER
    found >>= np.uint64(16)
    found &= _PAIRS
    found *= _LOWER
    found += upper
    found >>= np.uint64(32)
    return found
