"""Delimited text without quotes as the leak gate sees it: its cells, and which of them could hold an identifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.bits import SIZE, count, lowest, rest_of, within, word
from collectkit.crypto.spelling import KINDS, WIDTHS
from collectkit.files.cut import Ends
from collectkit.files.stretches import Bytes, Places, Stretches, as_bytes, unreadable
from collectkit.mask.gate import spellings
from collectkit.mask.gate.written import LARGE, as_suspects

Words = npt.NDArray[np.uint64]

_LARGEST = 1 << 31
_BLOCK = 1 << 9
"""Records among which the cells of a column are tokens, all or not all."""
_TEXT, _INTEGER, _DAY = range(3)
"""What a column is to hold."""
_DAY_SIZE, _YEAR = len("2026-10-31"), len("2026")
_MOBILE = len("+8613800138000")
_NEWLINE, _QUOTE, _HYPHEN, _AT, _TILDE = (np.uint8(ord(each)) for each in '\n"-@~')
_A, _I, _L, _O, _U = (np.uint8(ord(letter)) for letter in "AILOU")
_ONLY = np.uint8(0)
_PLUS, _ONE_DIGIT, _SIX_DIGIT, _EIGHT_DIGIT = (np.uint8(ord(digit)) for digit in "+168")
_ZERO_DIGIT, _NINE = np.uint8(ord("0")), np.uint8(9)
_CHINA = len("+86")
_NO, _ONE, _ALL, _TEN = np.uint64(0), np.uint64(1), np.uint64(2**64 - 1), np.uint64(10)
_TWO, _FOUR, _TOP, _TOP_TWO, _TOP_FOUR = (np.uint64(by) for by in (2, 4, 63, 62, 60))
_LONGEST_FORM = 63
_SHIFT = SIZE.bit_length() - 1


class InRecords:
    """A table as delimited text without quotes, in bytes.

    Args:
        data: whole records, fewer than 2 GiB.
        rows: how many lines end in them.
        schema: what the columns are to hold; what they do hold is looked at.

    Raises:
        OutputError: the bytes are no such records.
    """

    def __init__(self, data: bytes, separator: str, schema: Mapping[str, pl.DataType], rows: int) -> None:
        self._data, self._schema = as_bytes(data), schema
        places, words = len(schema), -(-len(data) // SIZE)
        ends = np.empty(rows * places + SIZE, np.int32)
        suspect, symbols = np.empty(words, np.uint64), np.empty(words, np.uint64)
        found = _find(self._data, rest_of(self._data), np.uint8(ord(separator)), ends, suspect, symbols)
        if found != rows * places or not data.endswith(b"\n" * bool(data)):
            raise unreadable()
        self._ends = ends[:found].reshape(rows, places)
        self._at, self._counts = np.empty((places, rows), np.int32), np.zeros(places, np.int64)
        kinds = np.array([_kind(dtype) for dtype in schema.values()], np.int64)
        if not _look(self._data, self._ends, suspect, symbols, kinds, _FORMS, self._at, self._counts):
            raise unreadable()

    @classmethod
    def of(cls, data: bytes, separator: str, schema: Mapping[str, pl.DataType]) -> InRecords | None:
        """Return the table that stands in *data*; None where a cell is quoted, or there is too much of it.

        Raises:
            OutputError: as it says.
        """
        text = as_bytes(data)
        rows = _lines(text, rest_of(text)) if len(data) < _LARGEST else -1
        return None if rows < 0 else cls(data, separator, schema, rows)

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
        return as_suspects(at, self._cells(place).among(at).texts(), self._schema[name])

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
        starts, lengths = np.empty((2, len(self._ends)), np.int64)
        _standing(self._ends, place, starts, lengths)
        return Stretches(self._data, starts, lengths)


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
def _lines(data: Bytes, rest: Bytes) -> int:
    """Return how many lines end in *data*; -1 where a quote stands in it."""
    lines = 0
    for base in range(0, len(data) - SIZE + 1, SIZE):
        if within(data, base, _QUOTE, _ONLY):
            return -1
        lines += count(within(data, base, _NEWLINE, _ONLY))
    return -1 if within(rest, 0, _QUOTE, _ONLY) else lines + count(within(rest, 0, _NEWLINE, _ONLY))


@compiled
def _find(data: Bytes, rest: Bytes, separator: np.uint8, ends: Ends, suspect: Words, symbols: Words) -> int:
    """Find where cells end, and bytes that could be an identifier's; return how many cells end, -1 for too many.

    Args:
        rest: see `bits.rest_of`.
        ends: to be filled: where each cell ends; with room for 64 more.
        suspect: to be filled, a bit for each byte: it ends so many bytes side by side that may stand in an identifier,
            or is strange; see `_classes`.
        symbols: to be filled, a bit for each byte: it may stand in a token.
    """
    found, expected = 0, len(ends) - SIZE
    last_kind, last_two = _NO, _NO
    for number in range(len(suspect)):
        base = number * SIZE
        if base + SIZE <= len(data):
            breaks, kind, strange, symbol = _classes(data, base, separator)
        else:
            breaks, kind, strange, symbol = _classes(rest, 0, separator)
            breaks &= (_ONE << np.uint64(len(data) - base)) - _ONE
        two = kind & ((kind << _ONE) | (last_kind >> _TOP))
        four = two & ((two << _TWO) | (last_two >> _TOP_TWO))
        suspect[number] = (four & ((two << _FOUR) | (last_two >> _TOP_FOUR))) | strange
        symbols[number] = symbol
        last_kind, last_two = kind, two
        while breaks:
            ends[found] = base + lowest(breaks)
            breaks &= breaks - _ONE
            found += 1
        if found > expected:
            return -1
    return found


@compiled
def _look(  # noqa: PLR0912  (a call for each cell takes longer than all else)
    data: Bytes, ends: Ends, suspect: Words, symbols: Words, kinds: Places, forms: Words, at: Ends, counts: Places
) -> bool:
    """Find the cells that could hold an identifier; tell whether each record ends with its line.

    Args:
        ends: rows x columns.
        suspect: see `_find`, as *symbols*.
        kinds: by column.
        at: columns x rows, to be filled: the rows of these cells.
        counts: by column, zeros: how many of them there are.
    """
    rows, columns = ends.shape
    for row in range(rows):
        if data[ends[row, columns - 1]] != _NEWLINE:
            return False
    for first in range(0, rows, _BLOCK):
        last = min(first + _BLOCK, rows)
        for column in range(columns):
            kind, many, before = kinds[column], counts[column], counts[column]
            tokens, form, letter = kind == _TEXT, np.int64(0), np.uint8(0)
            for row in range(first, last):
                if column:
                    start = np.int64(ends[row, column - 1]) + 1
                else:
                    start = np.int64(ends[row - 1, columns - 1] + 1 if row else 0)
                end = np.int64(ends[row, column])
                size = end - start
                if kind == _TEXT:
                    met = size > 0 and _any(suspect, start, end, _NO)
                    if met and tokens:
                        if form == 0:
                            form, letter = size, data[start]
                            tokens = size <= _LONGEST_FORM and (forms[letter] >> np.uint64(size)) & _ONE != _NO
                        tokens &= size == form and data[start] == letter and not _any(symbols, start, end, _ALL)
                elif kind == _INTEGER:
                    met = size >= LARGE
                else:
                    met = size > 0 and (size != _DAY_SIZE or data[start + _YEAR] != _HYPHEN)
                if met:
                    at[column, many] = row
                    many += 1
            counts[column] = before if tokens else many
    return True


@compiled
def _any(bits: Words, start: np.int64, end: np.int64, turned: np.uint64) -> bool:
    """Tell whether a bit from *start* to *end* is set, or, where *turned* is all ones, is not."""
    first, last = start >> _SHIFT, (end - 1) >> _SHIFT
    head, tail = _ALL << np.uint64(start & (SIZE - 1)), _ALL >> np.uint64(-end & (SIZE - 1))
    if first == last:
        return bool((bits[first] ^ turned) & head & tail)
    if ((bits[first] ^ turned) & head) | ((bits[last] ^ turned) & tail):
        return True
    for number in range(first + 1, last):  # noqa: SIM110  (the compiler knows no `any`)
        if bits[number] ^ turned:
            return True
    return False


@compiled
def _classes(data: Bytes, place: int, separator: np.uint8) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return which of 64 bytes end a cell, may stand in an identifier, are strange, and may stand in a token.

    In an identifier: digits, letters, ``@`` and what may part the digits of a number, as far as it is ASCII, and a
    few others beside them. Strange: what begins a character that is neither ASCII nor Chinese, perhaps a digit.
    """
    upper, digits = within(data, place, _A, np.uint8(25)), within(data, place, _ZERO_DIGIT, _NINE)
    breaks = within(data, place, _NEWLINE, _ONLY) | within(data, place, separator, _ONLY)
    kind = upper | within(data, place, np.uint8(0x2C), np.uint8(14))  # , - . / digits :
    kind |= within(data, place, np.uint8(0x5F), np.uint8(27))  # _ ` and small letters
    kind |= within(data, place, np.uint8(0x09), np.uint8(23))  # white space
    kind |= within(data, place, np.uint8(0x28), np.uint8(1))  # ( )
    kind |= within(data, place, _TILDE, _ONLY) | within(data, place, _AT, _ONLY)
    strange = within(data, place, np.uint8(0xC0), np.uint8(0x23)) | within(data, place, np.uint8(0xEA), np.uint8(0x15))
    no_symbols = within(data, place, _I, _ONLY) | within(data, place, _L, _ONLY)
    no_symbols |= within(data, place, _O, _ONLY) | within(data, place, _U, _ONLY)
    return word(breaks), word(kind & ~breaks), word(strange), word((digits | upper) & ~no_symbols)


@compiled
def _standing(ends: Ends, place: int, starts: Places, lengths: Places) -> None:
    """Fill in where the cells of a column begin, and how long they are."""
    for row in range(len(ends)):
        if place:
            starts[row] = ends[row, place - 1] + 1
        else:
            starts[row] = ends[row - 1, ends.shape[1] - 1] + 1 if row else 0
        lengths[row] = ends[row, place] - starts[row]


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
