"""Ways in which a cell leaves: each knows one spelling, the common one, and does for it what an operator does.

A way takes the records, where the cell begins and ends in them (it is not empty), what it is written to, and where; it
returns how many bytes it wrote, or -1 for a cell in another spelling. Those of numbers return the number, too. They may
overwrite `words.SLACK` bytes behind what they write.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from collectkit.compiled import compiled
from collectkit.compiled.words import SIZE, Bytes, copy, load, store
from collectkit.fields import dates, name
from collectkit.mask.in_place.digits import NONE, eight, number
from collectkit.mask.operators import naming

TEXT, DIGITS, COUNT, AMOUNT, DAY, SURNAME, STARRED_MOBILE, MOBILE, TABLE = range(9)
"""Text as it came; numbers of accounts and customers, whole numbers, amounts and days, as `keep` lets them through;
what `mask_name` makes of names; what `mask_phone` and `keep` make of mobile numbers of China; a cell that was written
before."""
OF_NUMBERS = (AMOUNT, DAY)

Codes = npt.NDArray[np.int64]

_NOUGHT = np.uint64(0)
_CENTS = len(".00")
_LONGEST_COUNT = 8
"""Digits of a count, or of an amount before its point."""
_POINT, _ZERO, _STAR, _PLUS = (np.uint8(ord(each)) for each in ".0*+")
_NINE, _TEN, _HUNDRED, _DIGIT = (np.uint64(each) for each in (9, 10, 100, ord("0")))

_DAY = len("2026-10-31")
_TO_ZEROS = np.uint64(0x1D << 32 | 0x1D << 56)
"""What makes zeros of the hyphens in ``2026-10-``."""
_HYPHENS, _HYPHEN_BYTES = np.uint64(0x2D << 32 | 0x2D << 56), np.uint64(0xFF << 32 | 0xFF << 56)
_MONTHS = 13
_YEAR, _MONTH = np.uint64(10_000), np.uint64(100)
_FIRST = np.uint64(dates.FIRST.year)

MOBILE_SIZE = 11
LEAST_MOBILE, MOST_MOBILE = np.uint64(13_000_000_000), np.uint64(19_999_999_999)
_SHOWN_AHEAD, _SHOWN_BEHIND = 3, 4
_CHINA = np.frombuffer(b"+86     ", np.uint64)[0]
CHINA_SIZE = len("+86")
_STARS = np.frombuffer(b"********", np.uint64)[0]

_HAN = 3
"""Bytes of a common Chinese character."""
_LEAST_HAN, _MOST_HAN = (int.from_bytes(character.encode()) for character in "一龥")
FIRM_ENDS: Codes = np.array([int.from_bytes(character.encode()) for character in naming.FIRM_ENDS])
"""With what the names of firms end."""
COMPOUND: Codes = np.array(sorted(int.from_bytes(one.encode()) for one in name.COMPOUND))
"""Surnames of two characters."""
MAY_BE_COMPOUND = np.zeros(1 << 16, np.bool_)
"""Whether such a surname may begin with a character, by its last two bytes."""
MAY_BE_COMPOUND[COMPOUND >> 8 * _HAN & 0xFFFF] = True


@compiled
def digits(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Write up to 19 digits as they are."""
    if number(data, start, end) == NONE:
        return -1
    copy(data, start, end - start, out, at)
    return end - start


