"""Adds up what the batches became."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.findings import FIRST_ROWS, Findings
from collectkit.ingest import duplicates
from collectkit.ingest.controls import Control, Stated, Sums, compare
from collectkit.ingest.plan import Outcome
from collectkit.ingest.shared import Mobiles, shared


@dataclass(slots=True)
class Tally:
    """The counts of a run; outcomes are added in the order of the rows.

    Attributes:
        rows_in: records and other lines below the headers, without blank ones.
        accounts: rows that became accounts.
        rejects: rows that were rejected.
        removed: reason -> rows that are no accounts, or that are one again.
        spoken: rows that the file of corrections speaks of.
        amended: those of them that are not as they came.
        reasons: code -> rejected rows, each under its first reason.
        rejected: the reasons by column, with their first rows.
        warnings: troubles of the accounts, likewise.
        sums: money field -> minor units.
        stated: the totals rows of each input.
        days: the as-of dates met.
    """

    rows_in: int = 0
    accounts: int = 0
    rejects: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    spoken: int = 0
    amended: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rejected: Findings = field(default_factory=Findings)
    warnings: Findings = field(default_factory=Findings)
    sums: defaultdict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    stated: list[list[Stated]] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    _ids: list[NDArray[np.uint64]] = field(default_factory=list)
    _rows: list[NDArray[np.uint32]] = field(default_factory=list)
    _mobiles: list[Mobiles] = field(default_factory=list)

    def next_input(self) -> None:
        """Begin another input."""
        self.stated.append([])

    def add(self, outcome: Outcome) -> None:
        """Add a batch of the present input."""
        self.rows_in += outcome.rows_in
        self.accounts += outcome.accounts.height
        self.rejects += outcome.rejects.height
        self.removed += Counter(outcome.removed)
        self.spoken += outcome.spoken
        self.amended += outcome.amended
        self._add_rejects(outcome.rejects)
        for met in outcome.warnings:
            self.warnings.add(met.code, met.field, met.first_rows, met.count, met.owed)
        for name, sums in outcome.sums.items():
            self.sums[name] += sums
        self.stated[-1] += outcome.totals
        self.days |= outcome.days
        self._mobiles.append(outcome.mobiles)
        self._ids.append(outcome.ids[0])
        self._rows.append(outcome.ids[1])

    def _add_rejects(self, rejects: pl.DataFrame) -> None:
        if rejects.is_empty():
            return
        grouped = rejects.group_by("reason", "column", maintain_order=True).agg(
            pl.len().alias("count"), pl.col("row").head(FIRST_ROWS)
        )
        for code, column, count, rows in grouped.iter_rows():
            self.reasons[code] += count
            self.rejected.add(code, column, rows, count)

    def check(self) -> None:
        """Make sure that no row was lost.

        Raises:
            RuntimeError: one was: a fault of this program.
        """
        out = self.accounts + self.rejects + self.removed.total()
        if out != self.rows_in:
            raise RuntimeError(f"rows in {self.rows_in}, rows out {out}")

    def repeated(self) -> NDArray[np.uint64]:
        """Return hashes of the account numbers that stand in more than one row."""
        return duplicates.repeated(self._ids)

    def warn_of_repeated(self, again: NDArray[np.uint64]) -> None:
        """Warn of the accounts that stand in more than one row: those that `repeated` returned."""
        if len(again):
            rows = np.concatenate([rows[np.isin(ids, again)] for ids, rows in zip(self._ids, self._rows, strict=True)])
            self.warnings.add("ACCOUNT_REPEATED", "account_id", rows[:FIRST_ROWS].tolist(), len(rows))

    def warn_of_shared(self) -> None:
        """Warn of the accounts whose mobile number more persons have than one household."""
        rows = shared(self._mobiles, self._rows)
        self.warnings.add("PHONE_SHARED", "mobile", rows[:FIRST_ROWS].tolist(), len(rows))

    def controls(self) -> dict[str, Control]:
        """Return the senders' totals against the sums."""
        return compare(self.stated, self.sums)
