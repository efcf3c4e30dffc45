"""Counts, days, rates and flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, T, by_distinct, only, read_rest

PPM = 1_000_000
RATE_UNITS: Mapping[str | None, int] = MappingProxyType({None: PPM, "%": PPM // 100, "‰": PPM // 1000, "ppm": 1})
"""The unit of a rate -> how many ppm 1 is. Without one: a fraction."""

YES = frozenset({"是", "有", "Y", "YES", "TRUE", "T", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "N", "NO", "FALSE", "F", "0", "×"})

_DAYS = re.compile(r"(-?[0-9]{1,9})(?:\.0*)?(?:天|日|DAYS?)?", re.IGNORECASE)
_COUNT = re.compile(r"第?(-?[0-9]{1,9})(?:\.0*)?(?:期|个月|月|次|岁|手)?")
_RATE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]*)?|-?\.[0-9]+)([%‰]?)")


def parse_days(cells: pl.Series) -> Parsed:
    """Read numbers of days as Int64: ``45``, ``45.0``, ``45天``. Code: ``NUMBER_UNREADABLE`` (value null)."""
    return _integers(cells, _DAYS)


def parse_int(cells: pl.Series) -> Parsed:
    """Read counts as Int64: ``12``, ``12.0``, ``12期``. Code: ``NUMBER_UNREADABLE`` (value null)."""
    return _integers(cells, _COUNT)


def parse_rate(cells: pl.Series, unit: str | None = None) -> Parsed:
    """Read rates as Int64 parts per million, rounded half up: ``7.2%``, ``5‰``, ``0.072``.

    Args:
        cells: String.
        unit: what the header names (`RATE_UNITS`), for cells without a sign of their own.

    Code: ``NUMBER_UNREADABLE`` (value null).
    """

    def read(cell: str) -> Reading[int]:
        match = _RATE.fullmatch(cell.replace(" ", ""))
        if match is None:
            return None, "NUMBER_UNREADABLE"
        ppm = RATE_UNITS.get(match[2] or unit, PPM)
        return int((Decimal(match[1]) * ppm).to_integral_value(ROUND_HALF_UP)), None

    return _by_cell(cells, read, pl.Int64())


def parse_flag(cells: pl.Series) -> Parsed:
    """Read flags as Boolean; blank is no. Code: ``FLAG_UNREADABLE`` (counts as yes: the careful side)."""

    def read(cell: str) -> Reading[bool]:
        word = cell.upper()
        if word in NO:
            return False, None
        return True, None if word in YES else "FLAG_UNREADABLE"

    parsed = _by_cell(cells, read, pl.Boolean())
    return Parsed(parsed.value.fill_null(value=False), parsed.code)


def _integers(cells: pl.Series, spelling: re.Pattern[str]) -> Parsed:
    def read(cell: str) -> Reading[int]:
        match = spelling.fullmatch(cell.replace(" ", ""))
        return (None, "NUMBER_UNREADABLE") if match is None else (int(match[1]), None)

    number = cells.cast(pl.Int64, strict=False)
    fast = Parsed(only(number, number.abs() < 10**9), None)
    return read_rest(cells, fast, lambda left: _by_cell(left, read, pl.Int64()))


def _by_cell(cells: pl.Series, read: Callable[[str], Reading[T]], dtype: pl.DataType) -> Parsed:
    return by_distinct(text.without_blanks(text.plain(cells)), read, dtype)
