"""What commission comes to."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.items import Tied

_KEYS = ["agency", "cur"]


def totals(tied: Tied) -> pl.DataFrame:
    """Return commission by agency, currency, bucket and rate.

    Args:
        tied: as `fees.with_fees` returns it.

    Returns:
        ``agency``, ``cur``, ``bucket``, ``ppm``, ``lines`` that earn, ``base``, ``due``, ``fee_claimed`` and
        ``difference`` (Int128: no sum overflows), ``missing`` (lines whose fee is not known).
    """
    due = pl.col("base").is_null() | (pl.col("base") != 0)
    items = tied.items.select(*_KEYS, "p", "ppm", "base", "fee", "fee_claimed")
    items = items.filter(due | pl.col("fee_claimed").is_not_null(), pl.col("agency").is_not_null())
    items = items.with_columns(bucket=tied.placed.accounts["bucket"].gather(items["p"]))
    keys = [*_KEYS, "bucket", "ppm"]
    money = {"base": "base", "due": "fee", "fee_claimed": "fee_claimed"}
    table = items.group_by(keys).agg(
        due.sum().cast(pl.Int64).alias("lines"),
        *(pl.col(column).cast(pl.Int128).sum().alias(name) for name, column in money.items()),
        (due & pl.col("fee").is_null()).sum().cast(pl.Int64).alias("missing"),
    )
    return table.with_columns(difference=pl.col("fee_claimed") - pl.col("due")).sort(keys, nulls_last=True)


def in_all(table: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of `totals` over all buckets and rates."""
    return table.group_by(_KEYS).agg(pl.exclude("bucket", "ppm", *_KEYS).sum()).sort(_KEYS, nulls_last=True)
