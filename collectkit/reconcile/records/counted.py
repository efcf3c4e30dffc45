"""Contacts, states, complaints, objections and acknowledgements: mostly counted, and held against each other."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from collectkit.reconcile.records.known import Known, minor
from collectkit.reconcile.records.rules import first_of
from collectkit.reconcile.records.stated import order_of

_STEPS = {"OPEN": 1, "ANSWERED": 2, "CLOSED": 3}
"""How far a complaint has come."""


def numbered(said: pl.DataFrame) -> pl.Series:
    """Return ``n`` of records whose number the agency has used before, for something else: the earliest day stands.

    Args:
        said: `stated.STATED` with ``n`` and ``agency``, of one family.
    """
    some = said.filter(said.select(pl.struct("agency", "id").is_duplicated()).to_series(), pl.col("id").is_not_null())
    if some.is_empty():
        return some["n"]
    some = some.sort("agency", "id", "on", *order_of(some))
    return some.filter(~pl.struct("agency", "id").is_first_distinct())["n"]


def complaints(said: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Judge complaints: of several records of one complaint the one that is furthest on stands.

    Args:
        frame: the records as they were read, by ``place``; its ``state`` is asked for.

    Returns:
        ``n``, ``rule``.
    """
    step = frame["state"].replace_strict(_STEPS, default=0, return_dtype=pl.Int64).gather(said["place"])
    said = said.with_columns(step=step)
    same = ["agency", "id", "p", "on", "what"]
    furthest = said.sort(*same, "step", *order_of(said.drop("step"))).unique(same, keep="last")["n"]
    others = numbered(said.filter(pl.col("n").is_in(furthest.implode())).drop("step"))
    rule = first_of(
        (~pl.col("n").is_in(furthest.implode()), "older_state"),
        (pl.col("n").is_in(others.implode()), "id_repeated"),
        otherwise="recorded",
    )
    return said.select("n", rule.alias("rule"))


def contacts(said: pl.DataFrame) -> pl.DataFrame:
    """Judge contacts; return ``n``, ``rule``."""
    rule = first_of((pl.col("n").is_in(numbered(said).implode()), "id_repeated"), otherwise="recorded")
    return said.select("n", rule.alias("rule"))


def states(said: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Judge states: the newest of an account stands; PAID is held against the ledger.

    Returns:
        ``n``, ``rule``, ``owed`` (the balance that was placed) and ``paid`` (the ledger's cash of the placement till
        then), of states that are PAID.
    """
    said = said.with_columns(
        newest=pl.col("on").max().over("agency", "p"),
        kinds=pl.col("what").n_unique().over("agency", "p", "on"),
        paid=facts.paid_since(said, pl.col("on") + timedelta(facts.days)),
        balance=facts.of("balance", said["p"]),
    )
    settled = pl.col("what") == "PAID"
    rule = first_of(
        (pl.col("on") < pl.col("newest"), "older_state"),
        (pl.col("kinds") > 1, "two_states"),
        (settled & (pl.col("paid") < pl.col("balance")), "state_not_paid"),
        otherwise="recorded",
    )
    return said.select(
        "n",
        rule.alias("rule"),
        pl.when(settled).then("balance").alias("owed"),
        pl.when(settled).then(minor(pl.col("paid"))).alias("paid"),
    )


def acknowledged(said: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Judge acknowledgements; return ``n``, ``rule`` and ``owed``, the balance that was placed.

    `collectkit ack` holds them against the package itself.
    """
    said = said.with_columns(
        answers=pl.col("what").n_unique().over("agency", "p"),
        owed=facts.of("balance", said["p"]),
        placed_in=facts.of("currency", said["p"]),
    )
    stated = pl.col("amount").is_not_null() & pl.col("owed").is_not_null()
    rule = first_of(
        (pl.col("answers") > 1, "two_answers"),
        (pl.col("what") == "REJECTED", "refused"),
        (stated & (pl.col("cur") != pl.col("placed_in")), "balance_currency"),
        (pl.col("amount") != pl.col("owed"), "received_differs"),
        otherwise="accepted",
    )
    return said.select("n", rule.alias("rule"), "owed")


def objections(said: pl.DataFrame) -> pl.DataFrame:
    """Judge objections to a recall, which `collectkit recall` decides on; return ``n``, ``rule``."""
    rule = first_of((pl.col("due_on") < pl.col("on"), "keep_until_before"), otherwise="recorded")
    return said.select("n", rule.alias("rule"))
