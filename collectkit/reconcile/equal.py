"""Rows that may be equal, by one number each: far faster than by their columns, and to be looked at once more."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def numbers(rows: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Return a number for each row, UInt64: the same for rows that are equal in *names*, and hardly for any others."""
    return rows.select(pl.struct(names).hash().alias("number")).to_series()


def perhaps_repeated(found: pl.Series) -> pl.Series:
    """Tell which of some `numbers`, or hashes, stand more than once."""
    ordered = found.sort()
    again = ordered.filter(ordered == ordered.shift()).unique()
    return found.is_in(again.implode()) if len(again) else pl.repeat(value=False, n=len(found), eager=True)
