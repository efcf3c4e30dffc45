"""The cells of a batch by the fields of its table; what one column leaves blank, another may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.fields import text
from collectkit.files import RawBatch
from collectkit.tables.matched import Column

_ELSE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"at": ("started_at", "answered_at"), "collector": ("collector_name",)}
)
"""Field -> those that say the same where it is blank."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A batch by fields."""

    batch: RawBatch
    columns: Mapping[str, Column]

    @property
    def height(self) -> int:
        """How many records there are."""
        return self.batch.frame.height

    def of(self, name: str) -> pl.Series | None:
        """Return the cells of a field; None where the file has no such column, or nothing in it."""
        found: pl.Series | None = None
        known = [column for each in (name, *_ELSE.get(name, ())) if (column := self.columns.get(each))]
        for column in known:
            cells = self.batch.frame[str(column.index)]
            if len(known) > 1:
                cells = text.without_blanks(cells)
            if cells.null_count() == len(cells):
                continue
            found = cells if found is None else found.zip_with(found.is_not_null(), cells)
            if not found.null_count():
                break
        return found
