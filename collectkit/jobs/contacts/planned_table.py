"""A table of accounts with the columns of a contact plan behind its own, as if they stood in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from collectkit.conduct.planning.plan import PLANNED
from collectkit.fields import account
from collectkit.ingest.sorting import Sorted
from collectkit.jobs.reading import Table
from collectkit.segment.debtors.grid import looked_up
from collectkit.tables.matched import Column
from collectkit.tables.segmented import find


@dataclass(frozen=True, slots=True)
class PlannedTable(Table):
    """An open input whose accounts are looked up in a plan.

    Attributes:
        plan: `planning.PLANNED` of each account, with its number before as ``account``, by that.
        places: column of the plan -> its place; that of an earlier plan, which it replaces, or behind the file's own.
    """

    plan: pl.DataFrame = field(default_factory=pl.DataFrame)
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, plan: pl.DataFrame) -> PlannedTable:
        """Return an open table with the columns of a plan."""
        header = table.source.header
        there = find(header)
        behind = [name for name in PLANNED if name not in there]
        places = {name: there[name] for name in PLANNED if name in there}
        places |= {name: len(header) + place for place, name in enumerate(behind)}
        added = tuple(Column(places[name], name, None, None) for name in behind)
        headers = replace(table.headers, columns=(*table.headers.columns, *added))
        return cls(table.source, headers, table.key, plan, places)

    def select(self, columns: Iterable[int]) -> None:
        """Parse these columns only, as `Table.select` does."""
        size = len(self.source.header)
        Table.select(self, (column for column in columns if column < size))

    def sort(self, chunk: Any) -> Sorted:
        """Parse a chunk, as `Table.sort` does, and look its accounts up."""
        known = Table.sort(self, chunk)
        key = self.headers.of(self.key)
        if key is None:
            return known
        batch, place = known.batch, str(key.index)
        found = looked_up(self.plan, account.parse(batch.frame[place], batch.numeric.get(place)).value)
        cells = found.select(pl.col(name).cast(pl.String).alias(str(self.places[name])) for name in PLANNED)
        return replace(known, batch=replace(batch, frame=batch.frame.with_columns(cells)))
