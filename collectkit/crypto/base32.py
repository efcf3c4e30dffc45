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
_PAIR_BITS = 10
_GROUP_BYTES, _GROUP_SYMBOLS = 5, 8


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


def write_number(numbers: Words, matrix: Bytes, place: int, symbols: int) -> None:
    """Write each number as *symbols* symbols into the columns of *matrix* (contiguous rows) from *place* on."""
    shift, stop = 5 * symbols, place + symbols
    while place + 1 < stop:
        shift -= _PAIR_BITS
        pair = (numbers >> np.uint64(shift)) & np.uint64(0x3FF)
        _pair_column(matrix, place)[...] = _TEXTS.take(pair.view(np.int64))
        place += 2
    if place < stop:
        matrix[:, place] = _SINGLES.take((numbers & np.uint64(31)).view(np.int64))


def read_number(matrix: Bytes, place: int, symbols: int) -> tuple[Words, Flags]:
    """Read the number of up to 12 *symbols* at *place* of every row.

    Returns:
        The numbers, and where a symbol is not of the alphabet (the number there means nothing).
    """
    numbers = np.zeros(len(matrix), np.uint64)
    marks = np.zeros(len(matrix), np.uint16)
    stop = place + symbols
    while place + 1 < stop:
        pair = _VALUES.take(_pair_column(matrix, place))
        marks |= pair
        numbers <<= np.uint64(_PAIR_BITS)
        numbers |= pair
        place += 2
    if place < stop:
        single = _SINGLE_VALUES.take(matrix[:, place])
        marks |= single
        numbers <<= np.uint64(5)
        numbers |= single
    return numbers, marks >= _BAD


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
    groups = -(-size // _GROUP_BYTES)
    padded = np.zeros((rows, groups * _GROUP_BYTES), np.uint16)
    padded[:, :size] = data
    b0, b1, b2, b3, b4 = (padded[:, k::_GROUP_BYTES] for k in range(_GROUP_BYTES))
    pairs = np.empty((rows, groups, 4), np.uint16)
    pairs[:, :, 0] = b0 << 2 | b1 >> 6
    pairs[:, :, 1] = (b1 & 63) << 4 | b2 >> 4
    pairs[:, :, 2] = (b2 & 15) << 6 | b3 >> 2
    pairs[:, :, 3] = (b3 & 3) << 8 | b4
    texts = _TEXTS.take(pairs).view(np.uint8).reshape(rows, groups * _GROUP_SYMBOLS)
    out = np.empty((rows, len(head) + symbols_for(size)), np.uint8)
    out[:, : len(head)] = np.frombuffer(head, np.uint8)
    out[:, len(head) :] = texts[:, : symbols_for(size)]
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
    padded = np.full((rows, groups * _GROUP_SYMBOLS), ord("0"), np.uint8)
    padded[:, :symbols] = texts
    pairs = _VALUES.take(padded.view(np.uint16)).reshape(rows, groups, 4)
    p0, p1, p2, p3 = (pairs[:, :, k] for k in range(4))
    data = np.empty((rows, groups, _GROUP_BYTES), np.uint8)
    for k, column in enumerate((p0 >> 2, p0 << 6 | p1 >> 4, p1 << 4 | p2 >> 6, p2 << 2 | p3 >> 8, p3)):
        np.copyto(data[:, :, k], column, casting="unsafe")
    flat = data.reshape(rows, groups * _GROUP_BYTES)
    marks = np.bitwise_or.reduce(pairs.reshape(rows, -1), axis=1)
    fill = np.bitwise_or.reduce(flat[:, size:], axis=1)
    return flat[:, :size], (marks >= _BAD) | (fill != 0)
