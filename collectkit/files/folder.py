"""A folder that appears whole or not at all: filled beside its place under a hidden name, then renamed."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import filecmp
import os
import secrets
import shutil
from pathlib import Path

from collectkit.errors import OutputError

_PRIVATE = 0o700
_PART = ".*.????????.part"


class PendingFolder:
    """A folder on its way to its place; `Transaction.folder` opens one.

    Attributes:
        path: where it is filled; each file in it is to be synced by whoever writes it.
        target: where it will stand.
    """

    def __init__(self, target: Path, *, force: bool) -> None:
        self.name, self.target, self.place = target.name, target, target.resolve()
        self.force = force
        try:
            self._part, self._lock = _create(target)
            self.path = self._part / "files"  # a folder of its own, for others lock what they write into
            self.path.mkdir(mode=_PRIVATE)
        except OSError as error:
            raise self._refused(error) from None

    def _refused(self, error: OSError) -> OutputError:
        return OutputError(f"{self.name}: {os.strerror(error.errno or 0)}")

    def complete(self) -> None:
        """End it: it is safe from a crash now."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise self._refused(error) from None

    def unchanged(self) -> bool:
        """Whether a folder with exactly these files stands there already.

        Raises:
            OutputError: another one does, and may not be replaced.
        """
        if not os.path.lexists(self.target):
            return False
        if self.target.is_dir() and not self.target.is_symlink() and _equal(self.path, self.target):
            return True
        if self.force:
            return False
        raise OutputError(f"{self.name}: exists already", hint="use --force to replace it, or another folder")

    def publish(self) -> None:
        """Give it its name; what stood there before makes way."""
        try:
            if os.path.lexists(self.target):
                self.target.rename(self._part / "old")
            self.path.rename(self.target)
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                raise OutputError(f"{self.name}: appeared while it was being written") from None
            raise self._refused(error) from None

    def discard(self) -> None:
        """Drop what was not published, and what stood there before."""
        _remove(self._part)
        os.close(self._lock)


def sweep(folder: Path) -> None:
    """Remove what killed runs left in *folder*: hidden parts that nobody holds a lock on."""
    for part in folder.glob(_PART):
        with contextlib.suppress(OSError):  # another run may take it away, or still be filling it
            handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(part)
            finally:
                os.close(handle)


def _create(target: Path) -> tuple[Path, int]:
    while True:
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        part.mkdir(mode=_PRIVATE)
        handle = os.open(part, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if part.exists():
            return part, handle
        os.close(handle)  # another run swept it away before it was locked


def _equal(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files and nothing else."""
    names = {path.name for path in one.iterdir()}
    if names != {path.name for path in other.iterdir()}:
        return False
    same, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return len(same) == len(names)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
