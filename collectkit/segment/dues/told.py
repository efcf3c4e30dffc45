"""What a segmentation reports of schedule, pauses and tolerance: each adds up over batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.segment.tally import currencies

_PER_CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of accounts by name; add up over batches."""

    counts: Mapping[str, int]

    def __add__(self, other: Counted) -> Counted:
        """Return the counts of both batches."""
        return Counted({name: count + other.counts[name] for name, count in self.counts.items()})

    def as_dict(self) -> dict[str, int]:
        """Return the counts."""
        return dict(self.counts)


@dataclass(frozen=True, slots=True)
class Overdue:
    """The file's own overdue totals against those of the schedule, by currency; adds up over batches.

    Attributes:
        sums: `currency`, `accounts`, `differing`, and `given_minor`, `computed_minor` (Int128), of the accounts that
            have both.
    """

    sums: pl.DataFrame

    def __add__(self, other: Overdue) -> Overdue:
        """Return the sums of both batches."""
        return Overdue(pl.concat([self.sums, other.sums]).group_by(_PER_CURRENCY).agg(pl.all().sum()))

    def as_dict(self) -> list[dict[str, Any]]:
        """Return a row a currency."""
        return list(self.sums.sort(_PER_CURRENCY).iter_rows(named=True))


@dataclass(frozen=True, slots=True)
class Paused:
    """What pauses took off; adds up over batches.

    Attributes:
        paused: accounts in the file that lost days.
        days: that they lost together.
        met: places, in the pauses, of the accounts that are in the file.
        known: accounts in the pauses.
    """

    paused: int
    days: int
    met: pl.Series
    known: int

    def __add__(self, other: Paused) -> Paused:
        """Return what both batches lost."""
        met = pl.concat([self.met, other.met]).unique()
        return Paused(self.paused + other.paused, self.days + other.days, met, self.known)

    def as_dict(self) -> dict[str, int]:
        """Return plain numbers."""
        return {"accounts": self.paused, "days": self.days, "not_in_file": self.known - len(self.met)}


def compared(accounts: pl.DataFrame, computed: pl.Series) -> Overdue:
    """Compare the overdue totals of *accounts* with those that were *computed*, where there are both."""
    given = pl.col("overdue_total_minor").cast(pl.Int128)
    both = accounts.select(_PER_CURRENCY, given.alias("given_minor"), pl.lit(computed).alias("computed_minor"))
    sums = (
        both.drop_nulls(["given_minor", "computed_minor"])
        .group_by(_PER_CURRENCY)
        .agg(
            pl.len().cast(pl.Int64).alias("accounts"),
            (pl.col("given_minor") != pl.col("computed_minor")).sum().cast(pl.Int64).alias("differing"),
            pl.col("given_minor", "computed_minor").sum(),
        )
    )
    named = sums.with_columns(currencies(sums[_PER_CURRENCY]))
    return Overdue(named.group_by(_PER_CURRENCY).agg(pl.all().sum()))
