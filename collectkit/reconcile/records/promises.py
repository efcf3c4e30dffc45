"""Promises to pay: kept, in part, broken, or not due yet.

A promise is kept when all of it was paid from the day on which it was made to some days (3, unless said otherwise)
after the promised day. A later promise of the account ends the time of an earlier one, and promises of one day are
instalments of one: each asks for its amount and those before it. So no fen keeps two promises. The grid of debtors
(`segment.debtors.behaviour`) measures by the same definition; the two rooms do not see each other.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from collectkit.reconcile.records.known import Known, minor
from collectkit.reconcile.records.rules import RULE, first_of

_OF = ["a", "cur"]
_DAY = [*_OF, "on"]


def flaws() -> pl.Expr:
    """Return why a promise cannot be judged; null for one that can."""
    return first_of(
        (pl.col("due_on") < pl.col("on"), "due_before_promise"),
        (pl.col("on").is_null(), "promise_undated"),
        otherwise=None,
    )


def judge(said: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Judge promises.

    Args:
        said: ``n``, ``p``, ``cur``, ``on``, ``due_on``, ``amount``, of promises to which nothing objects yet.

    Returns:
        ``n``, ``rule``, ``paid``: of the amount (Int64).
    """
    said = said.with_columns(flaw=flaws())
    flawed = said.filter(pl.col("flaw").is_not_null()).select("n", pl.col("flaw").alias("rule"))
    made = said.filter(pl.col("flaw").is_null()).with_columns(
        a=facts.account(said.filter(pl.col("flaw").is_null())["p"])
    )
    made = made.sort(*_DAY, "due_on", "amount", "n")
    later = made.select(_DAY).unique().sort(_DAY).with_columns(next=pl.col("on").shift(-1).over(_OF))
    last = pl.col("due_on") + timedelta(facts.days)
    made = made.join(later, on=_DAY, how="left", maintain_order="left").with_columns(
        asked=pl.col("amount").cast(pl.Int128).cum_sum().over(_DAY),
        until=pl.min_horizontal(last, pl.col("next") - timedelta(1)),
    )
    paid = facts.paid(made, pl.col("until")) - facts.paid(made, pl.col("on") - timedelta(1))
    made = made.with_columns(paid=paid)
    part = (pl.col("paid") - pl.col("asked") + pl.col("amount")).clip(0, pl.col("amount").cast(pl.Int128))
    rule = first_of(
        (pl.col("paid") >= pl.col("asked"), "promise_kept"),
        (pl.col("next") <= pl.col("due_on"), "promise_replaced"),
        (pl.lit(facts.to, pl.Date).is_null() | (last > pl.lit(facts.to, pl.Date)), "promise_not_due"),
        (part > 0, "promise_partial"),
        otherwise="promise_broken",
    )
    judged = made.select("n", rule.alias("rule"), minor(part).alias("paid"))
    return pl.concat([judged, flawed.with_columns(pl.col("rule").cast(RULE))], how="diagonal")
