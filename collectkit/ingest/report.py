"""What `ingest` tells of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from collectkit.errors import CheckFailed
from collectkit.findings import Finding
from collectkit.ingest.controls import Control
from collectkit.ingest.limit import Limit
from collectkit.ingest.tally import Tally
from collectkit.tables.headers import HeaderMap


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the rows.

    Attributes:
        rows_in: records and other lines below the headers, without blank ones: accounts + rejects + removed.
        amended: rows that a person has corrected.
        reasons: code -> rejected rows, each under its first reason.
        mapping: header -> field.
        unmapped: headers that mean nothing to us; these columns are left out.
        control_totals: money field -> the sender's total against ours.
        warnings: code -> accounts.
        findings: rejects and warnings by column, with their first rows.
        notes: what a person should know of the inputs.
        limit: what `check` holds the rejects against.
    """

    rows_in: int
    accounts: int
    rejects: int
    removed: dict[str, int]
    amended: int
    reasons: dict[str, int]
    mapping: dict[str, str]
    unmapped: list[str]
    control_totals: dict[str, Control]
    warnings: dict[str, int]
    findings: list[Finding]
    notes: list[str]
    as_of: str | None
    format: str
    encoding: str | None
    limit: Limit = field(default_factory=Limit)

    def check(self) -> None:
        """Hold the rejects against the limit.

        Raises:
            CheckFailed: there are more.
        """
        if self.limit.exceeded(self.rejects, self.rows_in):
            raise CheckFailed(
                f"{self.rejects:,} of {self.rows_in:,} rows are rejected: more than {self.limit.text}",
                hint="--rejects FILE writes each of them with its reason",
            )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        found = asdict(self) | {"findings": [finding.as_dict() for finding in self.findings]}
        del found["limit"]
        return found


def make(
    tally: Tally,
    headers: Sequence[HeaderMap],
    notes: Iterable[str],
    as_of: date | None,
    formats: Iterable[str],
    encodings: Iterable[str],
    limit: Limit,
) -> IngestReport:
    """Return the report of a run.

    Args:
        tally: what was counted.
        headers: of each input.
        notes: what a person should know of the inputs.
        as_of: the date that the user said.
        formats: of each input.
        encodings: of each text input.
        limit: for the rejects.
    """
    columns = [column for found in headers for column in found.columns]
    days = sorted({as_of} if as_of else tally.days)
    warnings: Counter[str] = Counter()
    for finding in tally.warnings:
        warnings[finding.code] += finding.count
    return IngestReport(
        rows_in=tally.rows_in,
        accounts=tally.accounts,
        rejects=tally.rejects,
        removed=dict(tally.removed),
        amended=tally.amended,
        reasons=dict(tally.reasons),
        mapping={column.header: column.field for column in columns if column.field},
        unmapped=list(dict.fromkeys(column.header for column in columns if not column.field)),
        control_totals=tally.controls(),
        warnings=dict(warnings),
        findings=[*tally.rejected, *tally.warnings],
        notes=[*notes, *_doubts(headers), *_dates(days)],
        as_of=days[0].isoformat() if len(days) == 1 else None,
        format=", ".join(dict.fromkeys(formats)),
        encoding=", ".join(dict.fromkeys(encodings)) or None,
        limit=limit,
    )


def _doubts(headers: Iterable[HeaderMap]) -> list[str]:
    return [
        f"{doubt.column.header!r} is not read: is it {' or '.join(doubt.choices)}? A mapping can say so"
        for found in headers
        for doubt in found.doubts
    ]


def _dates(days: Sequence[date]) -> list[str]:
    return [f"accounts of {len(days)} dates, {days[0]} to {days[-1]}"] if len(days) > 1 else []
