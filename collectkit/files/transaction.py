"""Output files appear whole or not at all, and all of one run together.

Each output is written beside its target under a hidden name that is locked while it grows, flushed to the disk, and
renamed when the whole run has succeeded. What a killed run leaves behind is swept away by the next one.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import filecmp
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from collectkit.errors import OutputError
from collectkit.files.descriptors import descriptor, is_stream
from collectkit.files.folder import PendingFolder
from collectkit.files.formats import Output, compression_of
from collectkit.files.packing import Packing, compressing
from collectkit.files.parts import begin_writing, create_part

_STRETCH = 8 << 20
"""Bytes after which the disk begins with what was written."""


class Pending:
    """Bytes on their way to an output; hashed as they pass, when asked for.

    Attributes:
        target: where they will stand; None for a stream, which is written at once.
        place: the same for two names of one output.
        size: bytes so far.
        watch: is given all that is to be written, before it is packed and before it is written; may refuse.
    """

    def __init__(self, output: Output, packing: Packing | None, *, hashed: bool = False) -> None:
        self.name, self.place = output.name, _place(output)
        self.target = None if output.path is None or is_stream(output.path) else output.path
        self.force = output.force
        self.size = self._begun = 0
        self._hash = hashlib.sha256() if hashed else None
        self._pack = packing
        self.watch: Callable[[bytes], None] | None = None
        self._part: Path | None = None
        self._held: BinaryIO | None = None
        self._failure: OSError | None = None
        if self.target is not None:
            self._part, self._file = create_part(self.target)
        else:
            self._file = self._stream(output.path)

    def _stream(self, path: Path | None) -> BinaryIO:
        if path is None:
            return cast("BinaryIO", sys.stdout.buffer)
        number = descriptor(path)
        try:  # what is open already has a place where the next bytes go, and may hold some
            return path.open("wb", buffering=0) if number is None else os.fdopen(os.dup(number), "wb", buffering=0)
        except OSError as error:
            raise self._refused(error) from None

    @property
    def sha256(self) -> str:
        """The digest of what was written so far, hex; for an output that was opened with `hashed`."""
        if self._hash is None:
            raise ValueError("no digest was asked for")
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Append *data*.

        Raises:
            OutputError: the disk is full, or the file cannot grow.
            BrokenPipeError: nobody reads the stream any more.
        """
        if self.watch is not None:
            self.watch(data)
        self._append(self._pack.compress(data) if self._pack else data)
        return len(data)

    def hold(self) -> None:
        """Have a stream wait in a nameless temporary file until `complete`, so that it can be read again before."""
        if self.target is None:
            self._held, self._file = self._file, cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  (ends with it)

    def again(self) -> Path | BinaryIO:
        """Return what was written so far, to be read: of a file, or of a stream that is held."""
        self._file.flush()
        if self._part is None:
            self._file.seek(0)
        return self._part or self._file

    def _append(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except BrokenPipeError as error:
            self._failure = error
            raise
        except OSError as error:
            self._failure = error
            raise self._refused(error) from None
        if self._hash is not None:
            self._hash.update(data)
        self.size += len(data)
        if self._part is not None and self.size - self._begun >= _STRETCH:
            begin_writing(self._file, self._begun, self.size - self._begun)
            self._begun = self.size

    def complete(self) -> None:
        """End the output: nothing is written after this. On a disk it is safe from a crash now."""
        if self._pack is not None:
            self._append(self._pack.flush())
            self._pack = None
        try:
            self._file.flush()
            self._release()
            if self._part is not None:
                os.fsync(self._file.fileno())
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._refused(error) from None

    def _release(self) -> None:
        if self._held is not None:
            held, self._file, self._held = self._file, self._held, None
            held.seek(0)
            shutil.copyfileobj(held, self._file)
            held.close()
            self._file.flush()

    def raise_failure(self) -> None:
        """Raise again what a write met, when a library in between has swallowed it."""
        if isinstance(self._failure, BrokenPipeError):
            raise self._failure
        if self._failure is not None:
            raise self._refused(self._failure)

    def _refused(self, error: OSError) -> OutputError:
        reason = os.strerror(error.errno) if error.errno else "cannot be written"
        hint = "free some space, or write elsewhere" if error.errno == errno.ENOSPC else None
        return OutputError(f"{self.name}: {reason}", hint=hint)

    def unchanged(self) -> bool:
        """Whether the target holds exactly these bytes already.

        Raises:
            OutputError: it holds others, and they may not be replaced.
        """
        if self.target is None or self._part is None or self.force or not self.target.exists():
            return False
        if filecmp.cmp(self._part, self.target, shallow=False):
            return True
        raise OutputError.there(self.name)

    def publish(self) -> None:
        """Give the file its name."""
        if self._part is None or self.target is None:
            return
        try:
            if self.force:
                self._part.replace(self.target)
            else:
                os.link(self._part, self.target)
                self._part.unlink()
        except FileExistsError:
            raise OutputError(f"{self.name}: appeared while it was being written") from None
        except OSError as error:
            raise self._refused(error) from None
        self._part = None

    def discard(self) -> None:
        """Drop what was not published."""
        if self.target is None:
            if self._held is not None:
                self._file.close()
            return
        with contextlib.suppress(OSError):  # what a full disk refused is still in the buffer, and fails again
            self._file.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None


class Transaction:
    """All outputs of one run: published together when the ``with`` block ends well, else none of them.

    Args:
        inputs: files that are read; none of them may be written.
    """

    def __init__(self, inputs: Sequence[Path | None] = ()) -> None:
        self._inputs = [path for path in inputs if path is not None]
        self._pending: list[Pending | PendingFolder] = []

    def __enter__(self) -> Self:
        return self

    def open(
        self, output: Output, *, packed: bool = True, packing: Packing | None = None, hashed: bool = False
    ) -> Pending:
        """Begin an output.

        Args:
            packed: compress it as its name says (``.gz``, ``.zst``).
            packing: do this to it instead.
            hashed: its digest will be asked for.

        Raises:
            OutputError: it is an input too, stands twice, or its directory is missing or closed.
        """
        if output.path is not None and any(same(output.path, path) for path in self._inputs):
            raise OutputError(f"{output.name}: is the input", hint="an input is never overwritten")
        if any(p.place == _place(output) for p in self._pending):
            raise OutputError(f"{output.name}: two outputs under one name")
        if packing is None and packed:
            packing = compressing(compression_of(output.path))
        pending = Pending(output, packing, hashed=hashed)
        self._pending.append(pending)
        return pending

    def folder(self, target: Path, *, force: bool) -> PendingFolder:
        """Begin a folder of outputs."""
        pending = PendingFolder(target, force=force)
        self._pending.append(pending)
        return pending

    def write(self, output: Output, data: bytes) -> Pending:
        """Write a small output at once, byte for byte."""
        pending = self.open(output, packed=False)
        pending.write(data)
        return pending

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._commit()
        finally:
            for pending in self._pending:
                pending.discard()

    def check(self) -> None:
        """End all outputs, for a run that has something else to do between them and their names.

        Raises:
            OutputError: one cannot be written, or what stands in its place may not be replaced.
        """
        for pending in self._pending:
            pending.complete()
        for pending in self._pending:
            pending.unchanged()

    def _commit(self) -> None:
        for pending in self._pending:
            pending.complete()
        with contextlib.ExitStack() as stack:
            for folder in sorted({p.target.parent.resolve() for p in self._pending if p.target is not None}):
                stack.enter_context(_published_in(folder))
            for pending in [pending for pending in self._pending if not pending.unchanged()]:
                pending.publish()


def _place(output: Output) -> Path | None:
    return None if output.path is None else output.path.resolve()


def same(output: Path, path: Path) -> bool:
    """Return whether they are one file, or would be one: a register that is read need not be there yet."""
    if output.exists() and path.exists():
        return path.samefile(output)
    return output.resolve() == path.resolve()


@contextlib.contextmanager
def _published_in(folder: Path) -> Iterator[None]:
    """Let one run at a time give its files their names, so that those of two runs do not mix; then sync the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems lock no folders
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)
