"""Resident ID numbers under a cipher of 15 digits: area, birth date and sequence, hidden in a number of area 00.

The birth date is carried as days since 1800-01-01, and the check character is computed. Area 00 does not exist, so what
is made is nobody's number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import polars as pl

from collectkit.crypto import digits
from collectkit.crypto.compact import Identity
from collectkit.crypto.digits import Counts, Words
from collectkit.crypto.strings import Flags, flags, from_matrix, scatter

Run: TypeAlias = Callable[[pl.Series], pl.Series]
"""Encrypts or decrypts a column of digits (String) into as many digits."""

_LENGTH, _HIDDEN = 18, 15
_SEQUENCES, _BIRTHS, _AREA_DAYS = np.uint64(10**3), np.uint64(10**8), np.uint64(10**6)
"""Where the parts of an ID number part: sequence of 3 digits, birth date of 8, which is carried as 6 digits of days."""
_DAY_ONE, _LAST_DAY = (int(np.datetime64(day).astype(np.int64)) for day in ("1800-01-01", "2199-12-31"))
_DAYS = _LAST_DAY - _DAY_ONE + 1
"""Birth dates are counted from the first day to the end of 2199; what opens to a later day is not ours."""


def are_hidden(values: pl.Series) -> Flags:
    """Tell which values are an ID number of area 00 with the right check character."""
    found: Flags = Identity().fits(values) & flags(values.str.starts_with("00"))
    return found


def hide(values: pl.Series, run: Run) -> pl.Series:
    """Put area, days since 1800 and sequence through *run*, and write the 15 digits as an ID number of area 00."""
    rows, bodies = _id_bodies(values, Identity().fits(values))
    above, sequence = np.divmod(bodies, _SEQUENCES)
    area, birth = np.divmod(above, _BIRTHS)
    days, real = _days_of(birth.astype(np.int64))
    numbers = ((area * _AREA_DAYS + days.astype(np.uint64)) * _SEQUENCES + sequence)[real]
    return scatter([(rows[real], _write(_through(numbers, run)))], len(values))


def show(values: pl.Series, run: Run) -> pl.Series:
    """Undo `hide`."""
    rows, bodies = _id_bodies(values, are_hidden(values))
    above, sequence = np.divmod(_through(bodies, run), _SEQUENCES)
    area, days = np.divmod(above, _AREA_DAYS)
    real = days < _DAYS
    births = _births_of(days[real].astype(np.int64)).astype(np.uint64)
    shown = (area[real] * _BIRTHS + births) * _SEQUENCES + sequence[real]
    return scatter([(rows[real], _write(shown))], len(values))


def _id_bodies(values: pl.Series, fitting: Flags) -> tuple[Counts, Words]:
    """Return the *fitting* rows, and the first 17 digits there as numbers."""
    rows = np.flatnonzero(fitting)
    return rows, values.gather(rows).str.head(_LENGTH - 1).cast(pl.UInt64).to_numpy()


def _through(numbers: Words, run: Run) -> Words:
    """Put numbers through *run* as 15 digits each."""
    return run(from_matrix(digits.write(numbers, _HIDDEN))).cast(pl.UInt64).to_numpy()


def _write(bodies: Words) -> pl.Series:
    """Write ID numbers whose first 17 digits are *bodies*."""
    matrix = np.empty((len(bodies), _LENGTH), np.uint8)
    matrix[:, :-1] = digits.write(bodies, _LENGTH - 1)
    matrix[:, -1] = digits.id_checks(bodies)
    return from_matrix(matrix)


def _days_of(births: Counts) -> tuple[Counts, Flags]:
    """Return the days from the first to each birth date (YYYYMMDD as a number), and which dates there are."""
    years, month, day = births // 10_000, births // 100 % 100, births % 100
    months = ((years - 1970) * 12 + month - 1).astype("M8[M]")
    dates = months.astype("M8[D]") + (day - 1)
    days = dates.astype(np.int64) - _DAY_ONE
    real = (month >= 1) & (month <= 12) & (day >= 1) & (dates.astype("M8[M]") == months)
    return days, real & (days >= 0) & (days < _DAYS)


def _births_of(days: Counts) -> Counts:
    """Undo `_days_of`."""
    dates = (days + _DAY_ONE).astype("M8[D]")
    months = dates.astype("M8[M]")
    years, month = np.divmod(months.astype(np.int64), 12)
    births: Counts = (years + 1970) * 10_000 + (month + 1) * 100 + (dates - months.astype("M8[D]")).astype(np.int64) + 1
    return births
