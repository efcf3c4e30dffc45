"""Dates: days of the calendar, without a time.

Spellings: ``2024-01-31``, ``2024/1/31``, ``2024.1.31``, ``20240131``, ``2024年1月31日``, each with or
without a time of day, and a spreadsheet's day numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, only, read_rest

BLANKS = (*text.BLANKS, "0000-00-00", "0000/00/00", "00000000", "9999-12-31", "9999/12/31", "99991231", "永久", "长期")
"""Cells without a date; the end of time is no date either."""

FIRST, LAST = dt.date(1800, 1, 1), dt.date(2199, 12, 31)
SERIALS = range(20_000, 80_001)
SERIAL_ZERO = dt.date(1899, 12, 30)
"""Day 0 of the 1900 system for all days after its 29 February 1900, which never was."""
ZERO_OF_1904 = dt.date(1904, 1, 1)
"""Day 0 of workbooks that count from 1904, as Excel for Macintosh did."""

_TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_WRITTEN = re.compile(rf"([0-9]{{4}})(?:([-/.])([0-9]{{1,2}})\2|年([0-9]{{1,2}})月)([0-9]{{1,2}})日?{_TIME}")
_COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_TIME}")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")


def parse(cells: pl.Series, zero: dt.date = SERIAL_ZERO) -> Parsed:
    """Read dates; *zero* is the spreadsheet's day 0.

    Codes: ``DATE_UNREADABLE`` (no known spelling), ``DATE_IMPOSSIBLE`` (not in the calendar); value null.
    """

    def slow(left: pl.Series) -> Parsed:
        return by_distinct(text.without_blanks(text.plain(left), BLANKS), partial(_read, zero), pl.Date())

    def compact(left: pl.Series) -> Parsed:
        eight = left.str.len_bytes() == len("20240131")
        return read_rest(left, _by_layout(only(left, eight), "%Y%m%d"), slow)

    def slashed(left: pl.Series) -> Parsed:
        return read_rest(left, _by_layout(left, "%Y/%m/%d"), compact)

    return read_rest(cells, _by_layout(cells, "%Y-%m-%d"), slashed)


def _by_layout(cells: pl.Series, layout: str) -> Parsed:
    """Read one layout; null for the rest, and for years that Polars reads and nobody means."""
    value = cells.str.to_date(layout, strict=False)
    return Parsed(only(value, value.is_between(FIRST, LAST)), None)


def _read(zero: dt.date, cell: str) -> Reading[dt.date]:
    if written := _WRITTEN.fullmatch(cell):
        year, _, month, month_zh, day = written.groups()
        return _date(year, month or month_zh, day)
    if compact := _COMPACT.fullmatch(cell):
        return _date(*compact.groups())
    if (serial := _SERIAL.fullmatch(cell)) and int(serial[1]) in SERIALS:
        return zero + dt.timedelta(days=int(serial[1])), None
    return None, "DATE_UNREADABLE"


def _date(year: str, month: str, day: str) -> Reading[dt.date]:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None, "DATE_IMPOSSIBLE"
    return (date, None) if FIRST <= date <= LAST else (None, "DATE_UNREADABLE")
