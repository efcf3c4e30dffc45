"""Fields that tell of persons: names, mobile numbers, and tokens of the numbers that are digits.

Each knows the common spelling only, and leaves a field with any other to the operator.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from collectkit.compiled import compiled, within_loops
from collectkit.compiled.words import Bytes
from collectkit.crypto.tokens import Tokens
from collectkit.fields import name
from collectkit.files.cut import Cut, Ends
from collectkit.files.joining import Table
from collectkit.mask.in_place.digits import Read, bounds, number, reading
from collectkit.mask.in_place.edit import Edit, Steps, in_parts

_MOBILE = 11
_LEAST_MOBILE, _MOST_MOBILE = 13_000_000_000, 19_999_999_999
_CHINA = 86 * 10**_MOBILE
_ABROAD = np.frombuffer(b"+86" + bytes(_MOBILE), np.uint8)
_STARRED = np.frombuffer(bytes(3) + b"****" + bytes(4), np.uint8)
_STAR = ord("*")

_HAN = 3
"""Bytes of a common Chinese character."""
_LEAST_HAN, _MOST_HAN = (int.from_bytes(character.encode()) for character in "一龥")
_FIRM_ENDS = np.array([int.from_bytes(character.encode()) for character in "司行店厂"])
_COMPOUND = np.array(sorted(int.from_bytes(one.encode()) for one in name.COMPOUND))
_MAY_BE_COMPOUND = np.zeros(1 << 16, np.bool_)
"""By the last two bytes of a first character."""
_MAY_BE_COMPOUND[_COMPOUND >> 8 * _HAN & 0xFFFF] = True


def masked_mobile(records: Cut, place: int) -> Steps[Edit | None]:
    """``138****8000``: what `mask_phone` makes of mobile numbers of China."""
    return _shown(records, place, _STARRED)


def kept_mobile(records: Cut, place: int) -> Steps[Edit | None]:
    """``+8613800138000``: what `keep` makes of mobile numbers of China."""
    return _shown(records, place, _ABROAD)


def token_of_mobile(records: Cut, place: int, minter: Tokens) -> Steps[Edit | None]:
    """Tokens of mobile numbers of China."""
    found = yield from reading(records, place)
    if found is None:
        return None
    known = (found.numbers >= _LEAST_MOBILE) & (found.numbers <= _MOST_MOBILE) & (found.sizes == _MOBILE)
    if int(np.count_nonzero(known)) + found.nulls < records.rows:
        return None
    return _tokens(minter, "phone", found, np.uint64(_CHINA), len("86"))


def token_of_digits(records: Cut, place: int, minter: Tokens, kind: str) -> Steps[Edit | None]:
    """Tokens of account and customer numbers that are digits."""
    found = yield from reading(records, place)
    return None if found is None else _tokens(minter, kind, found, np.uint64(0), 0)


def surname(records: Cut, place: int) -> Steps[Edit | None]:
    """``张**``, ``欧阳**``: what `mask_name` makes of names of two to four Chinese characters from 一 to 龥."""
    cells, lengths = np.empty((records.rows, 2 * _HAN + 2), np.uint8), np.empty(records.rows, np.uint8)
    known = (_FIRM_ENDS, _COMPOUND, _MAY_BE_COMPOUND)

    def loop(part: Cut, rows: slice) -> int:
        return _surnames(part.data, part.begins, part.ends, place, *known, cells[rows], lengths[rows])

    nulls = yield from in_parts(records, loop)
    return None if nulls is None else Edit(Table(cells, lengths), nulls)


def _tokens(minter: Tokens, kind: str, found: Read, code: np.uint64, digits: int) -> Edit:
    """Return tokens of numbers with a *code* of some *digits* in front."""
    cells = minter.of_numbers(kind, found.numbers + code, found.sizes + digits)
    lengths = np.full(len(cells), cells.shape[1], np.uint8)
    if found.nulls:
        lengths[found.sizes == 0] = 0
    return Edit(Table(cells, lengths), found.nulls)


def _shown(records: Cut, place: int, form: Bytes) -> Steps[Edit | None]:
    """Return mobile numbers of China in a *form*: its zeros stand for the last digits, in order."""
    cells, lengths = np.empty((records.rows, len(form)), np.uint8), np.empty(records.rows, np.uint8)

    def loop(part: Cut, rows: slice) -> int:
        return _mobiles_in(part.data, part.begins, part.ends, place, form, cells[rows], lengths[rows])

    nulls = yield from in_parts(records, loop)
    return None if nulls is None else Edit(Table(cells, lengths), nulls)


@compiled
def _mobiles_in(
    data: Bytes, begins: Ends, ends: Ends, place: int, form: Bytes, cells: Bytes, lengths: npt.NDArray[np.uint8]
) -> int:
    """See `edit.in_parts`."""
    nulls, width = 0, len(form)
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        lengths[row] = 0
        if start == end:
            nulls += 1
            continue
        found = number(data, start, end)
        if end - start != _MOBILE or found < np.uint64(_LEAST_MOBILE) or found > np.uint64(_MOST_MOBILE):
            return -1
        for byte in range(width):
            cells[row, byte] = form[byte] or data[end - width + byte]
        lengths[row] = width
    return nulls


@compiled
def _surnames(
    data: Bytes,
    begins: Ends,
    ends: Ends,
    place: int,
    firm_ends: npt.NDArray[np.int64],
    compound: npt.NDArray[np.int64],
    may_be_compound: npt.NDArray[np.bool_],
    cells: Bytes,
    lengths: npt.NDArray[np.uint8],
) -> int:
    """See `edit.in_parts`; all that are not empty must be such names, and end like no firm's."""
    nulls = 0
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        size = end - start
        lengths[row] = 0
        if not size:
            nulls += 1
            continue
        if size < 2 * _HAN or size > 4 * _HAN or size % _HAN:
            return -1
        character = 0
        for at in range(start, end, _HAN):
            character = _character(data, at)
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
            cells[row, byte] = data[start + byte]
        cells[row, shown], cells[row, shown + 1] = _STAR, _STAR
        lengths[row] = shown + 2
    return nulls


@within_loops
def _character(data: Bytes, at: int) -> int:
    return int(data[at]) << 16 | int(data[at + 1]) << 8 | int(data[at + 2])
