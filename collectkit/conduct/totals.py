"""Pieces added up over all parts: what grows with breaches is kept, of all contacts only counts are."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from collectkit.conduct import doubts
from collectkit.conduct.gathering import TALLIES, Piece

_ROWS_AT_ONCE = 1 << 20


@dataclass(slots=True)
class _Sum:
    """Counts by some columns, in pieces that are added up before they are many."""

    by: tuple[str, ...]
    pieces: list[pl.DataFrame] = field(default_factory=list)
    rows: int = 0

    def add(self, piece: pl.DataFrame) -> None:
        self.pieces.append(piece)
        self.rows += piece.height
        if self.rows > _ROWS_AT_ONCE:
            self.pieces = [self.whole()]
            self.rows = 0

    def whole(self) -> pl.DataFrame:
        found = pl.concat(self.pieces)
        return found.group_by(self.by).agg(pl.exclude(self.by).sum()).sort(self.by, nulls_last=True)


class Totals:
    """What was found in all parts, added up part by part.

    Attributes:
        contacts: how many there are so far.
        evidence: how many of them stand as evidence.
    """

    def __init__(self) -> None:
        self.contacts = self.evidence = 0
        self._sums = {name: _Sum(by) for name, by in TALLIES.items()}
        self._breaches: list[pl.DataFrame] = []
        self._causes = _Sum(doubts.CAUSE)
        self._listed: list[pl.DataFrame] = []
        self._listed_rows = 0

    def add(self, piece: Piece) -> None:
        """Add what was found in the next part."""
        self.contacts += int(piece.channels["contacts"].sum())
        numbered = pl.col("evidence") + pl.lit(self.evidence, pl.UInt32)
        self._breaches.append(piece.breaches.with_columns(numbered))
        self.evidence += piece.evidence.height
        self._causes.add(piece.causes)
        self._listed.append(piece.unknown)
        self._listed_rows += piece.unknown.height
        if self._listed_rows > _ROWS_AT_ONCE:
            self._listed = [doubts.first(pl.concat(self._listed))]
            self._listed_rows = self._listed[0].height
        for name, its in self._sums.items():
            its.add(getattr(piece, name))

    def counted(self, name: str) -> pl.DataFrame:
        """Return the ``moments``, ``collectors`` or ``channels`` of all parts; see `Piece`."""
        return self._sums[name].whole()

    def breaches(self) -> pl.DataFrame:
        """Return all breaches, as in `Piece`, by rule, time and place; `evidence` are places in that of all parts."""
        return pl.concat(self._breaches).sort("rule", "day", "at", "file", "row", nulls_last=True)

    def causes(self) -> pl.DataFrame:
        """Return how many `contacts` cannot be judged, by rule, agency, file and reason; and how many are `listed`."""
        return self._causes.whole().with_columns(listed=pl.col("contacts").clip(upper_bound=doubts.LISTED))

    def listed(self) -> pl.DataFrame:
        """Return what cannot be judged, as in `Piece`: the first contacts of each cause, by cause and row."""
        return doubts.first(pl.concat(self._listed)).sort(*doubts.CAUSE, "row")
