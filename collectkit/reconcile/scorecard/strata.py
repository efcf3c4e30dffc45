"""What agencies had, stratum by stratum, at one age: the sums from which ratios and their variances are made.

A stratum is bucket, balance band and, where every account has one, hand. In it liquidation is the ratio of two sums,
R = Σy ÷ Σx, of what the accounts brought in and of their balances. Its variance is that of a ratio estimate (Cochran,
Sampling Techniques, 3rd ed. 1977, chapter 6): v = n/(n−1) · Σ(y − Rx)² ÷ (Σx)². The accounts are taken for a sample of
all that could have been placed, so there is no finite population correction.

Where y comes from several ledgers, the products of an account's parts are not known. Then the standard errors of the
parts add up, which is the most that the whole can have (a norm is no more than the sum of norms): such an interval is
never too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from collectkit.reconcile.scorecard.panel import Panel

FULL_DAYS = 28
"""A month after the first counts when its window has so many of its days: every calendar month has."""

Stratum = tuple[str, int, int | None]
"""Bucket (empty: none is known), where the balance band begins, and hand (None: hands are not told apart)."""


@dataclass(slots=True)
class Part:
    """An agency's accounts of one stratum.

    Attributes:
        accounts, placed_minor, collected_minor: n, Σx and Σy.
        error: the standard error of *ratio*; 0 where there are not two accounts.
    """

    accounts: int
    placed_minor: int
    collected_minor: int
    error: float

    @property
    def ratio(self) -> float:
        """Liquidation."""
        return self.collected_minor / self.placed_minor


@dataclass(frozen=True, slots=True)
class Aged:
    """The placements that have an age, and what is not among them.

    Attributes:
        months: since placement.
        by_hand: whether hands are told apart.
        parts: agency -> stratum -> its part; only strata in which something was placed.
        days: agency -> days that a placement has had on average, accounts weighing alike.
        placed_months: agency -> month of placement -> what was placed in it.
        too_young, short, unvalued: agency -> accounts that do not count: not yet seen so long, with a shorter window,
            or without a balance.
    """

    currency: str
    months: int
    by_hand: bool
    parts: Mapping[str, Mapping[Stratum, Part]]
    days: Mapping[str, float]
    placed_months: Mapping[str, Mapping[str, int]]
    too_young: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[str, int] = field(default_factory=dict)
    unvalued: Mapping[str, int] = field(default_factory=dict)


def reach(panel: Panel, currency: str) -> dict[str, int]:
    """Return for each agency how many months since placement are seen of one of its placements, and count."""
    mine = _mine(panel, currency).with_columns(age=pl.min_horizontal("observed", _long()))
    return dict(mine.group_by("agency").agg(pl.col("age").max()).sort("agency").iter_rows())


def _mine(panel: Panel, currency: str) -> pl.DataFrame:
    return panel.cells.filter(pl.col("currency") == currency, pl.col("accounts") > 0)


def _long() -> pl.Expr:
    """How many months of a window count; null where it is open."""
    window = pl.col("window")
    begins = pl.col("placed_on").dt.offset_by(pl.format("{}mo", window - 1))
    last = (pl.col("recall_on") - begins).dt.total_days() + 1
    return pl.when((window > 1) & (last < FULL_DAYS)).then(window - 1).otherwise(window)


def aged(panel: Panel, currency: str, months: int) -> Aged:
    """Return what agencies had of one currency at an age of so many months."""
    mine = _mine(panel, currency).with_columns(long=_long())
    short = (pl.col("long") < months).fill_null(value=False)
    young = ~short & (pl.col("observed") < months)
    unvalued = ~short & ~young & pl.col("band_minor").is_null()
    old = mine.filter(~short, ~young, pl.col("band_minor").is_not_null())
    by_hand = old.height > 0 and not old["hand"].null_count()
    hand = pl.col("hand") if by_hand else pl.lit(None, pl.Int64)
    old = old.with_columns(bucket=pl.col("bucket").fill_null(""), hand=hand)
    days = pl.when(pl.lit(months) == 1).then("days").otherwise(pl.lit(months) * 30)
    spent = old.group_by("agency").agg((days * pl.col("accounts")).sum() / pl.col("accounts").sum())
    parts: dict[str, dict[Stratum, Part]] = {}
    for agency, bucket, band, hand_, *sums in _sums(panel, old, months).iter_rows():
        parts.setdefault(agency, {})[bucket, band, hand_] = _part(*sums)
    placed: dict[str, dict[str, int]] = {}
    month = pl.col("placed_on").dt.strftime("%Y-%m").alias("placed_month")
    of_month = old.group_by("agency", month).agg(pl.col("placed_minor").sum()).sort("agency", "placed_month")
    for agency, name, amount in of_month.iter_rows():
        placed.setdefault(agency, {})[name] = amount
    return Aged(
        currency, months, by_hand, parts, dict(spent.iter_rows()), placed,
        *(_counted(mine.filter(kind)) for kind in (young, short, unvalued)),
    )  # fmt: skip


def _counted(cells: pl.DataFrame) -> dict[str, int]:
    return dict(cells.group_by("agency").agg(pl.col("accounts").sum()).sort("agency").iter_rows())


def _sums(panel: Panel, cells: pl.DataFrame, months: int) -> pl.DataFrame:
    """Return a row an agency and stratum: n, Σx, Σx², and of each source a list of Σy, Σy² and Σxy."""
    keys = ["agency", "bucket", "band_minor", "hand"]
    size = cells.group_by(keys).agg(
        pl.col("accounts").sum(), pl.col("placed_minor").sum(), pl.col("placed_squares").sum()
    )
    came = panel.rows.filter(pl.col("month") < months).join(cells.select("cell", *keys), on="cell", how="inner")
    each = came.group_by(*keys, "source").agg(pl.col("collected_minor", "squares", "products").sum())
    lists = each.sort("source").group_by(keys).agg(pl.col("collected_minor", "squares", "products"))
    return size.join(lists, on=keys, how="left", nulls_equal=True).sort(keys)


def _part(
    accounts: int, placed: int, x_squares: float, collected: list[int], squares: list[float], products: list[float]
) -> Part:
    error = 0.0
    for y, yy, xy in zip(collected, squares, products, strict=True):
        ratio = y / placed
        rest = max(yy - 2 * ratio * xy + ratio * ratio * x_squares, 0.0)
        error += math.sqrt(rest * accounts / (accounts - 1)) / placed if accounts > 1 else 0.0
    return Part(accounts, placed, sum(collected), error)
