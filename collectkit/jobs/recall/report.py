"""Where a recall stands: what a run of `recall` found and did, in figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.errors import CheckFailed
from collectkit.jobs.recall.select import Chosen
from collectkit.jobs.recall.steps import Walk
from collectkit.tables.placements import CLAIMS
from collectkit.tables.recalls import STATES


@dataclass(slots=True)
class RecallReport:
    """Where a recall stands.

    Attributes:
        rows_in: placements, or rows of the recall table, that were read.
        by_agency: accounts by agency, reason and state.
        by_currency: accounts and amounts by currency and state.
        left_out: asked back before, and so not again.
        not_placed: file -> accounts that it names and no agency has.
        files: what each file of an agency came to.
        faults: why the check does not hold.
        entered: events that are new in the register; None without one.
    """

    as_of: date
    rows_in: int
    by_agency: list[dict[str, Any]]
    by_currency: list[dict[str, Any]]
    left_out: int = 0
    no_term: int = 0
    not_placed: dict[str, int] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    packages: list[dict[str, Any]] = field(default_factory=list)
    entered: int | None = None
    deleted: int = 0
    rows: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "rows_in": self.rows_in,
            "recalled": self.rows,
            "states": {s: sum(r["accounts"] for r in self.by_agency if r["state"] == s) for s in STATES},
            "deleted": self.deleted,
            "by_agency": self.by_agency,
            "by_currency": self.by_currency,
            "left_out": self.left_out,
            "no_term": self.no_term,
            "not_placed": self.not_placed,
            "files": self.files,
            "packages": self.packages,
            "entered": self.entered,
            "faults": self.faults,
            "holds": not self.faults,
        }

    def refuse(self) -> None:
        """Make sure that what was asked for holds.

        Raises:
            CheckFailed: a file of an agency has faults, an event is of an account that is not
                placed, a deletion is not proven, or a recall cannot be closed.
        """
        if self.faults:
            hint = "docs/recall.md says what each means; --lines FILE lists each record of an agency's files"
            raise CheckFailed("the recall is not as it should be", details=self.faults, hint=hint)


def report(walk: Walk, chosen: Chosen, *, rows_in: int, left_out: int) -> RecallReport:
    """Return where a recall stands after its steps."""
    table = walk.table
    amount = next((name for name in CLAIMS if name in table.columns), None)
    rank = pl.col("state").replace_strict({s: n for n, s in enumerate(STATES)}, return_dtype=pl.Int8)
    of = pl.col(amount).sum() if amount else pl.lit(None, pl.Int64)
    by_agency = table.group_by("agency", "reason", "state").agg(accounts=pl.len())
    by_currency = table.group_by("currency", "state").agg(accounts=pl.len(), amount_minor=of)
    return RecallReport(
        as_of=walk.as_of,
        rows_in=rows_in,
        by_agency=by_agency.sort("agency", rank, "reason").to_dicts(),
        by_currency=by_currency.sort("currency", rank).to_dicts(),
        left_out=left_out,
        no_term=chosen.no_term,
        not_placed=chosen.not_placed,
        files=walk.told,
        faults=[*chosen.faults, *walk.faults],
        deleted=table["deleted_on"].count(),
        rows=table.height,
    )
