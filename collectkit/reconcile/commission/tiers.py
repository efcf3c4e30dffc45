"""Tiers: rates that go by what an agency has brought in so far in its period."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import polars as pl

from collectkit.reconcile.commission.cards import Rate
from collectkit.reconcile.commission.order import Said, settled
from collectkit.reconcile.commission.shares import parts

_SUM = pl.Int128()


def standing(lines: pl.DataFrame, rows: Sequence[Rate], said: Said) -> pl.DataFrame:
    """Return how the cumulative amount stands before each payment, and what it comes to.

    Args:
        lines: payments that earn: ``place``; ``group`` and ``slot`` (UInt64: what the amount is summed over, and that
            with the day; sorting by one sorts by the other); ``row`` (place in *rows*); ``base``; ``kept`` (what of
            it was not taken back in its period).
        said: what decides among payments of one slot.

    Returns:
        ``place``, ``before`` and ``total`` (Int128), by place.
    """
    some = lines.sort("slot").with_columns(pl.col("kept").cast(_SUM), pl.col("base").cast(_SUM))
    some = some.with_columns(after=pl.col("kept").cum_sum(), first=_changes("group"), begins=_changes("slot"))
    own = pl.col("after") - pl.col("kept")
    some = some.with_columns(
        offset=pl.when("first").then(own).forward_fill(),
        low=pl.when("begins").then(own).forward_fill(),
    )
    crossed = _crossed(some, rows)
    if crossed.any():
        order = settled(pl.int_range(some.height, dtype=pl.UInt32, eager=True), some["slot"], crossed, _of(some, said))
        moved = some.select("place", "kept")[order]
        after = moved["kept"].cum_sum()
        some = some.with_columns(moved["place"], moved["kept"], after=after)
    ends = pl.col("first").shift(-1, fill_value=True)
    return some.select(
        "place",
        (own - pl.col("offset")).alias("before"),
        pl.when(ends).then(pl.col("after") - pl.col("offset")).backward_fill().alias("total"),
    ).sort("place")


def _changes(name: str) -> pl.Expr:
    return (pl.col(name) != pl.col(name).shift()).fill_null(value=True)


def _of(some: pl.DataFrame, said: Said) -> Said:
    return lambda at: said(some["place"].gather(at))


def _crossed(some: pl.DataFrame, rows: Sequence[Rate]) -> pl.Series:
    """Tell in which slots a tier of one of its lines begins: only there does the order decide at which rate."""
    tiered = [len(row.steps) > 1 for row in rows]
    reach = some.select(
        "slot",
        (pl.col("low") - pl.col("offset")).alias("low"),
        pl.col("base").sum().over("slot").alias("most"),
        row=pl.when(pl.lit(pl.Series(tiered, dtype=pl.Boolean).gather(some["row"]))).then("row"),
    )
    inside: pl.Expr = pl.lit(value=False)
    for column in _steps(rows):
        edge = pl.lit(column.gather(reach["row"]))
        inside |= (edge > pl.col("low")) & (edge < pl.col("low") + pl.col("most"))
    met = reach.select("slot", inside.fill_null(value=False).alias("inside")).filter("inside")["slot"].unique()
    return reach["slot"].is_in(met.implode()) if len(met) else pl.repeat(value=False, n=some.height, eager=True)


def _steps(rows: Sequence[Rate], number: int = 0) -> list[pl.Series]:
    """Return the first, second ... amount (or, with number 1, rate) of the tiers of each row; null beyond its last."""
    columns = zip_longest(*([step[number] for step in row.steps] for row in rows))
    return [pl.Series(column, dtype=pl.Int64) for column in columns]


def marginal(lines: pl.DataFrame, rows: Sequence[Rate]) -> pl.DataFrame:
    """Return what payments earn where each slice has the rate of its tier.

    Args:
        lines: ``row``, ``base`` and ``before``, as `standing` returns it.

    Returns:
        ``whole`` and ``left`` as `parts` returns them; ``ppm``, null where several rates count.
    """
    start, end = pl.col("before"), pl.col("before") + pl.col("base")
    slices, ppm, touched = [], pl.lit(None, pl.Int64), pl.lit(0, pl.UInt8)
    edges = [pl.lit(edge.gather(lines["row"])) for edge in _steps(rows)]
    for begin, following, rate in zip(edges, [*edges[1:], pl.lit(None, pl.Int64)], _steps(rows, 1), strict=True):
        upper = pl.when(following.is_null() | (end < following)).then(end).otherwise(following)
        lower = pl.when(start > begin).then(start).otherwise(begin)
        part = pl.when(begin.is_not_null() & (upper > lower)).then(upper - lower).otherwise(0).cast(pl.Int64)
        its = pl.lit(rate.gather(lines["row"]).fill_null(0))
        slices.append((part, its))
        empty = (pl.col("base") == 0) & (begin <= start).fill_null(value=False)
        ppm = pl.when((part > 0) | empty).then(its).otherwise(ppm)
        touched += (part > 0).cast(pl.UInt8)
    whole, left = parts(slices)
    return lines.select(whole.alias("whole"), left.alias("left"), pl.when(touched < 2).then(ppm).alias("ppm"))


def cliff(lines: pl.DataFrame, rows: Sequence[Rate]) -> pl.Series:
    """Return the ppm of each payment where all of a period has the rate of the tier that it reaches.

    Args:
        lines: ``row`` and ``total``, as `standing` returns it.
    """
    ppm: pl.Expr = pl.lit(None, pl.Int64)
    for edge, rate in zip(_steps(rows), _steps(rows, 1), strict=True):
        reached = (pl.lit(edge.gather(lines["row"])) <= pl.col("total")).fill_null(value=False)
        ppm = pl.when(reached).then(pl.lit(rate.gather(lines["row"]))).otherwise(ppm)
    return lines.select(ppm.alias("ppm")).to_series()
