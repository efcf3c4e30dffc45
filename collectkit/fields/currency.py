"""Currencies: three letters of ISO 4217. Without a word, it is CNY."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, by_distinct

DEFAULT = "CNY"
NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("人民币", "人民币元", "元", "RMB", "156", "¥"), "CNY"),
        **dict.fromkeys(("美元", "USD", "840", "$"), "USD"),
        **dict.fromkeys(("港币", "港元", "344"), "HKD"),
        **dict.fromkeys(("欧元", "978"), "EUR"),
        **dict.fromkeys(("日元", "日圆", "392"), "JPY"),
    }
)
"""Other spellings -> code. Numbers are ISO 4217's own."""


def parse(cells: pl.Series) -> Parsed:
    """Read currencies: blank is `DEFAULT`, an unknown spelling stays, in upper case."""
    plain = text.without_blanks(text.plain(cells)).fill_null(DEFAULT)
    return by_distinct(plain, lambda cell: (NAMES.get(cell.upper(), cell.upper()), None), pl.String())
