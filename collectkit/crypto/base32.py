"""Crockford's base 32 over columns: halves of a cipher's numerals, and bytes, as text and back.

Two symbols (10 bits) at a time: a table of 1,024 pairs for writing, one of 65,536 for reading. A column is a matrix of
bytes (rows x symbols), one row a value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 symbols; a symbol's value is its place."""

_BAD = 0x8000
_BAD_LANES = np.uint64(0x8000_8000_8000_8000)
_LANES_10, _LANES_20 = np.uint64(0x03FF_0000_03FF), np.uint64(0xFF_FFF0_0000)
_PAIR_BITS = 10
_GROUP_BYTES, _GROUP_SYMBOLS = 5, 8
_SLACK = 8 - _GROUP_BYTES
"""Bytes that a word holds beyond a group's."""
_CHUNK = 8_192
"""Numbers worked on at a time: what lies between them and their text stays in the second-level cache."""


def _pairs() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    codes = np.frombuffer(SYMBOLS.encode(), np.uint8)
    texts = np.stack([np.repeat(codes, 32), np.tile(codes, 32)], axis=1).reshape(-1).view(np.uint16)
    values = np.full(1 << 16, _BAD, np.uint16)
    values[texts] = np.arange(len(texts), dtype=np.uint16)
    return texts, values


_TEXTS, _VALUES = _pairs()
_SINGLES = np.frombuffer(SYMBOLS.encode(), np.uint8)
_SINGLE_VALUES = np.full(256, _BAD, np.uint16)
_SINGLE_VALUES[_SINGLES] = np.arange(32, dtype=np.uint16)


def _pair_column(matrix: Bytes, place: int) -> npt.NDArray[np.uint16]:
    """Return the symbols at *place* and *place* + 1 of every row, as one 16-bit column (a view)."""
    return np.ndarray((len(matrix),), np.uint16, matrix, place, (matrix.strides[0],))


