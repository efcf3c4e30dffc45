"""The words of a file of any kind, known or not: what `trace` looks for tokens in.

A found file may have lost its name and its form. Text is taken as it stands; of a zip (a workbook, a document) each
member, hidden sheets and comments too. Nothing is parsed but what hides text: compression, UTF-16, Parquet, Arrow.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO, cast

import polars as pl

from collectkit.errors import InputError
from collectkit.files.formats import COMPRESSIONS, Input
from collectkit.files.streams import open_input, spool

_PIECE = 8 << 20
_LONGEST_WORD = 1 << 16
_MOST_UNZIPPED = 8 << 30
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ZIP = b"PK\3\4"
_FRAMES: Mapping[bytes, Callable[..., pl.LazyFrame]] = MappingProxyType(
    {b"PAR1": pl.scan_parquet, b"ARROW1": pl.scan_ipc}
)
_CLOSED = MappingProxyType(
    {
        b"age-encryption.org/v1": ("is sealed", "open it first: age -d -i IDENTITY -o FILE"),
        b"%PDF-": ("is a PDF", "take its text out first: pdftotext FILE - | collectkit trace -"),
    }
)
_UNDER_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_WORD_AT_END = re.compile(rb"[0-9A-Za-z]{0,%d}\Z" % _LONGEST_WORD)


def pieces(source: Input) -> Iterator[bytes]:
    """Yield a file's bytes, UTF-16 as UTF-8, in pieces that no word of ASCII letters and digits is cut by.

    Raises:
        InputError: it cannot be read, or unzips to more than any file of ours.
    """
    compression = COMPRESSIONS.get(source.path.suffix.lower()) if source.path is not None else None
    with open_input(source, compression) as stream:
        first = stream.read(_PIECE)
        _refuse_closed(first, source.name)
        if first.startswith((_ZIP, *_FRAMES)):
            with spool(cast("BinaryIO", _Again(first, stream))) as copy:
                yield from _members(copy, source.name) if first.startswith(_ZIP) else _cells(copy, first, source.name)
            return
        yield from _whole_words(_decoded(first, stream))


def _refuse_closed(first: bytes, name: str) -> None:
    """Refuse what hides its words, rather than say that there are none."""
    for magic, (what, hint) in _CLOSED.items():
        if first.startswith(magic):
            raise InputError(f"{name}: {what}", hint=hint)
    if first.startswith(b"\xd0\xcf\x11\xe0") and _UNDER_PASSWORD in first:
        raise InputError(f"{name}: is under a password", hint="save it without one first")


class _Again:
    """A stream whose first piece was read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = -1) -> bytes:
        first, self._first = self._first, b""
        return first or self._rest.read(size)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(_PIECE), b"")


def _decoded(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    encoding = _MARKS.get(first[:2])
    if encoding is None:
        yield first
        yield from _blocks(stream)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first[2:]).encode("utf-8", "replace")
    for block in _blocks(stream):
        yield decoder.decode(block).encode("utf-8", "replace")


def _whole_words(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        data = rest + block
        found = _WORD_AT_END.search(data, max(len(data) - _LONGEST_WORD, 0))
        cut = found.start() if found else len(data)
        yield data[:cut]
        rest = data[cut:]
    yield rest


def _members(copy: BinaryIO, name: str) -> Iterator[bytes]:
    left = _MOST_UNZIPPED
    try:
        with zipfile.ZipFile(copy) as parts:
            for part in parts.infolist():
                with parts.open(part) as member:
                    for piece in _whole_words(_blocks(cast("BinaryIO", member))):
                        left -= len(piece)
                        if left < 0:
                            raise InputError(f"{name}: unzips to more than {_MOST_UNZIPPED >> 30} GiB")
                        yield piece
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        raise InputError(f"{name}: the archive is damaged, or under a password", hint="repair or unpack it") from None


def _cells(copy: BinaryIO, first: bytes, name: str) -> Iterator[bytes]:
    """Yield the texts of a Parquet or Arrow file, a batch at a time; its names of columns come first."""
    scan = next(scan for magic, scan in _FRAMES.items() if first.startswith(magic))
    try:
        frame = scan(copy)
        schema = frame.collect_schema()
        yield "\n".join(schema.names()).encode()
        texts = [column for column, dtype in schema.items() if dtype == pl.String]
        for batch in frame.select(texts).collect_batches():
            for column in batch:
                yield "\n".join(column.drop_nulls()).encode()
    except pl.exceptions.PolarsError:
        raise InputError(f"{name}: is damaged") from None
