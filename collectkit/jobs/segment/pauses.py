"""Reads the list of pauses: short, kept by hand, and refused whole if a line of it is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, RawBatch
from collectkit.findings import CODES
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.returned import need
from collectkit.jobs.segment.lines_read import Facts, stream
from collectkit.segment.dues.pauses import Pauses, merge
from collectkit.segment.lines import Cells, Lines
from collectkit.tables.headers import HeaderMap
from collectkit.tables.pauses import KINDS, OF_PAUSES, PAUSES

_SCHEMA = pl.Schema({"row": pl.Int64, "account": pl.String, "from": pl.Date, "to": pl.Date})


@dataclass(frozen=True, slots=True)
class Read:
    """The pauses, and what was read of their file: its `others` are the kinds."""

    pauses: Pauses
    facts: Facts

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        facts = self.facts
        removed = {"removed": dict(facts.removed)} if facts.removed else {}
        return {"rows_in": facts.rows_in, **facts.others, **removed}


def read(source: Input, as_of: date) -> Read:
    """Read the pauses.

    Args:
        source: the list.
        as_of: the day up to which days are counted; a pause without an end goes on.

    Raises:
        InputError: it cannot be read, lacks a column, or has a line that is wrong; all of them are named.
    """
    facts = Facts()
    with open_table(source, known=OF_PAUSES) as table:
        need(table, PAUSES)
        found = [pl.DataFrame(schema=_SCHEMA)]
        found.extend(lines.frame.select(_SCHEMA.names()) for lines in stream(table, _lines, facts))
        headers, name = table.headers, table.source.name
    if facts.faulty:
        raise InputError(
            f"{name}: lines are wrong",
            details=list(_said(facts, headers)),
            hint="a pause left out counts as days past due: correct them",
        )
    return Read(merge(pl.concat(found), as_of), facts)


def _lines(batch: RawBatch, headers: HeaderMap) -> Lines:
    cells = Cells.of(batch, headers)
    first, last = cells.day("from", needed=True), cells.day("to")
    cells.fault("to", (last < first).fill_null(value=False), "PAUSE_BACKWARDS")
    kind, _ = cells.word("kind", KINDS)
    return cells.lines({"account": cells.account(), "from": first, "to": last}, Counter(kind.fill_null("other")))


def _said(facts: Facts, headers: HeaderMap) -> Iterator[str]:
    """Say each fault: which column, which rows, what is wrong."""
    for found in facts.findings:
        column = headers.of(found.column) if found.column else None
        where = f"column {column.header!r}, " if column else ""
        rows = ", ".join(map(str, found.first_rows)) + (" ..." if found.count > len(found.first_rows) else "")
        yield f"{where}row {rows}: {CODES[found.code].meaning[0].lower()}{CODES[found.code].meaning[1:].rstrip('.')}"
