"""Opens byte streams: files and standard input, plain or compressed."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, cast

import zstandard

from collectkit.errors import InputError
from collectkit.files.formats import Compression, Input
from collectkit.files.kinds import HEAD_BYTES

_BROKEN = (OSError, EOFError, zlib.error, zstandard.ZstdError)

_MARKS: Mapping[bytes, Compression] = MappingProxyType({b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"})
"""What packed streams begin with; text does not begin so in any encoding that is read."""
_LONGEST_MARK = 4


class _Counted(io.RawIOBase):
    """A stream that decompresses another, with the position and the size of the compressed one."""

    def __init__(self, plain: BinaryIO, packed: BinaryIO, size: int | None, name: str) -> None:
        self._plain, self._packed, self.size, self._name = plain, packed, size, name
        self._ahead = b""

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read up to *size* bytes, all that there is for -1.

        Raises:
            InputError: the stream breaks off or is damaged.
        """
        ahead = self._ahead if size < 0 else self._ahead[:size]
        self._ahead = self._ahead[len(ahead) :]
        try:
            rest = _full_read(self._plain, size if size < 0 else size - len(ahead))
        except _BROKEN:
            raise InputError(f"{self._name}: cannot be read to its end", hint="is the file complete?") from None
        return ahead + rest if ahead else rest

    def peek(self, size: int) -> bytes:
        """Return the next *size* bytes, which are read again after that."""
        self._ahead = self.read(size)
        return self._ahead

    def tell(self) -> int:
        """Return the position in the underlying file."""
        return self._packed.tell()


def peek(stream: BinaryIO) -> bytes:
    """Return the first bytes of a stream that nothing was read of, which are read again after that."""
    if isinstance(stream, _Counted):
        return stream.peek(HEAD_BYTES)
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    return head


def _full_read(stream: BinaryIO, size: int) -> bytes:
    """Read as much as was asked for: a pipe gives less at a time."""
    if size < 0:
        return stream.read()
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


@contextlib.contextmanager
def open_input(source: Input, compression: Compression | None) -> Iterator[BinaryIO]:
    """Open an input for reading bytes; `tell` and `size` speak of the file as stored.

    Raises:
        InputError: it is missing, a directory, or may not be read.
    """
    with contextlib.ExitStack() as stack:
        if source.path is None:
            packed, size = cast("BinaryIO", sys.stdin.buffer), None
        else:
            packed = stack.enter_context(_open_file(source.path))
            size = os.fstat(packed.fileno()).st_size
        plain = packed
        if source.is_stream and compression is None:
            compression = _packing(packed)
        if compression == "gz":
            plain = cast("BinaryIO", stack.enter_context(gzip.open(packed)))
        elif compression == "zst":
            reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
            plain = cast("BinaryIO", stack.enter_context(reader))
        yield cast("BinaryIO", _Counted(plain, packed, size, source.name))


def _packing(stream: BinaryIO) -> Compression | None:
    """Return how a stream without a name is packed, by its first bytes, which are read again after that."""
    head = stream.peek(_LONGEST_MARK) if isinstance(stream, io.BufferedReader) else b""
    return next((packing for mark, packing in _MARKS.items() if head.startswith(mark)), None)


def _open_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{path.name}: no such file", hint="check the path") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a directory, not a file", hint="name the files in it") from None
    except OSError as error:
        raise InputError(f"{path.name}: cannot be opened: {os.strerror(error.errno or 0)}") from None


@contextlib.contextmanager
def spool(stream: BinaryIO, directory: Path | None = None) -> Iterator[BinaryIO]:
    """Copy a stream that cannot be read twice into a nameless temporary file, which no other process can open."""
    with tempfile.TemporaryFile(dir=directory) as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.seek(0)
        yield cast("BinaryIO", copy)
