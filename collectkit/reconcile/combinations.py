"""Combines what no single line explains: several ledger lines make up one claim, or several claims one ledger line.

All lines of a combination have one account and currency, no two of their dates lie further apart than the tolerance,
and the several add up to the one exactly. A line is in one combination. Which lines come together is decided by what
they say, in two steps:

1. All lines that one side has left on a day make up a line of the other side: `by_days`.
2. Two lines do, then three, up to six: `subsets.search`.

Claims of one combination name one receiver: what the agency received is not mixed with what the creditor did.
"""

from __future__ import annotations

import polars as pl

from collectkit.reconcile import subsets
from collectkit.reconcile.subsets import Combination

COMBINED = {"group": pl.UInt32(), "r": pl.UInt32(), "l": pl.UInt32(), "split": pl.Boolean()}
"""A row a line: its combination, its place on its own side, and whether the one is the claim (else the ledger line)."""

_KEYS = ["account", "minor", "day"]
_HIGHEST = 2**63 - 1


def find(claims: pl.DataFrame, bookings: pl.DataFrame, days: int) -> pl.DataFrame:
    """Combine lines.

    Args:
        claims: payments that have no pair: ``r``, ``account``, ``minor`` (above 0), ``day``, ``received_by``, then what
            else they say, which decides their order.
        bookings: the same with ``l``, without a receiver.
        days: how far two dates may lie apart.

    Returns:
        `COMBINED`; combinations are numbered by account and day.
    """
    claims = claims.join(bookings, on="account", how="semi")
    bookings = bookings.join(claims, on="account", how="semi")
    if claims.is_empty() or claims.height + bookings.height < 3:
        return pl.DataFrame(schema=COMBINED)
    lines = pl.concat([_lined(claims, "r"), _lined(bookings, "l")])
    found = by_days(lines, days)
    found += subsets.search(_left(lines, found), days)
    rows = [
        (group, number if mine else None, None if mine else number, one.split)
        for group, one in enumerate(sorted(found))
        for mine, numbers in ((one.split, [one.number]), (not one.split, one.parts))
        for number in numbers
    ]
    return pl.DataFrame(rows, schema=COMBINED, orient="row")


def _lined(lines: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return lines of one side with ``nth``: how they come by day, amount, and what they say."""
    said = [name for name in lines.columns if name not in {*_KEYS, number}]
    receiver = pl.col("received_by").cast(pl.String) if number == "r" else pl.lit("")
    return lines.sort("day", "account", "minor", *said).select(
        *_KEYS,
        receiver.alias("receiver"),
        pl.lit(number == "r").alias("mine"),
        pl.col(number).alias("number"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("nth"),
    )


def by_days(lines: pl.DataFrame, days: int) -> list[Combination]:
    """Combine all lines that one side has left on a day with a line of the other side.

    Of several ways, the one of fewer lines comes first, then that of nearer days.

    Args:
        lines: ``account``, ``minor``, ``day``, ``receiver``, ``mine`` (it is a claim), ``number`` and ``nth``.
    """
    sets = (
        lines.sort("nth")
        .group_by("account", "day", "mine", "receiver")
        .agg(pl.col("minor").cast(pl.Int128).sum(), pl.col("number").alias("parts"), pl.len().alias("several"))
    )
    sets = sets.filter(pl.col("several") > 1, pl.col("minor") <= _HIGHEST).with_columns(
        pl.col("minor").cast(pl.Int64), ~pl.col("mine"), pl.col("day").alias("on")
    )
    ways = lines.drop("receiver").join(sets.drop("day"), on=["account", "minor", "mine"], how="inner")
    apart = (pl.col("day") - pl.col("on")).abs()
    ways = ways.filter(apart <= days).sort("account", "several", apart, "day", "on", ~pl.col("mine"), "nth", "receiver")
    taken: set[tuple[bool, int]] = set()
    found = []
    for account, day, mine, nth, number, parts in ways.select(
        "account", "day", "mine", "nth", "number", "parts"
    ).iter_rows():
        used = {(mine, number), *((not mine, part) for part in parts)}
        if taken.isdisjoint(used):
            taken |= used
            found.append(Combination(account, day, not mine, nth, number, tuple(parts)))
    return found


def _left(lines: pl.DataFrame, found: list[Combination]) -> pl.DataFrame:
    """Return the lines that are in no combination."""
    if not found:
        return lines
    of_one = [(one.split, one.number) for one in found]
    of_several = [(not one.split, part) for one in found for part in one.parts]
    used = pl.DataFrame([*of_one, *of_several], schema={"mine": pl.Boolean, "number": pl.UInt32}, orient="row")
    return lines.join(used, on=["mine", "number"], how="anti")
