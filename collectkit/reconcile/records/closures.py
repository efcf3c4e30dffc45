"""Closures: an agency ends its work on an account, and says why; the ledger and its later records may say otherwise."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from collectkit.reconcile.records.known import Known, minor
from collectkit.reconcile.records.rules import first_of
from collectkit.reconcile.records.stated import order_of


def judge(said: pl.DataFrame, facts: Known, active: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """Judge closures.

    Args:
        said: `stated.STATED` with ``n``, ``p``, ``cur``, of records to which nothing objects yet.
        active: ``p`` and ``day``, the last of a payment or a contact that the agency reports.
        settled: ``p`` and ``total`` of the agency's settlement plan.

    Returns:
        ``n``, ``rule``, ``owed`` (the balance that was placed; of a settlement, its total), ``paid`` (the ledger's cash
        of the placement, up to some days after the closure).
    """
    said = said.sort("p", "on", *order_of(said))
    paid = facts.paid_since(said, pl.col("on") + timedelta(facts.days))
    said = said.join(active, on="p", how="left", maintain_order="left")
    said = said.join(settled, on="p", how="left", maintain_order="left")
    whole, part = pl.col("what") == "PAID", pl.col("what") == "SETTLED"
    asked = pl.when(part).then("total").otherwise("balance")
    said = said.with_columns(paid=paid, balance=facts.of("balance", said["p"])).with_columns(asked=asked)
    short = (pl.col("paid") < pl.col("asked")).fill_null(value=False)
    rule = first_of(
        (~pl.col("p").is_first_distinct(), "closed_twice"),
        (whole & short, "closed_not_paid"),
        (part & short, "closed_settlement_not_paid"),
        (part & pl.col("asked").is_null() & (pl.col("paid") <= 0), "closed_nothing_paid"),
        (pl.col("day") > pl.col("on"), "active_after_closing"),
        (whole & pl.col("asked").is_null(), "closed_balance_unknown"),
        (whole, "closed_paid"),
        (part, "closed_settled"),
        otherwise="closed",
    )
    return said.select("n", rule.alias("rule"), pl.col("asked").cast(pl.Int64).alias("owed"), minor(pl.col("paid")))


def activity(facts: Known, contacts: pl.DataFrame, closed: pl.Series) -> pl.DataFrame:
    """Return ``p`` and the last ``day`` on which the agency reports a payment or a contact.

    Args:
        contacts: ``p`` and ``on`` of contacts that count.
        closed: ``p`` of those that are asked for.
    """
    items, returned = facts.tied.items, facts.tied.returned
    paid = items.select("p", "r").filter(pl.col("p").is_in(closed.implode()), pl.col("r").is_not_null())
    paid = paid.with_columns(on=returned["day"].gather(paid["r"]), type=returned["type"].gather(paid["r"]))
    both = pl.concat([paid.filter(pl.col("type") == "PAYMENT").select("p", "on"), contacts.select("p", "on")])
    return both.group_by("p").agg(pl.col("on").max().alias("day"))
