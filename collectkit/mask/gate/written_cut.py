"""Delimited text without quotes as the leak gate sees it: its cells, and which could hold an identifier, in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.bits import SIZE, lowest, within, word
from collectkit.crypto.spelling import KINDS, WIDTHS, all_compact
from collectkit.files.stretches import Bytes, Places, Stretches, as_bytes, unreadable
from collectkit.mask.gate import spellings
from collectkit.mask.gate.written import LARGE

Ends = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

_LARGEST = 1 << 31
_BLOCK = 1 << 12
"""Records among which the cells of a column are tokens, all or not all."""
_TEXT, _INTEGER, _DAY = range(3)
"""What a column is to hold."""
_DAY_SIZE, _YEAR = len("2026-10-31"), len("2026")
_MOBILE = len("+8613800138000")
_NEWLINE, _HYPHEN = np.uint8(ord("\n")), np.uint8(ord("-"))
_PLUS, _ONE_DIGIT, _SIX_DIGIT, _EIGHT_DIGIT = (np.uint8(ord(digit)) for digit in "+168")
_ZERO_DIGIT, _NINE = np.uint8(ord("0")), np.uint8(9)
_CHINA = len("+86")
_NO, _ONE, _ALL, _TEN = np.uint64(0), np.uint64(1), np.uint64(2**64 - 1), np.uint64(10)
_TWO, _FOUR, _TOP, _TOP_TWO, _TOP_FOUR = (np.uint64(by) for by in (2, 4, 63, 62, 60))
_LONGEST_FORM = 63


class InRecords:
    """A table as delimited text without quotes, in bytes.

    Args:
        data: whole records, fewer than 2 GiB.
        schema: what the columns are to hold; what they do hold is looked at.

    Raises:
        OutputError: the bytes are no such records.
    """

    def __init__(self, data: bytes, separator: str, schema: Mapping[str, pl.DataType]) -> None:
        self._data, self._schema = as_bytes(data), schema
        rows, places = data.count(b"\n"), len(schema)
        whole = len(data) // SIZE * SIZE
        rest = np.full(SIZE, ord("\n"), np.uint8)  # what ends behind the last record is not looked at
        rest[: len(data) - whole] = self._data[whole:]
        kinds = np.array([_kind(dtype) for dtype in schema.values()], np.int64)
        self._ends = np.empty((places, rows), np.int32)
        self._at, self._counts = np.empty((places, rows), np.int32), np.zeros(places, np.int64)
        byte = np.uint8(ord(separator))
        if not _find(self._data, rest, byte, kinds, _FORMS, self._ends, self._at, self._counts):
            raise unreadable()

    @classmethod
    def of(cls, data: bytes, separator: str, schema: Mapping[str, pl.DataType]) -> InRecords | None:
        """Return the table that stands in *data*; None where a cell is quoted, or there is too much of it.

        Raises:
            OutputError: as it says.
        """
        return None if b'"' in data or len(data) >= _LARGEST else cls(data, separator, schema)

    @property
    def names(self) -> Sequence[str]:
        """See `Written`."""
        return tuple(self._schema)

    def suspects(self, name: str, *, letters: bool) -> pl.DataFrame:  # noqa: ARG002  (they are looked for anyway)
        """See `Written`."""
        place = self.names.index(name)
        at = self._at[place, : self._counts[place]].astype(np.int64)
        if not len(at):
            return spellings.NOTHING
        text = self._cells(place).among(at).texts()
        if all_compact(text):
            return spellings.NOTHING
        frame = pl.DataFrame({"at": pl.Series(at, dtype=pl.UInt32), "text": text})
        if not self._schema[name].is_integer():
            return frame
        return frame.with_columns(pl.col("text").str.strip_prefix("-")).filter(pl.col("text").str.len_bytes() >= LARGE)

    @property
    def of_text(self) -> Sequence[str]:
        """See `Written`."""
        return [name for name, dtype in self._schema.items() if dtype == pl.String]

    def cells(self, name: str) -> Stretches:
        """See `Written`."""
        return self._cells(self.names.index(name))

    def mobiles(self, name: str) -> pl.Series | None:
        """See `Written`."""
        cells = self.cells(name)
        out = np.empty(len(cells.starts), np.uint64)
        return pl.Series(out) if len(out) and _mobiles(cells.data, cells.starts, cells.lengths, out) else None

    def texts(self, name: str) -> pl.Series:
        """See `Written`."""
        return self.cells(name).texts()

    def _cells(self, place: int) -> Stretches:
        ends = self._ends[place].astype(np.int64)
        before = self._ends[place - 1] if place else np.concatenate([[-1], self._ends[-1, :-1]])[: len(ends)]
        starts = before.astype(np.int64) + 1
        return Stretches(self._data, starts, ends - starts)


def _kind(dtype: pl.DataType) -> int:
    if dtype.is_integer():
        return _INTEGER
    return _DAY if dtype == pl.Date else _TEXT


def _forms() -> Words:
    """Return by first letter: the lengths of compact tokens, as the bits of a word."""
    forms = np.zeros(256, np.uint64)
    for letter, kind in KINDS.items():
        forms[ord(letter)] = sum(1 << width for width in WIDTHS.get(kind, ()))
    return forms


_FORMS = _forms()


@compiled
def _find(  # noqa: PLR0912, PLR0915  (one pass over the bytes, whose parts would be called too often)
    data: Bytes,
    rest: Bytes,
    separator: np.uint8,
    kinds: Places,
    forms: Words,
    ends: Ends,
    at: Ends,
    counts: Places,
) -> bool:
    """Find the cells of records, and which could hold an identifier; tell whether all records have as many cells.

    Args:
        rest: the bytes behind the last whole 64, and newlines.
        kinds: by column.
        ends: columns x rows, to be filled: where each cell ends.
        at: columns x rows, to be filled: the rows of the cells that could hold an identifier.
        counts: by column, zeros: how many of these there are.
    """
    columns, rows = ends.shape
    row, column, start = 0, 0, 0
    held, unformed = False, False  # of the part of a cell in the bytes before
    last_kind, last_two = _NO, _NO
    marks, sizes, letters = np.zeros(columns, np.int64), np.full(columns, -1, np.int64), np.zeros(columns, np.uint8)
    for base in range(0, len(data), SIZE):
        if base + SIZE <= len(data):
            breaks, kind, strange, symbols = _classes(data, base, separator)
        else:
            breaks, kind, strange, symbols = _classes(rest, 0, separator)
            breaks &= (_ONE << np.uint64(len(data) - base)) - _ONE
        kind &= ~breaks
        two = kind & ((kind << _ONE) | (last_kind >> _TOP))
        four = two & ((two << _TWO) | (last_two >> _TOP_TWO))
        suspect = (four & ((two << _FOUR) | (last_two >> _TOP_FOUR))) | strange
        last_kind, last_two = kind, two
        fresh = _ALL
        while breaks:
            bit = breaks & (~breaks + _ONE)
            place = base + lowest(bit)
            mine = fresh & (bit - _ONE)
            if row == rows or (data[place] == _NEWLINE) != (column == columns - 1):
                return False
            ends[column, row] = place
            size = place - start
            found = False
            if kinds[column] == _TEXT:
                found = held or (suspect & mine) != _NO
                if found and sizes[column] != -2:
                    if sizes[column] == -1 and size <= _LONGEST_FORM:
                        sizes[column], letters[column] = size, data[start]
                        if not (forms[data[start]] >> np.uint64(size)) & _ONE:
                            sizes[column] = -2
                    if size != sizes[column] or data[start] != letters[column] or unformed or (~symbols & mine):
                        sizes[column] = -2
            elif kinds[column] == _INTEGER:
                found = size >= LARGE
            else:
                found = size > 0 and (size != _DAY_SIZE or data[start + _YEAR] != _HYPHEN)
            if found:
                at[column, counts[column]] = row
                counts[column] += 1
            held, unformed = False, False
            fresh = ~(bit | (bit - _ONE))
            breaks ^= bit
            start = place + 1
            column += 1
            if column == columns:
                column, row = 0, row + 1
                if row % _BLOCK == 0 or row == rows:
                    for each in range(columns):
                        if sizes[each] >= 0:
                            counts[each] = marks[each]
                        marks[each], sizes[each] = counts[each], -1
        held |= (suspect & fresh) != _NO
        unformed |= (~symbols & fresh) != _NO
    return row == rows and column == 0 and start == len(data)


@compiled
def _classes(data: Bytes, place: int, separator: np.uint8) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return which of 64 bytes end a cell, may stand in an identifier, are strange, and may stand in a token.

    In an identifier: digits, letters, ``@`` and what may part the digits of a number, as far as it is ASCII, and a
    few others beside them. Strange: what begins a character that is neither ASCII nor Chinese, perhaps a digit.
    """
    upper = within(data, place, np.uint8(0x41), np.uint8(25))
    digits = within(data, place, np.uint8(0x30), np.uint8(9))
    breaks = within(data, place, separator, np.uint8(0)) | within(data, place, _NEWLINE, np.uint8(0))
    kind = upper | within(data, place, np.uint8(0x2C), np.uint8(14))  # , - . / digits :
    kind |= within(data, place, np.uint8(0x5F), np.uint8(27))  # _ ` and small letters
    kind |= within(data, place, np.uint8(0x09), np.uint8(0x17))  # white space
    kind |= within(data, place, np.uint8(0x28), np.uint8(1)) | within(data, place, np.uint8(0x7E), np.uint8(0))
    kind |= within(data, place, np.uint8(0x40), np.uint8(0))
    strange = within(data, place, np.uint8(0xC0), np.uint8(0x23)) | within(data, place, np.uint8(0xEA), np.uint8(0x15))
    not_symbols = within(data, place, np.uint8(ord("I")), np.uint8(0)) | within(
        data, place, np.uint8(ord("L")), np.uint8(0)
    )
    not_symbols |= within(data, place, np.uint8(ord("O")), np.uint8(0)) | within(
        data, place, np.uint8(ord("U")), np.uint8(0)
    )
    return word(breaks), word(kind), word(strange), word((digits | upper) & ~not_symbols)


@compiled
def _mobiles(data: Bytes, starts: Places, lengths: Places, out: Words) -> bool:
    """Read mobile numbers of China, each ``+86`` and 11 digits from 1 on; tell whether all cells are one."""
    for row in range(len(starts)):
        start = starts[row]
        if lengths[row] != _MOBILE or data[start] != _PLUS or data[start + 1] != _EIGHT_DIGIT:
            return False
        if data[start + 2] != _SIX_DIGIT or data[start + _CHINA] != _ONE_DIGIT:
            return False
        found = _NO
        for place in range(start + _CHINA, start + _MOBILE):
            digit = np.uint8(data[place] - _ZERO_DIGIT)
            if digit > _NINE:
                return False
            found = found * _TEN + np.uint64(digit)
        out[row] = found
    return True
