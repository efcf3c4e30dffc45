"""Dates: days of the calendar, without a time.

Spellings: ``2024-01-31``, ``2024/1/31``, ``2024.1.31``, ``20240131``, ``2024年1月31日``, ``31 Jan 2024``,
``31-Jan-2024``, ``January 31, 2024``, each with or without a time of day, and a spreadsheet's day
numbers (of the 1900 system; of the 1904 system in a workbook that says so, for in a text file nothing tells them
apart).

What one cell cannot settle is not read, whatever its neighbours say, for a column may mix two habits:

- Day or month first: ``31/01/2024`` is one day only, ``03/04/2024`` may be two and is ``DATE_AMBIGUOUS``.
- A year of two digits always is: ``24.1.31`` may be 31 January 2024 or 24 January 2031, and 24年 a birth in 1924.
- Milliseconds since 1970, 13 digits, are the day in China, `ZONE`: there both a Chinese midnight and a midnight
  in UTC fall on the day that was meant. Seconds are not read: ten digits may be 2024013123, a day and an hour.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, only, read_rest

BLANKS = (*text.BLANKS, "00000000", "99991231", "永久", "永久有效", "长期", "长期有效")
"""Cells without a date."""
NEVER = frozenset({("0000", 0, 0), ("0001", 1, 1), ("9999", 12, 31)})
"""Year, month and day that programs write where there is none: the beginning and the end of time are no dates."""

FIRST, LAST = dt.date(1800, 1, 1), dt.date(2199, 12, 31)
SERIALS = range(20_000, 80_001)
SERIAL_ZERO = dt.date(1899, 12, 30)
"""Day 0 of the 1900 system for all days after its 29 February 1900, which never was."""
ZERO_OF_1904 = dt.date(1904, 1, 1)
"""Day 0 of workbooks that count from 1904, as Excel for Macintosh did."""

ZONE = "Asia/Shanghai"
MILLISECONDS = r"^[12][0-9]{12}$"
"""From 2001 on. Earlier ones have fewer digits, and 12 may be 202401312359."""

_TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_WRITTEN = re.compile(rf"([0-9]{{4}})(?:([-/.])([0-9]{{1,2}})\2|年([0-9]{{1,2}})月)([0-9]{{1,2}})日?{_TIME}")
_COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})(?:(?:[01][0-9]|2[0-3])(?:[0-5][0-9]){{2}}|{_TIME})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_SHORT_YEAR = re.compile(rf"[0-9]{{1,2}}(?:([-/.])[0-9]{{1,2}}\1|年[0-9]{{1,2}}月)[0-9]{{1,2}}日?{_TIME}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NAMED = re.compile(rf"([0-9]{{1,2}})([- /]){_MONTH}\2([0-9]{{4}}){_TIME}", re.IGNORECASE)
_NAMED_FIRST = re.compile(rf"{_MONTH} ([0-9]{{1,2}}),? ([0-9]{{4}}){_TIME}", re.IGNORECASE)
_NAMED_SHORT = re.compile(rf"[0-9]{{1,2}}([- /]){_MONTH}\1[0-9]{{2}}{_TIME}", re.IGNORECASE)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")


def parse(cells: pl.Series, zero: dt.date = SERIAL_ZERO) -> Parsed:
    """Read dates; *zero* is the spreadsheet's day 0.

    Codes: ``DATE_UNREADABLE`` (no known spelling), ``DATE_IMPOSSIBLE`` (not in the calendar), ``DATE_AMBIGUOUS``
    (more than one day); value null.
    """

    def slow(left: pl.Series) -> Parsed:
        plain = text.without_blanks(text.plain(left), BLANKS)
        return read_rest(plain, Parsed(_by_milliseconds(plain), None), distinct)

    def distinct(left: pl.Series) -> Parsed:
        return by_distinct(left, partial(_read, zero), pl.Date())

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


def _by_milliseconds(plain: pl.Series) -> pl.Series:
    """Return the days in China of 13 digits, null for the rest."""
    number = only(plain, plain.str.contains(MILLISECONDS)).cast(pl.Int64)
    return number.cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(ZONE).dt.date()


def _read(zero: dt.date, cell: str) -> Reading[dt.date]:
    if written := _WRITTEN.fullmatch(cell):
        year, _, month, month_zh, day = written.groups()
        return _date(year, month or month_zh, day)
    if compact := _COMPACT.fullmatch(cell):
        return _date(*compact.groups())
    if year_last := _YEAR_LAST.fullmatch(cell):
        first, _, second, year = year_last.groups()
        return _either(year, first, second)
    if (named := _by_name(cell)) is not None:
        return named
    if (serial := _SERIAL.fullmatch(cell)) and int(serial[1]) in SERIALS:
        return zero + dt.timedelta(days=int(serial[1])), None
    short = _SHORT_YEAR.fullmatch(cell) or _NAMED_SHORT.fullmatch(cell)
    return None, "DATE_AMBIGUOUS" if short else "DATE_UNREADABLE"


def _by_name(cell: str) -> Reading[dt.date] | None:
    """Read a month that is named in English: day or month first, it is one day."""
    if found := _NAMED.fullmatch(cell):
        day, _, month, year = found.groups()
    elif found := _NAMED_FIRST.fullmatch(cell):
        month, day, year = found.groups()
    else:
        return None
    return _date(year, str(_MONTHS.index(month[:3].lower()) + 1), day)


def _either(year: str, first: str, second: str) -> Reading[dt.date]:
    """Read a day and a month in either order; what only one order allows is certain."""
    if int(first) != int(second) and max(int(first), int(second)) <= 12:
        return None, "DATE_AMBIGUOUS"
    return _date(year, second, first) if int(first) > 12 else _date(year, first, second)


def _date(year: str, month: str, day: str) -> Reading[dt.date]:
    if (year, int(month), int(day)) in NEVER:
        return None, None
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None, "DATE_IMPOSSIBLE"
    return (date, None) if FIRST <= date <= LAST else (None, "DATE_UNREADABLE")
