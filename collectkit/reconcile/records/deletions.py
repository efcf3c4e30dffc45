"""Proofs of deletion: every placement that is over needs one. The statuses are those of `placement.recall.prove`.

A placement is over when its last day is before the day that is reconciled to. What was asked back earlier, and for
which list a proof was made, the recall table says, and `collectkit recall` checks it.
"""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.records.known import Known
from collectkit.reconcile.records.rules import first_of
from collectkit.reconcile.records.stated import order_of


def over(facts: Known) -> pl.DataFrame:
    """Return ``p``, ``agency`` and ``until`` of the placements that are over."""
    ended = pl.col("until") < pl.lit(facts.to, pl.Date)
    return facts.accounts.filter(ended.fill_null(value=False)).select("p", "agency", "until")


def owing(facts: Known) -> pl.DataFrame:
    """Return the same, but for those of accounts that the same agency got again: these it deletes in the end."""
    shared = facts.tied.placed.shared
    later = shared.filter(pl.col("since") < pl.col("since").max().over("holding"))["p"]
    return over(facts).filter(~pl.col("p").is_in(later.implode()))


def judge(said: pl.DataFrame, facts: Known, refused: pl.Series) -> pl.DataFrame:
    """Judge proofs.

    Args:
        said: `stated.STATED` with ``n``, ``p``, of records to which nothing objects yet.
        refused: ``p`` of accounts that the agency did not take.

    Returns:
        ``n``, ``rule``.
    """
    ended = over(facts).select("p", "until")
    said = said.join(ended, on="p", how="left").sort("p", "on", *order_of(said))
    early = (pl.col("on") < pl.col("until")).fill_null(value=False)
    declined = pl.col("p").is_in(refused.implode())
    said = said.with_columns(able=declined | (pl.col("until").is_not_null() & ~early))
    earlier = pl.col("able") & (pl.col("able").cast(pl.UInt32).cum_sum().over("p") > 1)
    file = pl.col("file").filter("able").first().over("p")
    rule = first_of(
        (earlier & (pl.col("file") == file), "proven_twice"),
        (earlier, "proven_before"),
        (declined, "deleted_after_refusal"),
        (pl.col("until").is_null(), "deleted_not_recalled"),
        (early, "deleted_before_recall"),
        otherwise="deleted",
    )
    return said.select("n", rule.alias("rule"))


def missing(proven: pl.Series, agencies: pl.Series, facts: Known) -> pl.DataFrame:
    """Return ``p`` of placements that are over and not proven deleted, of agencies that sent proofs.

    Args:
        proven: ``p`` of those that are proven.
        agencies: that sent any record of the family.
    """
    heard = pl.col("agency").is_in(agencies.implode())
    return owing(facts).filter(heard, ~pl.col("p").is_in(proven.implode())).select("p").sort("p")
