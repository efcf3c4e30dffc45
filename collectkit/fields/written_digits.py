"""Digits as people write them: full width, of other scripts, in Chinese, O for 0. Each character stays one character.

So what is found in the folded text stands at the same place in the text as it was written.
"""

from __future__ import annotations

import polars as pl

_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
_SPACES = dict.fromkeys((chr(code) for code in (0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000)), " ")
_CIRCLED = {chr(first + digit - 1): str(digit) for first in (0x2460, 0x2776, 0x2780) for digit in range(1, 10)}
_ZEROS = (
    "660 6f0 7c0 966 9e6 a66 ae6 b66 be6 c66 ce6 d66 de6 e50 ed0 f20 1040 1090 17e0 1810 1946 19d0 1a80 "
    "1a90 1b50 1bb0 1c40 1c50 a620 a8d0 a900 a9d0 a9f0 aa50 abf0 ff10 104a0 10d30 11066 110f0 11136 111d0 "
    "112f0 11450 114d0 11650 116c0 11730 118e0 11950 11c50 11d50 11da0 16a60 16ac0 16b50 1d7ce 1d7d8 "
    "1d7e2 1d7ec 1d7f6 1e140 1e2f0 1e950 1fbf0 "
)
"""The digit 0 of every script but ASCII, in hex; 1 to 9 follow it. Source: Unicode, general category Nd."""
_SCRIPTS = {chr(int(zero, 16) + digit): str(digit) for zero in _ZEROS.split() for digit in range(10)}
NO_TEXT = ("\ufdd0", "\ufdd1")
"""Noncharacters that may stand for something while a text is worked on; `folded` takes them out of it."""

_FOLDED = {**_SCRIPTS, **_CIRCLED, "⓪": "0", "⓿": "0", **_WIDE, **_SPACES, **dict.fromkeys(NO_TEXT, "\ufffd")}

_CHINESE = ("零〇○洞", "一壹幺弌么", "二贰貳弍", "三叁參叄弎", "四肆", "五伍", "六陆陸", "七柒拐", "八捌", "九玖勾")
CHINESE = {sign: str(digit) for digit, signs in enumerate(_CHINESE) for sign in signs}
"""Chinese sign -> digit: common, formal and spoken ones (幺 for 1, 洞 for 0)."""

LETTERS = str.maketrans("OoIl", "0011")
"""Letters that are typed or read for a digit."""


def folded(texts: pl.Series) -> pl.Series:
    """Return the texts with full-width characters and digits of all scripts as ASCII, one for one."""
    beyond = (texts.str.len_bytes() != texts.str.len_chars()).fill_null(value=False)
    if not beyond.any():
        return texts
    plain = texts.filter(beyond).str.replace_many(list(_FOLDED), list(_FOLDED.values()))
    return texts.clone().scatter(beyond.arg_true(), plain)


def folded_text(text: str) -> str:
    """Return one text as `folded` does."""
    return text if text.isascii() else text.translate(_TABLE)


def with_chinese(texts: pl.Series) -> pl.Series:
    """Return the texts with Chinese digits as ASCII, one for one; words are hit too, as 一 in 一直."""
    return texts.str.replace_many(list(CHINESE), list(CHINESE.values()))


_TABLE = str.maketrans(_FOLDED)
