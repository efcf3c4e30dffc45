"""Contacts of which a rule cannot say whether they break it: how many for which cause, and the first of each cause."""

from __future__ import annotations

import polars as pl

LISTED = 10_000
"""How many contacts are listed of those that one rule cannot judge in one file for one reason; all are counted."""

CAUSE = ("rule", "agency", "file", "why")


def causes(doubted: pl.DataFrame) -> pl.DataFrame:
    """Return how many rows (`contacts`) have each `CAUSE`."""
    return doubted.group_by(CAUSE).agg(pl.len().cast(pl.Int64).alias("contacts"))


def first(doubted: pl.DataFrame) -> pl.DataFrame:
    """Return the first rows of each cause, by their ``row`` in the file: no more than are listed."""
    ends = (
        doubted.group_by(CAUSE)
        .agg(many=pl.len(), last=pl.col("row").bottom_k(LISTED).max())
        .filter(pl.col("many") > LISTED)
        .drop("many")
    )
    if ends.is_empty():
        return doubted
    told = doubted.join(ends, on=CAUSE, how="left", nulls_equal=True, maintain_order="left")
    return told.filter(pl.col("last").is_null() | (pl.col("row") <= pl.col("last"))).drop("last")
