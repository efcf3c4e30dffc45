"""Pairs payments whose amounts differ by no more than a tolerance, where nothing that agrees to the fen is left."""

from __future__ import annotations

from collections import Counter

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
    mine, theirs = _ranked(claims, "r"), _ranked(bookings, "l")
    # amounts that are near lie in one span of this length, or in two side by side
    span = pl.col("minor") // (amount + 1)
    apart = (pl.col("minor") - pl.col("minor_booked")).abs()
    later = (pl.col("day") - pl.col("day_booked")).abs()
    beside = pl.concat_list(span + step for step in (-1, 0, 1))
    near = _equal(mine).with_columns(beside.alias("span")).explode("span")
    near = near.join(_equal(theirs).with_columns(span.alias("span")), on=["account", "span"], suffix="_booked")
    near = near.filter(apart <= amount, later <= days)
    near = near.sort(apart, later, "account", "day", "minor", "day_booked", "minor_booked")
    used_r, used_l, pairs = Counter[int](), Counter[int](), []
    for first, count, first_booked, count_booked in near.select(
        "first", "count", "first_booked", "count_booked"
    ).iter_rows():
        more = min(count - used_r[first], count_booked - used_l[first_booked])
        starts = first + used_r[first], first_booked + used_l[first_booked]
        pairs += [(starts[0] + step, starts[1] + step) for step in range(more)]
        used_r[first] += more
        used_l[first_booked] += more
    places = pl.DataFrame(pairs, schema=PAIR, orient="row")
    return pl.DataFrame({"r": mine["r"].gather(places["r"]), "l": theirs["l"].gather(places["l"])}, schema=PAIR)


def _ranked(lines: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return lines with ``nth``, their place in the order of what they say."""
    said = [name for name in lines.columns if name not in {*EXACT, number}]
    return lines.sort(*EXACT, *said).select(number, *EXACT, pl.int_range(pl.len()).alias("nth"))


def _equal(lines: pl.DataFrame) -> pl.DataFrame:
    """Return a row for lines that are equal: ``first`` (the place of the first of them) and their ``count``."""
    return lines.group_by(EXACT).agg(pl.col("nth").min().alias("first"), pl.len().alias("count"))
