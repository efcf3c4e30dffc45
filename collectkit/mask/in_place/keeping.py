"""Fields that `keep` lets through: text, amounts, numbers and days in their usual spelling, and numbers of accounts.

Each knows one spelling only, the common one, and leaves a field with any other to the operator.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from collectkit.fields import dates
from collectkit.files.cut import Field
from collectkit.files.digit_words import LAST, POWERS, WORD, Places, Words, not_digits, only_last, value
from collectkit.files.padded import FILL
from collectkit.files.stretches import Bytes
from collectkit.mask.in_place.edit import Edit, as_it_stands

_CENTS = len(".00")
_LONGEST_COUNT = WORD
_DAY = len("2026-10-31")
_POINT = np.uint64(0x30302E)
"""``.00`` as a word; what follows is told by its bits: a point, and two digits."""
_SIXES, _HIGH = np.uint64(0x060600), np.uint64(0xF0F0FF)
_TO_ZEROS = np.uint64(0x1D << 32 | 0x1D << 56)
"""What makes zeros of the hyphens in ``2026-10-``."""
_HYPHENS, _HYPHEN_BYTES = np.uint64(0x2D << 32 | 0x2D << 56), np.uint64(0xFF << 32 | 0xFF << 56)
_MONTHS = 13


def text(field: Field) -> Edit | None:
    """Text as it came."""
    return as_it_stands(field)


def digits(field: Field) -> Edit | None:
    """Account and customer numbers of up to 19 digits, as they are."""
    return None if field.numbers is None else as_it_stands(field)


def count(field: Field) -> Edit | None:
    """Whole numbers of up to eight digits, without a sign or a zero in front."""
    read = field.numbers if field.longest <= _LONGEST_COUNT else None
    if read is None or _zero_in_front(read, field.lengths):
        return None
    return Edit(_right_aligned(field.tails(WORD).view("<u8")[:, 0], field.lengths), field.empties, read)


def _zero_in_front(read: Words, lengths: Places) -> bool:
    return bool(((read < POWERS[np.maximum(lengths - 1, 0)]) & (lengths > 1)).any())


def _right_aligned(given: Words, kept: Places) -> Bytes:
    """Return words as bytes, nothing but the *kept* last ones (rows x 8)."""
    return (given | ~LAST[kept]).view(np.uint8).reshape(-1, WORD)


def amount(field: Field) -> Edit | None:
    """Amounts of up to eight digits, a point and two: the same without the point, as minor units."""
    if field.longest > WORD + _CENTS:
        return None
    empty, whole = field.empties, field.lengths - _CENTS
    given = field.tails(2 * WORD).view("<u8")
    after = (given[:, 1] >> np.uint64(40)) ^ _POINT
    before = (given[:, 1] << np.uint64(24)) | (given[:, 0] >> np.uint64(40))
    if int(whole.min()) < 1:
        if int((whole < 1).sum()) > empty:
            return None
        whole = np.maximum(whole, 0)
    plain = only_last(before, whole)
    wrong = not_digits(plain) | ((after | (after + _SIXES)) & _HIGH)
    if (wrong if not empty else wrong[whole > 0]).any():
        return None
    major = value(plain)
    if _zero_in_front(major, whole):
        return None
    minor = major * np.uint64(100)
    minor += (after >> np.uint64(8) & np.uint64(15)) * np.uint64(10) + (after >> np.uint64(16))
    written = np.empty((len(whole), WORD + 2), np.uint8)
    np.ndarray((len(whole),), "<u8", written, 0, written.strides[:1])[...] = before | ~LAST[whole]
    np.ndarray((len(whole),), "<u2", written, WORD, written.strides[:1])[...] = given[:, 1] >> np.uint64(48)
    small = np.flatnonzero(major == 0)
    if len(small):
        minor[field.lengths == 0] = 0
        written[small] = _small()[np.where(whole[small] == 0, 100, minor[small].astype(np.int64))]
    return Edit(written, empty, minor)


@cache
def _small() -> Bytes:
    """Return amounts of less than a hundred minor units as they are written, and nothing at last."""
    cells = [b"%d" % minor for minor in range(100)] + [b""]
    return np.array([list(cell.rjust(WORD + 2, bytes([FILL]))) for cell in cells], np.uint8)


def day(field: Field) -> Edit | None:
    """Days of the calendar, as ``2026-10-31``."""
    empty = field.empties
    if field.longest != _DAY or (field.shortest != _DAY and (field.lengths == _DAY).sum() + empty < len(field.ends)):
        return None
    whole = field.heads(2 * WORD)
    first, last = whole.view("<u8")[:, 0], whole.view("<u2")[:, WORD // 2]
    alike = not empty and bool((first == first[0]).all()) and bool((last == last[0]).all())
    read = _days(first[:1], last[:1]) if alike else _days(first, last)
    there = field.lengths[: len(read)] > 0
    if not (read > 0)[there].all():
        return None
    text = whole[:, :_DAY]
    if empty:
        read[~there], text = 0, np.where(there[:, None], text, np.uint8(FILL))
    return Edit(text, empty, read)


def _days(first: Words, last: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> Words:
    """Return days as numbers: ``2026-10-`` and ``31`` as 20261031; 0 where there is no such day."""
    plain = first ^ _TO_ZEROS
    read = value(plain)
    year = read // np.uint64(10_000)
    month = (read - year * np.uint64(10_000)) // np.uint64(10)
    tens, ones = (last & 0xFF) - ord("0"), (last >> 8) - ord("0")  # smaller bytes wrap round to large ones
    of_month = (tens * 10 + ones).astype(np.uint64)
    right = (not_digits(plain) == 0) & ((first & _HYPHEN_BYTES) == _HYPHENS) & (tens <= 9) & (ones <= 9)
    right &= (year >= dates.FIRST.year) & (year <= dates.LAST.year) & (month < _MONTHS)
    place = np.where(right, (year - dates.FIRST.year) * np.uint64(_MONTHS) + month, np.uint64(0))
    right &= (of_month > 0) & (of_month <= _calendar().take(place.astype(np.int64)))
    return np.where(right, year * np.uint64(10_000) + month * np.uint64(100) + of_month, np.uint64(0))


@cache
def _calendar() -> Bytes:
    """Return how many days each month has, from the first year that is read: 13 a year, and none in the first."""
    years = np.arange(dates.FIRST.year, dates.LAST.year + 1)
    months = np.tile(np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8), (len(years), 1))
    months[:, 2] += (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    return months.reshape(-1)
