"""What takes a payment back: how much of it is gone by then, and what goes back of anything that it earned."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.commission.order import Said
from collectkit.reconcile.commission.shares import pro_rata


def backs(lines: pl.DataFrame, said: Said) -> pl.DataFrame | None:
    """Return the lines that take a payment back, those of one payment in the order of their days; None for none.

    Args:
        lines: ``of`` (the place of the payment; null for all others), ``cash``, ``day``.
        said: what decides among those of one payment and day.

    Returns:
        ``place``, ``of``, ``day``; ``gone`` and ``gone_before`` (how much of the payment is taken back with it, and was
        before).
    """
    if lines["of"].null_count() == lines.height:
        return None
    some = lines.select("of", "cash", "day").with_row_index("place").filter(pl.col("of").is_not_null())
    words = said(some["place"])
    sorted_ = some.select("place", "of", "day", pl.col("cash").neg().alias("back")).hstack(words)
    sorted_ = sorted_.sort("of", "day", *words.columns, "place", nulls_last=True)
    gone = pl.col("back").cum_sum().over("of")
    return sorted_.select("place", "of", "day", gone.alias("gone"), (gone - pl.col("back")).alias("gone_before"))


def returned(amount: pl.Expr, paid: pl.Expr) -> pl.Expr:
    """Return what goes back with a line of *amount*: with the last of a payment all is gone, to the minor unit.

    Args:
        amount: that the payment earned, or had.
        paid: the payment.
    """
    before, now = (pro_rata(amount, pl.col(name), paid) for name in ("gone_before", "gone"))
    return before - now
