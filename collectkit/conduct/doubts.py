"""Contacts of which a rule cannot say whether they break it: how many for which cause, and the first of each cause."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from collectkit.conduct.breaches import FOUND, UNKNOWN
from collectkit.conduct.contacts import Part

LISTED = 10_000
"""How many contacts are listed of those that one rule cannot judge in one file for one reason; all are counted."""

CAUSE = ("rule", "agency", "file", "why")
_KEPT = [name for name in FOUND if name not in {"verdict", "evidence"}]


def told(part: Part, found: Sequence[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return of a part the first contacts that cannot be judged, and how many there are by `CAUSE` (`contacts`).

    The first ones are `FOUND` without verdict and evidence, and ``rule``, by contact and rule.

    Args:
        found: `FOUND` of each rule.
    """
    nothing = pl.DataFrame(schema={"rule": pl.UInt16, **{name: FOUND[name] for name in _KEPT}})
    doubted = pl.concat(
        [
            nothing,
            *(
                frame.filter(pl.col("verdict") == UNKNOWN).select(pl.lit(place, pl.UInt16).alias("rule"), *_KEPT)
                for place, frame in enumerate(found)
            ),
        ]
    )
    stands = part.contacts.select("agency", "file", "row")[doubted["contact"]]
    causes = _causes(doubted.select("rule", "why").hstack(stands))
    listed = doubted[_first(causes)].sort("contact", "rule")
    return listed, causes.select(*CAUSE, "contacts")


def first(doubted: pl.DataFrame) -> pl.DataFrame:
    """Return the first rows of each cause, by their ``row`` in the file: no more than are listed."""
    return doubted[_first(_causes(doubted))]


def _causes(doubted: pl.DataFrame) -> pl.DataFrame:
    """Return the causes: how many rows each has (`contacts`), their places, and their ``row``."""
    places = doubted.select(*CAUSE, "row", place=pl.int_range(pl.len(), dtype=pl.UInt32))
    return places.group_by(CAUSE).agg("place", "row", contacts=pl.len().cast(pl.Int64))


def _first(causes: pl.DataFrame) -> pl.Series:
    """Return the places of the first rows of each cause, in order."""
    first_ones = [pl.Series(dtype=pl.UInt32)]
    for places, rows in zip(causes["place"], causes["row"], strict=True):
        few = places
        if len(rows) > LISTED:
            few = places.gather(np.argpartition(rows.to_numpy(), LISTED - 1)[:LISTED])
        first_ones.append(few)
    return pl.concat(first_ones).sort()
