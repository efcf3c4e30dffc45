"""Liquidation curves: what came in of what was placed, by batch and month since placement; blank where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from collectkit.fields.number import ppm
from collectkit.reconcile.scorecard.panel import Panel

_BY = ["agency", "batch", "currency"]


@dataclass(frozen=True, slots=True)
class Point:
    """One batch of one agency at one of its months.

    Attributes:
        placed_on: the first day on which an account of the batch was placed.
        months: since placement that have passed: 1 is the first of them.
        accounts, placed_minor: of the whole batch.
        collected_minor, direct_minor: by the end of the month, less what was taken back: what the agency brought in,
            and what came without it. None where a placement of the batch was not seen day by day until then.
        liquidation_ppm: *collected_minor* by *placed_minor*.
        with_direct_ppm: the same, direct payments included.
    """

    agency: str
    batch: str | None
    currency: str
    placed_on: date | None
    months: int
    accounts: int
    placed_minor: int
    collected_minor: int | None
    direct_minor: int | None
    liquidation_ppm: int | None
    with_direct_ppm: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        placed_on = None if self.placed_on is None else self.placed_on.isoformat()
        return {**asdict(self), "placed_on": placed_on}


def curves(panel: Panel) -> Iterator[Point]:
    """Yield the curves, each batch's months in order: to the last one that is seen whole of any of its placements."""
    cells = panel.cells.filter(pl.col("accounts") > 0)
    # A placement whose whole window was seen has nothing more to come.
    ended = pl.col("window").is_not_null() & (pl.col("observed") >= pl.col("window"))
    cells = cells.with_columns(ended=ended)
    money = panel.rows.join(cells.select("cell", *_BY), on="cell", how="inner")
    money = money.group_by(*_BY, "month").agg(pl.col("collected_minor", "direct_minor").sum()).sort(*_BY, "month")
    batches = cells.group_by(_BY).agg(
        pl.col("placed_on").min(),
        pl.col("accounts", "placed_minor").sum(),
        pl.col("observed").max().alias("length"),
        pl.when(pl.col("ended")).then(None).otherwise("observed").min().alias("seen"),
    )
    for batch in batches.sort("agency", "currency", "placed_on", "batch", nulls_last=True).iter_rows(named=True):
        same = [pl.col(name).eq_missing(pl.lit(batch[name])) for name in _BY]
        came = money.filter(*same)
        for months in range(1, batch["length"] + 1):
            known = batch["seen"] is None or months <= batch["seen"]
            by = came.filter(pl.col("month") < months)
            collected, direct = (int(by[name].sum()) if known else None for name in ("collected_minor", "direct_minor"))
            both = None if collected is None or direct is None else collected + direct
            yield Point(
                **{name: batch[name] for name in (*_BY, "placed_on", "accounts", "placed_minor")},
                months=months,
                collected_minor=collected,
                direct_minor=direct,
                liquidation_ppm=ppm(collected, batch["placed_minor"]),
                with_direct_ppm=ppm(both, batch["placed_minor"]),
            )
