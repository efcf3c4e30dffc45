"""Fields that `keep` lets through: text, amounts, numbers and days in their usual spelling, and numbers of accounts.

Each knows one spelling only, the common one, and leaves a field with any other to the operator.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from collectkit.compiled import compiled
from collectkit.compiled.words import SIZE, Bytes, load, store
from collectkit.fields import dates
from collectkit.files.cut import Cut, Ends
from collectkit.files.joining import Standing, Table
from collectkit.mask.in_place.digits import NONE, bounds, eight, number, reading
from collectkit.mask.in_place.edit import Edit, Steps, Words, in_parts

_CENTS = len(".00")
_LONGEST = 8
"""Digits of a count, or of an amount before its point."""
_WIDTH = _LONGEST + 2
_DAY = len("2026-10-31")
_POINT, _ZERO = ord("."), ord("0")
_TO_ZEROS = np.uint64(0x1D << 32 | 0x1D << 56)
"""What makes zeros of the hyphens in ``2026-10-``."""
_HYPHENS, _HYPHEN_BYTES = np.uint64(0x2D << 32 | 0x2D << 56), np.uint64(0xFF << 32 | 0xFF << 56)
_MONTHS = 13
_NINE, _TEN, _HUNDRED = np.uint64(9), np.uint64(10), np.uint64(100)
_DIGIT = np.uint64(_ZERO)
_YEAR, _MONTH = np.uint64(10_000), np.uint64(100)
_FIRST = dates.FIRST.year


def text(records: Cut, place: int) -> Steps[Edit | None]:
    """Text as it came."""
    yield
    return Edit(Standing(place), int(np.count_nonzero(records.ends[:, place] == records.starts(place))))


def digits(records: Cut, place: int) -> Steps[Edit | None]:
    """Account and customer numbers of up to 19 digits, as they are."""
    found = yield from reading(records, place)
    return None if found is None else Edit(Standing(place), found.nulls)


def count(records: Cut, place: int) -> Steps[Edit | None]:
    """Whole numbers of up to eight digits, without a sign or a zero in front."""
    numbers = np.empty(records.rows, np.uint64)

    def loop(part: Cut, rows: slice) -> int:
        return _counts(part.data, part.begins, part.ends, place, numbers[rows])

    nulls = yield from in_parts(records, loop)
    return None if nulls is None else Edit(Standing(place), nulls, numbers)


def amount(records: Cut, place: int) -> Steps[Edit | None]:
    """Amounts of up to eight digits, a point and two: the same without the point, as minor units."""
    numbers, lengths = np.empty(records.rows, np.uint64), np.empty(records.rows, np.uint8)
    cells = np.empty((records.rows, _WIDTH), np.uint8)

    def loop(part: Cut, rows: slice) -> int:
        written = cells[rows].reshape(-1)
        return _amounts(part.data, part.begins, part.ends, place, numbers[rows], written, lengths[rows])

    nulls = yield from in_parts(records, loop)
    return None if nulls is None else Edit(Table(cells, lengths), nulls, numbers)


def day(records: Cut, place: int) -> Steps[Edit | None]:
    """Days of the calendar, as ``2026-10-31``."""
    numbers = np.empty(records.rows, np.uint64)

    def loop(part: Cut, rows: slice) -> int:
        return _days(part.data, part.begins, part.ends, place, _calendar(), numbers[rows])

    nulls = yield from in_parts(records, loop)
    return None if nulls is None else Edit(Standing(place), nulls, numbers)


@compiled
def _counts(data: Bytes, begins: Ends, ends: Ends, place: int, numbers: Words) -> int:
    """See `edit.in_parts`, as the loops below."""
    nulls = 0
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        numbers[row] = np.uint64(0)
        if start == end:
            nulls += 1
            continue
        if end - start > _LONGEST or (data[start] == _ZERO and end - start > 1):
            return -1
        numbers[row] = number(data, start, end)
        if numbers[row] == NONE:
            return -1
    return nulls


@compiled
def _amounts(
    data: Bytes, begins: Ends, ends: Ends, place: int, numbers: Words, cells: Bytes, lengths: npt.NDArray[np.uint8]
) -> int:
    nulls = 0
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        numbers[row], lengths[row] = np.uint64(0), 0
        if start == end:
            nulls += 1
            continue
        point = end - _CENTS
        whole = point - start
        if whole < 1 or whole > _LONGEST or data[point] != _POINT or (data[start] == _ZERO and whole > 1):
            return -1
        tens, ones = np.uint64(data[end - 2]) - _DIGIT, np.uint64(data[end - 1]) - _DIGIT
        major = eight(load(data, point - SIZE), whole) if point >= SIZE else number(data, start, point)
        if major == NONE or tens > _NINE or ones > _NINE:
            return -1
        numbers[row] = major * _HUNDRED + tens * _TEN + ones
        at, shown = row * _WIDTH, whole
        if major and start + SIZE <= len(data):
            store(cells, at, load(data, start))
        elif major:
            for byte in range(whole):
                cells[at + byte] = data[start + byte]
        else:
            shown = 0 if tens else -1
        if shown >= 0:
            cells[at + shown] = data[end - 2]
        cells[at + shown + 1] = data[end - 1]
        lengths[row] = shown + 2
    return nulls


@compiled
def _days(data: Bytes, begins: Ends, ends: Ends, place: int, calendar: Bytes, numbers: Words) -> int:
    nulls, first = 0, np.uint64(_FIRST)
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        numbers[row] = np.uint64(0)
        if start == end:
            nulls += 1
            continue
        if end - start != _DAY:
            return -1
        word = load(data, start)
        read = eight(word ^ _TO_ZEROS, SIZE)
        tens, ones = np.uint64(data[end - 2]) - _DIGIT, np.uint64(data[end - 1]) - _DIGIT
        if read == NONE or (word & _HYPHEN_BYTES) != _HYPHENS or tens > _NINE or ones > _NINE:
            return -1
        year = read // _YEAR
        month, of_month = (read - year * _YEAR) // _TEN, tens * _TEN + ones
        if year < first or month >= np.uint64(_MONTHS):
            return -1
        at = np.int64(year - first) * _MONTHS + np.int64(month)
        if at >= len(calendar) or of_month == np.uint64(0) or of_month > np.uint64(calendar[at]):
            return -1
        numbers[row] = year * _YEAR + month * _MONTH + of_month
    return nulls


@cache
def _calendar() -> Bytes:
    """Return how many days each month has, from the first year that is read: 13 a year, and none in the first."""
    years = np.arange(dates.FIRST.year, dates.LAST.year + 1)
    months = np.tile(np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8), (len(years), 1))
    months[:, 2] += (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    return months.reshape(-1)
