"""Ties everything: each returned line and each ledger line ends in one item with one rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile import book as ledger
from collectkit.reconcile import claims as returns
from collectkit.reconcile import judging, owners, pairs
from collectkit.reconcile.excess import above_debt
from collectkit.reconcile.statuses import status_of
from collectkit.reconcile.terms import Placed, Terms


@dataclass(frozen=True, slots=True)
class Tied:
    """The whole reconciliation, as numbers and places.

    Attributes:
        items: a row an item, in no order that means anything: ``r`` and ``l`` (places in *returned* and *booked*; null
            when it has no such line), ``p`` (place in the placed accounts; null: none of them), ``agency`` (Enum; null
            for a ledger line of nobody), ``cur`` (Enum), ``rule``, ``status``, ``side`` (of the
            ledger line; null without one), ``claimed`` and ``cash`` (signed), ``day`` (of the ledger, else as claimed;
            days since 1970), ``over`` (of the cash, above what was owed).
        book: as `book.prepare` returns it; what the identity starts from.
        opened: account numbers that the keyring found in tokens of no package, by line of *returned*.
        tokens: how many distinct tokens the keyring was asked for, by verdict.
    """

    items: pl.DataFrame
    returned: pl.DataFrame
    booked: pl.DataFrame
    book: pl.DataFrame
    placed: Placed
    opened: pl.Series
    tokens: Counter[str]


def tie(returned: pl.DataFrame, booked: pl.DataFrame, placed: Placed, terms: Terms, ring: owners.Ring | None) -> Tied:
    """Reconcile.

    Args:
        returned: `lines.RETURNED` with ``agency`` (Enum of *placed*) and ``file`` (what decides after all else).
        booked: `lines.BOOKED` with ``file``.
        ring: opens the keyring, if a token is in no package; None when there is none.
    """
    returned = returned.with_row_index("r")
    booked = booked.with_row_index("l")
    currencies = _currencies(returned, booked, placed)
    book = ledger.prepare(booked, placed, currencies, terms)
    found, tokens = owners.attribute(returned, placed, ring)
    claims = returns.prepare(returned, found, book, placed, currencies)
    pair = pairs.find(claims, returned, book, booked, terms.days)
    claims = claims.with_columns(l=_other(pair, "r", "l", claims.height))
    book = book.with_columns(r=_other(pair, "l", "r", book.height)).join(
        above_debt(book, booked, placed.accounts), on="l", how="left", maintain_order="left"
    )
    book = book.with_columns(pl.col("over").fill_null(0))
    by_creditor = (returned["received_by"] == "CREDITOR").gather(book["r"])
    book = book.with_columns(side=judging.sides(book, by_creditor))
    items = pl.concat([_claimed(claims, returned, book, placed), _only_booked(book, placed)])
    items = items.with_columns(status_of(pl.col("rule")).alias("status"))
    return Tied(items, returned, booked, book, placed, found["opened"], tokens)


def _currencies(returned: pl.DataFrame, booked: pl.DataFrame, placed: Placed) -> pl.Enum:
    found = {DEFAULT}.union(*(frame["currency"].drop_nulls().unique() for frame in (returned, booked, placed.accounts)))
    return pl.Enum(sorted(found))


def _other(pair: pl.DataFrame, number: str, other: str, height: int) -> pl.Series:
    """Return for each line of one side its pair's line on the other side."""
    blank = pl.repeat(None, height, dtype=pl.UInt32, eager=True)
    return blank.scatter(pair[number], pair[other])


def _claimed(claims: pl.DataFrame, returned: pl.DataFrame, book: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """The items with a returned line."""
    booked = claims["l"]
    rule = judging.judge_claims(claims, returned, book, placed.accounts)
    day = pl.coalesce(pl.lit(book["day"].gather(booked)), "day")
    return claims.select(
        "r",
        "l",
        "p",
        pl.lit(returned["agency"]).alias("agency"),
        "cur",
        pl.lit(rule).alias("rule"),
        pl.lit(book["side"].gather(booked)).alias("side"),
        pl.col("minor").alias("claimed"),
        pl.lit(book["minor"].gather(booked)).alias("cash"),
        day.alias("day"),
        pl.lit(book["over"].gather(booked)).fill_null(0).alias("over"),
    )


def _only_booked(book: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """The items of the ledger alone."""
    alone = book.with_columns(rule=judging.judge_bookings(book)).filter(pl.col("r").is_null())
    agency = placed.accounts["agency"].gather(alone["p"])
    return alone.select(
        pl.lit(None, pl.UInt32).alias("r"),
        "l",
        "p",
        pl.lit(agency).alias("agency"),
        "cur",
        "rule",
        "side",
        pl.lit(None, pl.Int64).alias("claimed"),
        pl.col("minor").alias("cash"),
        "day",
        "over",
    )
