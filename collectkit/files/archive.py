"""Several files as one: a tar that depends on names and contents alone, and takes no surprise back.

Written as ustar (POSIX.1-1988): plain files in the order of their names, mode 0600, time and owner 0, no owner's name.
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from collectkit.errors import InputError, OutputError

_PIECE = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * _BLOCK)


def is_relative(name: str) -> bool:
    """Tell whether *name* stays in the folder it is read from, on any system: ``a``, ``a/b``; not ``/a``, ``../a``."""
    parts = name.split("/")
    return not ({"", ".", ".."} & set(parts)) and not any(character in "\\:" or character < " " for character in name)


def pack(files: Mapping[str, bytes | Path]) -> bytes:
    """Return an archive of *files*: name in the archive -> content, or the file that holds it.

    Raises:
        OutputError: a name or a file does not fit an archive, or a file changed while it was read.
    """
    return b"".join(_pieces(files))


def packed(files: Mapping[str, bytes | Path]) -> io.BufferedReader:
    """Return a reader of the same archive, which is made as it is read."""
    return io.BufferedReader(_Reader(_pieces(files)), _PIECE)


def unpack(data: bytes) -> dict[str, bytes]:
    """Undo `pack`.

    Raises:
        InputError: it is damaged, or holds a link or another thing that is no plain file, a name twice, or one that
            is absolute or leads out of the folder.
    """
    files: dict[str, bytes] = {}
    place = 0
    while any(block := data[place : place + _BLOCK]):
        one = _header(block)
        if one.type != tarfile.REGTYPE:
            raise InputError(f"the archive holds {one.name!r}, which is no plain file")
        if not is_relative(one.name):
            raise InputError(f"the archive holds {one.name!r}, which leads out of its folder")
        if one.name in files:
            raise InputError(f"the archive holds {one.name!r} twice")
        place += _BLOCK
        files[one.name] = data[place : place + one.size]
        place += one.size + -one.size % _BLOCK
    if len(data) < place + len(_END) or any(data[place:]):
        raise _damaged()
    return files


def _pieces(files: Mapping[str, bytes | Path]) -> Iterator[bytes]:
    """Yield an archive piece by piece."""
    written = 0
    for name, content in sorted(files.items()):
        size = _size(content)
        yield _member(name, size)
        yield from _contents(content, size)
        yield bytes(-size % _BLOCK)
        written += _BLOCK + size + -size % _BLOCK
    yield _END + bytes(-(written + len(_END)) % tarfile.RECORDSIZE)


def _size(content: bytes | Path) -> int:
    if isinstance(content, bytes):
        return len(content)
    try:
        return content.stat().st_size
    except OSError as error:
        raise OutputError(f"{content.name}: {os.strerror(error.errno or 0)}") from None


def _member(name: str, size: int) -> bytes:
    if not is_relative(name):
        raise OutputError(f"{name!r} cannot be a name in an archive")
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    try:
        return member.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
    except ValueError:
        raise OutputError(f"{name!r}: its name does not fit an archive, or it has 8 GiB or more") from None


def _contents(content: bytes | Path, size: int) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    try:
        with content.open("rb") as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                size -= len(piece)
                yield piece
    except OSError as error:
        raise OutputError(f"{content.name}: {os.strerror(error.errno or 0)}") from None
    if size:
        raise OutputError(f"{content.name}: changed while it was read")


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        one = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise _damaged() from None
    if one.size < 0:
        raise _damaged()
    return one


def _damaged() -> InputError:
    return InputError("the archive is damaged, or none of collectkit's", hint="ask for it again")


class _Reader(io.RawIOBase):
    """Pieces, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
