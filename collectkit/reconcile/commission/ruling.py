"""Gives each ledger line the rule of its fee, and what its rate is of."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.commission.given import Given
from collectkit.reconcile.commission.rules import FEE_RULE, among

_BASED = ("matched", "tail", "direct_earned", "no_rate", "no_days", "clawback", "clawback_unknown")
"""Lines whose base is known, and is not nothing."""
_NO = pl.lit(value=False)


def rule(given: Given, no_days: pl.Series | None) -> pl.Series:
    """Return the rule of each line; null where it can earn nothing, or takes a payment back.

    Args:
        no_days: where no row can be chosen, for the days past due are not known; None for nowhere.
    """
    matched, direct = (pl.col("side").eq(side).fill_null(value=False) for side in ("matched", "direct"))
    paid = pl.col("cash") > 0
    earns = pl.lit(given.by_row(lambda row: row.direct, pl.Boolean())).fill_null(value=False)
    missing = _NO if no_days is None else pl.lit(no_days) & (matched | given.asked("direct"))
    late = pl.col("day") > pl.lit(given.by_placement("until").to_physical())
    cases = [
        (pl.col("of").is_not_null() | ~(matched | direct), None),
        (missing, "no_days"),
        (direct & ~earns, "direct"),
        (direct & paid & _free(given), "free_days"),
        (pl.col("row").is_null(), "no_rate"),
        (~paid & _hangs_on_payment(given), "clawback_unknown"),
        (_no_split(given), "no_split"),
        (~paid, "clawback"),
        (direct, "direct_earned"),
        (late.fill_null(value=False), "tail"),
    ]
    found: pl.Expr = pl.lit("matched", FEE_RULE)
    for condition, name in reversed(cases):
        found = pl.when(condition).then(pl.lit(name, FEE_RULE)).otherwise(found)
    return given.lines.select(found.alias("rule")).to_series()


def base(given: Given, rules: pl.Series) -> pl.Series:
    """Return what the rate of each line is of, signed; null where that is not known.

    Args:
        rules: as `rule` returns them.
    """
    amount: pl.Expr = pl.col("cash")
    if given.asked("base"):
        part = pl.col("cash").sign() * pl.col("principal").abs()
        amount = pl.when(_of_principal(given)).then(part).otherwise(amount)
    found = pl.when(among("rule", *_BASED)).then(amount).when(pl.col("rule").ne_missing("no_split")).then(0)
    return given.lines.with_columns(rule=rules).select(found.cast(pl.Int64).alias("base")).to_series()


def _free(given: Given) -> pl.Expr:
    """Tell which days are among the free ones of their placement; all may be where it has no day."""
    if not given.asked("free_days"):
        return _NO
    days = pl.lit(given.by_row(lambda row: row.free_days, pl.Int32()))
    since = pl.lit(given.by_placement("since").to_physical())
    return (days > 0) & (pl.col("day") < since + days).fill_null(value=True)


def _hangs_on_payment(given: Given) -> pl.Expr:
    """Tell where a row alone does not say what a payment has earned."""
    uncertain = given.by_row(
        lambda row: row.cap_account is not None or len(row.tiers) > 1 or row.free_days > 0, pl.Boolean()
    )
    return pl.lit(uncertain).fill_null(value=False) | pl.lit(given.of_agencies(given.agreed("bucket_at", "payment")))


def _of_principal(given: Given) -> pl.Expr:
    return pl.lit(given.by_row(lambda row: row.base == "principal", pl.Boolean())).fill_null(value=False)


def _no_split(given: Given) -> pl.Expr:
    """Tell which lines do not say their principal, or one that cannot be."""
    if not given.asked("base"):
        return _NO
    part, cash = pl.col("principal"), pl.col("cash")
    wrong = (part.abs() > cash.abs()) | ((cash > 0) & (part < 0))
    return _of_principal(given) & (part.is_null() | wrong)
