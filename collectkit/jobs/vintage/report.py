"""What vintages come to: the report of a run, its cells, and what a reader of them must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.vintage.cells import Cell, Triangle, without_cohort
from collectkit.segment.vintage.cohorts import EDGE, gaps, label, month_label, month_of
from collectkit.segment.vintage.curves import Point


@dataclass(frozen=True)
class VintageReport:
    """What some snapshots say of the loans of each cohort.

    Attributes:
        given: whether what was disbursed was given; else it is what any snapshot has.
        points: of the curves, in order of time.
        files: the report of each file.
        scheme, anchor: how days were counted and buckets named.
    """

    triangle: Triangle
    given: bool
    points: Sequence[Point]
    files: Sequence[dict[str, Any]]
    scheme: Scheme
    anchor: str

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells of all cohorts, and then the accounts that are in none."""
        return [*self.triangle.cells(), *without_cohort(self.triangle.observed)]

    @property
    def denominator(self) -> str:
        """What rates are shares of."""
        return "given" if self.given else "seen"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the cells."""
        observed = self.triangle.observed
        return {
            "thresholds": [f">={at}" for at in observed.accounts.thresholds],
            "edge": EDGE,
            "cohort": self.triangle.cohort,
            "denominator": self.denominator,
            "scheme": self.scheme.name,
            "anchor": self.anchor,
            "snapshots": [day.isoformat() for day in observed.days],
            "months_without_snapshot": [month_label(month) for month in gaps(observed.days)],
            "accounts": observed.accounts.known.height,
            "vanished": self.vanished,
            "no_cohort": self.no_cohort,
            "cohorts": self.cohorts,
            "notes": dict(self._notes()),
            "files": list(self.files),
        }

    @property
    def vanished(self) -> int:
        """How many accounts an earlier snapshot has, and the last one has not."""
        observed = self.triangle.observed
        last = observed.tallies.filter(pl.col("as_of") == observed.days[-1])
        return observed.accounts.known.height - int(last["accounts"].sum())

    @cached_property
    def no_cohort(self) -> dict[str, int]:
        """Reason -> accounts that are in no cohort."""
        counted = self.triangle.observed.accounts.known.drop_nulls("reason").group_by("reason").len().sort("reason")
        return {str(reason): count for reason, count in counted.iter_rows()}

    @cached_property
    def cohorts(self) -> list[dict[str, Any]]:
        """What each cohort is a share of; nothing where that is not known."""
        return [
            {
                "cohort": label(start, self.triangle.cohort),
                "currency": currency,
                "accounts": None if size is None else size.accounts,
                "original_principal_minor": None if size is None else size.principal,
            }
            for (currency, start), size in sorted(self.triangle.wholes().items())
        ]

    def _notes(self) -> Iterator[tuple[str, int]]:
        """Yield what a reader must know: a key of `vintage_words.NOTES`, and how many it is about."""
        observed = self.triangle.observed
        first = month_of(observed.days[0])
        seen, given = observed.sizes, self.triangle.sizes
        known = observed.accounts.known.filter(pl.col("reason").is_null())
        counts = {
            "survivorship": 0 if self.given else len(self.cohorts),
            "gaps": len(gaps(observed.days)),
            "older_than_snapshots": sum(month < first for _, month in {*seen, *given}),
            "not_last_of_month": len(observed.days) - len(observed.last_days),
            "no_cohort": sum(self.no_cohort.values()),
            "no_bucket": sum(file["no_bucket"] for file in self.files),
            "no_balance": sum(file["no_balance"] for file in self.files),
            "negative_balance": sum(file["negative_balance"] for file in self.files),
            "no_principal": 0 if self.given else known["principal"].null_count(),
            "principal_changed": 0 if self.given else int(known["principal_changed"].sum()),
            "cohort_not_given": len(seen.keys() - given.keys()),
            "fewer_given": sum(size.accounts > given[key].accounts for key, size in seen.items() if key in given),
        }
        yield from ((note, count) for note, count in counts.items() if count)
