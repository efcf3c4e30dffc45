"""Small files that are read whole: settings and rules, and the private ones beside the keyring.

A private file is the user's own, readable by nobody else, and not a link.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from collectkit.errors import KeyringError, OutputError, RulesError

_PRIVATE = 0o600
_LIMIT = 16 << 20
_PATIENCE_S = 30.0


def read_text(path: Path) -> str:
    """Return the text of a settings or rule file.

    Raises:
        RulesError: it is missing, unreadable, too large or not UTF-8.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _LIMIT else None
    except OSError as error:
        hint = "name a file" if path.is_dir() else "check the path"
        raise RulesError(f"{path.name}: {os.strerror(error.errno or 0)}", hint=hint) from None
    if data is None:
        raise RulesError(f"{path.name}: larger than {_LIMIT >> 20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesError(f"{path.name}: byte {error.start + 1} is not UTF-8", hint="save the file as UTF-8") from None


def read_private(path: Path, *, grows: bool = False) -> bytes:
    """Return the bytes of a private file.

    Args:
        grows: it is a log, and as long as it likes.

    Raises:
        KeyringError: it is missing, a link, somebody else's, open to others, or too large.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise KeyringError(f"{path.name}: is a link", hint="name the file itself") from None
        raise KeyringError(f"{path.name}: {os.strerror(error.errno or 0)}", hint="check the path") from None
    try:
        found = os.fstat(handle)
        _refuse_shared(path, found)
        if not grows and found.st_size > _LIMIT:
            raise KeyringError(f"{path.name}: larger than {_LIMIT >> 20} MiB")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def read_password(path: Path) -> str:
    """Return the first line of a private file.

    Raises:
        KeyringError: see `read_private`; or the line is empty, or not UTF-8.
    """
    try:
        line = read_private(path).decode("utf-8-sig").partition("\n")[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise KeyringError(f"{path.name}: the password is not UTF-8") from None
    if not line:
        raise KeyringError(f"{path.name}: its first line is empty", hint="the password stands there")
    return line


def _refuse_shared(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyringError(f"{path.name}: is not a file")
    if found.st_uid != os.geteuid():
        raise KeyringError(f"{path.name}: belongs to another user")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyringError(f"{path.name}: others can read it", hint=f"chmod 600 {path.name}")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of *path*, a file beside it; the kernel releases it when the process dies.

    Raises:
        OutputError: the directory is closed, or somebody else holds it for too long.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        raise OutputError(f"{lock.name}: {os.strerror(error.errno or 0)}") from None
    try:
        _wait(handle, path)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, path: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OutputError(f"{path.name}: another run holds its lock", hint="wait for it, or end it") from None
            time.sleep(0.05)
        else:
            return


def end(path: Path) -> bytes:
    """Return what the last line of a private log lacks: an editor may have left it without an end."""
    torn = path.exists() and not read_text(path).endswith("\n")
    return b"\n" if torn and path.stat().st_size else b""


def append(path: Path, line: bytes) -> None:
    """Add *line* to a private log, whole or not at all, and have it on the disk when this returns.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW, _PRIVATE)
        try:
            _append_whole(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(f"{path.name}: {os.strerror(error.errno or 0)}") from None


def _append_whole(handle: int, line: bytes) -> None:
    before, left = os.fstat(handle).st_size, line
    try:
        while left:  # a disk that fills takes a part first, and says so at the next try
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, before)
        raise


def make_folder(path: Path) -> None:
    """Make *path*, and what is missing above it, for its owner alone; what is there stays as it is.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        for folder in reversed([path, *path.parents]):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.name}: {os.strerror(error.errno or 0)}") from None


def clear(folder: Path) -> None:
    """Remove the files of *folder*.

    Raises:
        OutputError: one cannot be removed.
    """
    try:
        for path in folder.iterdir():
            path.unlink()
    except OSError as error:
        raise OutputError(f"{folder.name}: {os.strerror(error.errno or 0)}") from None


def remove(folder: Path, names: Iterable[str]) -> None:
    """Remove files of *folder*, by their relative names, and the folders in it that are empty then.

    What lies behind a link to another folder is not in *folder*, and stays.

    Raises:
        OutputError: one cannot be removed.
    """
    for name in names:
        path = folder / name
        if path.parent.resolve() != folder.resolve() / Path(name).parent:
            continue
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path.name}: {os.strerror(error.errno or 0)}") from None
        with contextlib.suppress(OSError):  # it is not empty yet, or holds what is not ours
            path.parent.rmdir()
