"""Rows, nulls and sums of a table: what a manifest states of a file, and what its reader recomputes.

Counts and sums are strings of digits there, for RFC 8785 numbers end at 2**53.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
        self.rows += frame.height
        self.nulls.update({s.name: s.null_count() for s in frame})
        self.bucketed = "bucket" in frame.columns
        currency = pl.col("currency").fill_null(NO_CURRENCY) if "currency" in frame.columns else pl.lit(NO_CURRENCY)
        bucket = pl.col("bucket").cast(pl.String).fill_null(NO_BUCKET) if self.bucketed else pl.lit(NO_BUCKET)
        money = [s.name for s in frame if s.name.endswith("_minor") and s.dtype.is_integer()]
        groups = frame.group_by(currency.alias(" currency"), bucket.alias(" bucket"))
        for of, within, rows, *values in groups.agg(
            pl.len().alias(" rows"), pl.col(money).cast(pl.Int128).sum()
        ).rows():
            self.counts[of, within] += rows
            self.sums.setdefault((of, within), Counter()).update(dict(zip(money, values, strict=True)))
        if "as_of" in frame.columns and frame["as_of"].dtype == pl.Date:
            self.as_of.update(frame["as_of"].drop_nulls().unique().to_list())

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
