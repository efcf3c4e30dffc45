"""Which returned line and which ledger line are one and the same: payments first, then what takes them back."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile import book as ledger
from collectkit.reconcile import claims as returns
from collectkit.reconcile import matching
from collectkit.reconcile.matching import EXACT, PAIR


def find(
    claims: pl.DataFrame, returned: pl.DataFrame, book: pl.DataFrame, booked: pl.DataFrame, days: int
) -> pl.DataFrame:
    """Pair lines.

    Args:
        claims: as `claims.prepare` returns it, of the lines *returned*.
        book: as `book.prepare` returns it, of the lines *booked*.
        days: how far the dates of a pair may lie apart.

    Returns:
        ``r`` and ``l``, a row a pair.
    """
    able = claims["rule"].is_null()
    mine = claims.select("r", *EXACT, "back", "target").hstack(returned.select(returns.SAID)).filter(able)
    free = book["rule"].is_null() & book["p"].is_not_null()
    theirs = book.select("l", *EXACT, "link").hstack(booked.select(*ledger.SAID, "file", "row")).filter(free)
    paid, given = _side(mine.filter(~mine["back"]), "r"), _side(theirs.filter(theirs["minor"] > 0), "l")
    pairs = matching.pair(paid, given, days)
    back, taken = mine.filter("back"), theirs.filter(pl.col("minor") < 0)
    if back.is_empty() or taken.is_empty():
        return pairs
    named = _named(back, taken, pairs)
    back, taken = back.join(named, on="r", how="anti"), taken.join(named, on="l", how="anti")
    return pl.concat([pairs, named, matching.pair(_side(back, "r"), _side(taken, "l"), days)])


def _side(lines: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return what `matching.pair` takes."""
    return lines.select(number, *EXACT, *_said(number))


def _said(number: str) -> tuple[str, ...]:
    return returns.SAID if number == "r" else (*ledger.SAID, "file", "row")


def _named(back: pl.DataFrame, taken: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pair reversals that take back the two halves of one pair, whatever their days."""
    aimed = back.select("r", "minor", "target", "day", *returns.SAID).join(
        pairs.select(pl.col("r").alias("target"), pl.col("l").alias("link")), on="target", how="inner"
    )
    order = [f"l_{name}" for name in _said("l")]
    gone = taken.select("l", "link", "minor", pl.col("day").alias("booked"), pl.col(_said("l")).name.prefix("l_"))
    both = aimed.join(gone, on=["link", "minor"], how="inner")
    both = both.sort("day", *returns.SAID, "booked", *order)
    both = both.unique("r", keep="first", maintain_order=True).unique("l", keep="first", maintain_order=True)
    return both.select(pl.col(name).cast(type_) for name, type_ in PAIR.items())
