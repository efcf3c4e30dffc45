"""Decimal digits over columns: numbers as text of fixed width, and the check character of resident ID numbers.

Four digits at a time, from tables of 10,000 entries.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

POWERS: Words = np.array([10**k for k in range(20)], np.uint64)
"""Powers of ten that a 64-bit word holds, by exponent."""

_GROUP, _BASE = 4, np.uint64(10_000)
_TEXTS = np.frombuffer(b"".join(b"%04d" % k for k in range(10_000)), np.uint32)
_ID_BODY = 17
_CHECKS = np.frombuffer(b"10X98765432", np.uint8)


def count(numbers: Words) -> Counts:
    """Return how many digits each number has (0 for 0)."""
    return places(numbers, POWERS)


def places(numbers: Words, edges: Words) -> Counts:
    """Return how many of the *edges* (in order) are not above each number."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    ends = np.searchsorted(edges, np.array([numbers.min(), numbers.max()]), side="right")
    if ends[0] == ends[1]:  # numbers of a column are often alike, and to see it is cheaper than to search for each
        return np.full(len(numbers), ends[0], np.int64)
    return np.searchsorted(edges, numbers, side="right").astype(np.int64)


def _groups(numbers: Words, groups: int) -> Iterator[Counts]:
    """Yield the values of four digits each, the last digits first."""
    rest = numbers
    for _ in range(groups - 1):
        above = rest // _BASE
        yield (rest - above * _BASE).view(np.int64)
        rest = above
    yield rest.view(np.int64)


def write(numbers: Words, width: int) -> Bytes:
    """Return each number as *width* digits, zeros in front (rows x width); each must be below 10 ** *width*."""
    groups = -(-width // _GROUP)
    matrix = np.empty((len(numbers), groups * _GROUP), np.uint8)
    fields = matrix.view(np.uint32)
    for place, group in enumerate(_groups(numbers, groups)):
        fields[:, groups - 1 - place] = _TEXTS.take(group)
    return matrix[:, groups * _GROUP - width :]


def _weighted() -> npt.NDArray[np.uint8]:
    """Return for each group of four, the last first, and each of its values the weighted sum of its digits mod 11."""
    values = np.arange(10_000)
    tables = []
    for group in range(-(-_ID_BODY // _GROUP)):
        sums = np.zeros(10_000, np.int64)
        for place in range(_GROUP):
            # ISO 7064 MOD 11-2: the digit k places before the check character weighs 2 ** k mod 11.
            sums += values // 10**place % 10 * pow(2, group * _GROUP + place + 1, 11)
        tables.append(sums % 11)
    return np.array(tables, np.uint8)


_WEIGHTED = _weighted()


def id_checks(bodies: Words) -> Bytes:
    """Return the check character (ASCII) of each ID number, given its first 17 digits as a number.

    Source: GB 11643; ISO 7064 MOD 11-2.
    """
    total = np.zeros(len(bodies), np.uint8)
    for table, group in zip(_WEIGHTED, _groups(bodies, len(_WEIGHTED)), strict=True):
        total += table.take(group)
    return _CHECKS.take(total % 11)
