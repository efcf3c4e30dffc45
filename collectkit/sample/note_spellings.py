"""How people write a number into a note: with spaces, in Chinese, full width, in groups, O for 0.

As with the wordings, some ways are for practice and others are held out for measuring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

Spell = Callable[[np.random.Generator, str], str]
Family = int
PRACTISED, HELD_OUT = 0, 1

_CHINESE = ("零一二三四五六七八九", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")
_SPOKEN = "零幺二三四五六七八九"
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_WIDE_DIGITS = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})


def _plain(_: np.random.Generator, value: str) -> str:
    return value


def _wide(_: np.random.Generator, value: str) -> str:
    return value.translate(_WIDE)


def _wide_digits(_: np.random.Generator, value: str) -> str:
    return value.translate(_WIDE_DIGITS)


def _chinese(rng: np.random.Generator, value: str) -> str:
    return value.translate(str.maketrans("0123456789", _CHINESE[rng.integers(len(_CHINESE))]))


def _spoken(_: np.random.Generator, value: str) -> str:
    return value.translate(str.maketrans("0123456789", _SPOKEN))


def _mixed(rng: np.random.Generator, value: str) -> str:
    signs = _CHINESE[rng.integers(len(_CHINESE))]
    return "".join(signs[int(c)] if c.isdigit() and rng.random() < 0.4 else c for c in value)


def _parted(separator: str) -> Spell:
    def spell(_: np.random.Generator, value: str) -> str:
        return separator.join(value)

    return spell


def _grouped(separator: str, *sizes: int) -> Spell:
    def spell(_: np.random.Generator, value: str) -> str:
        parts, at = [], 0
        for size in sizes:
            parts.append(value[at : at + size])
            at += size
        return separator.join(part for part in (*parts, value[at:]) if part)

    return spell


def _behind(prefix: str, then: Spell = _plain) -> Spell:
    def spell(rng: np.random.Generator, value: str) -> str:
        return prefix + then(rng, value)

    return spell


def _lettered(_: np.random.Generator, value: str) -> str:
    return value[0] + value[1:].replace("0", "O")


def _lower(_: np.random.Generator, value: str) -> str:
    return value.lower()


def _old(_: np.random.Generator, value: str) -> str:
    """The ID number in the form of 15 digits: without century and check."""
    return value[:6] + value[8:17]


def _extended(rng: np.random.Generator, value: str) -> str:
    return f"{value}{('-', '转', ' ext ')[rng.integers(3)]}{rng.integers(100, 9_000)}"


def _bracketed(_: np.random.Generator, value: str) -> str:
    area, number = value.split("-")
    return f"({area}){number}"


def _spaced_point(_: np.random.Generator, value: str) -> str:
    return value[:2] + " " + value[2:]


def _pointed(_: np.random.Generator, value: str) -> str:
    return value[:2] + "·" + value[2:]


def _at_wide(_: np.random.Generator, value: str) -> str:
    return value.replace("@", "＠")


def _upper(_: np.random.Generator, value: str) -> str:
    return value.upper()


def _name_spaced(_: np.random.Generator, value: str) -> str:
    return " ".join(value) if len(value) <= 3 and not value.isascii() else value


_PHONES: tuple[Sequence[Spell], Sequence[Spell]] = (
    (
        *(_plain,) * 5,
        _grouped(" ", 3, 4),
        _grouped("-", 3, 4),
        _behind("+86"),
        _behind("+86 "),
        _behind("0086"),
        _wide,
        _chinese,
        _chinese,
        _mixed,
        _parted(" "),
    ),
    (
        *(_plain,) * 5,
        _grouped(".", 3, 4),
        _grouped(" ", 4, 4),
        _grouped(" - ", 3, 4),
        _grouped(" ", 3, 3),
        _behind("86-"),
        _behind("(+86)"),
        _behind("+86-", _grouped("-", 3, 4)),
        _parted("."),
        _parted("-"),
        _parted("  "),
        _spoken,
        _behind("", _wide),
        _lettered,
        _mixed,
    ),
)

SPELLINGS: Mapping[str, tuple[Sequence[Spell], Sequence[Spell]]] = MappingProxyType(
    {
        "phone": _PHONES,
        "landline": (
            (_plain, _plain, _extended, _grouped("", 3)),
            (_plain, _wide, _extended, _bracketed, lambda _, v: v.replace("-", " ")),
        ),
        "identity": (
            (_plain, _plain, _lower, _wide, _old, _grouped(" ", 6, 8), _chinese),
            (_plain, _plain, _lower, _grouped(" ", 6, 4, 4), _grouped("-", 6, 8), _old, _mixed, _parted(" ")),
        ),
        "bank": (
            (_plain, _plain, _grouped(" ", 4, 4, 4, 4), _wide),
            (_plain, _plain, _grouped("-", 4, 4, 4, 4), _grouped(" ", 6), _chinese),
        ),
        "email": ((_plain, _plain, _at_wide), (_plain, _upper, _wide)),
        "wechat": ((_plain,), (_plain,)),
        "qq": ((_plain, _plain, _wide, _chinese), (_plain, _plain, _parted(" "), _mixed)),
        "plate": ((_plain, _plain, _pointed), (_plain, _lower, _spaced_point)),
        "document": ((_plain,), (_plain, _lower)),
        "account": ((_plain,), (_plain,)),
        "address": ((_plain,), (_plain, _wide_digits)),
        "name": ((*(_plain,) * 6, _name_spaced), (*(_plain,) * 5, _name_spaced)),
        "contact": ((*(_plain,) * 6, _name_spaced), (*(_plain,) * 5, _name_spaced)),
    }
)
"""Place -> the ways of writing it: those for practice, those held out. What stands more than once is more frequent."""


def spell(rng: np.random.Generator, place: str, value: str, family: Family) -> str:
    """Return *value* as somebody would write it."""
    ways = SPELLINGS[place][family]
    return ways[int(rng.integers(len(ways)))](rng, value)
