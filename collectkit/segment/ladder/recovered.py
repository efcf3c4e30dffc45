"""What the ledger says came in on accounts between two days: cash only, and every other line left out with a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl

from collectkit.segment.repeated import repeated
from collectkit.tables import cash

_SAME = ("txn_id", "account_id", "type", "amount", "day")


def recovered(
    lines: pl.DataFrame, accounts: pl.DataFrame, first: date, last: date
) -> tuple[pl.DataFrame, Counter[str]]:
    """Add up cash by account.

    Args:
        lines: a row a cash line of the ledger: `fault` (why it cannot be read; null where it can), `txn_id`,
            `account_id`, `type`, `amount` (Int64, below zero for what goes back), `currency` (null for that of the
            account), `day`, `reverses`.
        accounts: `account_id` (each once) and `currency`.
        first, last: cash counts after *first*, up to and with *last*.

    Returns:
        `account_id`, `recovered_minor` (Int128) and `lines` of accounts that have some; and why -> lines left out.
    """
    owners = accounts.select("account_id", pl.col("currency").alias("own"))
    found = lines.join(owners, on="account_id", how="left", maintain_order="left")
    why = (
        pl.when(pl.col("fault").is_not_null())
        .then(pl.col("fault"))
        .when(pl.lit(cash.unclear(lines)))
        .then(pl.lit("reversal_unclear"))
        .when(repeated("txn_id", _SAME))
        .then(pl.lit("txn_id_repeated"))
        .when((pl.col("day") <= first) | (pl.col("day") > last))
        .then(pl.lit("out_of_time"))
        .when(pl.col("own").is_null())
        .then(pl.lit("other_account"))
        .when(pl.col("currency").fill_null(pl.col("own")) != pl.col("own"))
        .then(pl.lit("other_currency"))
        .otherwise(pl.lit(None, pl.String))
    )
    found = found.with_columns(why.alias("why"))
    paid = found.filter(pl.col("why").is_null()).group_by("account_id", maintain_order=True)
    sums = paid.agg(pl.col("amount").cast(pl.Int128).sum().alias("recovered_minor"), pl.len().alias("lines"))
    return sums, Counter(found["why"].drop_nulls().to_list())
