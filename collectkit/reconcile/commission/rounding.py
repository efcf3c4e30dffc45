"""Rounds an invoice as a whole: its lines come to its total, each less than one minor unit from its share."""

from __future__ import annotations

import polars as pl

from collectkit.fields.number import PPM
from collectkit.reconcile.commission.order import Said


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
    found = [pl.Series(dtype=pl.UInt32)]
    for invoice in lines.select("invoice", "place", "left", "day").partition_by("invoice", include_key=False):
        more = (2 * int(invoice["left"].sum()) + PPM) // (2 * PPM)
        if more:
            found += _of_one(invoice, more, said)
    return pl.concat(found)


def _of_one(invoice: pl.DataFrame, more: int, said: Said) -> list[pl.Series]:
    least = invoice["left"].top_k(more).min()
    above = invoice.filter(pl.col("left") > least)["place"]
    equal = invoice.filter(pl.col("left") == least)
    if above.len() + equal.height > more:
        words = said(equal["place"])
        equal = equal.hstack(words).sort("day", *words.columns, "place", nulls_last=True)
    return [above, equal["place"].head(more - above.len())]
