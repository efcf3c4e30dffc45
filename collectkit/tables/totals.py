"""Rows, nulls and sums of a table: what a manifest states of a file, and what its reader recomputes.

Counts and sums are strings of digits there, for RFC 8785 numbers end at 2**53.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

FORMAT = "collectkit/manifest/1"
"""The format of every manifest, of a masked file and of a package."""

NO_CURRENCY = "CNY"
"""What amounts are in where no currency is named."""
NO_BUCKET = ""
"""The bucket of accounts that have none."""
GROUPING = ("currency", "bucket")
"""The columns by which sums are told apart."""


@dataclass(slots=True)
class Totals:
    """Rows, nulls and sums of a table, added up batch by batch; sums are exact, in minor units.

    Attributes:
        sums: by currency, and by bucket where the table has a column of buckets: column -> sum.
        counts: rows in the same order.
    """

    rows: int = 0
    nulls: Counter[str] = field(default_factory=Counter)
    sums: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    as_of: set[date] = field(default_factory=set)
    bucketed: bool = False

    def add(self, frame: pl.DataFrame) -> None:
        """Add a batch; columns of money are the integer ones whose name ends in ``_minor``."""
        dated = "as_of" in frame.columns and frame["as_of"].dtype == pl.Date
        as_of = frame["as_of"].drop_nulls().unique().to_list() if dated else []
        money = [s.name for s in frame if s.name.endswith("_minor") and s.dtype.is_integer()]
        grouping = [name for name in GROUPING if name in frame.columns]
        self.count(frame.height, {s.name: s.null_count() for s in frame}, frame.select(*money, *grouping), as_of)

    def count(self, rows: int, nulls: Mapping[str, int], frame: pl.DataFrame, as_of: Iterable[date]) -> None:
        """Add a batch of which this is known.

        Args:
            nulls: of every column.
            frame: the columns of money and those of `GROUPING`.
            as_of: the days that it holds for.
        """
        grouping = [name for name in GROUPING if name in frame.columns]
        money = [name for name in frame.columns if name not in grouping]
        total = pl.col(money).cast(pl.Int128).sum()
        if not grouping:
            found = frame.select(total).rows()[0] if money else ()
            self.of_one(rows, nulls, dict(zip(money, found, strict=True)), as_of)
            return
        self._count(rows, nulls, as_of)
        self.bucketed = "bucket" in frame.columns
        currency = pl.col("currency").fill_null(NO_CURRENCY) if "currency" in grouping else pl.lit(NO_CURRENCY)
        bucket = pl.col("bucket").cast(pl.String).fill_null(NO_BUCKET) if self.bucketed else pl.lit(NO_BUCKET)
        groups = frame.group_by(currency.alias(" currency"), bucket.alias(" bucket"))
        for of, within, of_group, *values in groups.agg(pl.len().alias(" rows"), total).rows():
            self._sum(of, within, of_group, dict(zip(money, values, strict=True)))

    def of_one(self, rows: int, nulls: Mapping[str, int], sums: Mapping[str, int], as_of: Iterable[date]) -> None:
        """Add a batch that has none of the columns of `GROUPING`; *sums* are those of its columns of money."""
        self._count(rows, nulls, as_of)
        if rows:
            self._sum(NO_CURRENCY, NO_BUCKET, rows, sums)

    def _count(self, rows: int, nulls: Mapping[str, int], as_of: Iterable[date]) -> None:
        self.rows += rows
        self.nulls.update(nulls)
        self.as_of.update(as_of)

    def merge(self, other: Totals) -> None:
        """Add what was added up elsewhere."""
        self.rows += other.rows
        self.nulls.update(other.nulls)
        self.bucketed |= other.bucketed
        self.as_of |= other.as_of
        for (of, within), sums in other.sums.items():
            self._sum(of, within, other.counts[of, within], sums)

    def _sum(self, of: str, within: str, rows: int, sums: Mapping[str, int]) -> None:
        self.counts[of, within] += rows
        self.sums.setdefault((of, within), Counter()).update(sums)

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest states."""
        found: dict[str, Any] = {
            "rows": str(self.rows),
            "nulls": {name: str(count) for name, count in sorted(self.nulls.items())},
            "sums_minor": {of: _digits(self.of(of)) for of in sorted({of for of, _ in self.sums})},
        }
        if self.bucketed:
            found["buckets"] = [
                {"currency": of, "bucket": within, "rows": str(self.counts[of, within]), "sums_minor": _digits(sums)}
                for (of, within), sums in sorted(self.sums.items())
            ]
        return found

    def of(self, currency: str) -> Counter[str]:
        """Return the sums in one currency, over all buckets."""
        total: Counter[str] = Counter()
        for (of, _), sums in self.sums.items():
            if of == currency:
                total.update(sums)
        return total


def _digits(sums: Mapping[str, int]) -> dict[str, str]:
    return {name: str(total) for name, total in sorted(sums.items())}
