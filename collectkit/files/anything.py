"""The words of a file of any kind, known or not: what `trace` looks for tokens in.

A found file may have lost its name and its form: what it is, its first bytes say. Text is taken as it stands, and
without its NUL bytes, as which UTF-16 and UTF-32 are ASCII; of a zip (a workbook, a document) each member, and of XML
the text without the marks too, for a mark may cut a word. Archives in archives are opened a few levels deep. What is
known to hide its words is refused: "nothing found" would acquit.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import re
import string
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, BinaryIO, cast

import polars as pl
import zstandard

from collectkit.errors import InputError
from collectkit.files.formats import Input
from collectkit.files.streams import open_input, spool

_PIECE = 8 << 20
_LONGEST_WORD = 1 << 16
_MOST_UNPACKED = 8 << 30
_DEEPEST = 4
_WORD = (string.ascii_letters + string.digits).encode()
_MARKS = re.compile(rb"<[^>]{0,4096}>")

_ZIP, _STREAM = b"PK\3\4", b"\xff\xff\xff\xff"
_FRAMES: Mapping[bytes, Callable[..., pl.LazyFrame]] = MappingProxyType(
    {b"PAR1": pl.scan_parquet, b"ARROW1": pl.scan_ipc, _STREAM: lambda copy: pl.read_ipc_stream(copy).lazy()}
)
_PACKED: Mapping[bytes, Callable[[BinaryIO], IO[bytes]]] = MappingProxyType(
    {
        b"\x1f\x8b": lambda packed: cast("IO[bytes]", gzip.GzipFile(fileobj=packed)),
        b"BZh": bz2.BZ2File,
        b"\xfd7zXZ\0": lzma.LZMAFile,
        b"(\xb5/\xfd": lambda packed: zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True),
    }
)
_CLOSED: Mapping[bytes, tuple[str, str]] = MappingProxyType(
    {
        b"age-encryption.org/v1": ("is sealed", "open it first: age -d -i IDENTITY -o FILE"),
        b"%PDF-": ("is a PDF", "take its text out first: pdftotext FILE - | collectkit trace -"),
        b"7z\xbc\xaf\x27\x1c": ("is a 7z archive", "unpack it first"),
        b"Rar!\x1a\x07": ("is a RAR archive", "unpack it first"),
    }
)
_OLE, _UNDER_PASSWORD = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError, OSError, RuntimeError)
"""RuntimeError is what zipfile says of a member under a password, and NotImplementedError is one."""


def pieces(source: Input) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked, in pieces that no word of ASCII letters and digits is cut by.

    Raises:
        InputError: it cannot be read, hides its words, or unpacks to more than any file of ours.
    """
    with open_input(source, None) as stream:
        yield from _Reader(source.name, _MOST_UNPACKED).words(stream, 0)


@dataclass(slots=True)
class _Reader:
    """Reads one file; *left* bounds what it may unpack to."""

    name: str
    left: int

    def words(self, stream: BinaryIO, depth: int) -> Iterator[bytes]:
        """Yield the pieces of a stream, whatever it turns out to be."""
        first = _full(stream)
        self._refuse_closed(first)
        whole = cast("BinaryIO", _Again(first, stream))
        if depth > _DEEPEST:
            raise InputError(f"{self.name}: archives in archives, more than {_DEEPEST} deep", hint="unpack it first")
        opener = next((opener for magic, opener in _PACKED.items() if first.startswith(magic)), None)
        if opener is not None:
            with self._unpacking():
                yield from self.words(cast("BinaryIO", opener(whole)), depth + 1)
        elif first.startswith(_ZIP):
            with spool(whole) as copy, self._unpacking(), zipfile.ZipFile(copy) as parts:
                for part in parts.infolist():
                    with parts.open(part) as member:
                        yield from self.words(cast("BinaryIO", member), depth + 1)
        elif first.startswith(tuple(_FRAMES)):
            with spool(whole) as copy:
                yield from self._cells(copy, first)
        else:
            yield from self._text(_blocks(whole), first, counted=depth > 0)

    @contextlib.contextmanager
    def _unpacking(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN:
            what = "the archive is damaged, or under a password"
            raise InputError(f"{self.name}: {what}", hint="repair or unpack it") from None

    def _text(self, blocks: Iterable[bytes], first: bytes, *, counted: bool) -> Iterator[bytes]:
        marked = first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        for piece in _whole_words(blocks):
            self.left -= len(piece) if counted else 0
            if self.left < 0:
                raise InputError(f"{self.name}: unpacks to more than {_MOST_UNPACKED >> 30} GiB")
            yield piece
            if b"\0" in piece:
                yield piece.replace(b"\0", b"")
            if marked:
                yield _MARKS.sub(b"", piece)

    def _cells(self, copy: BinaryIO, first: bytes) -> Iterator[bytes]:
        """Yield the values of a Parquet or Arrow file, a batch at a time; its names of columns come first."""
        scan = next(scan for magic, scan in _FRAMES.items() if first.startswith(magic))
        try:
            frame = scan(copy)
            schema = frame.collect_schema()
            yield "\n".join(schema.names()).encode()
            for batch in frame.collect_batches():
                for column in batch:
                    yield _values(column)
        except (pl.exceptions.PolarsError, OSError):
            raise InputError(f"{self.name}: is damaged") from None

    def _refuse_closed(self, first: bytes) -> None:
        for magic, (what, hint) in _CLOSED.items():
            if first.startswith(magic):
                raise InputError(f"{self.name}: {what}", hint=hint)
        if first.startswith(_OLE) and _UNDER_PASSWORD in first:
            raise InputError(f"{self.name}: is under a password", hint="save it without one first")


class _Again:
    """A stream whose first piece was read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            return self._rest.read(size)
        cut = len(self._first) if size < 0 else size
        piece, self._first = self._first[:cut], self._first[cut:]
        return piece + self._rest.read() if size < 0 else piece


def _full(stream: BinaryIO) -> bytes:
    """Read a whole first piece: what unpacks gives less at a time."""
    found = b""
    while len(found) < _PIECE and (more := stream.read(_PIECE - len(found))):
        found += more
    return found


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(_PIECE), b"")


def _whole_words(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        data = rest + block
        tail = data[-_LONGEST_WORD:].replace(b"\0", b"0")  # in UTF-16, NULs stand inside of words
        cut = len(data) - (len(tail) - len(tail.rstrip(_WORD)))
        yield data[:cut]
        rest = data[cut:]
    yield rest


def _values(column: pl.Series) -> bytes:
    """Return the values of a column of any type, one after the other."""
    if column.dtype == pl.Binary:
        return b"\n".join(column.drop_nulls())
    if column.dtype.is_nested():
        return column.to_frame().write_ndjson().encode()
    return "\n".join(column.cast(pl.String, strict=False).drop_nulls()).encode()
