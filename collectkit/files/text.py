"""Delimited text: CSV, TSV and their many dialects, from a file or a pipe, in bounded memory."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

import polars as pl

from collectkit.errors import InputError
from collectkit.files import encoding as enc
from collectkit.files.chunk import Chunk
from collectkit.files.cut import Cut, cut
from collectkit.files.formats import Format, Input
from collectkit.files.heading import HEADER_ROWS, HeaderFinder, Heading, heading
from collectkit.files.lines import BadLine, Records, last_clean_end, line_ends, seem_whole, split_records
from collectkit.files.source import RawBatch, Source

CHUNK_BYTES = 12 << 20
SEPARATORS = (",", "\t", ";", "|", "，")
_HEAD_BYTES = 1 << 18
_BOM = codecs.BOM_UTF8
_UNDECODED = "\ufffd"
"""What stands for bytes that are not of the encoding."""
_WIDE_SEPARATOR = "，"
_STAND_IN = "\x1f"
"""Polars separates by one byte, so the full-width comma is read as this control character."""
_LONE_RETURN = re.compile(r"\r(?!\r*(?:\n|$))")
_RETURN_STAND_IN = "\ue00d"
"""A return inside a line ends no line here, but it does to the csv module: it reads this private character instead."""


@dataclass(frozen=True, slots=True)
class _Head:
    heading: Heading
    lines: int
    separator: str


class TextSource(Source[Chunk]):
    """A delimited text; see `Source`. Its rows are physical lines."""

    def __init__(self, source: Input, format_: Format, stream: BinaryIO, find_header: HeaderFinder) -> None:
        self._stream, self.block_bytes = stream, CHUNK_BYTES
        self._stated = enc.stated(source.encoding) if source.encoding else None
        self._blocks = self._read_blocks()
        self._start = next(self._blocks, b"")
        if not self._start.strip(b"\r\n\x1a \t"):
            raise InputError(f"{source.name}: the file is empty", hint="is it the right file, and whole?")
        head = self._sniff(source.name, format_, find_header)
        super().__init__(source.name, format_, head.heading.header)
        self._head = head
        self.found(head.heading)
        self.encoding = self._decided
        self.separator = head.separator
        self._keeps_lines = False
        self._byte = _STAND_IN.encode() if head.separator == _WIDE_SEPARATOR else head.separator.encode()

    def _read_blocks(self) -> Iterator[bytes]:
        """Blocks of the stream, without its byte-order mark; UTF-16 comes out as UTF-8."""
        first = self._stream.read(self.block_bytes)
        marked, length = enc.by_mark(first)
        self._decided = marked or self._stated
        first = first[length:]
        if self._decided in {"utf-16", "utf-16-le", "utf-16-be"}:
            yield from self._recode(first, self._decided)
            return
        old_mac = b"\n" not in first and b"\r" in first
        while first:
            yield first.replace(b"\r", b"\n") if old_mac else first
            first = self._stream.read(self.block_bytes)

    def _recode(self, first: bytes, encoding: str) -> Iterator[bytes]:
        decode = codecs.getincrementaldecoder(encoding)("strict").decode
        try:
            while first:
                yield decode(first).encode()
                first = self._stream.read(self.block_bytes)
            decode(b"", True)
        except UnicodeError:
            raise InputError("the text is not valid UTF-16", hint="save the file again as UTF-8") from None

    @property
    def _codec(self) -> str:
        """What `Chunk.data` is encoded in."""
        decided = self._decided or "utf-8"
        return "utf-8" if decided.startswith("utf-16") else decided

    def _sniff(self, name: str, format_: Format, find_header: HeaderFinder) -> _Head:
        """Find encoding, separator and header in the first lines."""
        piece = self._start[: self._start.rfind(b"\n", 0, _HEAD_BYTES) + 1] or self._start[:_HEAD_BYTES]
        if self._decided is None:
            enc.refuse_wide(piece, name)
            self._decided = enc.by_content(piece, name)
        text = piece.decode(self._codec, "replace")
        best: tuple[tuple[bool, int], _Head] | None = None
        for separator in ("\t",) if format_ == "tsv" else SEPARATORS:
            head = _read_head(text, separator, find_header)
            rank = (head.heading.found, len(head.heading.header)) if head else (False, 0)
            if head and (best is None or rank > best[0]):
                best = (rank, head)
        if best is None:
            raise InputError(f"{name}: the file has no header line")
        if self._stated and not best[0][0] and _UNDECODED in text.partition("\n")[0]:
            hint = "leave out --encoding: it is found out, or name the right one"
            raise InputError(f"{name}: the first line is not {self._stated}", hint=hint)
        return best[1]

    def keep_lines(self) -> None:
        """Have batches carry their records as they stand; not where the separator is read as another byte."""
        self._keeps_lines = self.separator != _WIDE_SEPARATOR

    def chunks(self) -> Iterator[Chunk]:
        """Read whole lines, cut where a record surely ends."""
        rest, row = b"", self._head.lines + 1
        start = _without_lines(self._start, self._head.lines)
        for block in chain((start,), self._blocks):
            cut = last_clean_end(block, self._byte, len(self.header))
            if cut:
                # one copy: a large buffer costs more to get than to fill
                data = b"".join((rest, memoryview(block)[:cut]))
                rest = block[cut:]
                chunk = self._chunk(data, row)
                yield chunk
                row += chunk.lines
            else:
                rest += block
        rest = rest.rstrip(b"\x1a")
        if rest:
            yield self._chunk(rest, row)

    def _chunk(self, data: bytes, row: int) -> Chunk:
        if self._decided is None:
            self._decided = self.encoding = enc.by_content(data, self.name)
        return Chunk(data, row, self._codec, line_ends(data))

    def cut(self, chunk: Chunk) -> Cut | None:
        """See `Source`."""
        data, undecodable = _decode(chunk)
        if undecodable or self.separator == _WIDE_SEPARATOR:
            return None
        return cut(data, chunk.lines, self._byte[0], len(self.header))

    def parse(self, chunk: Chunk, *, whole: bool = False) -> RawBatch:
        """Turn whole lines into a frame; lines that are no records, or no text, are set aside."""
        data, undecodable = _decode(chunk)
        if self._byte == _STAND_IN.encode():
            data = data.replace(_WIDE_SEPARATOR.encode(), self._byte)
        columns = self.wanted(whole=whole)
        plain, sure = self._plain(data, chunk.lines, columns)
        if plain is not None and sure:
            rows = pl.int_range(chunk.first_row, chunk.first_row + chunk.lines, dtype=pl.Int64, eager=True)
            return RawBatch(plain, rows.alias("row"), lines=_plain_lines(data) if self._keeps_lines else None)
        records = split_records(data, self._byte, len(self.header), chunk.first_row)
        bad = [self._as_it_came(b) for b in records.bad if b.row not in undecodable] + list(undecodable.values())
        rows = pl.Series("row", records.rows)
        try:
            frame = self._frame(records.data, columns) if plain is None or records.data is not data else plain
        except pl.exceptions.ComputeError:
            return self._parse_without_bad_bytes(chunk, whole=whole)
        if frame.height != len(rows):
            raise InputError(f"{self.name}: lines {chunk.first_row} and following cannot be read as records")
        lines = _lines(records) if self._keeps_lines else None
        return RawBatch(frame, rows, tuple(sorted(bad, key=lambda line: line.row)), lines=lines)

    def _plain(self, data: bytes, lines: int, columns: Sequence[int]) -> tuple[pl.DataFrame | None, bool]:
        """Read lines that seem to be a record each, and tell whether they surely are.

        They are where all together have the separators of as many records, and none lacks its last field: then none
        has a field too many.
        """
        last = len(self.header) - 1
        if not seem_whole(data, lines, self._byte, last + 1):
            return None, False
        try:
            frame = self._frame(data, sorted({*columns, last}))
        except pl.exceptions.PolarsError:
            return None, False
        sure = frame.height == lines and not frame[str(last)].null_count()
        return frame.select(map(str, columns)), sure

    def _as_it_came(self, line: BadLine) -> BadLine:
        if self._byte != _STAND_IN.encode():
            return line
        return BadLine(line.row, line.code, line.data.replace(self._byte, _WIDE_SEPARATOR.encode()))

    def _parse_without_bad_bytes(self, chunk: Chunk, *, whole: bool) -> RawBatch:
        """Find the lines that are not text, blank them, and parse the others."""
        if chunk.encoding != "utf-8" or _is_text(chunk.data):
            raise InputError(f"{self.name}: lines {chunk.first_row} and following cannot be read as records")
        return self.parse(replace(chunk, encoding="utf-8-by-line"), whole=whole)

    def _frame(self, data: bytes, columns: Sequence[int]) -> pl.DataFrame:
        names = [str(i) for i in range(len(self.header))]
        if not data:
            return pl.DataFrame(schema={names[i]: pl.String for i in columns})
        frame = pl.read_csv(
            _BOM + data if data.startswith(_BOM) else data,  # Polars takes one away
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            columns=list(columns),
            separator=self._byte.decode(),
            quote_char='"' if b'"' in data else None,
            raise_if_empty=False,
        )
        if self._byte == _STAND_IN.encode():
            frame = frame.with_columns(pl.all().str.replace_all(_STAND_IN, _WIDE_SEPARATOR, literal=True))
        return frame

    @property
    def progress(self) -> tuple[int, int | None]:
        """Bytes read of bytes in all; a pipe does not know its length."""
        return _position(self._stream)


def _read_head(text: str, separator: str, find_header: HeaderFinder) -> _Head | None:
    """Read the first rows with this separator; None when nothing stands in them."""
    lines = io.StringIO(_LONE_RETURN.sub(_RETURN_STAND_IN, text), newline="\n")
    reader = csv.reader(lines, delimiter=separator)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append([cell.replace(_RETURN_STAND_IN, "\r") for cell in row])
            ends.append(reader.line_num)
            if len(rows) == HEADER_ROWS:
                break
    except csv.Error:
        if not rows:
            return None
    found = heading(rows, find_header)
    return _Head(found, ends[found.rows[-1]], separator) if found else None


def _without_lines(data: bytes, lines: int) -> bytes:
    at = 0
    for _ in range(lines):
        at = data.find(b"\n", at) + 1
        if at == 0:
            return b""
    return data[at:]


def _decode(chunk: Chunk) -> tuple[bytes, dict[int, BadLine]]:
    """Return the chunk as UTF-8, with undecodable lines blanked, and these lines by number."""
    if chunk.encoding == "utf-8" or chunk.data.isascii():
        return chunk.data, {}
    encoding = chunk.encoding.removesuffix("-by-line")
    try:
        return chunk.data.decode(encoding).encode(), {}
    except UnicodeDecodeError:
        pass
    bad: dict[int, BadLine] = {}
    lines = chunk.data.split(b"\n")
    for i, line in enumerate(lines):
        try:
            lines[i] = line.decode(encoding).encode()
        except UnicodeDecodeError:
            bad[chunk.first_row + i] = BadLine(chunk.first_row + i, "BYTES_INVALID", line)
            lines[i] = b"\0"
    return b"\n".join(lines), bad


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines(records: Records) -> pl.Series:
    """Each record as it stands."""
    if len(records.rows) and (b'"' not in records.data or line_ends(records.data) == len(records.rows)):
        return _plain_lines(records.data)
    return pl.Series([text.decode() for text in records.texts()], dtype=pl.String)


def _plain_lines(data: bytes) -> pl.Series:
    lines = pl.read_lines(data).to_series()
    return lines.str.strip_chars_end("\r") if b"\r" in data else lines


def _position(stream: BinaryIO) -> tuple[int, int | None]:
    try:
        here = stream.tell()
    except (OSError, AttributeError):
        return 0, None
    size = getattr(stream, "size", None)
    return here, size
