"""Masks delimited text where it stands: fields are found and changed, and the records put together as delimited text.

What comes out is what `masking.Masking.make` would have made, byte for byte. A chunk that has anything out of the
ordinary in it, such as a quote or a damaged line, is left to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from collectkit.files.cut import Cut
from collectkit.findings import FIRST_ROWS, Findings
from collectkit.ingest.structure import may_be_none
from collectkit.jobs.drift import Watch
from collectkit.jobs.guard import Guard
from collectkit.jobs.masking import Masking
from collectkit.mask.gate.look import Look
from collectkit.mask.gate.raw_cut import RawCut
from collectkit.mask.in_place.edits import Edited, Edits, Readings
from collectkit.mask.likeness import Some
from collectkit.mask.plan import Lost
from collectkit.mask.selftest import SAMPLE
from collectkit.tables.totals import GROUPING, Totals


@dataclass(frozen=True, slots=True)
class EditedChunk:
    """A chunk on its way out.

    Attributes:
        lost: as `Plan.apply` returns it.
        inside: what was replaced inside texts: output column -> kind -> how many.
        rows: Int64, the row of each record in the input.
        totals: of what leaves.
        some: the rows of the input that are looked at.
        read: reads the first lines as they came, and as they are written; only those of the first chunk are wanted.
    """

    lost: Sequence[Lost]
    inside: Mapping[str, Counter[str]]
    rows: pl.Series
    look: Look
    payload: bytes
    totals: Totals
    some: Some
    read: Callable[[], tuple[pl.DataFrame, pl.DataFrame]]

    @property
    def height(self) -> int:
        """How many rows leave."""
        return len(self.rows)

    @property
    def removed(self) -> Counter[str]:
        """Rows that are no accounts: none, where nothing had to be read."""
        return Counter()

    @property
    def head(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The first rows, at least: as they came, and as they leave."""
        return self.read()

    def tell(self, findings: Findings) -> None:
        """Count the values that could not be kept, with their first rows in the input."""
        for lost in self.lost:
            rows = self.rows.filter(lost.rows)
            findings.add(lost.code, lost.column, rows.head(FIRST_ROWS).to_list(), len(rows))


class Editing:
    """A plan at work on the bytes of a table. `make` is safe in any thread.

    Args:
        watch: looks at some rows.
    """

    def __init__(self, masking: Masking, guard: Guard, watch: Watch) -> None:
        self._table, self._gate, self._plan = masking.table, masking.gate, masking.plan
        self._guard, self._watch = guard, watch
        self._edits = Edits(masking.plan)
        account = self._table.headers.of(self._table.key)
        self._key = account.index if account else 0

    def make(self, chunk: Any) -> EditedChunk | None:
        """Mask a chunk; None where it has lines or cells that must be read."""
        readings = self.cut(chunk)
        made = self.edit(readings) if readings is not None else None
        if readings is None or made is None:
            return None
        records, payload = readings.records, made.payload
        first = chunk.of(records.lines(np.arange(min(SAMPLE, records.rows))))
        return EditedChunk(
            lost=made.lost,
            inside=made.inside,
            rows=self._rows(chunk.first_row, records.rows),
            look=self.look(readings, payload, chunk.first_row),
            payload=payload,
            totals=self._totals(records.rows, made),
            some=self._some(chunk, records),
            read=lambda: (self._table.source.parse(first).frame, self._written_head(payload)),
        )

    def _some(self, chunk: Any, records: Cut) -> Some:
        """Return the rows that are looked at."""
        every, share = self._watch.sample.every(records.rows)
        lines = records.lines(np.arange(0, records.rows, every))
        rows = self._table.source.parse(chunk.of(lines)).frame
        return Some(rows.select(map(str, self._watch.places)), share)

    def cut(self, chunk: Any) -> Readings | None:
        """Cut a chunk into its fields; None where it must be parsed, or has rows that may be no accounts."""
        records = self._table.source.cut(chunk)
        if records is None:
            return None
        readings = Readings(records)
        return readings if self._accounts_only(readings) else None

    def edit(self, readings: Readings) -> Edited | None:
        """Mask records; None where a cell must be quoted, or is very long."""
        return self._edits.apply(readings, self._table.source.separator or "")

    def look(self, readings: Readings, payload: bytes, first_row: int) -> Look:
        """Have the leak gate look at records as they are written.

        Raises:
            OutputError: they cannot be read again.
        """
        written, records = self._guard.records(payload), readings.records
        return self._gate.compare(RawCut(records), written, self._rows(first_row, records.rows))

    @staticmethod
    def _rows(first: int, count: int) -> pl.Series:
        return pl.int_range(first, first + count, dtype=pl.Int64, eager=True)

    def _accounts_only(self, readings: Readings) -> bool:
        """Tell whether no record can be a total, a note or the header once more."""
        header, found = self._table.source.header[self._key], readings.of(self._key)
        if found is not None and not found.nulls and not header.strip().isdecimal():
            return True
        suspects = may_be_none(readings.records.texts(self._key), header)
        return suspects is None or not suspects.any()

    def _totals(self, rows: int, made: Edited) -> Totals:
        totals = Totals()
        money = [name for name, dtype in self._plan.schema.items() if name.endswith("_minor") and dtype.is_integer()]
        grouping = [made.read[name] for name in GROUPING if name in made.nulls]
        if grouping:
            totals.count(rows, made.nulls, pl.DataFrame([*map(made.number, money), *grouping]), made.as_of)
        else:
            totals.of_one(rows, made.nulls, {name: made.sum(name) for name in money}, made.as_of)
        return totals

    def _written_head(self, payload: bytes) -> pl.DataFrame:
        """Return the first rows as they are written."""
        end = 0
        for _ in range(SAMPLE):
            end = payload.find(b"\n", end) + 1 or len(payload)
        return pl.read_csv(
            payload[:end],
            has_header=False,
            schema=self._plan.schema,
            separator=self._table.source.separator or "",
            quote_char=None,
        )
