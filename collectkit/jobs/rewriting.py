"""Changes the tokens in a file and nothing else: every row stays, in order, and every column and sheet as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import BadLine, Input, Output, RawBatch, Sink, Source, WorkbookSheets, make_sink
from collectkit.files.transaction import Pending
from collectkit.findings import Findings
from collectkit.jobs.in_place import Editor, InPlace
from collectkit.jobs.reading import open_tables, typed, types_of
from collectkit.jobs.stream import Progress, in_order
from collectkit.tables.headers import find_header

Told = TypeVar("Told")


@dataclass(slots=True)
class Rows:
    """What is counted of any such run.

    Attributes:
        findings: lines that are no records.
        bad: those lines.
    """

    rows_in: int = 0
    rows_out: int = 0
    findings: Findings = field(default_factory=Findings)
    bad: list[BadLine] = field(default_factory=list)

    def count(self, rows: int, bad: Sequence[BadLine]) -> None:
        """Count the rows of a batch, and its lines that are no records."""
        self.rows_out += rows
        self.rows_in += rows + len(bad)
        self.bad += bad
        for line in bad:
            self.findings.add(line.code, None, [line.row])


@dataclass(frozen=True, slots=True)
class Rewritten(Generic[Told]):
    """A chunk on its way out.

    Attributes:
        rows: how many leave.
        told: what the function that changed them told.
        payload: what the sink writes.
        bad: lines that are no records.
    """

    rows: int
    told: Told
    payload: Any
    bad: Sequence[BadLine] = ()


@contextlib.contextmanager
def tables(source: Input, output: Output) -> Iterator[Sequence[Source[Any]]]:
    """Open what is to be changed: every sheet of a workbook, hidden ones too, where a workbook is made of it.

    Raises:
        InputError: it cannot be read.
    """
    try:
        book = output.major_units
    except UsageError:
        book = False  # a name that says no format is refused where the output is opened
    with open_tables(replace(source, whole=book and source.sheet is None), find_header) as opened:
        yield opened


class Writer:
    """Where the tables of an input go: into a file of their own, or each into a sheet with the name that it had.

    Args:
        tables: what `tables` opened.
    """

    def __init__(self, pending: Pending, output: Output, tables: Sequence[Source[Any]]) -> None:
        self._pending, self._output = pending, output
        sheets = output.major_units and all(table.sheet is not None for table in tables)
        self._book = WorkbookSheets(pending) if sheets else None

    def types(self, table: Source[Any]) -> dict[int, pl.DataType]:
        """Return the types of the columns that are not text, by their place; a workbook's numbers are so in another."""
        return types_of(table, book=self._book is not None)

    def sink(self, table: Source[Any], types: Mapping[int, pl.DataType], header: Sequence[str]) -> Sink[Any]:
        """Return the sink of the next table.

        Args:
            types: of the columns that are not text, by their place.
            header: what stands above the columns.
        """
        schema = {str(place): types.get(place, pl.String()) for place in table.columns}
        titles = {str(place): cell for place, cell in enumerate(header)}
        if self._book is None:
            return make_sink(self._pending, self._output, schema, titles)
        return self._book.sheet(table.sheet or "", schema, titles, hidden=table.hidden)

    def finish(self) -> None:
        """Write what waits for the last table."""
        if self._book is not None:
            self._book.finish()


def rewrite(
    source: Source[Any],
    sink: Sink[Any],
    types: Mapping[int, pl.DataType],
    change: Callable[[RawBatch], tuple[pl.DataFrame, Told]],
    rows: Rows,
    progress: Progress | None,
    editor: Callable[[], Editor[Rewritten[Told]] | None] = lambda: None,
) -> Iterator[Told]:
    """Stream an input through a pure function, and yield what it told of each batch, in order.

    The sink is finished when the last was taken.

    Args:
        types: of the columns that are not text, by their place; numbers, dates and the like hold no tokens.
        editor: makes what does the same to the chunks of a large input where they stand; see `InPlace`.
    """
    in_place = InPlace(source, editor)
    own = [typed(str(place), dtype) for place, dtype in types.items()]

    def make(chunk: Any) -> Rewritten[Told]:
        edited = in_place.make(chunk)
        if edited is not None:
            return edited
        batch = source.parse(chunk)
        frame, told = change(batch)
        return Rewritten(batch.frame.height, told, sink.encode(frame.with_columns(own)), batch.bad)

    with sink:
        for made in in_order(in_place.watch(source.chunks()), make):
            sink.write(made.payload)
            rows.count(made.rows, made.bad)
            yield made.told
            if progress is not None:
                progress(rows.rows_out, *source.progress)
