"""Fields that tell of persons: names, mobile numbers, and tokens of the numbers that are digits.

Each knows the common spelling only, and leaves a field with any other to the operator.
"""

from __future__ import annotations

import numpy as np

from collectkit.crypto.tokens import Tokens
from collectkit.fields import name
from collectkit.files.cut import Field, compact, items_of
from collectkit.files.digit_words import WORD, Places, Words
from collectkit.files.padded import FILL
from collectkit.files.stretches import Flags
from collectkit.mask.in_place.edit import Edit, blanked

_MOBILE = 11
_LEAST_MOBILE, _MOST_MOBILE = 13_000_000_000, 19_999_999_999
_CHINA = 86 * 10**_MOBILE
_ABROAD = np.frombuffer(b"+86", np.uint8)
_STAR, _STARS = ord("*"), int.from_bytes(b"****", "little")

_HAN = 3
"""Bytes of a common Chinese character."""
_SIZES = (2 * _HAN, 3 * _HAN, 4 * _HAN)
_LEAST_HAN, _MOST_HAN = (int.from_bytes(character.encode()) for character in "一龥")
_FIRM_ENDS = tuple(int.from_bytes(character.encode()) for character in "司行店厂")
_COMPOUND = np.array(sorted(int.from_bytes(one.encode()) for one in name.COMPOUND), np.uint64)
_MAY_BE_COMPOUND = np.zeros(1 << 16, np.bool_)
"""By the last two bytes of a first character."""
_MAY_BE_COMPOUND[(_COMPOUND >> np.uint64(8 * _HAN) & np.uint64(0xFFFF)).astype(np.int64)] = True


def _mobiles(field: Field) -> Words | None:
    """Return mobile numbers of China as numbers of 11 digits, 0 for an empty cell; None where one is no such number."""
    read = field.numbers if field.longest == _MOBILE else None
    if read is None:
        return None
    known = (read >= _LEAST_MOBILE) & (read <= _MOST_MOBILE)  # and no shorter cell is so large
    return read if known.all() or (known | (field.lengths == 0)).all() else None


def masked_mobile(field: Field) -> Edit | None:
    """``138****8000``: what `mask_phone` makes of mobile numbers of China."""
    if _mobiles(field) is None:
        return None
    text = compact(field.tails(_MOBILE))
    np.ndarray((len(text),), "<u4", text, 3, text.strides[:1])[...] = _STARS
    return blanked(field, text)


def kept_mobile(field: Field) -> Edit | None:
    """``+8613800138000``: what `keep` makes of mobile numbers of China."""
    if _mobiles(field) is None:
        return None
    text = np.empty((len(field.ends), len(_ABROAD) + _MOBILE), np.uint8)
    text[:, : len(_ABROAD)], text[:, len(_ABROAD) :] = _ABROAD, field.tails(_MOBILE)
    return blanked(field, text)


def token_of_mobile(field: Field, minter: Tokens) -> Edit | None:
    """Tokens of mobile numbers of China."""
    read = _mobiles(field)
    if read is None:
        return None
    return blanked(field, minter.of_numbers("phone", read + np.uint64(_CHINA), field.lengths + len("86")))


def token_of_digits(field: Field, minter: Tokens, kind: str) -> Edit | None:
    """Tokens of account and customer numbers that are digits."""
    if field.numbers is None:
        return None
    return blanked(field, minter.of_numbers(kind, field.numbers, field.lengths))


def surname(field: Field) -> Edit | None:
    """``张**``, ``欧阳**``: what `mask_name` makes of names of two to four Chinese characters from 一 to 龥."""
    if field.longest not in _SIZES:
        return None
    whole = field.heads(2 * WORD)
    words = whole.view(">u8").astype(np.uint64)
    characters = [words[:, 0] >> np.uint64(40), words[:, 0] >> np.uint64(16) & np.uint64(0xFFFFFF)]
    if field.longest > _SIZES[0]:
        characters.append((words[:, 0] & np.uint64(0xFFFF)) << np.uint64(8) | words[:, 1] >> np.uint64(56))
    if field.longest > _SIZES[1]:
        characters.append(words[:, 1] >> np.uint64(32) & np.uint64(0xFFFFFF))
    if not _are_persons(characters, field.lengths):
        return None
    compound = _MAY_BE_COMPOUND.take((characters[0] & np.uint64(0xFFFF)).astype(np.int64)) & (field.lengths > _SIZES[0])
    if compound.any():
        at = np.flatnonzero(compound)
        compound[at] = np.isin(words[at, 0] >> np.uint64(16), _COMPOUND)
    shown = 2 * _HAN if compound.any() else _HAN
    text = np.full((len(whole), shown + 2), _STAR, np.uint8)
    items_of(text[:, :shown])[...] = items_of(whole[:, :shown])
    if shown > _HAN:
        text[~compound, _HAN:shown] = FILL
    return blanked(field, text)


def _are_persons(characters: list[Words], lengths: Places) -> bool:
    """Tell whether all cells are such names, and end like no firm's; or are empty.

    Args:
        characters: the bytes of the first ones, of the second ones and so on, as numbers.
    """
    sized = np.zeros(len(lengths), np.bool_)
    firms = np.zeros(len(lengths), np.bool_)
    strange = np.zeros(len(lengths), np.bool_)
    for number, character in enumerate(characters):
        size = (number + 1) * _HAN
        strange |= ((character - np.uint64(_LEAST_HAN)) > _MOST_HAN - _LEAST_HAN) & (lengths >= size)
        if size in _SIZES:
            last = lengths == size
            sized |= last
            firms |= _is_any(character, _FIRM_ENDS) & last
    return not (strange | firms).any() and bool((sized | (lengths == 0)).all())


def _is_any(character: Words, several: tuple[int, ...]) -> Flags:
    found = np.zeros(len(character), np.bool_)
    for one in several:
        found |= character == one
    return found
