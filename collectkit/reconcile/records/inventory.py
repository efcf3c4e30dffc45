"""Inventories: what an agency believes it holds, against what was placed with it on that day.

Of the inventories of an agency the newest counts, or for a batch the newest that is of it, or of all batches.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectkit.reconcile.records.known import Known, minor
from collectkit.reconcile.records.rules import RULE, first_of
from collectkit.reconcile.records.stated import order_of


@dataclass(frozen=True, slots=True)
class Beside:
    """What other records say of accounts that an inventory may leave out: ``p`` and ``on`` of each.

    Attributes:
        closed: closures, by their day.
        refused: accounts that the agency did not take.
    """

    closed: pl.DataFrame
    refused: pl.Series


def judge(said: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Judge the records of inventories.

    Args:
        said: `stated.STATED` with ``n``, ``agency``, ``p``, ``cur``, of records to which nothing objects yet.

    Returns:
        ``n``, ``rule``, ``owed`` (what is left of the placed balance on that day), ``paid`` (the ledger's cash till
        then).
    """
    p = said["p"]
    own = pl.coalesce("batch", pl.lit(facts.batch(p)))
    said = said.with_columns(own_batch=own)
    newest = newest_of(said).rename({"batch": "own_batch"})
    said = said.join(newest, on=["agency", "own_batch"], how="left", maintain_order="left", nulls_equal=True)
    current = said.filter(pl.col("on") == pl.col("newest"))
    current = current.sort(order_of(current))
    twice = current.filter(~pl.struct("agency", "p", "own_batch").is_first_distinct())["n"]
    held = said.with_columns(
        paid=facts.paid_since(said, pl.col("on")),
        brought=facts.paid_since(said, pl.col("on"), "own"),
        placed=facts.of("balance", p),
        since=facts.of("since", p),
        until=facts.of("until", p),
        placed_in=facts.of("currency", p),
    )
    placed = pl.col("placed").cast(pl.Int128)
    rule = first_of(
        (pl.col("on") < pl.col("newest"), "older_inventory"),
        (pl.col("n").is_in(twice.implode()), "listed_twice"),
        (pl.col("on") < pl.col("since"), "held_before_placement"),
        (pl.col("on") > pl.col("until"), "held_after_recall"),
        (pl.col("amount").is_null(), "held"),
        (pl.col("cur") != pl.col("placed_in"), "balance_currency"),
        (placed.is_null(), "balance_unknown"),
        (pl.col("amount") == placed - pl.col("paid"), "balance_after_cash"),
        (pl.col("amount") == placed, "balance_as_placed"),
        (pl.col("amount") == placed - pl.col("brought"), "balance_after_own"),
        otherwise="balance_differs",
    )
    return held.select(
        "n", rule.alias("rule"), minor(placed - pl.col("paid")).alias("owed"), minor(pl.col("paid")).alias("paid")
    )


def newest_of(said: pl.DataFrame) -> pl.DataFrame:
    """Return ``agency``, ``batch`` (as in ``own_batch``) and the day of the ``newest`` inventory of each.

    Args:
        said: ``agency``, ``batch`` as stated, ``own_batch``, ``on``.
    """
    of_own = said.group_by("agency", pl.col("own_batch").alias("batch")).agg(
        pl.col("on").filter(pl.col("batch").is_not_null()).max()
    )
    both = of_own.join(_of_all(said), on="agency", how="left")
    return both.select("agency", "batch", pl.max_horizontal("on", "of_all").alias("newest"))


def _of_all(said: pl.DataFrame) -> pl.DataFrame:
    """Return for each agency the day of its newest inventory that names no batch: ``of_all``."""
    return said.filter(pl.col("batch").is_null()).group_by("agency").agg(pl.col("on").max().alias("of_all"))


def unlisted(said: pl.DataFrame, facts: Known, beside: Beside) -> pl.DataFrame:
    """Find what was with an agency on the day of its newest inventory, and does not stand in it.

    Args:
        said: every record of an inventory that can be read, whoever's its account is: ``agency``, ``batch``, ``p``
            (null: none), ``on``.

    Returns:
        ``p``, ``on`` (of the inventory), ``rule``, ``owed`` and ``paid`` as in `judge`.
    """
    of_batch = said.drop_nulls("batch").group_by("agency", "batch").agg(pl.col("on").max())
    listed = said.drop_nulls("p").select("p", "on").unique()
    placed = facts.accounts.filter(pl.col("agency").is_in(said["agency"].unique().implode()))
    placed = placed.select("p", "agency", pl.col("batch").cast(pl.String), "since", "until", cur="currency")
    placed = placed.join(_of_all(said), on="agency", how="left").join(of_batch, on=["agency", "batch"], how="left")
    placed = placed.with_columns(on=pl.max_horizontal("on", "of_all")).filter(
        pl.col("on") >= pl.col("since"), (pl.col("until") >= pl.col("on")).fill_null(value=True)
    )
    left = placed.join(listed, on=["p", "on"], how="anti").sort("p")
    if left.is_empty():
        return left.select("p", "on", *(pl.lit(None, type_).alias(name) for name, type_ in _JUDGED.items()))
    closed = beside.closed.group_by("p").agg(pl.col("on").min().alias("closed"))
    left = left.join(closed, on="p", how="left", maintain_order="left")
    paid = facts.paid_since(left, pl.col("on"))
    left = left.with_columns(owed=facts.of("balance", left["p"]).cast(pl.Int128) - paid, paid=paid)
    rule = first_of(
        (pl.col("closed") <= pl.col("on"), "not_listed_closed"),
        (pl.col("p").is_in(beside.refused.implode()), "not_listed_refused"),
        (pl.col("owed") <= 0, "not_listed_paid"),
        otherwise="not_listed",
    )
    return left.select("p", "on", rule.alias("rule"), minor(pl.col("owed")), minor(pl.col("paid")))


_JUDGED = {"rule": RULE, "owed": pl.Int64(), "paid": pl.Int64()}
