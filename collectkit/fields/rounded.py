"""Long identifiers that a spreadsheet took for numbers: it keeps 15 digits and loses the rest.

What is left reads as ``1.10105E+17``, as digits that end in 000 (saved by Excel itself), or as the
double nearest to such a number (a reader's work). Nothing brings the lost digits back.
"""

from __future__ import annotations

import numpy as np
import polars as pl

CHANCE = 0.002
"""The share of intact 18-digit numbers that look rounded: 0.0017 of five million random ones, measured."""
TIMES = 3
SOME = 5

LOST = r"^(?:[0-9](?:\.[0-9]+)?[eE]\+[0-9]+|[0-9]\.[0-9]+[eE][0-9]+|[0-9]{16,}\.0+)$"
LONG_NUMBER = r"^[0-9]{16,}$"


def certain(plain: pl.Series, numeric: pl.Series | None) -> pl.Series:
    """Return where digits are lost for certain: a number's own spelling, or a numeric cell of 16 digits and more.

    Args:
        plain: trimmed String cells.
        numeric: where a spreadsheet's cell was a number; None for a text file.

    Returns:
        Boolean, without nulls.
    """
    lost = plain.cast(pl.Float64, strict=False).is_not_null() & plain.cast(pl.UInt64, strict=False).is_null()
    if lost.any():
        lost &= plain.str.contains(LOST)
    if numeric is not None and numeric.any():
        lost |= numeric & plain.str.contains(LONG_NUMBER)
    return lost.fill_null(value=False)


def suspected(plain: pl.Series) -> pl.Series:
    """Return where 18 digits end in 000, or equal the double nearest to their own first 15 digits.

    Returns:
        Boolean, without nulls.
    """
    number = plain.cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    looks = (number >= 10**17) & (number < 10**18) & (number & 7 == 0)  # doubles of that size are multiples of 16
    candidates = number[looks]
    fifteen = (candidates + 500) // 1000 * 1000
    looks[looks] = (fifteen.astype(np.float64).astype(np.int64) == candidates) | (candidates % 1000 == 0)
    return pl.Series(plain.name, looks)


def far_more_than_chance(looking_rounded: int, seen: int) -> bool:
    """Return whether so many of a column's 18-digit numbers look rounded that the column has been rounded."""
    return looking_rounded > SOME + TIMES * CHANCE * seen
