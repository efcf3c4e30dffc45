"""Makes workbooks in a process of its own, beside a run that has other work for its threads.

The library holds Python's lock while it writes, a second and more for 100,000 rows, and all threads wait for it. So
large tables go through a pipe to a process that knows nothing but them: no keys, no arguments. It ends with its pipe.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import BinaryIO, Self

import polars as pl

from collectkit.files.workbook_sink import SHEET, Table, WorkbookError, sheets, workbook

_SMALL = 20_000
"""Rows below which a workbook is made sooner than a process is started."""


class WorkbookProcess:
    """A `workbook_sink.Maker` that is safe in any thread; one workbook at a time. The process starts when needed."""

    def __init__(self, small: int = _SMALL) -> None:
        self._small = small
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(
        self,
        frame: pl.DataFrame,
        patterns: Sequence[str],
        name: str = SHEET,
        beside: Sequence[Table] = (),
        lead: int = 0,
    ) -> bytes:
        """Return a workbook, as `workbook` does.

        Raises:
            WorkbookError: it could not be made, or the process is gone.
        """
        if frame.height < self._small:
            return workbook(frame, patterns, name, beside, lead)
        with self._lock:
            self._process = self._process or _start()
            try:
                return _asked(self._process, [Table(name, frame, patterns, lead=lead), *beside])
            except (OSError, ValueError):
                raise WorkbookError(0) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(OSError):
                self._process.communicate()


def _start() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-P", "-m", __name__]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COLLECTKIT_")}
    return subprocess.Popen(  # noqa: S603  (this very module, with our own interpreter)
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**plain, "POLARS_MAX_THREADS": "1"},
    )


def _asked(process: subprocess.Popen[bytes], tables: Sequence[Table]) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise ValueError("no pipe")
    for last, table in enumerate(tables, 1 - len(tables)):
        packed = io.BytesIO()
        table.frame.write_ipc(packed)
        told = {"name": table.name, "patterns": list(table.patterns), "prose": table.prose, "lead": table.lead}
        process.stdin.write(json.dumps({**told, "last": last == 0, "size": packed.tell()}).encode() + b"\n")
        process.stdin.write(packed.getbuffer())
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if answer["size"] is None:
        raise WorkbookError(answer["number"])
    data = process.stdout.read(answer["size"])
    if len(data) < answer["size"]:
        raise ValueError("cut short")
    return data


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Make one workbook after the other, until the pipe ends."""
    tables: list[Table] = []
    while line := asked.readline():
        told = json.loads(line)
        frame = pl.read_ipc(io.BytesIO(asked.read(told["size"])))
        tables.append(Table(told["name"], frame, told["patterns"], told["prose"], told["lead"]))
        if not told["last"]:
            continue
        try:
            data, answer = b"", {"size": None, "number": 0}
            data = sheets(tables)
            answer = {"size": len(data), "number": 0}
        except WorkbookError as error:
            answer["number"] = error.number
        tables.clear()
        answers.write(json.dumps(answer).encode() + b"\n" + data)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
