"""Which lines are one and the same: payments first, then what takes them back.

Payments are tied in this order, each line once:

1. pairs that agree to the fen, on the day, then near it (`matching`);
2. several lines that make up one, to the fen (`combinations`);
3. pairs whose amounts differ by no more than the tolerance, if there is one (`near_amounts`);
4. claims of an agency on what fell in the window of another one, which does not claim it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectkit.reconcile import book as ledger
from collectkit.reconcile import claims as returns
from collectkit.reconcile import combinations, matching, near_amounts
from collectkit.reconcile.matching import EXACT, PAIR
from collectkit.reconcile.terms import Placed, Terms


@dataclass(frozen=True, slots=True)
class Ties:
    """Which lines belong together.

    Attributes:
        pairs: ``r`` and ``l``, a row a pair.
        combined: `combinations.COMBINED`.
    """

    pairs: pl.DataFrame
    combined: pl.DataFrame


def find(
    claims: pl.DataFrame,
    returned: pl.DataFrame,
    book: pl.DataFrame,
    booked: pl.DataFrame,
    placed: Placed,
    terms: Terms,
) -> Ties:
    """Find which lines belong together.

    Args:
        claims: as `claims.prepare` returns it, of the lines *returned*.
        book: as `book.prepare` returns it, of the lines *booked*.
    """
    able = claims["rule"].is_null()
    mine = claims.select("r", *EXACT, "back", "target").hstack(returned.select(returns.SAID)).filter(able)
    free = book["rule"].is_null() & book["p"].is_not_null()
    theirs = book.select("l", *EXACT, "link").hstack(booked.select(*ledger.SAID, "file", "row")).filter(free)
    paid, given = _side(mine.filter(~mine["back"]), "r"), _side(theirs.filter(theirs["minor"] > 0), "l")
    pairs = matching.pair(paid, given, terms.days)
    paid, given = _left(paid, "r", pairs, claims.height), _left(given, "l", pairs, book.height)
    ties = _of_the_rest(paid, given, pairs, claims, book, placed, terms)
    back, taken = mine.filter("back"), theirs.filter(pl.col("minor") < 0)
    if back.is_empty() or taken.is_empty():
        return ties
    named = _named(back, taken, ties.pairs, terms.amount)
    back, taken = back.join(named, on="r", how="anti"), taken.join(named, on="l", how="anti")
    more = matching.pair(_side(back, "r"), _side(taken, "l"), terms.days)
    return Ties(pl.concat([ties.pairs, named, more]), ties.combined)


def _left(lines: pl.DataFrame, number: str, ties: pl.DataFrame, height: int) -> pl.DataFrame:
    """Return the lines of one side that nothing is tied to.

    Args:
        height: how many lines that side has in all.
    """
    tied = ties[number].drop_nulls()
    gone = pl.repeat(value=False, n=height, eager=True).scatter(tied, True) if len(tied) else None
    return lines if gone is None else lines.filter(~gone.gather(lines[number]))


def _of_the_rest(
    paid: pl.DataFrame,
    given: pl.DataFrame,
    pairs: pl.DataFrame,
    claims: pl.DataFrame,
    book: pl.DataFrame,
    placed: Placed,
    terms: Terms,
) -> Ties:
    """Tie payments that have no pair to the fen."""
    nothing = pl.DataFrame(schema=combinations.COMBINED)
    if paid.is_empty() or given.is_empty():
        return Ties(pairs, nothing)
    counting = book.select(~pl.col("early") & (~pl.col("late") | pl.col("in_tail"))).to_series()
    combined = combinations.find(
        paid.filter(~pl.col("r").is_in(claims["target"].drop_nulls().implode())),
        given.filter(counting.gather(given["l"])),
        terms.days,
    )
    if combined.height:
        paid, given = _left(paid, "r", combined, claims.height), _left(given, "l", combined, book.height)
    if terms.amount:
        near = near_amounts.pair(paid, given, terms.days, terms.amount)
        pairs = pl.concat([pairs, near])
        paid, given = _left(paid, "r", near, claims.height), _left(given, "l", near, book.height)
    if placed.shared.height:
        cross = matching.pair(_of_account(paid, claims, placed), _of_account(given, book, placed), terms.days)
        pairs = pl.concat([pairs, cross])
    return Ties(pairs, combined)


def _of_account(lines: pl.DataFrame, every: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """Return lines by their account and currency alone, whoever had it."""
    number = lines.columns[0]
    p = every["p"].gather(lines[number])
    first = placed.first(p, "account").cast(pl.UInt64)
    return lines.with_columns(account=first * _CURRENCIES + every["cur"].gather(lines[number]).to_physical())


_CURRENCIES = 1 << 16
"""More than there are codes of three letters."""


def _side(lines: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return what `matching.pair` takes."""
    return lines.select(number, *EXACT, *_said(number))


def _said(number: str) -> tuple[str, ...]:
    return returns.SAID if number == "r" else (*ledger.SAID, "file", "row")


def _named(back: pl.DataFrame, taken: pl.DataFrame, pairs: pl.DataFrame, amount: int) -> pl.DataFrame:
    """Pair reversals that take back the two halves of one pair, whatever their days; the nearest amounts first."""
    aimed = back.select("r", "minor", "target", "day", *returns.SAID).join(
        pairs.select(pl.col("r").alias("target"), pl.col("l").alias("link")), on="target", how="inner"
    )
    order = [f"l_{name}" for name in _said("l")]
    own = pl.col("minor").alias("gone"), pl.col("day").alias("booked"), pl.col(_said("l")).name.prefix("l_")
    apart = (pl.col("minor") - pl.col("gone")).abs()
    both = aimed.join(taken.select("l", "link", *own), on="link", how="inner").filter(apart <= amount)
    both = both.sort(apart, "day", *returns.SAID, "booked", *order)
    both = both.unique("r", keep="first", maintain_order=True).unique("l", keep="first", maintain_order=True)
    return both.select(pl.col(name).cast(type_) for name, type_ in PAIR.items())
