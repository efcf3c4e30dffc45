"""What a placement did, in counts and sums: everything that came in is in one line of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from collectkit.placement.agencies import Agencies
from collectkit.placement.allocate import Allocation
from collectkit.placement.balance import Balance
from collectkit.placement.experiments import told
from collectkit.placement.reasons import REASONS

LARGE_DEBTOR = 50
"""So many accounts of one debtor are worth a look: is a customer number shared by mistake?"""

SOON = timedelta(days=30)
"""So long before a review is due a person is told."""


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """The report.

    Attributes:
        batch: of this placement; None for a preview.
        removed: reason -> rows that are no accounts.
        rejects: code -> lines that are no records.
        not_placed: a row a reason that was met: `reason`, `accounts`, `amount_minor` (None for other currencies).
        closed: agency -> why it gets nothing new; *closed_codes* says it as a key of `why.AGAINST`.
        absent: flags that the file does not have, and that nobody can have been kept back for.
        replaced: columns of a former placement that are written anew.
        objective: ``fair`` or ``value``.
        expected: what is expected to come in, `recovery_minor`, `commission_minor`, `net_minor`, and `fair_net_minor`,
            what the fair plan would leave; None where no past is known.
        experiments: a row an experiment, see `experiments.told`.
        unmet: what could not be met, see `shortfall.unmet`.
    """

    as_of: date
    batch: str | None
    currency: str
    rows_in: int
    rows_out: int
    placed: int
    debtors: int
    placed_minor: int
    largest_debtor: int
    removed: Counter[str]
    rejects: Counter[str]
    agencies: Sequence[Balance]
    not_placed: Sequence[dict[str, Any]]
    closed: dict[str, str]
    closed_codes: dict[str, str]
    absent: Sequence[str]
    replaced: Sequence[str] = ()
    objective: str = "fair"
    share_tolerance_ppm: int | None = None
    holdout_ppm: int = 0
    expected: dict[str, int] | None = None
    experiments: Sequence[dict[str, Any]] = ()
    unmet: Sequence[dict[str, Any]] = ()
    warnings: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "batch": self.batch,
            "objective": self.objective,
            "share_tolerance_ppm": self.share_tolerance_ppm,
            "holdout_ppm": self.holdout_ppm,
            "currency": self.currency,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "placed": self.placed,
            "debtors": self.debtors,
            "placed_minor": self.placed_minor,
            "largest_debtor": self.largest_debtor,
            "removed": dict(self.removed),
            "rejects": dict(self.rejects),
            "agencies": [row.as_dict() for row in self.agencies],
            "expected": self.expected,
            "experiments": list(self.experiments),
            "unmet": list(self.unmet),
            "not_placed": list(self.not_placed),
            "closed": dict(self.closed),
            "closed_codes": dict(self.closed_codes),
            "absent": list(self.absent),
            "replaced": list(self.replaced),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
        }


def expected(agencies: Sequence[Balance], found: Allocation) -> dict[str, int] | None:
    """Return what is expected to come in; None where no past is known."""
    if found.dealt.fair is None:
        return None
    recovery, net = (sum(getattr(row, name) or 0 for row in agencies) for name in ("recovery_minor", "net_minor"))
    return {
        "recovery_minor": recovery,
        "commission_minor": recovery - net,
        "net_minor": net,
        "fair_net_minor": round(found.dealt.fair),
    }


def held(thin: pl.DataFrame, found: Allocation) -> list[dict[str, Any]]:
    """Return a row for each experiment, and for the hold-out of the whole placement."""
    sums = (
        found.rows.select("experiment", "arm", "agency")
        .with_columns(thin["amount"])
        .filter(pl.col("agency").is_not_null() | pl.col("arm").is_not_null())
        .group_by("experiment", "arm")
        .agg(pl.len(), pl.col("amount").sum())
    )
    arms = {(name or "", arm or ""): (count, amount) for name, arm, count, amount in sums.iter_rows()}
    return list(told(found.terms.trials, arms))


def not_placed(thin: pl.DataFrame, found: Allocation) -> list[dict[str, Any]]:
    """Return accounts and amounts by reason, in the order of `REASONS`."""
    sums = (
        pl.DataFrame([found.rows["not_placed"], thin["amount"]])
        .group_by("not_placed")
        .agg(pl.len().alias("accounts"), pl.col("amount").sum())
    )
    by_reason = {reason: (accounts, amount) for reason, accounts, amount in sums.iter_rows()}
    return [
        {
            "reason": reason,
            "accounts": by_reason[reason][0],
            "amount_minor": None if reason == "other_currency" else by_reason[reason][1],
        }
        for reason in REASONS
        if reason in by_reason
    ]


def warnings(rules: Agencies, found: Allocation, as_of: date, counts: dict[str, int]) -> Iterator[str]:
    """Yield what a person should look at, a line each.

    Args:
        rules: the agencies file.
        found: the placement.
        as_of: its day.
        counts: reason -> accounts.
    """
    if count := counts.get("no_capacity"):
        yield f"no_capacity, {count:,}: the capacities are too small"
    if count := counts.get("no_agency"):
        yield f"no_agency, {count:,}: `collectkit why` tells what speaks against each agency"
    if count := counts.get("other_currency"):
        yield f"other_currency, {count:,}: place what is not in {rules.terms.currency} on its own"
    if found.largest > LARGE_DEBTOR:
        yield f"one debtor has {found.largest:,} accounts: is a customer number shared by mistake?"
    for agency in found.roster.open:
        if agency.review_due is not None and agency.review_due <= as_of + SOON:
            yield f"{agency.agency_id}: review due by {agency.review_due} (GB/T 45251-2025)"
