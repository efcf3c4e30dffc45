"""Months since placement: in which of them a day lies, and which days each has."""

from __future__ import annotations

import polars as pl


def months_between(placed_on: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the month since placement in which a day lies: Int32, below 0 before it."""
    apart = (day.dt.year() - placed_on.dt.year()) * 12 + day.dt.month().cast(pl.Int32) - placed_on.dt.month()
    turns = pl.min_horizontal(placed_on.dt.day(), day.dt.month_end().dt.day())
    return (apart - (day.dt.day() < turns).cast(pl.Int32)).cast(pl.Int32)


def span() -> tuple[pl.Expr, pl.Expr]:
    """Return the first and the last day of each ``month`` of a placement."""
    placed_on, month = pl.col("placed_on"), pl.col("month")
    begins = placed_on.dt.offset_by(pl.format("{}mo", month))
    ends = placed_on.dt.offset_by(pl.format("{}mo", month + 1)).dt.offset_by("-1d")
    return begins, pl.min_horizontal(ends, pl.col("recall_on"))
