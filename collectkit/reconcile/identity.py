"""The identity of totals: ledger cash in the window = matched + direct + unexplained, to the fen.

The left side is summed from the ledger's lines, the right side from the items: a line that were lost, or stood in two
items, would show.
"""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.reconcile.judging import counts

PARTS = ("matched", "direct", "unexplained")
_SUMS = ("ledger_cash", *PARTS, "echo")
_MONTHLY = ("agency", "cur", "month")


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
        .group_by(pl.col("holder").alias("agency"), "cur")
        .agg(
            *(cash.filter(pl.col("side") == part).sum().alias(part) for part in PARTS),
            cash.filter(_echoed()).sum().alias("echo"),
        )
    )
    every = _every(tied)
    found = every.join(left, on=["agency", "cur"], how="left").join(right, on=["agency", "cur"], how="left")
    found = found.with_columns(pl.col(_SUMS).fill_null(0)).sort("agency", "cur")
    if not _holds(found):
        raise ArithmeticError("the identity does not hold")
    return found


def by_month(tied: Tied, whole: pl.DataFrame) -> pl.DataFrame:
    """Return the identity by agency, currency and month of the ledger's day.

    Args:
        whole: as `identity` returns it.

    Returns:
        Its columns and ``month`` (``2026-11``), a row for each month that has cash.

    Raises:
        ArithmeticError: the sides of a month differ, or the months do not add up to the whole, which is a bug.
    """
    agencies = tied.placed.accounts["agency"]
    book = tied.book.filter(counts()).select("p", "cur", "day", "minor")
    book = book.with_columns(agency=agencies.gather(book["p"]))
    left = book.group_by("agency", "cur", "day").agg(pl.col("minor").cast(pl.Int128).sum().alias("ledger_cash"))
    items = tied.items.filter(pl.col("side").is_in(PARTS))
    keys = (pl.col("holder").alias("agency"), "cur", "day", "side", _echoed().alias("echoed"))
    right = items.group_by(keys).agg(pl.col("cash").cast(pl.Int128).sum())
    parts = [pl.col("cash").filter(pl.col("side") == part).sum().alias(part) for part in PARTS]
    parts.append(pl.col("cash").filter("echoed").sum().alias("echo"))
    left, right = _monthly(left).agg(pl.col("ledger_cash").sum()), _monthly(right).agg(parts)
    months = left.join(right, on=_MONTHLY, how="full", coalesce=True).with_columns(pl.col(_SUMS).fill_null(0))
    added = months.group_by("agency", "cur").agg(pl.col(_SUMS).sum())
    moved = whole.filter(pl.any_horizontal(pl.col(_SUMS) != 0)).join(added, on=["agency", "cur"], how="left")
    same = moved.select(
        pl.all_horizontal((pl.col(name) == pl.col(f"{name}_right")).fill_null(value=False) for name in _SUMS).all()
    ).item()
    if not same or not _holds(months):
        raise ArithmeticError("the identity does not hold by month")
    return months.sort(_MONTHLY)


def _echoed() -> pl.Expr:
    """Tell whether an item is of the direct payments that agencies report too, in one line or in several."""
    return (pl.col("status") == "ECHO") | ((pl.col("side") == "direct") & pl.col("group").is_not_null())


def _monthly(table: pl.DataFrame) -> pl.dataframe.group_by.GroupBy:
    return table.with_columns(month=pl.col("day").cast(pl.Date).dt.to_string("%Y-%m")).group_by(_MONTHLY)


def _holds(table: pl.DataFrame) -> bool:
    return bool(table.select((pl.col("ledger_cash") == pl.sum_horizontal(PARTS)).all()).item())


def _every(tied: Tied) -> pl.DataFrame:
    """Every agency with every currency that it was given, or moved."""
    given = tied.placed.accounts.select("agency", pl.col("currency").cast(tied.items.schema["cur"]).alias("cur"))
    moved = tied.items.filter(pl.col("side").is_in(PARTS)).select(pl.col("holder").alias("agency"), "cur")
    return pl.concat([given.unique(), moved.unique()]).unique()


def in_all(table: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of an identity over all agencies, by currency, and by month where it is one by month."""
    keys = [name for name in ("cur", "month") if name in table.columns]
    return table.group_by(keys).agg(pl.exclude("agency", *keys).sum()).sort(keys)


def by_rule(items: pl.DataFrame) -> pl.DataFrame:
    """Return ``status``, ``rule`` and how many ``items`` have it."""
    found = items.group_by("status", "rule").agg(pl.len().cast(pl.Int64).alias("items"))
    return found.sort("status", "rule")


def by_status(items: pl.DataFrame) -> pl.DataFrame:
    """Return ``agency`` (null: nobody's), ``status``, ``cur``, ``items``, and the sums of ``claimed`` and ``cash``.

    And of ``amount_minor``: the ledger's amount of each item, or what was reported where the ledger has none; of
    combinations the ledger's alone, for they have both in lines of their own.
    """
    combined = pl.col("status").is_in(pl.Series(["SPLIT", "COMBINED"], dtype=items.schema["status"]).implode())
    amount = pl.coalesce("cash", pl.when(~combined).then("claimed"))
    amount = amount.cast(pl.Int128).sum().alias("amount_minor")
    return (
        items.group_by("agency", "status", "cur")
        .agg(pl.len().cast(pl.Int64).alias("items"), pl.col("claimed", "cash").cast(pl.Int128).sum(), amount)
        .sort("agency", "status", "cur", nulls_last=True)
    )
