"""What had been paid on each account as of a day: the ledger's lines, with reversals tied to what they take back.

Money counts from its value date, whatever the day it was posted on: a back-dated payment changes the days since its
value date. A reversal that names its payment counts from that payment's value date too, as if it had never been made;
one that names none counts from its own. The order of lines never matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.segment.repeated import repeated
from collectkit.tables import cash

_SAME = ("key", "reversal", "amount", "currency", "day", "posted", "txn", "reverses")


@dataclass(frozen=True, slots=True)
class Tied:
    """A ledger that is ready to be asked for any day.

    Attributes:
        entries: `key`, `amount`, `day` (from which it counts) and `known` (the day since which it is known).
        repeated: lines that say what another says, number and all, and do not count again.
        orphans: rows of the reversals whose payment the ledger has not: they take nothing back.
        unclear: rows and keys of the reversals that take back a reversal.
    """

    entries: pl.DataFrame
    repeated: int
    orphans: pl.Series
    unclear: pl.DataFrame


def tie(entries: pl.DataFrame) -> Tied:
    """Tie the reversals among *entries* (`instalments.ENTRIES`) to what they take back."""
    once = _once(entries)
    naming = (pl.col("reversal") & pl.col("reverses").is_not_null()).fill_null(value=False)
    named = once.filter(naming)
    columns = [*("key", "amount", "day"), pl.col("posted").alias("known")]
    plain = once.filter(~naming)
    if not named.height:
        none = named["row"]
        return Tied(plain.select(columns), entries.height - once.height, none, named.select("row", "key"))
    on = {"left_on": ["key", "txn"], "right_on": ["key", "reverses"]}
    paid = once.filter(~pl.col("reversal")).join(named.select("key", "reverses"), how="semi", **on)  # type: ignore[arg-type]
    paid = paid.group_by("key", "txn").agg(pl.col("day").min().alias("of"), pl.col("posted").min().alias("since"))
    found = named.join(paid, left_on=["key", "reverses"], right_on=["key", "txn"], how="left")
    lost = found.filter(pl.col("of").is_null())
    unclear = once.filter(cash.unclear(once, "key", "txn", pl.col("reversal")))
    orphans = lost.join(unclear, on="row", how="anti")
    tied = found.filter(pl.col("of").is_not_null()).select(
        "key", "amount", pl.col("of").alias("day"), pl.max_horizontal("posted", "since").alias("known")
    )
    return Tied(
        pl.concat([plain.select(columns), tied]),
        entries.height - once.height,
        orphans["row"].sort(),
        unclear.select("row", "key").sort("row"),
    )


def _once(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the lines without those that say what another says; a line without a number is its own."""
    several = entries["txn"].is_duplicated() & entries["txn"].is_not_null()
    if not several.any():
        return entries
    first = entries.filter(several).sort("row").filter(~repeated("txn", _SAME))
    return pl.concat([entries.filter(~several), first])


def paid(tied: Tied, as_of: date, known_by: date | None = None) -> pl.DataFrame:
    """Return what had been paid: `key` and `paid` (Int128), a row an account with any entry that counts.

    Args:
        as_of: entries of later days do not count yet.
        known_by: only what was posted by this day counts; None counts all that is known now.
    """
    counts = tied.entries.filter(pl.col("day") <= as_of)
    if known_by is not None:
        counts = counts.filter(pl.col("known") <= known_by)
    return counts.group_by("key").agg(pl.col("amount").cast(pl.Int128).sum().alias("paid"))
