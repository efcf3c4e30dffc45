"""What was waived on placed accounts in their windows: it stands beside the identity, and never in it.

A waiver takes money off a debt that nobody paid. Shown as recovered, it would flatter an agency; not shown at all, it
would be asked for.
"""

from __future__ import annotations

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.terms import Placed


def by_month(waived: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """Return what was waived by agency, currency and month.

    Args:
        waived: `lines.WAIVED`.

    Returns:
        ``agency``, ``cur``, ``month`` (``2026-11``), ``lines`` and ``waived`` (Int128).
    """
    accounts = placed.accounts.select("account_id", "agency", "since", "until", held="currency")
    concerned = accounts.join(waived.select("account_id").unique(), on="account_id", how="semi")
    day = pl.col("day")
    within = waived.join(concerned, on="account_id", how="inner").filter(
        (day >= pl.col("since")).fill_null(value=True), (day <= pl.col("until")).fill_null(value=True)
    )
    money = within.select(
        "agency",
        pl.coalesce("currency", "held", pl.lit(DEFAULT)).alias("cur"),
        day.dt.to_string("%Y-%m").alias("month"),
        pl.col("amount").cast(pl.Int128),
    )
    sums = pl.len().cast(pl.Int64).alias("lines"), pl.col("amount").sum().alias("waived")
    return money.group_by("agency", "cur", "month").agg(sums).sort("agency", "cur", "month")
