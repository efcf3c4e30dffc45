"""The identity of totals: ledger cash in the window = matched + direct + unexplained, to the fen.

The left side is summed from the ledger's lines, the right side from the items: a line that were lost, or stood in two
items, would show.
"""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.reconcile.judging import counts

PARTS = ("matched", "direct", "unexplained")


def identity(tied: Tied) -> pl.DataFrame:
    """Return the identity by agency and currency.

    Returns:
        ``agency``, ``cur``, ``ledger_cash``, `PARTS` (Int128), and ``echo``: the part of *direct* that agencies report
        too.

    Raises:
        ArithmeticError: the two sides differ, which is a bug.
    """
    accounts = tied.placed.accounts
    book = tied.book.filter(counts()).select("p", "cur", "minor")
    book = book.with_columns(agency=accounts["agency"].gather(book["p"]))
    left = book.group_by("agency", "cur").agg(pl.col("minor").cast(pl.Int128).sum().alias("ledger_cash"))
    cash = pl.col("cash").cast(pl.Int128)
    right = (
        tied.items.filter(pl.col("side").is_in(PARTS))
        .group_by("agency", "cur")
        .agg(
            *(cash.filter(pl.col("side") == part).sum().alias(part) for part in PARTS),
            cash.filter(pl.col("status") == "ECHO").sum().alias("echo"),
        )
    )
    every = _every(tied)
    found = every.join(left, on=["agency", "cur"], how="left").join(right, on=["agency", "cur"], how="left")
    found = found.with_columns(pl.col("ledger_cash", *PARTS, "echo").fill_null(0)).sort("agency", "cur")
    if not found.select((pl.col("ledger_cash") == pl.sum_horizontal(PARTS)).all()).item():
        raise ArithmeticError("the identity does not hold")
    return found


def _every(tied: Tied) -> pl.DataFrame:
    """Every agency with every currency that it was given, or moved."""
    given = tied.placed.accounts.select("agency", pl.col("currency").cast(tied.items.schema["cur"]).alias("cur"))
    moved = tied.items.filter(pl.col("agency").is_not_null(), pl.col("side").is_in(PARTS)).select("agency", "cur")
    return pl.concat([given.unique(), moved.unique()]).unique()


def in_all(table: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of an identity over all agencies, by currency."""
    return table.group_by("cur").agg(pl.exclude("agency").sum()).sort("cur")


def by_status(items: pl.DataFrame) -> pl.DataFrame:
    """Return ``agency`` (null: nobody's), ``status``, ``cur``, ``items``, and the sums of ``claimed`` and ``cash``.

    And of ``amount_minor``: the ledger's amount of each item, or what was reported where the ledger has none.
    """
    amount = pl.coalesce("cash", "claimed").cast(pl.Int128).sum().alias("amount_minor")
    return (
        items.group_by("agency", "status", "cur")
        .agg(pl.len().cast(pl.Int64).alias("items"), pl.col("claimed", "cash").cast(pl.Int128).sum(), amount)
        .sort("agency", "status", "cur", nulls_last=True)
    )
