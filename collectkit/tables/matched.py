"""What the columns of a file turned out to be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Attributes:
        index: its place, from 0.
        header: its header as it stands.
        field: the canonical field, None for an unknown one.
        unit: the unit that the header names: 元 万元 分 % ‰ ppm 天 期, or None.
    """

    index: int
    header: str
    field: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A header that was not taken, and the fields that it may mean."""

    column: Column
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """What the columns of a file are.

    Attributes:
        columns: all of them, in order.
        doubts: headers that were not taken.
        gave_way: columns that mean something else beside a better header for their field, and the better one.
    """

    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]
    gave_way: tuple[tuple[Column, Column], ...] = ()

    def of(self, field: str) -> Column | None:
        """Return the column of a field, None when the file has none."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """The columns without a field."""
        return tuple(column for column in self.columns if column.field is None)
