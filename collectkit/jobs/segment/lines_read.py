"""Reads a table of lines into memory, as compact numbers: each line is taken, removed or named as faulty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.files import RawBatch
from collectkit.findings import FIRST_ROWS, Findings
from collectkit.jobs.reading import Table
from collectkit.jobs.stream import in_order
from collectkit.segment.lines import Lines
from collectkit.tables.headers import HeaderMap


@dataclass(slots=True)
class Facts:
    """What was read of a file of lines; what came in is lines, others, faulty and removed ones.

    Attributes:
        lines: that could be read.
        faulty: that cannot be read; an account that is named on one is set aside.
        others: type -> lines that do not matter here.
        removed: reason -> rows that are no lines: totals, repeated header, notes, and what another line says too.
        findings: why lines are faulty, or doubtful.
    """

    rows_in: int = 0
    lines: int = 0
    faulty: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the findings."""
        rest = {"others": dict(self.others), "removed": dict(self.removed)}
        counts = {"rows_in": self.rows_in, "lines": self.lines, "faulty": self.faulty}
        return counts | {name: found for name, found in rest.items() if found}

    def faults(self) -> list[dict[str, object]]:
        """Return the findings as plain values."""
        return [found.as_dict() for found in self.findings]


def stream(table: Table, read: Callable[[RawBatch, HeaderMap], Lines], facts: Facts) -> Iterator[Lines]:
    """Yield the lines of a table, batch by batch in order; all are counted, and their faults named."""

    def work(chunk: Any) -> tuple[RawBatch, Counter[str], Lines]:
        batch, removed = table.read(chunk)
        return batch, removed, read(batch, table.headers)

    for batch, removed, lines in in_order(table.source.chunks(), work):
        facts.rows_in += batch.frame.height + len(batch.bad) + removed.total()
        facts.removed += removed
        facts.others.update(lines.others)
        facts.lines += int(lines.sound.sum())
        facts.faulty += int((~lines.sound).sum()) + len(batch.bad)
        for bad in batch.bad:
            facts.findings.add(bad.code, None, [bad.row])
        for name, codes in lines.codes.items():
            facts.findings.add_codes(name, codes, lines.frame["row"])
        yield lines


def doubt(facts: Facts, code: str, column: str, rows: pl.Series) -> None:
    """Name lines that were taken, and tell something that their sender should know."""
    facts.findings.add(code, column, rows.sort().head(FIRST_ROWS), count=len(rows))


def set_aside(facts: Facts, code: str, column: str, rows: pl.Series) -> None:
    """Name lines that were taken, and cannot be used."""
    facts.lines -= len(rows)
    facts.faulty += len(rows)
    doubt(facts, code, column, rows)
