"""Rounds an invoice as a whole: its lines come to its total, each less than one minor unit from its share."""

from __future__ import annotations

import polars as pl

from collectkit.fields.number import PPM
from collectkit.reconcile.commission.order import Said, settled


def largest_remainders(lines: pl.DataFrame, said: Said) -> pl.Series:
    """Return which lines get one minor unit more than their whole ones.

    The total of an invoice is rounded half up, once; what its lines lack of it goes to those with the most left, one
    minor unit each; of equal ones to the earlier.

    Args:
        lines: ``place``; ``invoice`` (UInt64); ``left`` (millionths of a minor unit); ``day``.
        said: what decides among lines of one invoice, rest and day.

    Returns:
        The places of those lines.
    """
    some = lines.sort("invoice", "left", "day", descending=[False, True, False])
    keys = pl.col("invoice", "left", "day")
    slot = some.select(pl.any_horizontal(keys != keys.shift()).fill_null(value=True).cum_sum()).to_series()
    some = some.with_columns(
        slot=slot,
        nth=pl.int_range(pl.len()).over("invoice"),
        more=(2 * pl.col("left").sum().over("invoice") + PPM) // (2 * PPM),
    )
    given = pl.col("nth") < pl.col("more")
    split = some.select((given.first() != given.last()).over("slot")).to_series()
    places = pl.int_range(some.height, dtype=pl.UInt32, eager=True)
    order = settled(places, slot, split, lambda at: said(some["place"].gather(at)))
    return some["place"].gather(order).filter(some.select(given).to_series())
