"""What commission comes to."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.items import Tied


def totals(tied: Tied, *, by_bucket: bool = False) -> pl.DataFrame:
    """Return commission by agency and currency, or also by bucket and rate.

    Args:
        tied: as `fees.with_fees` returns it.

    Returns:
        ``agency``, ``cur`` (``bucket``, ``ppm``), ``lines`` that earn, ``base``, ``due``, ``fee_claimed`` and
        ``difference`` (Int128: no sum overflows), ``missing`` (lines whose fee is not known).
    """
    due = pl.col("base").is_null() | (pl.col("base") != 0)
    items = tied.items.filter(due | pl.col("fee_claimed").is_not_null(), pl.col("agency").is_not_null())
    items = items.with_columns(bucket=tied.placed.accounts["bucket"].gather(items["p"]))
    keys = ["agency", "cur", *(["bucket", "ppm"] if by_bucket else [])]
    money = {"base": "base", "due": "fee", "fee_claimed": "fee_claimed"}
    table = items.group_by(keys).agg(
        due.sum().cast(pl.Int64).alias("lines"),
        *(pl.col(column).cast(pl.Int128).sum().alias(name) for name, column in money.items()),
        (due & pl.col("fee").is_null()).sum().cast(pl.Int64).alias("missing"),
    )
    return table.with_columns(difference=pl.col("fee_claimed") - pl.col("due")).sort(keys, nulls_last=True)
