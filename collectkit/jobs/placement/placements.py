"""Writes a placements table: each row of the accounts file, and behind it what became of the account."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Sink, TextSink
from collectkit.jobs.reading import Table, typed
from collectkit.jobs.stream import in_order
from collectkit.placement.agencies import Agencies
from collectkit.segment.headings import headings as name_columns
from collectkit.tables.headers import Column
from collectkit.tables.placements import PLACEMENTS, REPLACED, SCHEMA
from collectkit.tables.titles import Headings


def added(outcome: pl.DataFrame, rules: Agencies, day: date, batch: str) -> pl.DataFrame:
    """Return the columns that a placement adds, a row an account, where *outcome* is `Allocation.rows`."""
    recall = {a.agency_id: day + timedelta(days=a.term_days) for a in rules.agencies if a.term_days is not None}
    placed = pl.col("agency").is_not_null()
    recalled = pl.col("agency").replace_strict([*recall], [*recall.values()], default=None, return_dtype=pl.Date)
    dated = outcome.with_columns(
        placed_on=pl.when(placed).then(pl.lit(day)),
        recall_on=recalled if recall else pl.lit(None, dtype=pl.Date),
        batch=pl.when(placed).then(pl.lit(batch)),
    )
    return dated.select(*PLACEMENTS)


def replaced(table: Table) -> list[Column]:
    """Return the columns that hold a former placement."""
    return [c for c in table.headers.columns if c.field in REPLACED or (c.field is None and c.header in PLACEMENTS)]


class Writer:
    """Writes the accounts as they are, and behind each what became of it.

    Args:
        table: the accounts, open from their start.
        rows: the row numbers of the accounts, batch by batch, as they were when `columns` were decided.
        columns: what `added` returned.
        without: columns that are left out.
        headings: what the columns of the output are called.
    """

    def __init__(
        self,
        table: Table,
        rows: Sequence[pl.Series],
        columns: pl.DataFrame,
        without: Collection[Column],
        headings: Headings,
    ) -> None:
        self._table, self._rows, self._added = table, rows, columns
        kept = [column for column in table.headers.columns if column not in without]
        titles = {
            name: {"zh": known.title_zh, "en": known.title_en}.get(headings, name) for name, known in PLACEMENTS.items()
        }
        given = name_columns(kept, headings)
        self._names = {str(c.index): _free(given[str(c.index)], titles.values()) for c in kept}
        self._titles = titles
        self._types = {str(place): dtype for place, dtype in table.source.types.items()}
        self._as_it_stands = not without

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and types of the output's columns."""
        own = {title: self._types.get(name, pl.String()) for name, title in self._names.items()}
        return own | {self._titles[name]: dtype for name, dtype in SCHEMA.items()}

    def write(self, sink: Sink[Any]) -> Iterator[int]:
        """Read the table again and write it; yield after each batch how many rows are written.

        Raises:
            InputError: it is not what it was.
        """
        source = self._table.source
        if self._as_it_stands and isinstance(sink, TextSink) and sink.can_extend(source.separator):
            source.keep_lines()
            self._table.select([])
        written = 0

        def work(piece: tuple[Any, pl.Series, int]) -> tuple[int, Any]:
            chunk, rows, start = piece
            batch, _ = self._table.read(chunk)
            if not batch.rows.equals(rows):
                raise self._changed()
            cells = self._added.slice(start, len(rows))
            if batch.lines is not None and isinstance(sink, TextSink):
                return len(rows), sink.extend(batch.lines, cells)
            return len(rows), sink.encode(self._with(batch.frame, cells))

        with sink:
            for count, payload in in_order(self._pieces(), work):
                sink.write(payload)
                written += count
                yield written
            if written != self._added.height:
                raise self._changed()

    def _pieces(self) -> Iterator[tuple[Any, pl.Series, int]]:
        """Yield each chunk, the row numbers that it had, and where it begins among the accounts."""
        start, known = 0, iter(self._rows)
        for chunk in self._table.source.chunks():
            rows = next(known, None)
            if rows is None:
                raise self._changed()
            yield chunk, rows, start
            start += len(rows)

    def _changed(self) -> InputError:
        return InputError(f"{self._table.source.name}: changed while it was read", hint="start again")

    def _with(self, frame: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
        own = frame.select(typed(name, self._types.get(name)).alias(title) for name, title in self._names.items())
        return own.hstack(added.rename(self._titles))


def _free(title: str, taken: Collection[str]) -> str:
    """Return a heading that is none of ours."""
    return f"{title} (2)" if title in taken else title
