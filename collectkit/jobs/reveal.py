"""Turns the tokens in a file back, and the numbers of operator fpe, and writes down who asked why before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import find
from collectkit.errors import UsageError
from collectkit.files import Input, Output, RawBatch, Sink, Source, TextSink, Transaction
from collectkit.jobs import preserved
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.opening import Opening
from collectkit.jobs.rejects import write_bad_lines
from collectkit.jobs.rewriting import Rows, Writer, rewrite, tables
from collectkit.jobs.stream import Progress
from collectkit.mask.reveal import Opener, Restorer, Revealed, Show, reveal
from collectkit.mask.scan.headers import labels

_PLACES = 1000
"""How many tokens and numbers that stay the report lists with their place."""


@dataclass(slots=True)
class RevealReport(Rows):
    """What was turned back.

    Attributes:
        manifest: name of the manifest by which numbers of operator fpe were turned back; None without one.
        tokens: verdict -> how many tokens.
        fpe: verdict -> how many numbers of operator fpe.
        absent: columns of operator fpe that the manifest names and the input lacks.
        sheets: of a workbook: those that were read.
        left: ``sheet`` of a workbook, ``row`` (0 for the header), ``column``, ``verdict`` of the first tokens and
            numbers that stay as they are.
        notes: what a person should know of the input.
    """

    recipient: str | None = None
    manifest: str | None = None
    tokens: Counter[str] = field(default_factory=Counter)
    fpe: Counter[str] = field(default_factory=Counter)
    absent: tuple[str, ...] = ()
    sheets: list[str] = field(default_factory=list)
    left: list[tuple[str | None, int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, table: Source[Any], names: Sequence[str], revealed: Revealed) -> None:
        """Count what a batch told; *names* are the columns as they may be shown."""
        self.tokens.update(revealed.counts)
        self.fpe.update(revealed.numbers)
        room = _PLACES - len(self.left)
        for row, place, verdict in revealed.left[:room]:
            self.left.append((table.sheet, row, names[int(place)], verdict))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "for": self.recipient,
            "manifest": self.manifest,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "sheets": self.sheets,
            "tokens": dict(self.tokens),
            "fpe": dict(self.fpe),
            "absent": list(self.absent),
            "left": [_place(*left) for left in self.left],
            "unreadable_lines": [finding.as_dict() for finding in self.findings],
            "notes": self.notes,
        }


def _place(sheet: str | None, row: int, column: str, verdict: str) -> dict[str, Any]:
    of_book = {} if sheet is None else {"sheet": sheet}
    return {**of_book, "row": row, "column": column, "verdict": verdict}


def run(
    source: Input,
    output: Output,
    *,
    reason: str,
    keys: Keys,
    recipient: str | None = None,
    manifest: Path | None = None,
    columns: Sequence[str] | None = None,
    show: Show = "full",
    rejects: Output | None = None,
    progress: Progress | None = None,
) -> RevealReport:
    """Turn tokens back wherever they stand, and numbers where the manifest says. Every row is kept, in order.

    Args:
        reason: why; it goes to the audit log.
        recipient: whose tokens they are; all recipients of the ring are tried without it.
        manifest: of the masked file, for columns of operator fpe; else the one beside the input, if there is one.
        columns: headers of the columns to look in; all of them without it.
        show: the whole value, or its last four characters.

    Raises:
        InputError, KeyringError, OutputError: as their names say; nothing is written.
    """
    opener = _opener(keys.ring, recipient)
    stated = preserved.load(source, manifest, keys.ring, recipient)
    report = RevealReport(recipient=recipient, manifest=stated.path.name if stated else None)
    facts = {"recipient": recipient or "", "reason": reason, "show": show}
    inputs = [source.path, stated.path if stated else None, keys.file]
    with Transaction(inputs) as outputs, tables(source, output) as opened:
        places = _places(opened, columns)
        restorers: list[Restorer | None] = [None] * len(opened)
        if stated is not None:
            restorers, report.absent = _restorers(stated, opened, places)
            facts |= {"manifest": stated.sha256}
        keys.record("reveal begun", **facts)
        writer = Writer(outputs.open(output), output, opened)
        for table, wanted, restorer in zip(opened, places, restorers, strict=True):
            _write(_Reader(table, wanted, opener, show, restorer), writer, report, progress)
        writer.finish()
        if rejects is not None:
            write_bad_lines(outputs, rejects, report.bad)
        counts = {"tokens": dict(report.tokens), **({"fpe": dict(report.fpe)} if stated else {})}
        keys.record("reveal", **facts, **counts)
    return report


def _opener(ring: Keyring, recipient: str | None) -> Opener:
    """All contexts of the recipient, or of everybody."""
    if recipient is not None:
        ring.recipient(recipient)
    own = [r.id for r in ring.recipients if recipient in {None, r.id}]
    others = [r.id for r in ring.recipients if r.id not in own]
    mine, theirs = (tuple(context for name in names for context in ring.contexts(name)) for names in (own, others))
    return Opener(mine, theirs, ring.states)


def _places(opened: Sequence[Source[Any]], columns: Sequence[str] | None) -> list[tuple[str, ...]]:
    """Return the places of the columns to look in, for each table."""
    if columns is None:
        return [tuple(map(str, table.columns)) for table in opened]
    wanted = {name.strip() for name in columns}
    missing = wanted - {header.strip() for table in opened for header in table.header}
    if missing:
        there = dict.fromkeys(label for table in opened for label in labels(table.header))
        hint = f"it has {', '.join(there)}"
        raise UsageError(f"--columns: the input has no column {', '.join(sorted(missing))}", hint=hint)
    return [tuple(str(i) for i, header in enumerate(table.header) if header.strip() in wanted) for table in opened]


def _restorers(
    stated: preserved.Stated, opened: Sequence[Source[Any]], places: Sequence[tuple[str, ...]]
) -> tuple[list[Restorer | None], tuple[str, ...]]:
    """Return what turns numbers back in each table, and the columns that none of them has."""
    found = [stated.restorer(table.header, wanted) for table, wanted in zip(opened, places, strict=True)]
    absent = tuple(name for name in stated.columns if all(name in missing for _, missing in found))
    stated.refuse_none(absent)
    return [restorer for restorer, _ in found], absent


@dataclass(frozen=True, slots=True)
class _Reader:
    """One table, and what its tokens are opened with."""

    table: Source[Any]
    places: tuple[str, ...]
    opener: Opener
    show: Show
    restorer: Restorer | None

    def change(self, batch: RawBatch) -> tuple[pl.DataFrame, Revealed]:
        """Turn back what a batch holds."""
        revealed = reveal(batch.frame, batch.rows, self.places, self.opener, self.show, self.restorer)
        return revealed.frame, revealed

    def in_place(self, sink: Sink[Any]) -> Opening | None:
        """Return what does the same in place; None where that cannot be done."""
        if self.show != "full" or not isinstance(sink, TextSink) or not sink.can_extend(self.table.separator):
            return None
        return Opening(self.table, self.places, self.opener, self.restorer)

    def header(self) -> tuple[list[str], Revealed]:
        """Turn back what the header holds: the file may have none, and begin with its first record."""
        cells = {place: [self.table.header[int(place)]] for place in self.places}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
        revealed = reveal(frame, pl.Series([0]), frame.columns, self.opener, self.show)
        found = [*self.table.header]
        for name, cell in revealed.frame.to_dicts()[0].items() if frame.width else ():
            found[int(name)] = cell
        return found, revealed


def _write(reader: _Reader, writer: Writer, report: RevealReport, progress: Progress | None) -> None:
    """Stream a table, and count what is found in it."""
    table = reader.table
    names = labels(table.header)
    header, found = reader.header()
    report.tell(table, names, found)
    restored = reader.restorer.forms if reader.restorer is not None else {}
    types = {place: dtype for place, dtype in writer.types(table).items() if str(place) not in restored}
    sink = writer.sink(table, types, header)
    for revealed in rewrite(table, sink, types, reader.change, report, progress, lambda: reader.in_place(sink)):
        report.tell(table, names, revealed)
    if table.sheet is not None:
        report.sheets.append(table.sheet)
    report.notes += _notes(table)


def _notes(table: Source[Any]) -> list[str]:
    """Return what a person should know of a table that was read."""
    where = f"sheet {table.sheet!r}: " if table.sheet is not None else ""
    notes = [*table.notes]
    if table.title_rows:
        rows = "1 row above the header is" if table.title_rows == 1 else f"{table.title_rows} rows above the header are"
        notes.append(f"{where}{rows} left out")
    if table.sheet is not None and find(pl.Series([table.sheet]))[0].len():
        notes.append("a sheet has a token for its name: left as it is")
    return notes
