"""Which lines are counted together: for tiers, for the cap of an account, on an invoice."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from collectkit.reconcile.commission.given import Given
from collectkit.reconcile.commission.order import digits

_KEYS = ("agency", "cur", "day")
_MOST = 2**63


def of_tiers(given: Given) -> pl.DataFrame:
    """Return ``group`` (UInt64: agency, currency and period of each line by its terms) and ``slot`` (that and the day).

    And ``period``, by which a line and the payment that it takes back are of one period or not.
    """
    period: pl.Expr = _month()
    for over, number in (("batch", _batch(given)), ("account", pl.col("p").cast(pl.UInt64))):
        codes = given.agreed("tier_over", over)
        if codes:
            period = pl.when(pl.lit(given.of_agencies(codes))).then(number).otherwise(period)
    by_row = pl.lit(given.of_agencies(given.agreed("tier_sum", "row")))
    row = pl.when(by_row).then("row").fill_null(len(given.rates.rate))
    return _grouped(given.lines.select(*_KEYS, period.alias("period"), row=row), ["period", "row"])


def of_accounts(given: Given) -> pl.DataFrame:
    """Return ``group`` (UInt64: placement, currency and row of each line) and ``slot`` (that and the day)."""
    row = pl.col("row").fill_null(len(given.rates.rate))
    return _grouped(given.lines.select(*_KEYS, "p", row), ["p", "row"])


def of_invoices(given: Given) -> pl.Series:
    """Return the invoice of each line, UInt64: agency, currency and month."""
    return _grouped(given.lines.select(*_KEYS, _month().alias("period")), ["period"])["group"]


def _grouped(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return ``group`` and ``slot``, and the columns that lines are grouped by beside agency and currency."""
    keys = ("agency", "cur", *by)
    frame = frame.with_columns(pl.col("cur").to_physical(), day=pl.col("day") - pl.col("day").min())
    if math.prod(_bases(frame, (*keys, "day")).values()) >= _MOST:
        frame = frame.with_columns((pl.col(*keys, "day").rank("dense") - 1).cast(pl.UInt64))
    bases = _bases(frame, (*keys, "day"))
    group = digits(*((pl.col(name), bases[name]) for name in keys))
    return frame.select(group.alias("group"), digits((group, 1), (pl.col("day"), bases["day"])).alias("slot"), *by)


def _bases(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, int]:
    most = frame.select(pl.col(names).max().fill_null(0)).row(0, named=True)
    return {name: int(number) + 1 for name, number in most.items()}


def _month() -> pl.Expr:
    day = pl.col("day").cast(pl.Date)
    return day.dt.year().cast(pl.UInt64) * 12 + day.dt.month().cast(pl.UInt64)


def _batch(given: Given) -> pl.Expr:
    return pl.lit(given.by_placement("batch").to_physical().cast(pl.UInt64).fill_null(2**32))
