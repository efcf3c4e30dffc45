"""Masks delimited text where it stands: fields are found and changed, and the records put together as delimited text.

What comes out is what `masking.Masking.make` would have made, byte for byte. A chunk that has anything out of the
ordinary in it, such as a quote or a damaged line, is left to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from collectkit.files import TextSink
from collectkit.files.cut import Cut
from collectkit.findings import FIRST_ROWS, Findings
from collectkit.ingest.structure import may_be_none
from collectkit.jobs.guard import Guard
from collectkit.jobs.masking import Masking
from collectkit.mask.gate.look import Look
from collectkit.mask.gate.raw_cut import RawCut
from collectkit.mask.in_place.digits import reading
from collectkit.mask.in_place.edit import finished
from collectkit.mask.in_place.edits import Edited, Edits
from collectkit.mask.likeness import Sample
from collectkit.mask.selftest import SAMPLE
from collectkit.tables.totals import GROUPING, Totals


@dataclass(frozen=True, slots=True)
class EditedChunk:
    """A chunk on its way out.

    Attributes:
        made: what the plan made of it, all but the bytes.
        rows: Int64, the row of each record in the input.
        totals: of what leaves.
        some: the rows of the input that are looked at.
        head: the first rows as they came, and as they are written.
    """

    made: Edited
    rows: pl.Series
    look: Look
    payload: bytes
    totals: Totals
    some: pl.DataFrame
    head: tuple[pl.DataFrame, pl.DataFrame]

    @property
    def height(self) -> int:
        """How many rows leave."""
        return len(self.rows)

    @property
    def removed(self) -> Counter[str]:
        """Rows that are no accounts: none, where nothing had to be read."""
        return Counter()

    @property
    def inside(self) -> Mapping[str, Counter[str]]:
        """What was replaced inside texts: output column -> kind -> how many."""
        return self.made.inside

    def tell(self, findings: Findings) -> None:
        """Count the values that could not be kept, with their first rows in the input."""
        for lost in self.made.lost:
            rows = self.rows.filter(lost.rows)
            findings.add(lost.code, lost.column, rows.head(FIRST_ROWS).to_list(), len(rows))


class Editing:
    """A plan at work on the bytes of a table. `make` is safe in any thread.

    Args:
        watched: places of the columns of which some rows are looked at.
    """

    def __init__(self, masking: Masking, guard: Guard, sink: TextSink, watched: Sequence[int]) -> None:
        self._table, self._gate, self._plan = masking.table, masking.gate, masking.plan
        self._guard, self._sink, self._watched = guard, sink, watched
        self._edits = Edits(masking.plan)
        account = self._table.headers.of(self._table.key)
        self._key = account.index if account else 0

    def make(self, chunk: Any) -> EditedChunk | None:
        """Mask a chunk; None where it has lines or cells that must be read."""
        records = self.cut(chunk)
        made = self.edit(records) if records is not None else None
        if records is None or made is None:
            return None
        payload = self.put(records, made)
        source, height = self._table.source, records.rows
        some, head = np.arange(0, height, Sample.every(height)), np.arange(min(SAMPLE, height))
        return EditedChunk(
            made=made.bare(),
            rows=self._rows(chunk.first_row, height),
            look=self.look(records, payload, chunk.first_row),
            payload=payload,
            totals=self._totals(height, made),
            some=source.parse(chunk.of(records.lines(some))).frame.select(map(str, self._watched)),
            head=(source.parse(chunk.of(records.lines(head))).frame, self._written_head(payload)),
        )

    def cut(self, chunk: Any) -> Cut | None:
        """Cut a chunk into its fields; None where it must be parsed, or has rows that may be no accounts."""
        records = self._table.source.cut(chunk)
        return records if records is not None and self._accounts_only(records) else None

    def edit(self, records: Cut) -> Edited | None:
        """Mask records; None where a cell must be quoted, or is very long."""
        return self._edits.apply(records, self._table.source.separator or "")

    def put(self, records: Cut, made: Edited) -> bytes:
        """Put masked records together as they are written."""
        columns = [made.edits[step.output].column for step in self._plan.steps]
        return self._sink.together(records, columns)

    def look(self, records: Cut, payload: bytes, first_row: int) -> Look:
        """Have the leak gate look at records as they are written.

        Raises:
            OutputError: they cannot be read again.
        """
        written = self._guard.records(payload)
        return self._gate.compare(RawCut(records), written, self._rows(first_row, records.rows))

    @staticmethod
    def _rows(first: int, count: int) -> pl.Series:
        return pl.int_range(first, first + count, dtype=pl.Int64, eager=True)

    def _accounts_only(self, records: Cut) -> bool:
        """Tell whether no record can be a total, a note or the header once more."""
        header, found = self._table.source.header[self._key], finished(reading(records, self._key))
        if found is not None and not found.nulls and not header.strip().isdecimal():
            return True
        suspects = may_be_none(records.texts(self._key), header)
        return suspects is None or not suspects.any()

    def _totals(self, rows: int, made: Edited) -> Totals:
        totals = Totals()
        money = [name for name, dtype in self._plan.schema.items() if name.endswith("_minor") and dtype.is_integer()]
        nulls = {name: edit.nulls for name, edit in made.edits.items()}
        grouping = [made.read[name] for name in GROUPING if name in made.edits]
        if grouping:
            totals.count(rows, nulls, pl.DataFrame([*map(made.number, money), *grouping]), made.as_of)
        else:
            totals.of_one(rows, nulls, {name: made.sum(name) for name in money}, made.as_of)
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
