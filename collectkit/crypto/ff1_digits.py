"""FF1 over columns of decimal digits, digits in and digits out: leading zeros and lengths stay.

Lengths whose halves fit the column arithmetic (to 18 digits) go there; longer ones go value by value to `ff1`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from collectkit.crypto import digits
from collectkit.crypto.ff1 import FF1, digits_of, text_of
from collectkit.crypto.ff1_columns import FF1Columns, supports
from collectkit.crypto.strings import are_digits, from_matrix, scatter, widths_of

_RADIX = 10
_DIGITS = "0123456789"
_SHORTEST, _LONGEST = 6, 36


class FF1Digits:
    """FF1 of radix 10 under one key and tweak, for columns of 6 to 36 digits. Threads may share it.

    Args:
        key: 16, 24 or 32 bytes.
    """

    def __init__(self, key: bytes, tweak: bytes = b"") -> None:
        self._exact = FF1(key, _RADIX, tweak)
        self._columns = lru_cache(maxsize=None)(lambda width: FF1Columns(key, _RADIX, width, tweak))

    def encrypt(self, values: pl.Series) -> pl.Series:
        """Encrypt each value (String) into as many digits.

        Returns:
            String; null for null and for anything but 6 to 36 ASCII digits. A shorter value is refused because so
            small a domain (fewer than 1,000,000 values) can be searched.
        """
        return self._run(values, decrypt=False)

    def decrypt(self, values: pl.Series) -> pl.Series:
        """Undo `encrypt`. A wrong key gives wrong digits, and nothing tells."""
        return self._run(values, decrypt=True)

    def _run(self, values: pl.Series, *, decrypt: bool) -> pl.Series:
        widths = np.where(are_digits(values, _SHORTEST, _LONGEST), widths_of(values), 0)
        pieces = []
        for width in np.flatnonzero(np.bincount(widths, minlength=1)[1:]) + 1:
            rows = np.flatnonzero(widths == width)
            some = values if len(rows) == len(values) else values.gather(rows)
            run = self._column if supports(_RADIX, int(width)) else self._each
            pieces.append((rows, run(some, int(width), decrypt=decrypt)))
        return scatter(pieces, len(values))

    def _column(self, values: pl.Series, width: int, *, decrypt: bool) -> pl.Series:
        ff1 = self._columns(width)
        numbers, power = values.cast(pl.UInt64).to_numpy(), digits.POWERS[ff1.right]
        above = numbers // power
        left, right = (ff1.decrypt if decrypt else ff1.encrypt)(above, numbers - above * power)
        return from_matrix(digits.write(left * power + right, width))

    def _each(self, values: pl.Series, width: int, *, decrypt: bool) -> pl.Series:  # noqa: ARG002  # as _column
        run = self._exact.decrypt if decrypt else self._exact.encrypt
        return pl.Series([text_of(run(digits_of(value, _DIGITS)), _DIGITS) for value in values], dtype=pl.String)
