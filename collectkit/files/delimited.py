"""Finds the cells of delimited text again in the bytes that were written, with other code than wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from collectkit.files.stretches import PIECE, Bytes, Flags, Places, Stretches, as_bytes, unreadable

_NEWLINE, _QUOTE, _MINUS = ord("\n"), ord('"'), ord("-")
_DAY = len("2026-10-31")
_ROWS = 1 << 12
_LINES = 1 << 18
"""Bytes of the lines that are looked through at a time."""


@dataclass(frozen=True, slots=True)
class Delimited:
    """The cells of some records of CSV or TSV, by their places in the bytes.

    Attributes:
        data: whole records.
        separator: between two cells.
        quoted: whether a cell stands in quotes, and so may hold separators.
        strange: places of bytes that are neither ASCII nor begin or continue a Chinese character.
    """

    data: Bytes
    separator: str
    quoted: bool
    strange: Places
    _ends: Places
    """Columns x rows: where each cell ends."""
    _before: int

    @classmethod
    def of(cls, data: bytes, separator: str, width: int) -> Delimited:
        """Find the cells of whole records.

        Args:
            width: cells in a record.

        Raises:
            OutputError: the bytes are no such records.
        """
        text, quoted = as_bytes(data), b'"' in data
        if not quoted:
            return cls(text, separator, quoted, *_plain_places(data, text, ord(separator), width), -1)
        ends, strange = _places(text, ord(separator), width)
        return cls(text, separator, quoted, strange, np.ascontiguousarray(ends.T), -1)

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self._ends[0])

    def blocks(self) -> Iterator[tuple[int, Delimited]]:
        """Yield some records at a time, and the place of the first: their bytes stay in the cache of the processor."""
        for start in range(0, self.rows, _ROWS):
            before = int(self._ends[-1, start - 1]) if start else self._before
            ends = self._ends[:, start : start + _ROWS]
            yield start, Delimited(self.data, self.separator, self.quoted, self.strange, ends, before)

    def column(self, column: int) -> Stretches:
        """Return the cells of a column, with their quotes."""
        before = self._ends[column - 1] if column else np.concatenate([[self._before], self._ends[-1, :-1]])
        starts = before + 1
        return Stretches(self.data, starts, self._ends[column] - starts)

    def no_days(self, column: int) -> Places:
        """Return which cells are neither empty nor as long as ``2026-10-31`` with a hyphen in its place."""
        cells = self.column(column)
        day = cells.lengths == _DAY
        if day.all():
            return np.flatnonzero(self.data.take(cells.starts + 4, mode="clip") != _MINUS)
        day[day] = self.data[cells.starts[day] + 4] == _MINUS
        return np.flatnonzero(~day & (cells.lengths > 0))

    def texts(self, column: int, at: Places | None = None) -> pl.Series:
        """Return the cells of some records, or all, as text without quotes.

        Raises:
            OutputError: they are no UTF-8.
        """
        cells = self.column(column)
        found = (cells if at is None else cells.among(at)).texts()
        if not self.quoted:
            return found
        bare = pl.lit(found).str.slice(1).str.head(-1).str.replace_all('""', '"', literal=True)
        return pl.select(pl.when(pl.lit(found).str.starts_with('"')).then(bare).otherwise(pl.lit(found))).to_series()


def _plain_places(data: bytes, text: Bytes, separator: int, width: int) -> tuple[Places, Places]:
    """Return the strange bytes, and where each cell ends (width x rows), of records without quotes; line by line.

    Raises:
        OutputError: not every record has *width* cells.
    """
    found, strange = [np.empty((width, 0), np.int64)], [np.empty(0, np.int64)]
    start = lines = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _LINES) + 1 or data.find(b"\n", start) + 1 or len(data)
        piece = text[start:end]
        ends = piece == _NEWLINE
        lines += int(np.count_nonzero(ends))
        ends |= piece == separator
        places = np.flatnonzero(ends)
        if len(places) % width or (piece[places[width - 1 :: width]] != _NEWLINE).any() or piece[-1] != _NEWLINE:
            raise unreadable()
        places += start
        found.append(places.reshape(-1, width).T)
        odd = is_strange(piece)
        if odd.any():
            strange.append(np.flatnonzero(odd) + start)
        start = end
    grid = np.concatenate(found, axis=1)
    if lines != grid.shape[1]:
        raise unreadable()
    return np.concatenate(strange), grid


def _places(text: Bytes, separator: int, width: int) -> tuple[Places, Places]:
    """Return where each cell ends (rows x width), and the strange bytes, of records some of whose cells are quoted.

    Raises:
        OutputError: not every record has *width* cells.
    """
    open_, lines = np.uint8(0), 0
    found, strange = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(text), PIECE):
        piece = text[start : start + PIECE]
        breaks = piece == _NEWLINE
        ends = breaks | (piece == separator)
        inside, open_ = _inside(piece, open_)
        breaks &= ~inside
        ends &= ~inside
        lines += int(np.count_nonzero(breaks))
        found.append(np.flatnonzero(ends) + start)
        odd = is_strange(piece)
        if odd.any():
            strange.append(np.flatnonzero(odd) + start)
    places = np.concatenate(found)
    if len(places) != lines * width or (len(text) and not lines):
        raise unreadable()
    grid = places.reshape(lines, width)
    if lines and ((text[grid[:, -1]] != _NEWLINE).any() or grid[-1, -1] != len(text) - 1):
        raise unreadable()
    return grid, np.concatenate(strange)


def _inside(piece: Bytes, open_: np.uint8) -> tuple[Flags, np.uint8]:
    """Tell which bytes stand in quotes, and whether they are still open at the end."""
    parity = (np.cumsum(piece == _QUOTE, dtype=np.uint8) + open_) & np.uint8(1)
    return parity.astype(np.bool_), parity[-1]


def is_strange(piece: Bytes) -> Flags:
    """Tell which bytes begin a character that is neither ASCII nor Chinese: perhaps another spelling of a digit."""
    found: Flags = (piece >= 0xC0) & (piece - np.uint8(0xE4) >= 6)  # smaller bytes wrap round to large ones
    return found
