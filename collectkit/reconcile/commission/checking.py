"""The fee that an agency claims against the fee that is due."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.statuses import STATUSES, is_exception

CHECK = pl.Enum(["AGREES", "NOT_CLAIMED", "FEE_DIFFERS", "RATE_MISSING", "FEE_UNREADABLE"])
"""What came of it."""

WRONG = ("FEE_DIFFERS", "RATE_MISSING", "FEE_UNREADABLE")
"""Outcomes that a person must look at."""

REASON = pl.Enum([*STATUSES, *WRONG])
"""Why a person must look at an item: its status, or what is wrong with its fee."""


def check(items: pl.DataFrame) -> pl.Series:
    """Return `CHECK` of each item; null where nothing is due or claimed.

    Items of one ``group`` are one payment that the two sides have divided in different ways: their fees are compared
    together, and each of them has the outcome.

    Args:
        items: ``base``, ``fee``, ``fee_claimed``, ``unreadable``, ``group``.
    """
    facts = items.select("fee", "fee_claimed", "unreadable", due=pl.col("base").is_null() | (pl.col("base") != 0))
    outcome = facts.select(_outcome().alias("check")).to_series()
    if items["group"].null_count() == items.height:
        return outcome
    grouped = facts.with_columns(items["group"]).drop_nulls("group")
    fee = pl.when((pl.col("due") & pl.col("fee").is_null()).any()).then(None).otherwise(_sum("fee"))
    claimed = pl.when(pl.col("fee_claimed").is_not_null().any()).then(_sum("fee_claimed"))
    whole = grouped.group_by("group").agg(
        pl.col("due", "unreadable").any(), fee.alias("fee"), claimed.alias("fee_claimed")
    )
    together = whole.select("group", _outcome().alias("check"))
    joined = items.select("group").join(together, on="group", how="left", maintain_order="left")["check"]
    return joined.zip_with(items["group"].is_not_null(), outcome)


def _sum(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int128).sum()


def _outcome() -> pl.Expr:
    said = (
        pl.when(pl.col("due") & pl.col("fee").is_null())
        .then(pl.lit("RATE_MISSING"))
        .when(pl.col("unreadable"))
        .then(pl.lit("FEE_UNREADABLE"))
        .when(pl.col("fee_claimed").is_null() & pl.col("due"))
        .then(pl.lit("NOT_CLAIMED"))
        .when(pl.col("fee_claimed") == pl.col("fee"))
        .then(pl.when("due").then(pl.lit("AGREES")))
        .when(pl.col("fee_claimed").is_not_null())
        .then(pl.lit("FEE_DIFFERS"))
    )
    return said.cast(CHECK)


def reason() -> pl.Expr:
    """Return `REASON` of each item by its ``status``, ``rule`` and ``fee_check``; null for none."""
    wrong = pl.col("fee_check").is_in(pl.Series(WRONG, dtype=CHECK).implode())
    return (
        pl.when(is_exception(pl.col("rule")))
        .then(pl.col("status").cast(REASON))
        .when(wrong)
        .then(pl.col("fee_check").cast(pl.String).cast(REASON))
    )
