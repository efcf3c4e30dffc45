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
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import HeaderMap


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a column looks like, where that is worth a word; of the rows that were looked at.

    Attributes:
        file: the input, where there are several.
        column: its place, from 1.
        header: as it may be shown.
        field: what it is read as; None for a column that is left out.
        looks_like: identity, phone, bank, email, name, address, date, amount, number, person or text.
        count: values that do; all of them, where only the header says so.
        looked_at: values that were looked at.
    """

    file: str | None
    column: int
    header: str
    field: str | None
    looks_like: str
    count: int
    looked_at: int

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        share = f"{self.count / self.looked_at:.0%} of its values look like {self.looks_like}"
        read = f" is read as {self.field}, but" if self.field else " is left out:"
        return f"column {self.column} {self.header!r}{read} {share}"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        found = asdict(self) | {"share": round(self.count / self.looked_at, 4)}
        return {name: value for name, value in found.items() if value is not None}


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
        contradictions: columns most of whose values are not what the header says.
        personal_unmapped: columns that are left out, and hold personal data.
        kept: headers of columns that mean nothing to us and are kept because they were named.
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
    contradictions: list[Likeness] = field(default_factory=list)
    personal_unmapped: list[Likeness] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

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
        told = ("findings", "contradictions", "personal_unmapped")
        found = asdict(self) | {name: [each.as_dict() for each in getattr(self, name)] for name in told}
        del found["limit"]
        return found


def make(
    tally: Tally,
    headers: Sequence[HeaderMap],
    unmapped: Iterable[str],
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
        unmapped: those of them that mean nothing to us and are not kept, as they may be shown.
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
        unmapped=list(dict.fromkeys(unmapped)),
        control_totals=tally.controls(),
        warnings=dict(warnings),
        findings=[*tally.rejected, *tally.warnings],
        notes=[*notes, *_doubts(headers), *_gave_way(headers), *_dates(days)],
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


def _gave_way(headers: Iterable[HeaderMap]) -> list[str]:
    return [
        f"{column.header!r} is read as {column.field}, for {better.header!r} is the {better.field}"
        for found in headers
        for column, better in found.gave_way
        if better.field and ACCOUNTS[better.field].personal != "third"
    ]


def _dates(days: Sequence[date]) -> list[str]:
    return [f"accounts of {len(days)} dates, {days[0]} to {days[-1]}"] if len(days) > 1 else []
