"""Which returned line and which ledger line are one and the same: payments first, then what takes them back."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile import matching
from collectkit.reconcile.matching import EXACT, PAIR

_SAID = ("received_by", "payment_id", "fee_claimed", "reverses", "file", "row")
"""What decides the order of a returned line among its equals, beside `EXACT`."""


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
    mine = claims.select("r", *EXACT, "back", "target").hstack(returned.select(_SAID)).filter(able)
    free = book["rule"].is_null() & book["p"].is_not_null()
    theirs = book.select("l", *EXACT, "link").hstack(booked.select("txn_id", "file", "row")).filter(free)
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
    said = [name for name in (*_SAID, "txn_id") if name in lines.columns]
    return lines.select(number, *EXACT, *said)


def _named(back: pl.DataFrame, taken: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pair reversals that take back the two halves of one pair, whatever their days."""
    aimed = back.select("r", "minor", pl.col("target")).join(
        pairs.select(pl.col("r").alias("target"), pl.col("l").alias("link")), on="target", how="inner"
    )
    both = aimed.join(taken.select("l", "link", "minor"), on=["link", "minor"], how="inner").sort("r", "l")
    both = both.unique("r", keep="first", maintain_order=True).unique("l", keep="first", maintain_order=True)
    return both.select(pl.col(name).cast(type_) for name, type_ in PAIR.items())
