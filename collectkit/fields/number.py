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

_DAYS = re.compile(r"(?:已?逾期|拖欠)?(-?[0-9]{1,9})(?:\.0*)?(?:天|日|DAYS?)?", re.IGNORECASE)
_NOT_DAYS = re.compile(
    r"(?:已?逾期)?(?:M[0-9]{1,2}(?:[-~至]M?[0-9]{1,2})?|第?[0-9]{1,3}(?:期|个月|月)|[0-9]{1,3}天?[-~至][0-9]{1,3}天?"
    r"|[0-9]{1,4}天?(?=\+|及?以上|及?以内))(?:\+|及?以上|及?以内)?",
    re.IGNORECASE,
)
"""Buckets, instalments, months and ranges: no number of days can be made of them. M2 is 31 days or 60."""
_COUNT = re.compile(r"第?(-?[0-9]{1,9})(?:\.0*)?(?:期|个月|月|次|岁|手)?")
_DURATION = re.compile(
    r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])(?:\.0*)?"
    r"|(?=.)(?:([0-9]{1,3})(?:小时|时|H))?(?:([0-9]{1,4})(?:分钟?|M|MIN))?(?:([0-9]{1,9})(?:\.0*)?(?:秒钟?|S|SEC)?)?",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?:年化?(?:利率)?)?(-?[0-9]{1,9}(?:\.[0-9]*)?|-?\.[0-9]+)([%‰]?)(?:/年)?")
_NOT_YEARLY = re.compile(r"(?=.*[0-9])(?=.*[日月天]).*")
"""A rate for a day or a month. A year has 365 days to one lender and 360 to another: it is not converted."""


def ppm(part: int | None, whole: int | None) -> int | None:
    """Return a share in parts per million, divided once and half up.

    None where either is unknown, or there is nothing, or less, to divide by.
    """
    if part is None or whole is None or whole <= 0:
        return None
    return (2 * part * PPM + whole) // (2 * whole)


def parse_days(cells: pl.Series, unit: str | None = None) -> Parsed:
    """Read numbers of days as Int64: ``45``, ``45.0``, ``45天``, 逾期45天.

    Args:
        cells: String.
        unit: what the header names; under 期 (months, instalments) a bare number is not one of days.

    Codes: ``NUMBER_UNREADABLE``, ``DAYS_NOT_COUNTED`` (``M2``, ``M3以上``, 逾期3期, ``31-60``); value null.
    """

    def read(cell: str) -> Reading[int]:
        bare = cell.replace(" ", "")
        match = _DAYS.fullmatch(bare)
        if _NOT_DAYS.fullmatch(bare) or (match and unit == "期" and bare[-1].isdigit()):
            return None, "DAYS_NOT_COUNTED"
        return (None, "NUMBER_UNREADABLE") if match is None else (int(match[1]), None)

    return _by_cell(cells, read, pl.Int64()) if unit == "期" else _integers(cells, read)


def parse_int(cells: pl.Series) -> Parsed:
    """Read counts as Int64: ``12``, ``12.0``, ``12期``. Code: ``NUMBER_UNREADABLE`` (value null)."""

    def read(cell: str) -> Reading[int]:
        match = _COUNT.fullmatch(cell.replace(" ", ""))
        return (None, "NUMBER_UNREADABLE") if match is None else (int(match[1]), None)

    return _integers(cells, read)


def parse_seconds(cells: pl.Series) -> Parsed:
    """Read durations as Int64 seconds: ``80``, ``80秒``, 1分20秒, ``0:01:20``.

    Code: ``NUMBER_UNREADABLE`` (value null), for ``01:20`` too: it may be hours and minutes.
    """

    def read(cell: str) -> Reading[int]:
        match = _DURATION.fullmatch(cell.replace(" ", ""))
        if match is None:
            return None, "NUMBER_UNREADABLE"
        clock = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        hours, minutes, seconds = (int(part or 0) for part in clock)
        return 3600 * hours + 60 * minutes + seconds, None

    return _integers(cells, read)


def parse_rate(cells: pl.Series, unit: str | None = None) -> Parsed:
    """Read yearly rates as Int64 parts per million, rounded half up: ``7.2%``, ``5‰``, ``0.072``, 年化7.2%.

    Without a unit in cell or header a number below 1 is a fraction. 1 and more is none, for it would be 100 % and more
    a year: 24 may mean 24 %, or 24 ‰, and is not read. Nor is a rate for a day or a month.

    Args:
        cells: String.
        unit: what the header names (`RATE_UNITS`), for cells without a sign of their own.

    Codes: ``NUMBER_UNREADABLE``, ``RATE_UNIT_UNKNOWN``; value null.
    """

    def read(cell: str) -> Reading[int]:
        match = _RATE.fullmatch(cell.replace(" ", ""))
        if match is None:
            return None, "RATE_UNIT_UNKNOWN" if _NOT_YEARLY.fullmatch(cell) else "NUMBER_UNREADABLE"
        number, named = Decimal(match[1]), match[2] or unit
        if named not in RATE_UNITS or (named is None and abs(number) >= 1):
            return None, "RATE_UNIT_UNKNOWN"
        return int((number * RATE_UNITS[named]).to_integral_value(ROUND_HALF_UP)), None

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


def _integers(cells: pl.Series, read: Callable[[str], Reading[int]]) -> Parsed:
    number = cells.cast(pl.Int64, strict=False)
    fast = Parsed(only(number, number.abs() < 10**9), None)
    return read_rest(cells, fast, lambda left: _by_cell(left, read, pl.Int64()))


def _by_cell(cells: pl.Series, read: Callable[[str], Reading[T]], dtype: pl.DataType) -> Parsed:
    return by_distinct(text.without_blanks(text.plain(cells)), read, dtype)
