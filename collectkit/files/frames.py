"""Inputs that have columns already: Parquet, Arrow and NDJSON; every cell as text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from collectkit.errors import InputError
from collectkit.files.formats import Format, Input
from collectkit.files.lines import BadLine
from collectkit.files.source import BATCH_ROWS, RawBatch, Source
from collectkit.files.text import CHUNK_BYTES

_NESTED = (pl.List, pl.Struct, pl.Array, pl.Object, pl.Binary, pl.Duration)


class FrameSource(Source[tuple[int, pl.DataFrame]]):
    """A Parquet or Arrow file; see `Source`. Its rows are record numbers."""

    def __init__(self, source: Input, format_: Format, stream: BinaryIO | Path) -> None:
        try:
            self._lazy = pl.scan_parquet(stream) if format_ == "parquet" else pl.scan_ipc(stream)
            schema = self._lazy.collect_schema()
            self._height = self._lazy.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError):
            raise InputError(
                f"{source.name}: not a readable {format_} file", hint="--from names another format"
            ) from None
        nested = [name for name, dtype in schema.items() if isinstance(dtype, _NESTED)]
        if nested:
            raise InputError(f"{source.name}: columns that are not single values: {', '.join(nested)}")
        super().__init__(source.name, format_, schema.names())
        typed = ((place, dtype) for place, dtype in enumerate(schema.values()))
        self.types = {place: dtype for place, dtype in typed if dtype.is_integer() or dtype in (pl.Date, pl.Boolean)}
        self._read = 0
        self._row = ""

    def only(self, column: int, value: str) -> None:
        """Keep the records with this value; they are held in memory while they are read."""
        self._row = next(name for name in map(str, itertools.count()) if name not in self.header)
        self._lazy = self._lazy.with_row_index(self._row, 1).filter(pl.col(self.header[column]) == value)

    def chunks(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Slices of the file."""
        lazy = self._lazy.select([self.header[i] for i in self.columns] + [self._row] * bool(self._row))
        if self._row:
            found = self._collected(lazy, 0)
            self._height, lazy = found.height, found.lazy()
        for start in range(0, self._height, BATCH_ROWS):
            yield start + 1, self._collected(lazy.slice(start, BATCH_ROWS), start)
            self._read = start + BATCH_ROWS

    def _collected(self, lazy: pl.LazyFrame, start: int) -> pl.DataFrame:
        try:
            return lazy.collect()
        except pl.exceptions.PolarsError:
            raise InputError(f"{self.name}: damaged after record {start}") from None

    def parse(self, chunk: tuple[int, pl.DataFrame], *, whole: bool = False) -> RawBatch:
        """Turn the values into text."""
        first, frame = chunk
        if whole:
            frame = self._lazy.slice(first - 1, frame.height).collect()
        rows = frame[self._row] if self._row else pl.int_range(first, first + frame.height, eager=True)
        cells = (pl.col(self.header[i]).cast(pl.String).alias(str(i)) for i in self.wanted(whole=whole))
        return RawBatch(frame.select(cells), rows.cast(pl.Int64).alias("row"))

    @property
    def progress(self) -> tuple[int, int | None]:
        """Records read of records in all."""
        return min(self._read, self._height), self._height


class NdjsonSource(Source[tuple[int, bytes]]):
    """One JSON object a line; see `Source`. The first line names the columns; a later line may leave some out."""

    def __init__(self, source: Input, stream: BinaryIO) -> None:
        self._stream = stream
        self._start = stream.read(CHUNK_BYTES).removeprefix(b"\xef\xbb\xbf")
        first = self._start.lstrip().partition(b"\n")[0]
        header = _keys(first)
        if not first:
            raise InputError(f"{source.name}: the file is empty", hint="is it the right file, and whole?")
        if not header:
            raise InputError(f"{source.name}: the first line is not a JSON object")
        super().__init__(source.name, "ndjson", header)
        self.encoding = "utf-8"

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Whole lines."""
        data, row = self._start, 1
        while data:
            block = self._stream.read(CHUNK_BYTES)
            cut = data.rfind(b"\n") + 1 if block else len(data)
            if cut:
                yield row, data[:cut]
            row += data.count(b"\n", 0, cut)
            data = data[cut:] + block

    def parse(self, chunk: tuple[int, bytes], *, whole: bool = False) -> RawBatch:
        """Read the objects, numbers as they are written; lines that are none, or bring a new column, are set aside."""
        first, data = chunk
        places = self.wanted(whole=whole)
        wanted = [self.header[i] for i in places]
        known = frozenset(self.header)
        rows: list[int] = []
        cells: list[list[str | None]] = []
        bad: list[BadLine] = []
        for row, line in enumerate(data.split(b"\n"), first):
            record = _record(line, known)
            if record is not None:
                rows.append(row)
                cells.append([record.get(name) for name in wanted])
            elif line.strip():
                bad.append(BadLine(row, "RECORD_INVALID", line))
        schema = {str(i): pl.String for i in places}
        frame = pl.DataFrame(cells, schema=schema, orient="row")
        return RawBatch(frame, pl.Series("row", rows, dtype=pl.Int64), tuple(bad))


def _keys(line: bytes) -> list[str]:
    record = _loads(line)
    return list(record) if isinstance(record, dict) else []


def _loads(line: bytes) -> Any:
    """What a line of JSON says, numbers as they are written; None when it is none, or says one thing twice."""
    try:
        text = line.decode("utf-8-sig")
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        return None
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key twice")
    return record


def _record(line: bytes, known: frozenset[str]) -> dict[str, str | None] | None:
    """The object in a line, its values as text; None when it is no object of single values in known columns."""
    record = _loads(line)
    if not isinstance(record, dict) or not known.issuperset(record):
        return None
    if any(isinstance(value, dict | list) for value in record.values()):
        return None
    return {key: str(value).lower() if isinstance(value, bool) else value for key, value in record.items()}
