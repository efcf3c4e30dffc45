"""Writes the files of one package, each looked at by the leak gate before it lies there, and lists them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Output, Sink, Transaction, make_sink
from collectkit.files.locked import Locker
from collectkit.files.transaction import Pending
from collectkit.files.workbook_process import WorkbookProcess
from collectkit.files.workbook_sink import WorkbookSink
from collectkit.jobs.guard import Guard, refuse
from collectkit.jobs.masking import Masking
from collectkit.jobs.worklist.workbooks import ForPeople
from collectkit.tables.totals import Totals
from collectkit.worklist.manifest import listed

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """The files of one package, in the making.

    Attributes:
        home: the folder of the package.
        totals: of the accounts.
        locker: locks the workbook of the accounts; None where that is open to whoever has it.
        entries: what a manifest says of each file written.
    """

    outputs: Transaction
    home: Path
    masking: Masking
    totals: Totals
    locker: Locker | None = None
    entries: list[dict[str, Any]] = field(default_factory=list)

    def table(self, name: str, frame: pl.DataFrame) -> None:
        """Write the accounts for systems."""
        schema = self.masking.schema
        self._rows(name, frame, schema, lambda pending, output: make_sink(pending, output, schema, {}))

    def workbook(self, name: str, made: ForPeople, books: WorkbookProcess) -> None:
        """Write the accounts for people, with the sheets beside them."""
        make = functools.partial(books, name=made.sheet, beside=made.beside, lead=1)
        schema = dict(made.frame.schema)
        self._rows(
            name,
            made.frame,
            schema,
            lambda pending, _: WorkbookSink(pending, schema, made.titles, make),
            self.locker,
        )

    def form(self, name: str, data: bytes) -> None:
        """Write a workbook that has no accounts."""
        output = Output(self.home / name)
        pending = self.outputs.open(output, hashed=True)
        Guard(self.masking.gate, pending, output, {})
        pending.write(data)
        pending.complete()
        self.entries.append(listed(name, pending.sha256))

    def text(self, name: str, text: str) -> None:
        """Write a text."""
        refuse(self.masking.gate.search([(name, text.splitlines())]))
        data = text.encode()
        self.outputs.write(Output(self.home / name), data)
        self.entries.append(listed(name, hashlib.sha256(data).hexdigest()))

    def _rows(
        self,
        name: str,
        frame: pl.DataFrame,
        schema: Mapping[str, pl.DataType],
        sink: Callable[[Pending, Output], Sink[Any]],
        locker: Locker | None = None,
    ) -> None:
        output = Output(self.home / name)
        pending = self.outputs.open(output, packing=locker, hashed=True)
        guard, opened = self.masking.guard(pending, output, lambda: sink(pending, output), schema)
        with opened:
            for piece in frame.iter_slices(_PIECE):
                guard.put(opened, piece)
        pending.complete()
        self.entries.append(listed(name, pending.sha256, self.totals))
