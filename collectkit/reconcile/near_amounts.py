"""Pairs payments whose amounts differ by no more than a tolerance, where nothing that agrees to the fen is left."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.matching import EXACT, PAIR


def pair(claims: pl.DataFrame, bookings: pl.DataFrame, days: int, amount: int) -> pl.DataFrame:
    """Pair lines one to one: those of the nearest amounts first, then of the nearest days, then the earliest.

    Args:
        claims: ``r``, `EXACT`, then columns that say in which order lines of one day and amount come.
        bookings: the same, with ``l``.
        days: how far two dates may lie apart.
        amount: how far two amounts may lie apart, in minor units, above 0.

    Returns:
        ``r`` and ``l``, a row a pair.
    """
    # amounts that are near lie in one span of this length, or in two side by side
    span = pl.col("minor") // (amount + 1)
    mine = _ranked(claims, "r").with_columns(pl.concat_list(span + step for step in (-1, 0, 1)).alias("span"))
    theirs = _ranked(bookings, "l").with_columns(span.alias("span"))
    apart = (pl.col("minor") - pl.col("minor_booked")).abs()
    later = (pl.col("day") - pl.col("day_booked")).abs()
    near = mine.explode("span").join(theirs, on=["account", "span"], how="inner", suffix="_booked")
    near = near.filter(apart <= amount, later <= days).sort(apart, later, "account", "day", "nth", "nth_booked")
    taken: set[tuple[str, int]] = set()
    pairs: list[tuple[int, int]] = []
    for r, at in near.select("r", "l").iter_rows():
        if ("r", r) not in taken and ("l", at) not in taken:
            taken |= {("r", r), ("l", at)}
            pairs.append((r, at))
    return pl.DataFrame(pairs, schema=PAIR, orient="row")


def _ranked(lines: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return lines with ``nth``, their place by what they say."""
    said = [name for name in lines.columns if name not in {*EXACT, number}]
    return lines.sort("day", "account", "minor", *said).select(number, *EXACT, pl.int_range(pl.len()).alias("nth"))
