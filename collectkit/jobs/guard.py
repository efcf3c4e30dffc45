"""Has the leak gate look at every byte of an output: at what is written, not at what was meant to be."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.errors import CheckFailed
from collectkit.files import Output, Sink
from collectkit.files.delimited import Delimited
from collectkit.files.readback import Book, columnar, metadata
from collectkit.files.stretches import unreadable
from collectkit.files.transaction import Pending
from collectkit.mask.gate.gate import Gate
from collectkit.mask.gate.look import Leak
from collectkit.mask.gate.written import InBytes, InFrame, InSheet, Written
from collectkit.mask.gate.written_cut import InRecords

_SEPARATORS = {"csv": ",", "tsv": "\t"}
_COLUMNAR = frozenset({"parquet", "arrow"})


class Guard:
    """Watches one output of a run.

    Text is looked at before it is written, batch by batch; workbooks before they are written, whole; Parquet and Arrow
    files when they are whole, before they get their name. A stream of those waits in a nameless temporary file.

    Args:
        schema: names and types of the columns of the plan.
    """

    def __init__(self, gate: Gate, pending: Pending, output: Output, schema: Mapping[str, pl.DataType]) -> None:
        self._gate, self._pending, self._schema = gate, pending, dict(schema)
        self.titles: Mapping[str, str] = {}
        self._format, _ = output.form
        self._looked: object = None
        self._met: set[str] = set()
        self._searched: set[str] = set()
        pending.watch = self._see
        if self._format in _COLUMNAR:
            pending.hold()

    def written(self, payload: Any) -> Written | None:
        """Read a batch as it was encoded; None for a format of which only the whole can be read. Safe in any thread.

        Raises:
            OutputError: it cannot be read.
        """
        if self._format in _SEPARATORS:
            return InBytes(Delimited.of(payload, _SEPARATORS[self._format], len(self._schema)), self._schema)
        return InFrame(self._records(payload)) if self._format == "ndjson" else None

    def records(self, payload: bytes) -> Written:
        """Read records of delimited text as `written` does, with compiled loops. Safe in any thread.

        Raises:
            OutputError: they cannot be read.
        """
        separator = _SEPARATORS[self._format]
        found = InRecords.of(payload, separator, self._schema)
        return found or InBytes(Delimited.of(payload, separator, len(self._schema)), self._schema)

    def put(self, sink: Sink[Any], frame: pl.DataFrame) -> None:
        """Write rows whose sources the gate has seen, in another order than they came.

        Raises:
            CheckFailed: raw identifiers are in them.
        """
        payload = sink.encode(frame)
        written = self.written(payload)
        if written is not None:
            refuse(self._gate.read(written))
        self.passed(payload)
        sink.write(payload)

    def passed(self, payload: Any) -> None:
        """Say that the gate has looked at this batch, and that it is written next."""
        self._looked = payload

    def finish(self) -> None:
        """Look at what could not be looked at before it was written.

        Raises:
            CheckFailed: raw identifiers are in it.
            OutputError: it cannot be read.
        """
        if self._format in _COLUMNAR:
            parquet = self._format == "parquet"
            refuse(self._gate.search([("metadata", metadata(self._pending.again(), parquet=parquet))]))
            for frame in columnar(self._pending.again(), parquet=parquet):
                self._header(frame.columns)
                refuse(self._gate.read(InFrame(self._named(frame))))

    def _see(self, data: bytes) -> None:
        if data is self._looked:
            self._looked = None
            self._header(sorted(self._met))
        elif self._format == "xlsx":
            self._workbook(data)
        elif self._format not in _COLUMNAR:
            self._header([data.decode("utf-8-sig", "replace")])

    def _header(self, texts: Sequence[str]) -> None:
        refuse(self._gate.search([("header", self._fresh(texts))]))

    def _fresh(self, texts: Sequence[str]) -> list[str]:
        """Return those of the texts of a header that were not searched yet."""
        fresh = [text for text in texts if text not in self._searched]
        self._searched.update(fresh)
        return fresh

    def _workbook(self, data: bytes) -> None:
        book = Book(data)
        beside: list[tuple[str, Sequence[str]]] = list(book.parts)
        tables = []
        for place, sheet in enumerate(book.sheets):
            names = list(self._schema) if place == 0 and len(sheet.head) == len(self._schema) else []
            cells = InSheet(sheet, names, letters=self._gate.letters)
            beside.append(("header", self._fresh(sheet.head)))
            beside.append((f"sheet {place + 1}, beside its table", cells.outside))
            tables.append(cells)
        refuse(self._gate.search(beside))
        for cells in tables:
            refuse(self._gate.read(cells))

    def _records(self, data: bytes) -> pl.DataFrame:
        try:
            frame = pl.read_ndjson(io.BytesIO(data), infer_schema_length=None)
        except pl.exceptions.PolarsError:
            raise unreadable() from None
        self._met.update(frame.columns)
        return self._named(frame)

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Call the columns what the plan calls them; others have no rule, and nothing may be in them."""
        if any(dtype.is_nested() for dtype in frame.dtypes):
            raise unreadable()
        known = {self.titles.get(name, name): name for name in self._schema}
        return frame.rename(
            {title: known.get(title, f"unknown column {n}") for n, title in enumerate(frame.columns, 1)}
        )


def refuse(leaks: Sequence[Leak]) -> None:
    """End the run if there are leaks.

    Raises:
        CheckFailed: saying where they are, and not what.
    """
    if not leaks:
        return
    details = []
    for leak in leaks:
        where = f", first in rows {', '.join(map(str, leak.first_rows))}" if leak.first_rows else ""
        place = leak.part or f"column {leak.column}"
        what = "names of the row's people in " if leak.names else ""
        details.append(f"{place}: {what}{leak.count} value{'s' * (leak.count > 1)}{where}")
    raise CheckFailed(
        "leak gate: raw identifiers of the input would leave",
        details=details,
        hint="drop or mask these columns in the policy; nothing was kept",
    )


_FIGURES = frozenset({"sums_minor", "rows", "nulls", "buckets", "sha256", "check_value", "audit_head"})


def spoken(facts: Any) -> Iterator[str]:
    """Return all texts of a manifest or a report but its sums, counts and digests."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        for key, value in facts.items():
            if key not in _FIGURES:
                yield key
                yield from spoken(value)
    elif isinstance(facts, Sequence):
        for value in facts:
            yield from spoken(value)
