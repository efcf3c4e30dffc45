"""Writes several tables to one workbook, a sheet each, under the names that their sheets had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from collectkit.files.sink import Schema
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import Table, WorkbookSink, made, sheets


class WorkbookSheets:
    """A workbook in the making: `sheet` gives a sink for each table, `finish` writes them all.

    All of it is held until then, as a `WorkbookSink` holds its one table.
    """

    def __init__(self, pending: Pending) -> None:
        self._pending = pending
        self._tables: list[Table] = []
        self._hidden: set[str] = set()

    def sheet(self, name: str, schema: Schema, titles: Mapping[str, str], *, hidden: bool = False) -> WorkbookSink:
        """Return the sink of the next sheet; the one before it must be finished."""
        if hidden:
            self._hidden.add(name)

        def keep(frame: pl.DataFrame, patterns: Sequence[str]) -> bytes:
            self._tables.append(Table(name, frame, patterns))
            return b""

        return WorkbookSink(self._pending, schema, titles, keep)

    def finish(self) -> None:
        """Write the workbook. The first sheet is always seen: of those that are not hidden, one comes before all.

        Raises:
            OutputError: there is no room, or a sheet has a name that no workbook may have.
        """
        first = next((table for table in self._tables if table.name not in self._hidden), self._tables[0])
        ordered = sorted(self._tables, key=lambda table: table is not first)
        self._pending.write(made(self._pending, lambda: sheets(ordered, self._hidden)))
