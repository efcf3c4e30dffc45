"""What `collectkit segment` reports: every row accounted for, counts and money by bucket, and what was compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.files import RawBatch
from collectkit.findings import Findings
from collectkit.jobs.segment.since import Since
from collectkit.segment.compare import Comparison
from collectkit.segment.days import Anchor
from collectkit.segment.plan import Plan, Segmented
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.segment.tally import PER_BUCKET, rows, total
from collectkit.segment.twice import MOST, Marks


@dataclass(slots=True)
class SegmentReport:
    """What a segmentation did; filled batch by batch.

    Attributes:
        counted_from: field -> accounts whose days were counted from it.
        replaced: columns of an earlier segmentation that were written anew.
        removed: reason -> rows that are no accounts: totals, a repeated header, notes.
        rejects: `findings.CODES` key -> lines of the input that are no records.
        tallies: of each batch, by currency and bucket.
        comparisons: field -> the file's own column against ours.
        told: name of an extra, or of a part of the basis -> what it has to report.
        files: what was read of the files of the basis.
        marks: which accounts the file has named so far.
        since: what became of the accounts since the run before, where there is a history.
    """

    plan: Plan
    anchor: Anchor
    replaced: tuple[str, ...]
    notes: list[str]
    rows_in: int = 0
    rows_out: int = 0
    no_bucket: int = 0
    counted_from: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    tallies: list[pl.DataFrame] = field(default_factory=list)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    since: Since | None = None
    marks: Marks = field(default_factory=Marks)

    def add(self, batch: RawBatch, removed: Counter[str], done: Segmented) -> None:
        """Count one batch."""
        self.rows_in += batch.frame.height + removed.total() + len(batch.bad)
        self.rows_out += batch.frame.height
        self.no_bucket += done.added["bucket"].null_count()
        self.counted_from.update(done.counted_from)
        self.removed.update(removed)
        self.rejects.update(bad.code for bad in batch.bad)
        self.tallies.append(done.per_bucket)
        self.marks.add(done.marks)
        nameless = batch.frame[str(self.plan.columns["account_id"].index)].is_null()
        self.findings.add("NEEDED_BLANK", "account_id", batch.rows.filter(nameless))
        for name, comparison in done.comparisons.items():
            self.comparisons[name] = self.comparisons[name] + comparison if name in self.comparisons else comparison
        for name, told in done.told.items():
            self.told[name] = self.told[name] + told if name in self.told else told
        for name, codes in done.codes.items():
            self.findings.add_codes(name, codes, batch.rows)

    def end(self) -> None:
        """Name what only the whole file tells."""
        repeated = self.marks.repeated()
        if repeated is None:
            self.notes.append(f"accounts that stand twice were not looked for: more than {MOST:,} rows")
        else:
            self.findings.add("ACCOUNT_TWICE", "account_id", (), repeated)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plan = self.plan
        return {
            "as_of": None if plan.as_of is None else plan.as_of.isoformat(),
            "scheme": plan.scheme.name,
            "scheme_sha256": None if plan.scheme in SCHEMES.values() else plan.scheme.sha256,
            "anchor": self.anchor,
            "counted_from": dict(self.counted_from),
            "grace": plan.grace,
            "grace_rule": plan.grace_rule if plan.grace else None,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "no_bucket": self.no_bucket,
            "removed": dict(self.removed),
            "rejects": dict(self.rejects),
            "buckets": [row.as_dict() for row in rows(total(self.tallies, PER_BUCKET), plan.scheme)],
            "given": [_compared(name, comparison) for name, comparison in self.comparisons.items()],
            "moves": [
                {"column": name, **row.as_dict()}
                for name, comparison in self.comparisons.items()
                for row in comparison.moves(plan.scheme)
            ],
            **self.files,
            **{name: told.as_dict() for name, told in self.told.items()},
            **({} if self.since is None else {"since": self.since.as_dict()}),
            "warnings": [found.as_dict() for found in self.findings],
            "replaced": list(self.replaced),
            "notes": self.notes,
        }


def _compared(name: str, comparison: Comparison) -> dict[str, Any]:
    return {
        "column": name,
        "compared": comparison.compared,
        "differing": comparison.differing,
        "moved": int(comparison.moved["accounts"].sum()),
        "unknown": comparison.unknown,
    }
