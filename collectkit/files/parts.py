"""Files that grow beside their target under a hidden name; a lock says that somebody still writes them."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import glob
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from collectkit.errors import OutputError

_PRIVATE = 0o600
_SYNC_FILE_RANGE_WRITE = 2


def create_part(target: Path) -> tuple[Path, BinaryIO]:
    """Begin a file for *target*; its name, and the open file.

    Raises:
        OutputError: its directory is missing or closed.
    """
    if target.is_dir():
        raise OutputError(f"{target.name or target}: is a directory")
    if not target.parent.is_dir():
        raise OutputError(f"{target.name}: its directory does not exist", hint=f"mkdir -p {target.parent.name}")
    try:
        sweep(target)
        while True:
            part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:
                return part, os.fdopen(handle, "wb")
            os.close(handle)  # another run swept it away before it was locked
    except OSError as error:
        raise OutputError(f"{target.name}: {os.strerror(error.errno or 0)}") from None


def try_part(target: Path) -> None:
    """Begin a file for *target*, and leave nothing.

    Raises:
        OutputError: see `create_part`.
    """
    part, file = create_part(target)
    file.close()
    part.unlink()


def begin_writing(part: BinaryIO, start: int, length: int) -> None:
    """Have the kernel begin to write some bytes of a part to the disk: the less is left for the sync at its end.

    It waits for nothing and promises nothing (sync_file_range(2)), and takes no failure away from that sync.
    """
    with contextlib.suppress(AttributeError):  # only Linux has it
        ctypes.CDLL(None).sync_file_range(
            part.fileno(), ctypes.c_int64(start), ctypes.c_int64(length), _SYNC_FILE_RANGE_WRITE
        )


def sweep(target: Path) -> None:
    """Remove the parts that a killed run left: those that nobody holds a lock on."""
    for part in target.parent.glob(f".{glob.escape(target.name)}.????????.part"):
        # Another run may take it away, or still be writing it.
        with contextlib.suppress(FileNotFoundError, BlockingIOError), part.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