class _Space:
    """Buffers for the numbers of one chunk, so that no step allocates.

    Args:
        size: numbers in a chunk at most.
    """

    def __init__(self, size: int) -> None:
        self.index, self.found, self.marks = np.empty(size, np.int64), *np.empty((2, size), np.uint16)
        self.singles = np.empty(size, np.uint8)

    def write(self, numbers: Words, matrix: Bytes, place: int, symbols: int) -> None:
        """See `write_number`."""
        n, shift, stop = len(numbers), 5 * symbols, place + symbols
        index, texts = self.index[:n], self.found[:n]
        words = index.view(np.uint64)
        while place + 1 < stop:
            shift -= _PAIR_BITS
            np.right_shift(numbers, np.uint64(shift), out=words)
            np.bitwise_and(words, np.uint64(0x3FF), out=words)
            # "clip" changes nothing here: it only spares the check of each index.
            _pair_column(matrix, place)[...] = _TEXTS.take(index, out=texts, mode="clip")
            place += 2
        if place < stop:
            np.bitwise_and(numbers, np.uint64(31), out=words)
            matrix[:, place] = _SINGLES.take(index, out=self.singles[:n], mode="clip")

    def read(self, matrix: Bytes, place: int, symbols: int, numbers: Words, bad: Flags) -> None:
        """See `read_number`; *numbers* and *bad* are where the results go."""
        n, stop = len(matrix), place + symbols
        index, found, marks = self.index[:n], self.found[:n], self.marks[:n]
        numbers[...] = marks[...] = 0
        while place < stop:
            pair = place + 1 < stop
            np.copyto(index, _pair_column(matrix, place) if pair else matrix[:, place])
            (_VALUES if pair else _SINGLE_VALUES).take(index, out=found, mode="clip")
            np.bitwise_or(marks, found, out=marks)
            np.left_shift(numbers, np.uint64(_PAIR_BITS if pair else _PAIR_BITS // 2), out=numbers)
            np.bitwise_or(numbers, found, out=numbers)
            place += 2
        np.greater_equal(marks, _BAD, out=bad)


def write_number(numbers: Words, matrix: Bytes, place: int, symbols: int) -> None:
    """Write each number as *symbols* symbols into the columns of *matrix* (contiguous rows) from *place* on."""
    space = _Space(min(len(numbers), _CHUNK))
    for start in range(0, len(numbers), _CHUNK):
        space.write(numbers[start : start + _CHUNK], matrix[start : start + _CHUNK], place, symbols)


def read_number(matrix: Bytes, place: int, symbols: int) -> tuple[Words, Flags]:
    """Read the number of up to 12 *symbols* at *place* of every row.

    Returns:
        The numbers, and where a symbol is not of the alphabet (the number there means nothing).
    """
    rows = len(matrix)
    numbers, bad, space = np.empty(rows, np.uint64), np.empty(rows, np.bool_), _Space(min(rows, _CHUNK))
    for start in range(0, rows, _CHUNK):
        some = slice(start, start + _CHUNK)
        space.read(matrix[some], place, symbols, numbers[some], bad[some])
    return numbers, bad


def symbols_for(size: int) -> int:
    """Return how many symbols *size* bytes take, without padding."""
    return (size * 8 + 4) // 5


def bytes_in(symbols: int) -> int | None:
    """Return how many bytes *symbols* symbols hold; None for a length that no bytes have."""
    size = symbols * 5 // 8
    return size if symbols_for(size) == symbols else None


def write_bytes(data: Bytes, head: bytes = b"") -> Bytes:
    """Return the text of each row of *data*, bits in RFC 4648's order, zero bits filling the last symbol.

    Args:
        head: bytes put before each text.
    """
    rows, size = data.shape
    groups = max(-(-size // _GROUP_BYTES), 1)
    out = np.empty((rows, len(head) + symbols_for(size)), np.uint8)
    out[:, : len(head)] = np.frombuffer(head, np.uint8)
    step = min(max(_CHUNK // groups, 1), max(rows, 1))
    space, words = _Space(step * groups), np.empty(step * groups, np.uint64)
    texts = np.empty((step, groups * _GROUP_SYMBOLS), np.uint8)
    padded = np.zeros(step * groups * _GROUP_BYTES + _SLACK, np.uint8)
    for start in range(0, rows, step):
        some = data[start : start + step]
        count = len(some) * groups
        padded[: count * _GROUP_BYTES].reshape(len(some), -1)[:, :size] = some
        # Eight bytes from each group's first on; the last three of them are the next group's.
        words[:count] = np.ndarray((count,), ">u8", padded, 0, (_GROUP_BYTES,))
        words[:count] >>= np.uint64(8 * _SLACK)
        space.write(words[:count], texts.reshape(-1, _GROUP_SYMBOLS)[:count], 0, _GROUP_SYMBOLS)
        out[start : start + step, len(head) :] = texts[: len(some), : out.shape[1] - len(head)]
    return out


def read_bytes(texts: Bytes) -> tuple[Bytes, Flags]:
    """Undo `write_bytes` (without head) for texts of a length that `bytes_in` knows.

    Returns:
        The bytes (rows x size), and where a row is not the one spelling of any bytes: a symbol outside the alphabet
        or a fill bit that is not zero.
    """
    rows, symbols = texts.shape
    groups = -(-symbols // _GROUP_SYMBOLS)
    size = symbols * 5 // 8
    out, bad = np.empty((rows, size), np.uint8), np.zeros(rows, np.bool_)
    step = min(max(_CHUNK // groups, 1), max(rows, 1))
    padded = np.full((step, groups * _GROUP_SYMBOLS), ord("0"), np.uint8)
    pairs, index = padded.view(np.uint16).reshape(-1), np.empty(step * groups * 4, np.int64)
    words, spare = np.empty((2, step * groups), np.uint64)
    data = np.empty((step, groups * _GROUP_BYTES), np.uint8)
    high, low = np.ndarray((step * groups,), ">u4", data, 0, (_GROUP_BYTES,)), data.reshape(-1)[4::_GROUP_BYTES]
    for start in range(0, rows, step):
        some, wrong = texts[start : start + step], bad[start : start + step]
        padded[: len(some), :symbols] = some
        np.copyto(index, pairs)
        _VALUES.take(index, out=words.view(np.uint16), mode="clip")
        if np.bitwise_and(words, _BAD_LANES, out=spare).any():
            wrong |= spare.reshape(step, groups).any(axis=1)[: len(some)]
        _gather_lanes(words, spare)
        np.copyto(low, words, casting="unsafe")
        np.right_shift(words, np.uint64(8), out=words)
        np.copyto(high, words, casting="unsafe")
        out[start : start + step] = data[: len(some), :size]
        for k in range(size, groups * _GROUP_BYTES):
            wrong |= data[: len(some), k] != 0
    return out, bad


def _gather_lanes(words: Words, spare: Words) -> None:
    """Turn four numbers of 10 bits, the first in the lowest 16 bits, into one of 40 with the first on top; in place."""
    np.right_shift(words, np.uint64(16), out=spare)
    np.bitwise_and(spare, _LANES_10, out=spare)
    np.bitwise_and(words, _LANES_10, out=words)
    np.left_shift(words, np.uint64(10), out=words)
    np.bitwise_or(words, spare, out=words)
    np.right_shift(words, np.uint64(32), out=spare)
    np.left_shift(words, np.uint64(20), out=words)
    np.bitwise_and(words, _LANES_20, out=words)
    np.bitwise_or(words, spare, out=words)
