"""What accounts have paid beyond what they owed."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.book import SAID


def above_debt(book: pl.DataFrame, booked: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return how much of each payment is above what its account owed when it was placed.

    Cash counts in the order of its days, and only in the account's own currency and window; what was taken back whole
    does not count.

    Args:
        book: as `book.prepare` returns it, of the lines *booked*.

    Returns:
        ``l`` and ``over`` (Int64, above 0); only payments that have some.
    """
    gone = book.filter("undone")["l"]
    able = pl.col("rule").is_null() & pl.col("p").is_not_null() & ~pl.col("early") & ~pl.col("late")
    cash = book.filter(able, ~pl.col("undone")).select("l", "p", "cur", "minor", "day", "link")
    if len(gone):
        cash = cash.filter(~pl.col("link").is_in(gone.implode()).fill_null(value=False))
    owed = accounts.select("p", "owed", pl.col("currency").alias("owed_in"))
    paid = cash.group_by("p").agg(pl.col("minor").clip(lower_bound=0).cast(pl.Int128).sum().alias("paid"))
    above = paid.join(owed, on="p", how="inner").filter(pl.col("paid") > pl.col("owed"))
    some = cash.join(above, on="p", how="inner").filter(pl.col("cur").cast(pl.String) == pl.col("owed_in"))
    some = some.with_columns(booked.select(SAID)[some["l"]])
    some = some.sort("p", "day", "minor", *SAID, "l").with_columns(
        beyond=(pl.col("minor").cast(pl.Int128).cum_sum().over("p") - pl.col("owed")).clip(lower_bound=0)
    )
    over = pl.min_horizontal("beyond", pl.col("minor").cast(pl.Int128)).cast(pl.Int64)
    return some.filter(pl.col("minor") > 0, pl.col("beyond") > 0).select("l", over.alias("over"))
