"""The channel on which a debtor responds, from its own responses; nothing where they are too few to tell.

It is for choosing a fitting way to reach somebody, never for pressure: visits are no preference.
"""

from __future__ import annotations

import polars as pl

from collectkit.conduct.checks.applies import put_through, surely

LEAST = 3
"""Fewer contacts on a channel tell nothing of it."""
CHANNELS = ("CALL", "AI_CALL", "SMS", "APP", "EMAIL", "LETTER")


def preferred(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the channel that each debtor prefers: `debtor`, `preferred_channel`; no row where nobody can tell.

    It is the one with the largest share of responses, of at least `LEAST` contacts and at least half of them; of two
    with the same share none is preferred. A response is a contact with the debtor that was answered, or that the
    debtor began. What has no known result, or was perhaps with somebody else, is not counted.

    Args:
        contacts: `contacts.CONTACTS`.
    """
    began = surely(pl.col("direction") == "IN")
    tried = surely((pl.col("direction") == "OUT") & (pl.col("target") == "DEBTOR"))
    answered = pl.when(began).then(statement=True).when(tried).then(put_through())
    counted = contacts.filter(pl.col("channel").is_in(CHANNELS)).select("debtor", "channel", answered.alias("answered"))
    of_each = counted.drop_nulls().group_by("debtor", "channel").agg(pl.len().alias("all"), pl.col("answered").sum())
    told = of_each.filter(pl.col("all") >= LEAST, pl.col("answered") * 2 >= pl.col("all"))
    # Two shares of counts below 2**25 differ by more than a double rounds off.
    share = pl.col("answered") / pl.col("all")
    best = told.filter(share == share.max().over("debtor"))
    alone = best.group_by("debtor").agg(pl.len(), pl.col("channel").first()).filter(pl.col("len") == 1)
    return alone.select("debtor", pl.col("channel").cast(pl.String).alias("preferred_channel"))
