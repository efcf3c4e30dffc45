"""Hands: which placement of an account this is. 一手, 第2手, 2nd, 2."""

from __future__ import annotations

import re

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Reading, by_distinct

UNKNOWN = 0

_HAND = re.compile(r"第?(?:([1-9])(?:手|st|nd|rd|th)?|([一二三四五六七八九首])手?)", re.IGNORECASE)
_NUMERALS = {"首": 1, **{numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}}


def parse(cells: pl.Series) -> pl.Series:
    """Return 1 for a first placement and for a blank, `UNKNOWN` for what cannot be read; Int64."""

    def read(cell: str) -> Reading[int]:
        found = _HAND.fullmatch(cell.replace(" ", ""))
        if found is None:
            return UNKNOWN, None
        return int(found[1]) if found[1] else _NUMERALS[found[2]], None

    return by_distinct(text.without_blanks(text.plain(cells)), read, pl.Int64()).value.fill_null(1)
