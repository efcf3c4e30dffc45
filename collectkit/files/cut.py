"""Cuts delimited text into fields where they stand: their bytes are found, and not read.

A piece of text that has quotes, NULs or lines of another width is not cut: `text.TextSource.parse` knows what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.bits import SIZE, lowest, rest_of, within
from collectkit.files.stretches import Bytes, Places

Ends = npt.NDArray[np.int32]

_NEWLINE, _RETURN = np.uint8(ord("\n")), np.uint8(ord("\r"))
_LARGEST = 1 << 31
_ONLY, _ONE = np.uint8(0), np.uint64(1)


@dataclass(frozen=True)
class Cut:
    """Records, cut into their fields.

    Attributes:
        data: the records and nothing else.
        begins: where each record begins, and where the last one ends.
        ends: where each field ends (rows x fields); the next one begins one byte behind it.
    """

    data: Bytes
    begins: Ends
    ends: Ends

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self.ends)

    def starts(self, place: int) -> Ends:
        """Return where a field begins in each record."""
        return self.ends[:, place - 1] + 1 if place else self.begins[:-1]

    def texts(self, place: int) -> pl.Series:
        """Return a field of all records as text (String); null where nothing stands in it."""
        starts = self.starts(place)
        sizes = pl.lit(pl.Series(self.ends[:, place] - starts))
        cells = pl.lit(self._whole).bin.slice(pl.lit(pl.Series(starts)), sizes).cast(pl.String)
        return pl.select(pl.when(sizes > 0).then(cells).alias(str(place))).to_series()

    def lines(self, at: Places) -> bytes:
        """Return some of the records as they stand."""
        whole = self.data.data
        pieces = zip(self.begins[at].tolist(), self.begins[at + 1].tolist(), strict=True)
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


def cut(data: bytes, lines: int, separator: int, width: int) -> Cut | None:
    """Cut whole lines into records of *width* fields; None where they are not just that, or no text.

    Args:
        data: UTF-8.
        lines: how many lines end in it.
        separator: one byte.
    """
    returns = b"\r" in data
    if width < 2 or not data.endswith(b"\n") or len(data) >= _LARGEST or (returns and data.count(b"\r") != lines):
        return None
    if b'"' in data or b"\0" in data:
        return None
    text = np.frombuffer(data, np.uint8)
    found = np.empty(lines * width + SIZE, np.int32)
    if _find(text, rest_of(text), np.uint8(separator), found) != lines * width:
        return None
    ends, begins = found[: lines * width].reshape(lines, width), np.empty(lines + 1, np.int32)
    if not _begin(text, ends, begins, returns):
        return None
    records = Cut(text, begins, ends)
    return records if records.is_text else None


@compiled
def bounds(begins: Ends, ends: Ends, row: int, place: int) -> tuple[int, int]:
    """Return where a field of a record begins and ends, in loops."""
    start = int(ends[row, place - 1]) + 1 if place else int(begins[row])
    return start, int(ends[row, place])


@compiled
def _find(text: Bytes, rest: Bytes, separator: np.uint8, places: Ends) -> int:
    """Find the separators and the newlines; return how many there are, or -1 for too many.

    Args:
        rest: see `bits.rest_of`.
        places: to be filled; with room for 64 more.
    """
    found, most = 0, len(places) - SIZE
    for base in range(0, len(text), SIZE):
        whole = base + SIZE <= len(text)
        block, start = (text, base) if whole else (rest, 0)
        bits = within(block, start, separator, _ONLY) | within(block, start, _NEWLINE, _ONLY)
        while bits:
            places[found] = base + lowest(bits)
            bits &= bits - _ONE
            found += 1
        if found > most:
            return -1
    return found


@compiled
def _begin(text: Bytes, ends: Ends, begins: Ends, returns: bool) -> bool:
    """Find where lines begin; tell whether the last field of each record, and no other, ends with its line.

    Args:
        ends: rows x fields; a return before a newline is taken off the last field.
        begins: one more than rows, to be filled.
        returns: whether each line is to end with a return.
    """
    last, begins[0] = ends.shape[1] - 1, 0
    for row in range(len(ends)):
        end = ends[row, last]
        if text[end] != _NEWLINE:
            return False
        begins[row + 1] = end + 1
        if returns:
            if end == begins[row] or text[end - 1] != _RETURN:
                return False
            ends[row, last] = end - 1
    return True
