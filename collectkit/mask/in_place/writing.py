"""Puts records together anew, in one pass: from fields in the `ways`, and from cells written before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.words import SLACK, copy
from collectkit.files.cut import Cut, Ends, bounds
from collectkit.files.stretches import Bytes, Places
from collectkit.mask.in_place.digits import Words
from collectkit.mask.in_place.ways import (
    AMOUNT,
    CHINA_SIZE,
    COMPOUND,
    COUNT,
    DAY,
    DIGITS,
    FIRM_ENDS,
    MAY_BE_COMPOUND,
    MOBILE,
    OF_NUMBERS,
    STARRED_MOBILE,
    SURNAME,
    TABLE,
    TEXT,
    Codes,
    amount,
    calendar,
    count,
    day,
    digits,
    mobile,
    starred_mobile,
    surname,
)

Lengths = npt.NDArray[np.uint8]

WIDEST = 255
"""Bytes of the longest cell that is written into a table; with one that is longer it would be mostly empty."""
_NEWLINE = np.uint8(ord("\n"))


class OtherSpellingError(Exception):
    """A cell is not in the spelling that its way knows.

    Attributes:
        column: in which it was to leave.
    """

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


@dataclass(frozen=True, slots=True)
class Field:
    """A column of fields of the records.

    Attributes:
        place: of the field in each.
        way: in which they leave.
    """

    place: int
    way: int = TEXT


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


Column = Field | Table


@dataclass(frozen=True, slots=True)
class Written:
    """Records as they leave.

    Attributes:
        nulls: how many cells of each column are empty.
        numbers: column -> the numbers of one that is `ways.OF_NUMBERS`, 0 where a cell is empty.
    """

    payload: bytes
    nulls: Places
    numbers: dict[int, Words]


def write(records: Cut, columns: Sequence[Column], separator: str) -> Written:
    """Write records whose fields are *columns*, in order, one for each of the *records*.

    Raises:
        OtherSpellingError: as it says.
    """
    tables = [column for column in columns if isinstance(column, Table)]
    lengths = np.stack([table.lengths for table in tables]) if tables else np.empty((0, records.rows), np.uint8)
    flat = np.concatenate([*(table.cells.reshape(-1) for table in tables), np.zeros(SLACK, np.uint8)])
    widths = np.array([table.cells.shape[1] for table in tables], np.int64)
    sizes = np.array([table.cells.size for table in tables], np.int64)
    steps = _steps(columns)
    numbered = [n for n, column in enumerate(columns) if isinstance(column, Field) and column.way in OF_NUMBERS]
    slots = np.full(len(columns), -1, np.int64)
    slots[numbered] = np.arange(len(numbered))
    numbers, nulls = np.empty((len(numbered), records.rows), np.uint64), np.zeros(len(columns), np.int64)
    out = np.empty(_most(records, columns) + SLACK, np.uint8)
    size = _write(
        records.data,
        records.begins,
        records.ends,
        steps,
        flat,
        sizes.cumsum() - sizes,
        widths,
        lengths,
        slots,
        numbers,
        nulls,
        calendar(),
        FIRM_ENDS,
        COMPOUND,
        MAY_BE_COMPOUND,
        ord(separator),
        out,
    )
    if size < 0:
        raise OtherSpellingError(-size - 1)
    return Written(out[:size].tobytes(), nulls, dict(zip(numbered, numbers, strict=True)))


def _most(records: Cut, columns: Sequence[Column]) -> int:
    """Return the most bytes that the columns can need."""
    places = [column.place for column in columns if isinstance(column, Field)]
    times: int = max((places.count(place) for place in places), default=0)
    abroad = sum(isinstance(column, Field) and column.way == MOBILE for column in columns)
    a_row: int = sum(column.cells.shape[1] for column in columns if isinstance(column, Table))
    a_row += len(columns) + abroad * CHINA_SIZE
    return times * len(records.data) + records.rows * a_row


def _steps(columns: Sequence[Column]) -> Places:
    """Return what the loop does for each record: way, first and last field, and the column; of a table its number.

    Fields side by side that leave as they came are one step.
    """
    found: list[tuple[int, int, int, int]] = []
    tables = 0
    for number, column in enumerate(columns):
        if isinstance(column, Table):
            found.append((TABLE, tables, tables, number))
            tables += 1
        elif column.way == TEXT and found and found[-1][0] == TEXT and found[-1][2] + 1 == column.place:
            found[-1] = (TEXT, found[-1][1], column.place, found[-1][3])
        else:
            found.append((column.way, column.place, column.place, number))
    return np.array(found, np.int64)


@compiled
def _write(  # noqa: PLR0912  (a call for each cell takes longer than all else)
    data: Bytes,
    begins: Ends,
    ends: Ends,
    steps: Places,
    tables: Bytes,
    offsets: Places,
    widths: Places,
    lengths: Lengths,
    slots: Places,
    numbers: Words,
    nulls: Places,
    days: Bytes,
    firm_ends: Codes,
    compound: Codes,
    may_be_compound: npt.NDArray[np.bool_],
    separator: int,
    out: Bytes,
) -> int:
    """Return how many bytes were written; -1 and less the column in which a cell has another spelling.

    Args:
        steps: see `_steps`.
        tables: their cells, one table behind the other, with `SLACK` behind them.
        offsets: where each begins.
        widths: bytes of a row of each.
        lengths: tables x rows, bytes of each cell.
        slots: by column, the row of *numbers* into which its numbers go; -1 for none.
        nulls: by column, zeros: how many of its cells are empty.
        days: see `ways.calendar`, and so on.
    """
    at, between = 0, np.uint8(separator)
    for row in range(len(ends)):
        for step in range(len(steps)):
            way, place, last, column = steps[step, 0], steps[step, 1], steps[step, 2], steps[step, 3]
            if way == TABLE:
                size = int(lengths[place, row])
                copy(tables, offsets[place] + row * widths[place], size, out, at)
                nulls[column] += size == 0
            elif way == TEXT:
                start, end = bounds(begins, ends, row, place)
                nulls[column] += start == end
                for each in range(place + 1, last + 1):
                    nulls[column + each - place] += ends[row, each] == end + 1
                    end = int(ends[row, each])
                size = end - start
                copy(data, start, size, out, at)
            else:
                start, end = bounds(begins, ends, row, place)
                size, found = 0, np.uint64(0)
                if start == end:
                    nulls[column] += 1
                elif way == AMOUNT:
                    size, found = amount(data, start, end, out, at)
                elif way == DAY:
                    size, found = day(data, start, end, days, out, at)
                elif way == COUNT:
                    size = count(data, start, end, out, at)
                elif way == DIGITS:
                    size = digits(data, start, end, out, at)
                elif way == SURNAME:
                    size = surname(data, start, end, firm_ends, compound, may_be_compound, out, at)
                elif way == STARRED_MOBILE:
                    size = starred_mobile(data, start, end, out, at)
                else:
                    size = mobile(data, start, end, out, at)
                if size < 0:
                    return -1 - int(column)
                if slots[column] >= 0:
                    numbers[slots[column], row] = found
            at += size
            out[at] = between
            at += 1
        out[at - 1] = _NEWLINE
    return int(at)


@compiled
def _spread(flat: Bytes, sizes: npt.NDArray[np.uint32], table: Bytes) -> None:
    at = 0
    for row in range(len(sizes)):
        for byte in range(sizes[row]):
            table[row, byte] = flat[at]
            at += 1
