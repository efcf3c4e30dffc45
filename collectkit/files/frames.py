"""Inputs that have columns already: Parquet, Arrow and NDJSON; every cell as text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from collectkit.errors import InputError
from collectkit.files.formats import Format, Input, Kind
from collectkit.files.lines import BadLine
from collectkit.files.source import BATCH_ROWS, RawBatch, Source, texts
from collectkit.files.text import CHUNK_BYTES

_CELLS = 1 << 21
"""So many are read at once, if a batch has fewer: what a batch shares with its neighbours is unpacked once for them."""
_NESTED = (pl.List, pl.Struct, pl.Array, pl.Object, pl.Binary, pl.Duration)


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of an input, and how many records stand in the files before it."""

    lazy: pl.LazyFrame
    before: int
    height: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Some records of a part: from which place in it, and the number of the first in the input."""

    part: _Part
    start: int
    first: int
    frame: pl.DataFrame


class FrameSource(Source[Slice]):
    """A Parquet or Arrow file, or several as one; see `Source`. Its rows are record numbers.

    Args:
        files: what is read, each with the same columns; their types may differ.
        zone: see `Input`.
    """

    def __init__(self, name: str, kind: Kind, files: Sequence[pl.LazyFrame], zone: str | None = None) -> None:
        self._zone = zone
        self._parts: list[_Part] = []
        self._height = 0
        schemas = [self._add(name, kind, lazy) for lazy in files]
        header = schemas[0].names()
        nested = [column for column in header if any(isinstance(one[column], _NESTED) for one in schemas)]
        if nested:
            raise InputError(f"{name}: columns that are not single values: {', '.join(nested)}")
        super().__init__(name, kind, header)
        types = ((place, {one[column] for one in schemas}) for place, column in enumerate(header))
        known = ((place, found.pop()) for place, found in types if len(found) == 1)
        self.types = {place: dtype for place, dtype in known if _comes_back(dtype)}
        self._read = 0
        self._row = ""

    def _add(self, name: str, kind: Kind, lazy: pl.LazyFrame) -> pl.Schema:
        try:
            schema = lazy.collect_schema()
            height = lazy.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError):
            hint = "is all of it there?" if kind == "delta" else "--from names another format"
            raise InputError(f"{name}: not a readable {kind} file", hint=hint) from None
        self._parts.append(_Part(lazy, self._height, height))
        self._height += height
        return schema

    def only(self, column: int, value: str) -> None:
        """Keep the records with this value; they are held in memory while they are read."""
        row = self._row = next(name for name in map(str, itertools.count()) if name not in self.header)
        wanted = pl.col(self.header[column]) == value
        self._parts = [
            replace(part, lazy=part.lazy.with_row_index(row, part.before + 1).filter(wanted)) for part in self._parts
        ]

    def chunks(self) -> Iterator[Slice]:
        """Slices of the files."""
        for part in self._parts:
            lazy = part.lazy.select([self.header[i] for i in self.columns] + [self._row] * bool(self._row))
            height = part.height
            if self._row:
                found = self._collected(lazy, part.before)
                height, lazy = found.height, found.lazy()
            block_rows = max(_CELLS // (len(self.columns) or 1) // BATCH_ROWS, 1) * BATCH_ROWS
            for start in range(0, height, block_rows):
                block = self._collected(lazy.slice(start, block_rows), part.before + start)
                for at in range(start, start + block.height, BATCH_ROWS):
                    piece = block[at - start : at - start + BATCH_ROWS]
                    yield Slice(part, at, part.before + at + 1, piece)
                    self._read = part.before + at + piece.height

    def _collected(self, lazy: pl.LazyFrame, before: int) -> pl.DataFrame:
        try:
            return lazy.collect()
        except (pl.exceptions.PolarsError, OSError):
            raise InputError(f"{self.name}: damaged after record {before}") from None

    def parse(self, chunk: Slice, *, whole: bool = False) -> RawBatch:
        """Turn the values into text."""
        frame, first = chunk.frame, chunk.first
        if whole:
            frame = chunk.part.lazy.slice(chunk.start, frame.height).collect()
        rows = frame[self._row] if self._row else pl.int_range(first, first + frame.height, eager=True)
        columns = ((i, self.header[i]) for i in self.wanted(whole=whole))
        return RawBatch(texts(frame, columns, self._zone), rows.cast(pl.Int64).alias("row"))

    @property
    def progress(self) -> tuple[int, int | None]:
        """Records read of records in all."""
        return self._read, self._height


def _comes_back(dtype: pl.DataType) -> bool:
    """Tell whether the text of such a value says all of it: moments of a zone are told in another."""
    if isinstance(dtype, pl.Datetime):
        return dtype.time_zone is None
    return dtype.is_numeric() or dtype in (pl.Date, pl.Boolean)


def scan(source: Input, format_: Format, stream: BinaryIO | Path) -> FrameSource:
    """Open one Parquet or Arrow file.

    Raises:
        InputError: it is none, or has columns that are not single values.
    """
    lazy = pl.scan_parquet(stream, glob=False) if format_ == "parquet" else pl.scan_ipc(stream, glob=False)
    return FrameSource(source.name, format_, [lazy], source.zone)


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
