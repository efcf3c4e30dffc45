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
from collectkit.files.stretches import Bytes, Places

Ends = npt.NDArray[np.int32]

_NEWLINE, _RETURN = ord("\n"), ord("\r")
_LARGEST = 1 << 31
_ONES, _SEVENS = np.uint64(0x0101010101010101), np.uint64(0x7F7F7F7F7F7F7F7F)
_ONE, _SEVEN, _TOP = np.uint64(1), np.uint64(7), np.uint64(56)
_WORD = 8


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
    ends, begins = np.empty((lines, width), np.int32), np.zeros(lines + 1, np.int32)
    if not ends_of_fields(text, separator, ends, begins, returns):
        return None
    found = Cut(text, begins, ends)
    return found if found.is_text else None


def ends_of_fields(text: Bytes, separator: int, ends: Ends, begins: Ends, returns: bool) -> bool:
    """Find where the fields of whole lines end; tell whether every line has as many as there is room for.

    Args:
        ends: rows x fields, to be filled.
        begins: one more than rows, to be filled: where the lines begin.
        returns: whether each line is to end with a carriage return, which belongs to no field.
    """
    whole = len(text) // _WORD * _WORD
    return _find(text, text[:whole].view(np.uint64), np.uint64(separator) * _ONES, ends, begins, returns)


@compiled
def _find(
    text: Bytes,
    words: npt.NDArray[np.uint64],
    separators: np.uint64,
    ends: Ends,
    begins: Ends,
    returns: bool,
) -> bool:
    """See `ends_of_fields`; eight bytes at a time: a byte is zero where what is looked for stands."""
    rows, width = ends.shape
    row, column = 0, 0
    newlines = np.uint64(_NEWLINE) * _ONES
    separator, newline = np.uint8(separators), np.uint8(_NEWLINE)
    for number in range(len(words) + 1):
        if number < len(words):
            differing, breaking = words[number] ^ separators, words[number] ^ newlines
            found = ~(((differing & _SEVENS) + _SEVENS) | differing | _SEVENS)
            found |= ~(((breaking & _SEVENS) + _SEVENS) | breaking | _SEVENS)
        else:
            found = np.uint64(0)
            for rest in range(len(words) * _WORD, len(text)):
                if text[rest] == separator or text[rest] == newline:
                    found |= np.uint64(0x80) << np.uint64(8 * (rest - len(words) * _WORD))
        while found:
            lowest = found & (~found + _ONE)
            found ^= lowest
            place = number * _WORD + np.int64(((((lowest >> _SEVEN) - _ONE) & _ONES) * _ONES) >> _TOP)
            if row == rows or (text[place] == newline) != (column == width - 1):
                return False
            ends[row, column] = place
            column += 1
            if column == width:
                if returns:
                    if place == 0 or text[place - 1] != _RETURN:
                        return False
                    ends[row, column - 1] = place - 1
                column, row = 0, row + 1
                begins[row] = place + 1
    return row == rows and column == 0
