"""Tiers: rates that go by what an agency has brought in so far in its period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import polars as pl

from collectkit.reconcile.commission.cards import Rate
from collectkit.reconcile.commission.order import Said, same, settled
from collectkit.reconcile.commission.shares import parts

_SAFE = 2.0**62


def standing(lines: pl.DataFrame, rows: Sequence[Rate], said: Said) -> pl.DataFrame:
    """Return how the cumulative amount stands before each payment, and what it comes to.

    Args:
        lines: payments that earn: ``place``; ``group`` and ``slot`` (UInt64: what the amount is summed over, and that
            with the day; sorting by one sorts by the other); ``row`` (place in *rows*); ``base``; ``kept`` (what of
            it was not taken back in its period).
        said: what decides among payments of one slot.

    Returns:
        ``place``, ``before`` and ``total`` (Int128 where an Int64 might overflow), by place.
    """
    wide = pl.Int64() if (lines["base"].cast(pl.Float64).sum() or 0) < _SAFE else pl.Int128()
    some = (
        lines.select("place", "group", "slot", "row", "base", "kept")
        .sort("slot")
        .with_columns(pl.col("kept", "base").cast(wide))
    )
    some = some.with_columns(after=pl.col("kept").cum_sum(), first=~same(pl.col("group")), begins=~same(pl.col("slot")))
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
    ends = ~same(pl.col("group"), -1)
    return some.select(
        "place",
        (own - pl.col("offset")).alias("before"),
        pl.when(ends).then(pl.col("after") - pl.col("offset")).backward_fill().alias("total"),
    ).sort("place")


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
        inside |= (edge > pl.col("low")) & (edge <= pl.col("low") + pl.col("most"))
    met = reach.select("slot", inside.fill_null(value=False).alias("inside")).filter("inside")["slot"].unique()
    return reach["slot"].is_in(met.implode()) if len(met) else pl.repeat(value=False, n=some.height, eager=True)


def _steps(rows: Sequence[Rate], number: int = 0) -> list[pl.Series]:
    """Return the first, second ... amount (or, with number 1, rate) of the tiers of each row; null beyond its last."""
    columns = zip_longest(*([step[number] for step in row.steps] for row in rows))
    return [pl.Series(column, dtype=pl.Int64) for column in columns]


def marginal(lines: pl.DataFrame, rows: Sequence[Rate]) -> pl.DataFrame:
    """Return what payments earn where each slice has the rate of its tier.

    Args:
        lines: ``place``, ``row``, ``base`` and ``before``, as `standing` returns it.

    Returns:
        ``place``, ``whole`` and ``left`` as `parts` returns them, ``ppm`` (null where several rates count); in some
        order.
    """
    end = pl.col("before") + pl.col("base")
    edges = [pl.lit(edge.gather(lines["row"])) for edge in _steps(rows)]
    first, last = (
        pl.sum_horizontal(reached.fill_null(value=False).cast(pl.Int32) for reached in tiers)
        for tiers in ([edge <= pl.col("before") for edge in edges], [edge < end for edge in edges])
    )
    lines = lines.with_columns(first=first, last=last)
    every = pl.concat(_steps(rows, 1))
    one = lines.filter(pl.col("last") <= pl.col("first"))
    ppm = every.gather(one.select((pl.col("first") - 1) * len(rows) + pl.col("row")).to_series())
    alone = one.select("place", *_shared([(pl.col("base"), pl.lit(ppm))]), ppm=ppm)
    several = lines.filter(pl.col("last") > pl.col("first"))
    slices = _shared(list(_slices(several, rows)))
    return pl.concat([alone, several.select("place", *slices, ppm=pl.lit(None, pl.Int64))])


def _shared(slices: Sequence[tuple[pl.Expr, pl.Expr]]) -> tuple[pl.Expr, pl.Expr]:
    whole, left = parts(slices)
    return whole.alias("whole"), left.alias("left")


def _slices(lines: pl.DataFrame, rows: Sequence[Rate]) -> Iterator[tuple[pl.Expr, pl.Expr]]:
    """Yield of each payment what is in the first, second ... tier of its row, and the rate of that."""
    start, end = pl.col("before"), pl.col("before") + pl.col("base")
    edges = [pl.lit(edge.gather(lines["row"])) for edge in _steps(rows)]
    for begin, following, rate in zip(edges, [*edges[1:], pl.lit(None, pl.Int64)], _steps(rows, 1), strict=True):
        upper = pl.when(following.is_null() | (end < following)).then(end).otherwise(following)
        lower = pl.when(start > begin).then(start).otherwise(begin)
        part = pl.when(begin.is_not_null() & (upper > lower)).then(upper - lower).otherwise(0)
        yield part.cast(pl.Int64), pl.lit(rate.gather(lines["row"]).fill_null(0))


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
