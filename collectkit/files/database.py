"""Queries of databases as inputs: run once, and kept in a nameless temporary file for a second pass.

A thread of its own waits for the database, so that Ctrl-C is heard while it does.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol, TypeVar, cast

import polars as pl

from collectkit.errors import InputError
from collectkit.files.arrow_stream import Column
from collectkit.files.postgres import PostgresReader
from collectkit.files.query import Query
from collectkit.files.source import RawBatch, Source, texts
from collectkit.files.sqlite import SqliteReader

_VISIBLE = (
    "the password stands in the command line, where other users of the machine can see it: "
    "PGPASSWORD or ~/.pgpass keep it to you"
)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some records: the number of the first, and where their copy stands; the frame itself, while it is new."""

    first: int
    start: int
    size: int
    frame: pl.DataFrame | None


class Reader(Protocol):
    """What reads one database."""

    columns: list[Column]

    def start(self) -> None:
        """Connect, and have the query run."""

    def read(self) -> pl.DataFrame | None:
        """Return the next records; None at the end."""

    def cancel(self) -> None:
        """Have the database end the query; from another thread."""

    def close(self) -> None:
        """End the connection."""


class QuerySource(Source[tuple[int, pl.DataFrame | bytes]]):
    """The result of a query; see `Source`. Its rows are record numbers."""

    def __init__(self, query: Query, zone: str | None, stack: ExitStack) -> None:
        self._query, self._zone = query.name, zone
        self._reader: Reader = PostgresReader(query) if query.database == "postgresql" else SqliteReader(query)
        self._copy = stack.enter_context(_nameless())
        self._pieces: list[_Piece] = []
        self._rows = self._read_so_far = 0
        self._thread = stack.enter_context(ThreadPoolExecutor(1))
        stack.callback(self._end)
        self._next: Future[_Piece | None] | None = None
        self._waited(self._thread.submit(self._reader.start))
        names = [column.name for column in self._reader.columns]
        _refuse_repeated(query.name, names)
        super().__init__(query.name, query.database, names)
        self.notes = [_VISIBLE] if query.open_password else []
        self._next = self._thread.submit(self._read)

    def chunks(self) -> Iterator[tuple[int, pl.DataFrame | bytes]]:
        """What is kept already, then what the database still has."""
        for piece in list(self._pieces):
            yield piece.first, os.pread(self._copy.fileno(), piece.size, piece.start)
        while self._next is not None:
            new = self._waited(self._next)
            self._next = self._thread.submit(self._read) if new is not None else None
            if new is not None and new.frame is not None:
                self._pieces.append(replace(new, frame=None))
                self._rows += new.frame.height
                yield new.first, new.frame

    def parse(self, chunk: tuple[int, pl.DataFrame | bytes], *, whole: bool = False) -> RawBatch:
        """Turn the values into text."""
        first, kept = chunk
        frame = pl.read_ipc_stream(io.BytesIO(kept)) if isinstance(kept, bytes) else kept
        rows = pl.int_range(first, first + frame.height, eager=True).alias("row")
        columns = ((i, str(i)) for i in self.wanted(whole=whole))
        return RawBatch(texts(frame, columns, self._zone), rows)

    @property
    def progress(self) -> tuple[int, int | None]:
        """Records read; nobody knows how many there are."""
        return self._rows, None

    def _read(self) -> _Piece | None:
        """Fetch the next records and keep a copy; runs in the thread that waits."""
        frame = self._reader.read()
        if frame is None:
            self._reader.close()
            return None
        buffer = io.BytesIO()
        frame.write_ipc_stream(buffer, compression="lz4")
        try:
            start, size = self._copy.seek(0, os.SEEK_END), buffer.tell()
            _write(self._copy, buffer.getbuffer())
        except OSError as error:
            what = f"no room for a temporary copy of the rows: {os.strerror(error.errno or 0)}"
            raise InputError(f"{self._query}: {what}", hint="TMPDIR names another place for it") from None
        self._read_so_far += frame.height
        return _Piece(self._read_so_far - frame.height + 1, start, size, frame)

    def _waited(self, future: Future[Result]) -> Result:
        try:
            return future.result()
        except BaseException:
            if not future.done():  # Ctrl-C
                self._reader.cancel()
            raise

    def _end(self) -> None:
        if self._next is not None and not self._next.done():
            self._reader.cancel()
        self._thread.submit(self._reader.close).result()


@contextlib.contextmanager
def _nameless() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile(buffering=0) as file:
        yield cast("BinaryIO", file)


def _refuse_repeated(name: str, columns: list[str]) -> None:
    repeated = [column for column, count in Counter(columns).items() if count > 1]
    if repeated:
        hint = "give each its own name: SELECT a.id AS account_id, b.id AS customer_id"
        raise InputError(f"{name}: several columns have one name: {', '.join(repeated)}", hint=hint)


def _write(file: BinaryIO, data: memoryview) -> None:
    while data:
        data = data[file.write(data) :]
