"""Lines in the order in which they earn: by group and day, then by what they say, never by where they stood."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Said = Callable[[pl.Series], pl.DataFrame]
"""What decides among lines of one group and day: places of lines -> their words, column by column in that order."""


def digits(*columns: tuple[pl.Expr, int]) -> pl.Expr:
    """Return several whole numbers as one, UInt64, the first the most important.

    Args:
        columns: each with how many values it may have, from 0 on.
    """
    key: pl.Expr = pl.lit(0, pl.UInt64)
    for digit, base in columns:
        key = key * base + digit.cast(pl.UInt64)
    return key


def same(column: pl.Expr, step: int = 1) -> pl.Expr:
    """Return whether each value is that of the row before; with step -1, of the row behind."""
    return (column == column.shift(step)).fill_null(value=False)


def settled(places: pl.Series, slot: pl.Series, open_: pl.Series, said: Said) -> pl.Series:
    """Return lines in order where that matters.

    Args:
        places: of the lines, sorted by slot.
        slot: the group and day of each, in that order.
        open_: whether the order within its slot matters; the same for all lines of a slot.
        said: what decides it.
    """
    at = open_.arg_true()
    if not len(at):
        return places
    some = places.gather(at)
    words = said(some)
    frame = words.with_columns(slot.gather(at).alias("_slot"), some.alias("_place"))
    return places.scatter(at, frame.sort("_slot", *words.columns, "_place", nulls_last=True)["_place"])
