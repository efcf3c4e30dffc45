"""Puts records together from fields as they stand in others, and from what is written instead of some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.words import SLACK, copy
from collectkit.files.cut import Cut, Ends
from collectkit.files.stretches import Bytes, Places

Lengths = npt.NDArray[np.uint8]

WIDEST = 255
"""Bytes of the longest cell that is written into a table; with one that is longer it would be mostly empty."""
_NEWLINE = np.uint8(ord("\n"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A column of fields as they stand in the records.

    Attributes:
        place: of the field in each.
    """

    place: int


@dataclass(frozen=True, slots=True)
class Table:
    """A column of cells that were written.

    Attributes:
        cells: rows x bytes, each from the left.
        lengths: how many of its bytes each cell has; 0 where nothing stands.
    """

    cells: Bytes
    lengths: Lengths

    @classmethod
    def of(cls, cells: pl.Series, separator: str) -> Table | None:
        """Return text (String); None where one is too long, or needs quotes between separators. Null is nothing."""
        sizes = cells.str.len_bytes().fill_null(0).to_numpy()
        longest = int(sizes.max(initial=0))
        if longest > WIDEST or (cells.str.len_bytes() == 0).any():
            return None
        if cells.str.contains_any(['"', "\r", "\n", separator]).any():
            return None
        flat = cells.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode(empty_as_null=False, keep_nulls=False).to_numpy()
        table = np.empty((len(cells), longest), np.uint8)
        _spread(flat, sizes, table)
        return cls(table, sizes.astype(np.uint8))


Column = Standing | Table


def join(records: Cut, columns: Sequence[Column], separator: str) -> bytes:
    """Return the bytes of records whose fields are *columns*, in order, one for each of the *records*."""
    tables = [column for column in columns if isinstance(column, Table)]
    lengths = np.stack([table.lengths for table in tables]) if tables else np.empty((0, records.rows), np.uint8)
    flat = np.concatenate([*(table.cells.reshape(-1) for table in tables), np.zeros(SLACK, np.uint8)])
    widths = np.array([table.cells.shape[1] for table in tables], np.int64)
    sizes = np.array([table.cells.size for table in tables], np.int64)
    first, last = _stretches(columns)
    size = int(lengths.sum(dtype=np.int64)) + len(columns) * records.rows
    size += sum(_bytes_of(records, column.place) for column in columns if isinstance(column, Standing))
    out = np.empty(size + SLACK, np.uint8)
    _join(
        records.data,
        records.begins,
        records.ends,
        first,
        last,
        flat,
        sizes.cumsum() - sizes,
        widths,
        lengths,
        ord(separator),
        out,
    )
    return out[:size].tobytes()


def _bytes_of(records: Cut, place: int) -> int:
    return int((records.ends[:, place] - records.starts(place)).sum(dtype=np.int64))


def _stretches(columns: Sequence[Column]) -> tuple[Places, Places]:
    """Return the first and the last field of each stretch that stands side by side; of a table -1, and its number."""
    found: list[tuple[int, int]] = []
    tables = 0
    for column in columns:
        if isinstance(column, Table):
            found.append((-1, tables))
            tables += 1
        elif found and found[-1][0] >= 0 and found[-1][1] + 1 == column.place:
            found[-1] = (found[-1][0], column.place)
        else:
            found.append((column.place, column.place))
    first, last = np.array(found, np.int64).T
    return np.ascontiguousarray(first), np.ascontiguousarray(last)


@compiled
def _join(
    data: Bytes,
    begins: Ends,
    ends: Ends,
    first: Places,
    last: Places,
    tables: Bytes,
    offsets: Places,
    widths: Places,
    lengths: npt.NDArray[np.uint8],
    separator: int,
    out: Bytes,
) -> None:
    at = np.int64(0)
    between = np.uint8(separator)
    for row in range(len(ends)):
        for column in range(len(first)):
            if first[column] < 0:
                start, size = offsets[last[column]] + row * widths[last[column]], np.int64(lengths[last[column], row])
                copy(tables, start, size, out, at)
            else:
                start = np.int64(begins[row] if first[column] == 0 else ends[row, first[column] - 1] + 1)
                size = ends[row, last[column]] - start
                copy(data, start, size, out, at)
            at += size
            out[at] = between
            at += 1
        out[at - 1] = _NEWLINE


@compiled
def _spread(flat: Bytes, sizes: npt.NDArray[np.uint32], table: Bytes) -> None:
    at = 0
    for row in range(len(sizes)):
        for byte in range(sizes[row]):
            table[row, byte] = flat[at]
            at += 1