@compiled
def count(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Write up to eight digits, without a sign or a zero in front."""
    size = end - start
    if size > _LONGEST_COUNT or (data[start] == _ZERO and size > 1) or number(data, start, end) == NONE:
        return -1
    copy(data, start, size, out, at)
    return size


@compiled
def amount(data: Bytes, start: int, end: int, out: Bytes, at: int) -> tuple[int, np.uint64]:
    """Write minor units of an amount of up to eight digits, a point and two: the same without the point."""
    point = end - _CENTS
    whole = point - start
    if whole < 1 or whole > _LONGEST_COUNT or data[point] != _POINT or (data[start] == _ZERO and whole > 1):
        return -1, _NOUGHT
    tens, ones = np.uint64(data[end - 2]) - _DIGIT, np.uint64(data[end - 1]) - _DIGIT
    major = number(data, start, point)
    if major == NONE or tens > _NINE or ones > _NINE:
        return -1, _NOUGHT
    shown = whole
    if major:
        copy(data, start, whole, out, at)
    else:
        shown = 0 if tens else -1
    if shown >= 0:
        out[at + shown] = data[end - 2]
    out[at + shown + 1] = data[end - 1]
    return shown + 2, major * _HUNDRED + tens * _TEN + ones


@compiled
def day(data: Bytes, start: int, end: int, calendar: Bytes, out: Bytes, at: int) -> tuple[int, np.uint64]:
    """Write a day of the calendar, ``2026-10-31``, as it is; its number is 20261031."""
    if end - start != _DAY:
        return -1, _NOUGHT
    word = load(data, start)
    read = eight(word ^ _TO_ZEROS, SIZE)
    tens, ones = np.uint64(data[end - 2]) - _DIGIT, np.uint64(data[end - 1]) - _DIGIT
    if read == NONE or (word & _HYPHEN_BYTES) != _HYPHENS or tens > _NINE or ones > _NINE:
        return -1, _NOUGHT
    year = read // _YEAR
    month, of_month = (read - year * _YEAR) // _TEN, tens * _TEN + ones
    if year < _FIRST or month >= np.uint64(_MONTHS):
        return -1, _NOUGHT
    place = np.int64(year - _FIRST) * _MONTHS + np.int64(month)
    if place >= len(calendar) or of_month == _NOUGHT or of_month > np.uint64(calendar[place]):
        return -1, _NOUGHT
    copy(data, start, _DAY, out, at)
    return _DAY, year * _YEAR + month * _MONTH + of_month


@compiled
def starred_mobile(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Write ``138****8000``."""
    if not _is_mobile(data, start, end):
        return -1
    store(out, at, load(data, start))
    store(out, at + _SHOWN_AHEAD, _STARS)
    for place in range(MOBILE_SIZE - _SHOWN_BEHIND, MOBILE_SIZE):
        out[at + place] = data[start + place]
    return MOBILE_SIZE


@compiled
def mobile(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Write ``+8613800138000``."""
    if not _is_mobile(data, start, end):
        return -1
    store(out, at, _CHINA)
    store(out, at + CHINA_SIZE, load(data, start))
    store(out, at + CHINA_SIZE + MOBILE_SIZE - SIZE, load(data, end - SIZE))
    return CHINA_SIZE + MOBILE_SIZE


@compiled
def _is_mobile(data: Bytes, start: int, end: int) -> bool:
    if end - start != MOBILE_SIZE:
        return False
    found = number(data, start, end)
    return bool(found >= LEAST_MOBILE and found <= MOST_MOBILE)


@compiled
def surname(
    data: Bytes,
    start: int,
    end: int,
    firm_ends: Codes,
    compound: Codes,
    may_be_compound: npt.NDArray[np.bool_],
    out: Bytes,
    at: int,
) -> int:
    """Write ``张**``, ``欧阳**``: of names of two to four Chinese characters from 一 to 龥 that end like no firm's."""
    size = end - start
    if size < 2 * _HAN or size > 4 * _HAN or size % _HAN:
        return -1
    character = 0
    for place in range(start, end, _HAN):
        character = _character(data, place)
        if character < _LEAST_HAN or character > _MOST_HAN:
            return -1
    for firm in firm_ends:
        if character == firm:
            return -1
    shown, first = _HAN, _character(data, start)
    if size > 2 * _HAN and may_be_compound[first & 0xFFFF]:
        both = first << 8 * _HAN | _character(data, start + _HAN)
        for one in compound:
            if both == one:
                shown = 2 * _HAN
    for byte in range(shown):
        out[at + byte] = data[start + byte]
    out[at + shown], out[at + shown + 1] = _STAR, _STAR
    return shown + 2


@compiled
def _character(data: Bytes, at: int) -> int:
    return int(data[at]) << 16 | int(data[at + 1]) << 8 | int(data[at + 2])


@cache
def calendar() -> Bytes:
    """Return how many days each month has, from the first year that is read: 13 a year, and none in the first."""
    years = np.arange(dates.FIRST.year, dates.LAST.year + 1)
    months = np.tile(np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8), (len(years), 1))
    months[:, 2] += (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    return months.reshape(-1)
