"""Says what personal data is in which column of any file, and drafts a policy for it. One pass, bounded memory."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, BinaryIO, cast

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, Output, RawBatch, Source, Transaction, open_input, spool
from collectkit.jobs.reading import open_tables
from collectkit.jobs.stream import Progress, in_order
from collectkit.mask.scan.columns import Column
from collectkit.mask.scan.draft import draft
from collectkit.mask.scan.headers import Stated, hidden, state
from collectkit.mask.scan.values import Seen, look
from collectkit.tables.headers import find_header

_PIECE = 1 << 20

NO_RECORDS = "lines that are no records"
"""What the report calls the lines that could not be split into cells; they are looked at whole."""
FIRST_RECORD = "the header may be a record itself: it is counted as a row, and what may be a value in it as a cell"


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a file holds.

    Attributes:
        rows: records that were read, and a header with cells that may be values.
        unreadable: `findings.CODES` key -> lines that are no records.
        columns: in the order of the file, sheet after sheet; after those of each, if there are such lines,
            `NO_RECORDS`.
        notes: what a person should know of the input.
        passed: whether the input was passed on; None if nobody asked.
    """

    rows: int
    unreadable: dict[str, int]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    passed: bool | None = None

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
            **({} if self.passed is None else {"passed_on": self.passed}),
            "notes": list(self.notes),
        }


def run(
    source: Input,
    *,
    write_policy: Output | None = None,
    to: Output | None = None,
    only_clean: bool = False,
    progress: Progress | None = None,
) -> ScanReport:
    """Scan a file: every row of it, and of a workbook every sheet, hidden ones too, unless one is named.

    Args:
        source: any file with columns; its headers need not be known.
        write_policy: where a draft of a mask policy goes.
        to: where the input goes, byte for byte, once all of it was looked at.
        only_clean: pass it on only if it holds no personal data in clear.

    Raises:
        InputError: the file cannot be read, or has no headers and a policy is asked for.
        OutputError: the policy, or the input, cannot be written.
    """
    with Transaction([source.path]) as outputs, contextlib.ExitStack() as stack:
        given = stack.enter_context(_bytes(source)) if to is not None else None
        copy = given if source.is_stream else None
        opened = stack.enter_context(open_tables(replace(source, whole=source.sheet is None), find_header, copy))
        report = _together([_scan(table, progress) for table in opened], named=len(opened) > 1)
        if write_policy is not None:
            outputs.write(write_policy, _draft(source, report))
        if to is None or given is None:
            return report
        clean = not (only_clean and report.personal)
        if clean:
            given.seek(0)
            shutil.copyfileobj(given, cast("IO[bytes]", outputs.open(to, packed=source.is_stream)), _PIECE)
    return replace(report, passed=clean)


def _draft(source: Input, report: ScanReport) -> bytes:
    if all(column.hidden for column in report.columns):
        what = "no column has a header by which a policy could name it"
        raise InputError(f"{source.name}: {what}", hint="put a row of headers above the first record")
    return draft(report.columns).encode()


@contextlib.contextmanager
def _bytes(source: Input) -> Iterator[BinaryIO]:
    """Yield the bytes of an input, to be read more than once."""
    if not source.is_stream and source.path is not None:
        with source.path.open("rb") as file:
            yield file
        return
    with open_input(source, None) as stream, spool(stream) as copy:
        yield copy


def _together(parts: Sequence[tuple[Source[Any], ScanReport]], *, named: bool) -> ScanReport:
    """Return one report on several tables, with the names of their sheets if they are *named*."""
    columns = [replace(column, sheet=table.sheet if named else None) for table, one in parts for column in one.columns]
    unreadable = sum((Counter(one.unreadable) for _, one in parts), Counter[str]())
    notes = [note for _, one in parts for note in one.notes]
    return ScanReport(sum(one.rows for _, one in parts), dict(unreadable), tuple(columns), tuple(notes))


def _scan(source: Source[Any], progress: Progress | None) -> tuple[Source[Any], ScanReport]:
    stated = [state(header) for header in source.header]
    hide = hidden(source.header, stated)
    # A header that may be a value states nothing, and is counted as one.
    stated = [Stated() if secret else one for one, secret in zip(stated, hide, strict=True)]
    seen = [_look([header]) if secret else Seen() for header, secret in zip(source.header, hide, strict=True)]
    loose, unreadable, rows = Seen(), Counter[str](), 0
    for batch, found, lines in in_order(source.chunks(), lambda chunk: _batch(source.parse(chunk), stated)):
        seen = [before + now for before, now in zip(seen, found, strict=True)]
        loose += lines
        unreadable.update(bad.code for bad in batch.bad)
        rows += batch.rows.len()
        if progress is not None:
            progress(rows, *source.progress)
    notes = list(source.notes)
    if any(secret and cell for cell, secret in zip(source.header, hide, strict=True)):
        rows += 1
        notes.append(FIRST_RECORD)
    columns = _columns(source.header, hide, stated, seen)
    if unreadable:
        columns.append(Column(NO_RECORDS, hidden=True, stated=Stated(), seen=loose))
    return source, ScanReport(rows, dict(unreadable), tuple(columns), tuple(notes))


def _batch(batch: RawBatch, stated: Sequence[Stated]) -> tuple[RawBatch, list[Seen], Seen]:
    """Look at every column of a batch, and at the lines that are no records."""
    return (
        batch,
        [look(cells, states.kind) for cells, states in zip(batch.frame, stated, strict=True)],
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
