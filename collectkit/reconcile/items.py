"""Ties everything: each returned line and each ledger line ends in one item with one rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile import book as ledger
from collectkit.reconcile import claims as returns
from collectkit.reconcile import judging, owners, pairs
from collectkit.reconcile.combinations import COMBINED
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
            days since 1970), ``over`` (of the cash, above what was owed), ``group`` (UInt32: the items of one
            combination; null where a line stands for itself), ``holder`` (Enum: the agency that the ledger line's
            placement is with; null without one).
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
    ties = pairs.find(claims, returned, book, booked, placed, terms)
    claims, book = _tied(claims, ties, "r", "l"), _tied(book, ties, "l", "r")
    claims, book = _elsewhere(claims, book.with_columns(claimant=_claimants(book["r"], ties.combined)), placed)
    book = judging.with_tails(book)
    book = book.join(above_debt(book, booked, placed.accounts), on="l", how="left", maintain_order="left")
    book = book.with_columns(pl.col("over").fill_null(0))
    by_creditor = (returned["received_by"] == "CREDITOR").gather(book["claimant"])
    book = book.with_columns(side=judging.sides(book, by_creditor))
    items = pl.concat([_claimed(claims, returned, book, placed), _only_booked(book, placed)])
    holder = placed.accounts["agency"].gather(book["p"].gather(items["l"]))
    items = items.with_columns(status_of(pl.col("rule")).alias("status"), holder.alias("holder"))
    return Tied(items, returned, booked, book, placed, found["opened"], tokens)


def _currencies(returned: pl.DataFrame, booked: pl.DataFrame, placed: Placed) -> pl.Enum:
    found = {DEFAULT}.union(*(frame["currency"].drop_nulls().unique() for frame in (returned, booked, placed.accounts)))
    return pl.Enum(sorted(found))


def _tied(lines: pl.DataFrame, ties: pairs.Ties, number: str, other: str) -> pl.DataFrame:
    """Add to the lines of one side those of the *other* in their pairs, and ``group`` and ``split`` of combinations."""

    def placed(name: str, type_: pl.DataType, some: pl.DataFrame) -> pl.Series:
        blank = pl.repeat(None, lines.height, dtype=type_, eager=True)
        return blank.scatter(some[number], some[name]).alias(name)

    lines = lines.with_columns(placed(other, pl.UInt32(), ties.pairs))
    own = ties.combined.drop_nulls(number)
    more = {name: COMBINED[name] for name in ("group", "split")}
    if own.is_empty():
        return lines.with_columns(pl.lit(None, type_).alias(name) for name, type_ in more.items())
    return lines.with_columns(placed(name, type_, own) for name, type_ in more.items())


def _claimants(paired: pl.Series, combined: pl.DataFrame) -> pl.Series:
    """Return a returned line that belongs to each ledger line, alone or with others; null where there is none."""
    if combined.is_empty():
        return paired
    first = combined.group_by("group").agg(pl.col("r").min())
    own = combined.drop_nulls("l").select("l", "group").join(first, on="group")
    return paired.clone().scatter(own["l"], own["r"])


def _elsewhere(claims: pl.DataFrame, book: pl.DataFrame, placed: Placed) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add ``elsewhere``: a pair's ledger line fell in a placement with another agency than that of its returned line.

    A claim on an account that its agency had several times belongs to the placement of its ledger line.
    """
    if placed.shared.is_empty():
        nowhere = pl.lit(value=False).alias("elsewhere")
        return claims.with_columns(nowhere), book.with_columns(nowhere)
    booked = book["p"].gather(claims["l"])
    differs = (placed.first(booked, "holding") != placed.first(claims["p"], "holding")).fill_null(value=False)
    own = pl.when(pl.lit(booked.is_not_null() & ~differs)).then(pl.lit(booked)).otherwise("p")
    theirs = differs.gather(book["r"]).fill_null(value=False)
    return claims.with_columns(own.alias("p"), elsewhere=differs), book.with_columns(elsewhere=theirs)


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
        "group",
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
        "group",
    )
