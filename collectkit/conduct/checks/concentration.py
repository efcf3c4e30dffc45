"""Whether one collector has too large a share of an agency's contacts, or of its breaches: over all parts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from collectkit.conduct.breaches import VERDICT
from collectkit.conduct.checks.applies import applies, in_force, possibly, surely
from collectkit.conduct.contacts import CREDITOR, Part
from collectkit.conduct.rule import Concentration, Rule

SHARES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "collector": pl.UInt32(),
        "verdict": VERDICT,
        "why": pl.String(),
        "measured": pl.Int64(),
        "allowed": pl.Int64(),
        "counted": pl.Int64(),
        "total": pl.Int64(),
    }
)
"""One row for each collector whose share is, or may be, too large, with ``agency`` before; by agency and collector.

- `collector`: null where those of whom nobody knows who made them are too many to say anything of the agency's people.
- `measured`, `allowed`: shares in parts per million: the least that it can be for a breach, else the most.
- `counted`, `total`: the collector's contacts (or breaches) and the agency's, of those that surely count.
"""

WHOLE = 1_000_000


def tally(rule: Rule, metric: Concentration, part: Part, broken: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return how many contacts or breaches of a part each collector has: agency, collector, sure, possible.

    Args:
        broken: what the other rules found in this part (`breaches.FOUND`). A contact that breaks two rules is two
            breaches; one that cannot be judged is none.

    The creditor's own people are not judged.
    """
    rows = part.contacts
    if metric.of == "breaches":
        rows = rows[
            pl.concat([pl.Series(dtype=pl.UInt32()), *(each.filter(verdict="BREACH")["contact"] for each in broken)])
        ]
    about = applies(rule.applies_to) & in_force(rule)
    return (
        rows.lazy()
        .filter(pl.col("agency") != CREDITOR)
        .select("agency", "collector", sure=surely(about), possible=possibly(about))
        .filter("possible")
        .group_by("agency", "collector")
        .agg(pl.sum("sure", "possible").cast(pl.Int64))
        .collect()
    )


def conclude(metric: Concentration, tallies: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return who has too large a share of the tallies of all parts: ``agency`` and `SHARES`.

    A contact that may count, or whose collector nobody knows, is taken against the collector for the most that the
    share can be, and for the others for the least.
    """
    count, agency = pl.sum("sure", "possible"), pl.col("agency")
    everyone = pl.concat(list(tallies)).group_by("agency", "collector").agg(count)
    totals = everyone.group_by("agency").agg(total=pl.sum("sure"), most=pl.sum("possible"))
    nobody = everyone.filter(pl.col("collector").is_null()).select(
        "agency", nobody_sure="sure", nobody_possible="possible"
    )
    named = pl.col("collector").is_not_null()
    sure, possible, total = pl.col("sure"), pl.col("possible"), pl.col("total")
    most = possible + pl.when(named).then(pl.col("nobody_possible")).otherwise(0)
    others = total - sure - pl.when(named).then(pl.col("nobody_sure")).otherwise(0)
    rows = (
        everyone.join(totals, on="agency")
        .join(nobody, on="agency", how="left")
        .with_columns(pl.col("nobody_sure", "nobody_possible").fill_null(0))
        .with_columns(
            least_share=_share(sure, sure + pl.col("most") - possible),
            most_share=_share(most, most + others),
            least_above=named & _above(sure, sure + pl.col("most") - possible, metric) & (total >= metric.least),
            most_above=_above(most, most + others, metric) & (pl.col("most") >= metric.least),
        )
    )
    nobody_knows = (pl.col("most_above") & ~named).any().over("agency")
    breaks = pl.col("least_above")
    return (
        rows.filter(breaks | (pl.col("most_above") & ~(nobody_knows & named)))
        .select(
            "agency",
            "collector",
            verdict=pl.when(breaks).then(pl.lit("BREACH")).otherwise(pl.lit("UNKNOWN")).cast(VERDICT),
            why=pl.when(breaks)
            .then(pl.lit("share_too_large"))
            .when(named)
            .then(pl.lit("share_too_large_if_theirs"))
            .otherwise(pl.lit("share_of_nobody_known")),
            measured=pl.when(breaks).then("least_share").otherwise("most_share"),
            allowed=pl.lit(metric.share_ppm, pl.Int64()),
            counted="sure",
            total="total",
        )
        .sort(agency, "collector", nulls_last=True)
    )


def _above(part: pl.Expr, whole: pl.Expr, metric: Concentration) -> pl.Expr:
    return part * WHOLE > whole * metric.share_ppm


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part * WHOLE // whole).otherwise(0)
