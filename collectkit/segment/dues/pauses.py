"""Days on which the count stood still: pauses that overlap are merged first, so that no day is taken off twice.

A pause takes off the days from its first to its last, both included, that lie after the anchor and not after the as-of
day: those on which the account would have grown older.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.segment.lookup import find


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of all accounts, up to a day.

    Attributes:
        ids: account numbers, sorted, unique; also those whose pauses all lie later.
        spans: `place` in *ids* (UInt32), `first` and `last` (Int64 days since 1970), which do not overlap.
        as_of: the day.
    """

    ids: pl.Series
    spans: pl.DataFrame
    as_of: date

    def find(self, accounts: pl.Series) -> pl.Series:
        """Return the place of each account in `ids`: UInt32, null for accounts that were never paused."""
        return find(self.ids, accounts)

    def days(self, places: pl.Series, past: pl.Series) -> pl.Series:
        """Return how many of the days past due of each account were paused: Int64, 0 and up.

        Args:
            places: as `find` returns them.
            past: days since the anchor, as of the day; null where there is none.
        """
        anchor = pl.lit(self.as_of).to_physical().cast(pl.Int64) - pl.lit(past)
        accounts = pl.select(
            pl.int_range(len(past)).alias("row"), pl.lit(places).alias("place"), anchor.alias("anchor")
        )
        overlap = pl.col("last") - pl.max_horizontal("first", pl.col("anchor") + 1) + 1
        taken = accounts.drop_nulls().join(self.spans, on="place").group_by("row").agg(overlap.clip(0).sum())
        return pl.repeat(0, len(past), dtype=pl.Int64, eager=True).scatter(taken["row"], taken["last"])


def merge(lines: pl.DataFrame, as_of: date) -> Pauses:
    """Merge pauses that overlap or enclose each other.

    Args:
        lines: `account` (String), `from` and `to` (Date; null: it is still going on).
        as_of: the day up to which days are counted.
    """
    ids = lines["account"].unique().sort()
    first, last = (pl.col(name).to_physical().cast(pl.Int64) for name in ("from", "to"))
    day = pl.lit(as_of).to_physical().cast(pl.Int64)
    spans = (
        lines.select(
            pl.lit(find(ids, lines["account"])).alias("place"),
            first.alias("first"),
            pl.min_horizontal(last.fill_null(day), day).alias("last"),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .sort("place", "first", "last")
        .with_columns(pl.col("last").cum_max().shift(1).over("place").alias("before"))
        .with_columns((pl.col("before").is_null() | (pl.col("first") > pl.col("before"))).cum_sum().alias("span"))
        .group_by("place", "span", maintain_order=True)
        .agg(pl.col("first").min(), pl.col("last").max())
    )
    return Pauses(ids, spans.drop("span"), as_of)
