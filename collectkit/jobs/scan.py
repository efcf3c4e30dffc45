"""Says what personal data is in which column of any file, and drafts a policy for it. One pass, bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Input, Output, RawBatch, Source, Transaction, open_source
from collectkit.jobs.stream import in_order
from collectkit.mask.scan import Column
from collectkit.mask.scan_headers import Stated, hidden, state
from collectkit.mask.scan_policy import draft
from collectkit.mask.scan_values import Seen, look
from collectkit.tables.headers import find_header

Progress = Callable[[int, int, int | None], None]

NO_RECORDS = "lines that are no records"
"""What the report calls the lines that could not be split into cells; they are looked at whole."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a file holds.

    Attributes:
        rows: records that were read.
        unreadable: `findings.CODES` key -> lines that are no records.
        columns: in the order of the file; last, if there are such lines, `NO_RECORDS`.
        notes: what a person should know of the input.
    """

    rows: int
    unreadable: dict[str, int]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]

    @property
    def personal(self) -> tuple[str, ...]:
        """The columns that hold personal data in clear."""
        return tuple(column.label for column in self.columns if column.verdict is not None)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "rows": self.rows,
            "personal_columns": len(self.personal),
            "columns": [column.as_dict() for column in self.columns],
            "unreadable": self.unreadable,
            "notes": list(self.notes),
        }


def run(
    source: Input, *, write_policy: Path | None = None, force: bool = False, progress: Progress | None = None
) -> ScanReport:
    """Scan a file.

    Args:
        source: any file with columns; its headers need not be known.
        write_policy: where a draft of a mask policy goes.
        force: replace a policy that is there already.

    Raises:
        InputError: the file cannot be read.
        OutputError: the policy cannot be written.
    """
    with Transaction([source.path]) as outputs, open_source(source, find_header) as opened:
        report = _scan(opened, progress)
        if write_policy is not None:
            outputs.write(Output(write_policy, force=force), draft(report.columns).encode())
    return report


def _scan(source: Source[Any], progress: Progress | None) -> ScanReport:
    stated = [state(header) for header in source.header]
    hide = hidden(source.header, stated)
    # A header that may be a value is counted as one.
    seen = [_look([header]) if secret else Seen() for header, secret in zip(source.header, hide, strict=True)]
    loose, unreadable, rows = Seen(), Counter[str](), 0
    for batch, found, lines in in_order(source.chunks(), lambda chunk: _batch(source.parse(chunk))):
        seen = [before + now for before, now in zip(seen, found, strict=True)]
        loose += lines
        unreadable.update(bad.code for bad in batch.bad)
        rows += batch.rows.len()
        if progress is not None:
            progress(rows, *source.progress)
    columns = _columns(source.header, hide, stated, seen)
    if unreadable:
        columns.append(Column(NO_RECORDS, hidden=True, stated=Stated(), seen=loose))
    return ScanReport(rows, dict(unreadable), tuple(columns), tuple(source.notes))


def _batch(batch: RawBatch) -> tuple[RawBatch, list[Seen], Seen]:
    """Look at every column of a batch, and at the lines that are no records."""
    return (
        batch,
        [look(cells) for cells in batch.frame],
        _look([bad.data.decode(errors="replace") for bad in batch.bad]),
    )


def _look(cells: Sequence[str]) -> Seen:
    return look(pl.Series(cells, dtype=pl.String))


def _columns(
    header: Sequence[str], hide: Sequence[bool], stated: Sequence[Stated], seen: Sequence[Seen]
) -> list[Column]:
    return [
        Column(f"column {place}" if secret else title, secret, states, sees)
        for place, (title, secret, states, sees) in enumerate(zip(header, hide, stated, seen, strict=True), 1)
    ]
