"""Cuts delimited text into fields where they stand: their bytes are found, and not read.

A piece of text that has quotes, NULs or lines of another width is not cut: `text.TextSource.parse` knows what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from collectkit.files.digit_words import POWERS, WORD, Words, not_digits, only_last, value
from collectkit.files.stretches import Bytes, Places

LONGEST_NUMBER = 19
"""Digits of the longest number that is read."""
_NEWLINE, _RETURN = ord("\n"), ord("\r")
_BLOCK = 1 << 20
"""Bytes that are looked through together: they stay in the cache until all that is wanted of them is taken."""


class Window(NamedTuple):
    """Bytes that will be asked for: the first or the last ones of a field."""

    place: int
    width: int
    last: bool = False


def joint(wanted: Sequence[Window]) -> list[Window]:
    """Return the same, the widest of those that are parts of each other."""
    widest: dict[tuple[int, bool], int] = {}
    for one in wanted:
        widest[one.place, one.last] = max(one.width, widest.get((one.place, one.last), 0))
    return [Window(place, width, last) for (place, last), width in sorted(widest.items())]


@dataclass(frozen=True)
class Field:
    """One field of some records, where it stands.

    Attributes:
        data: the text around it.
        starts: where it begins in each record, ascending.
        ends: where it ends.
        taken: bytes that were taken already: whether they are the last ones -> rows x bytes.
    """

    data: Bytes
    starts: Places
    ends: Places
    taken: dict[bool, Bytes] = field(default_factory=dict)

    @cached_property
    def lengths(self) -> Places:
        """Bytes of each."""
        return self.ends - self.starts

    @cached_property
    def longest(self) -> int:
        """Bytes of the longest."""
        return int(self.lengths.max())

    @cached_property
    def shortest(self) -> int:
        """Bytes of the shortest."""
        return int(self.lengths.min())

    @cached_property
    def empties(self) -> int:
        """How many are empty."""
        return 0 if self.shortest else int(np.count_nonzero(self.lengths == 0))

    def heads(self, width: int) -> Bytes:
        """Return *width* bytes from the start of each (rows x bytes); behind a shorter one stands what follows it."""
        if False not in self.taken or self.taken[False].shape[1] < width:
            self.taken[False] = windows(self.data, self.starts, width)
        return self.taken[False][:, :width]

    def tails(self, width: int) -> Bytes:
        """Return the *width* bytes before the end of each (rows x bytes)."""
        if True not in self.taken or self.taken[True].shape[1] < width:
            self.taken[True] = windows(self.data, self.ends - width, width)
        return self.taken[True][:, -width:]

    @cached_property
    def numbers(self) -> Words | None:
        """Each as a number, 0 where it is empty; None unless all the others are 1 to `LONGEST_NUMBER` digits."""
        if self.longest > LONGEST_NUMBER:
            return None
        count = max(-(-self.longest // WORD), 1)
        words = self.tails(count * WORD).view("<u8")
        alike = self.longest == self.shortest
        total = np.zeros(len(self.ends), np.uint64)
        for number in range(count):
            at = number * WORD
            kept: Places | int = self.longest - at if alike else np.maximum(self.lengths - at, 0)
            given = only_last(words[:, count - number - 1], np.minimum(kept, WORD))
            if not_digits(given).any():
                return None
            total += value(given) * POWERS[at] if at else value(given)
        return total


@dataclass(frozen=True)
class Cut:
    """Records, cut into their fields.

    Attributes:
        data: the records and nothing else.
    """

    data: Bytes
    _ends: Places
    """Fields x records: where each ends."""
    _begins: Places
    """Where each record begins, and where the last one ends."""
    _taken: dict[tuple[int, bool], Bytes]

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self._begins) - 1

    def field(self, place: int) -> Field:
        """Return a field of all records, by its place in the header."""
        if place not in self._fields:
            starts = self._ends[place - 1] + 1 if place else self._begins[:-1]
            taken = {last: self._taken[place, last] for last in (False, True) if (place, last) in self._taken}
            self._fields[place] = Field(self.data, starts, self._ends[place], taken)
        return self._fields[place]

    @cached_property
    def _fields(self) -> dict[int, Field]:
        return {}

    def texts(self, place: int) -> pl.Series:
        """Return a field of all records as text (String); null where nothing stands in it."""
        found = self.field(place)
        sizes = pl.lit(pl.Series(found.lengths))
        cells = pl.lit(self._whole).bin.slice(pl.lit(pl.Series(found.starts)), sizes).cast(pl.String)
        if found.empties:
            cells = pl.when(sizes > 0).then(cells)
        return pl.select(cells.alias(str(place))).to_series()

    def lines(self, at: Places) -> bytes:
        """Return some of the records as they stand."""
        whole = self.data.data
        pieces = zip(self._begins[at].tolist(), self._begins[at + 1].tolist(), strict=True)
        return b"".join([whole[start:end] for start, end in pieces])

    @property
    def is_text(self) -> bool:
        """Whether the bytes are UTF-8."""
        try:
            self._whole.cast(pl.String)
        except pl.exceptions.PolarsError:
            return False
        return True

    @cached_property
    def _whole(self) -> pl.Series:
        return pl.Series(self.data).reshape((1, len(self.data))).arr.to_list().cast(pl.Binary)


def cut(data: bytes, lines: int, separator: int, width: int, wanted: Sequence[Window] = ()) -> Cut | None:
    """Cut whole lines into records of *width* fields; None where they are not just that, or no text.

    Args:
        data: UTF-8.
        lines: how many lines end in it.
        wanted: what will be asked for, and is taken while it is at hand.
    """
    if width < 2 or not data.endswith(b"\n") or b'"' in data or b"\0" in data:
        return None
    text, returns = np.frombuffer(data, np.uint8), b"\r" in data
    ends, begins = np.empty((width, lines), np.int64), np.zeros(lines + 1, np.int64)
    taken = {(one.place, one.last): np.empty((lines, one.width), np.uint8) for one in wanted}
    row = 0
    for start, end in _blocks(data):
        places = _places(text[start:end], separator, width)
        if places is None:
            return None
        places += start
        rows = slice(row, row + len(places))
        ends[:, rows], begins[row + 1 : rows.stop + 1] = places.T, places[:, -1] + 1
        if returns and not _without_returns(text[start:end], ends[-1, rows], start):
            return None
        for one in wanted:
            starts = ends[one.place - 1, rows] + 1 if one.place else begins[rows]
            at = ends[one.place, rows] - one.width if one.last else starts
            items_of(taken[one.place, one.last][rows])[...] = items_of(windows(text, at, one.width))
        row = rows.stop
    found = Cut(text, ends, begins, taken)
    return found if row == lines and found.is_text else None


def _blocks(data: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _BLOCK) + 1 or data.find(b"\n", start) + 1
        yield start, end
        start = end


def _places(piece: Bytes, separator: int, width: int) -> Places | None:
    """Return where each field ends (rows x fields); None where a line has another number of them."""
    breaks = piece == _NEWLINE
    rows = int(np.count_nonzero(breaks))
    breaks |= piece == separator
    places = np.flatnonzero(breaks)
    if len(places) != rows * width:
        return None
    found: Places = places.reshape(rows, width)
    return None if (piece[found[:, -1]] != _NEWLINE).any() else found


def _without_returns(piece: Bytes, ends: Places, start: int) -> bool:
    """Have the last fields end before the returns that stand before their newlines; tell whether there are no others.

    Args:
        start: the place of the piece in the text.
    """
    returned = piece[np.maximum(ends - start - 1, 0)] == _RETURN
    ends -= returned
    return int(np.count_nonzero(piece == _RETURN)) == len(ends) and bool(returned.all())


def windows(data: Bytes, starts: Places, width: int) -> Bytes:
    """Return *width* bytes from each of the *starts*, ascending (rows x bytes); zeros where there is no data."""
    if len(data) < width:
        data = np.concatenate([data, np.zeros(width, np.uint8)])
    last = len(data) - width
    # Overlapping items, one from each byte on: to gather whole items is far cheaper than byte by byte.
    items = np.ndarray((last + 1,), f"V{width}", data, strides=(1,))
    if not len(starts) or (starts[0] >= 0 and starts[-1] <= last):
        return items[starts].view(np.uint8).reshape(len(starts), width)
    found = items[np.clip(starts, 0, last)].view(np.uint8).reshape(len(starts), width)
    for row in np.flatnonzero((starts < 0) | (starts > last)).tolist():
        begin, end = max(int(starts[row]), 0), min(int(starts[row]) + width, len(data))
        found[row] = 0
        found[row, begin - starts[row] : end - starts[row]] = data[begin:end]
    return found


def items_of(table: Bytes) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """Return each row of a table as one item."""
    return table.view(f"V{table.shape[1]}")[:, 0]


def compact(table: Bytes) -> Bytes:
    """Return a copy of some columns of a table."""
    return items_of(table).copy().view(np.uint8).reshape(table.shape)
