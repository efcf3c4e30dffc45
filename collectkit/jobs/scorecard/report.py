"""What a scorecard found, in plain values: what was read, curves, comparisons, rates, grades and review sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from collectkit.placement.agency import Agency
from collectkit.placement.strata import BANDS
from collectkit.reconcile.performance import KEYS
from collectkit.reconcile.scorecard.compared import ASIDE, Comparison, Group, NotCompared
from collectkit.reconcile.scorecard.curves import Point
from collectkit.reconcile.scorecard.panel import MONEY, Panel, Source, counts
from collectkit.reconcile.scorecard.rates import ONCE, Proportion, Quality
from collectkit.reconcile.scorecard.strata import Stratum

_UPPER = dict(pairwise((0, *BANDS)))


@dataclass(frozen=True, slots=True)
class ScorecardReport:
    """What was found.

    Attributes:
        roster: the agencies of the agencies file; none without one.
        level_ppm: of intervals.
    """

    sources: tuple[Source, ...]
    panel: Panel
    points: tuple[Point, ...]
    comparisons: tuple[Comparison, ...]
    rates: tuple[Proportion, ...]
    quality: tuple[Quality, ...]
    roster: tuple[Agency, ...]
    min_accounts: int
    level_ppm: int

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: money in minor units, shares in ppm."""
        return {
            "reconciliations": [_source(source) for source in self.sources],
            "left_out": [asdict(one) for one in self.panel.left_out],
            "level_ppm": self.level_ppm,
            "min_accounts": self.min_accounts,
            "agencies": [self.agency(agency) for agency in self.panel.agencies],
            "comparisons": [_comparison(one) for one in self.comparisons],
            "rates": [one.as_dict() for one in self.rates],
            "quality": [one.as_dict() for one in self.quality],
            "curves": [one.as_dict() for one in self.points],
        }

    def agency(self, agency: str) -> dict[str, Any]:
        """Return who an agency is, and what it was given and brought in, by currency."""
        known = next((one for one in self.roster if one.agency_id == agency), None)
        cells = self.panel.cells.filter(pl.col("agency") == agency).select("cell", *KEYS, "accounts", "placed_minor")
        size = cells.group_by("currency").agg(pl.col("accounts", "placed_minor").sum())
        came = self.panel.rows.join(cells.select("cell", "currency"), on="cell", how="inner")
        due = pl.when(pl.col("commission_minor").count() == pl.len()).then(pl.col("commission_minor").sum())
        sums = came.group_by("currency").agg(
            pl.col("collected_minor", "direct_minor").sum(), due.alias("commission_minor")
        )
        whole = size.join(sums, on="currency", how="left").sort("currency")
        batches = cells.filter(pl.col("accounts") > 0)["batch"].drop_nulls().unique().sort().to_list()
        return {
            "agency": agency,
            "batches": batches,
            "placed": whole.select("currency", "accounts", "placed_minor", *MONEY).to_dicts(),
            "counts": {
                name: count
                for name, (count, sources) in counts(self.panel, agency).items()
                if sources == 1 or name not in ONCE
            },
            "register": None if known is None else _registered(known),
        }


def _registered(agency: Agency) -> dict[str, Any]:
    """Return what the agencies file says of an agency, as far as its review needs it."""
    names = ("name", "group", "status", "status_since", "admitted", "last_review_on", "review_due",
             "contract_from", "contract_to", "rate_card", "hands", "licence_regions")  # fmt: skip
    listed = [{"item": one.item, "passed_on": _plain(one.passed_on), "valid_until": _plain(one.valid_until)}
              for one in agency.admission_checklist]  # fmt: skip
    return {**{name: _plain(getattr(agency, name)) for name in names}, "admission_checklist": listed}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _source(source: Source) -> dict[str, Any]:
    days = source.days
    return {
        "reconciliation": source.name,
        "agencies": sorted(source.table["agency"].unique()),
        "batches": source.table["batch"].drop_nulls().unique().sort().to_list(),
        "from": None if days is None else days.first.isoformat(),
        "to": None if days is None else days.last.isoformat(),
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "months": one.months,
        "by_hand": one.by_hand,
        "groups": [_group(group) for group in one.groups],
        "not_compared": [_not_compared(row) for row in one.not_compared],
        "aside": [{"agency": agency, **{name: of.get(name, 0) for name in ASIDE}} for agency, of in one.aside.items()],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "strata": [{**stratum_of(stratum), "weight_ppm": weight} for stratum, weight in group.strata],
        "months_apart": group.months_apart,
        "results": [asdict(one) for one in group.results],
        "pairs": [asdict(one) for one in group.pairs],
    }


def _not_compared(row: NotCompared) -> dict[str, Any]:
    return {"agency": row.agency, "reason": row.reason, "strata": [stratum_of(one) for one in row.strata]}


def stratum_of(stratum: Stratum) -> Mapping[str, Any]:
    """Return a stratum in plain values; `band_to_minor` is None for the highest band."""
    bucket, band, hand = stratum
    return {"bucket": bucket or None, "band_from_minor": band, "band_to_minor": _UPPER.get(band), "hand": hand}
