"""A batch of the source as the leak gate sees it: its raw cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from collectkit.files.stretches import Stretches
from collectkit.mask.gate.needles import Needles, identifiers


class Raw(Protocol):
    """Raw cells of a batch."""

    def texts(self, place: int) -> pl.Series:
        """Return a column, by its place in the header; null for an empty cell."""
        ...

    def needles(self, columns: Sequence[tuple[int, str]]) -> list[Needles]:
        """Return every spelling of the identifiers of columns, each by its place and its kind."""
        ...

    def may_be(self, place: int, cells: Stretches) -> bool:
        """Tell whether a cell of some row could be what the row has in a column, white space around it aside."""
        ...


@dataclass(frozen=True, slots=True)
class RawFrame:
    """String columns named by their place in the header."""

    frame: pl.DataFrame

    def texts(self, place: int) -> pl.Series:
        """See `Raw`."""
        return self.frame[str(place)]

    def needles(self, columns: Sequence[tuple[int, str]]) -> list[Needles]:
        """See `Raw`."""
        return [identifiers(self.frame[str(place)], kind) for place, kind in columns]

    def may_be(self, place: int, cells: Stretches) -> bool:  # noqa: ARG002  (to compare them all is as fast)
        """See `Raw`."""
        return True
