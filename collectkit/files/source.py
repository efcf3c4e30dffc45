"""What every input looks like to the rest of collectkit: a header, and batches of text cells with their row numbers.

A source hands out *chunks* one after the other (that is the reading), and turns each chunk into a *batch* by a pure
function (that is the parsing), so that batches can be parsed in several threads and still come out in order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

import polars as pl

from collectkit.files.cut import Cut
from collectkit.files.formats import Kind
from collectkit.files.heading import Heading
from collectkit.files.lines import BadLine

BATCH_ROWS = 65_536
LONG_NUMBER = r"^\d{16,}$|^\d(\.\d+)?[eE]\+?\d+$"
"""What a spreadsheet makes of numbers so long that it may have lost digits."""
MIDNIGHT = " 00:00:00"
"""What stands behind a day where a format knows moments only."""

ChunkT = TypeVar("ChunkT")


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some records of an input, in order.

    Attributes:
        frame: String columns named by their place in the header, ``"0"``, ``"1"``, …; null is an empty cell.
        rows: Int64, the 1-based row of each record in the input (physical line, sheet row or record number).
        bad: physical lines that are no record.
        numeric: for spreadsheets, by column: Boolean, whether the cell was a number; columns without long numbers
            are left out.
        lines: of delimited text when asked for (`Source.keep_lines`): each record as it stands, without its line end.
    """

    frame: pl.DataFrame
    rows: pl.Series
    bad: tuple[BadLine, ...] = ()
    numeric: Mapping[str, pl.Series] = field(default_factory=lambda: MappingProxyType({}))
    lines: pl.Series | None = None

    def filter(self, keep: pl.Series, bad: tuple[BadLine, ...]) -> RawBatch:
        """Return the records that *keep* says, with other *bad* lines."""
        return RawBatch(
            self.frame.filter(keep),
            self.rows.filter(keep),
            bad,
            {name: flags.filter(keep) for name, flags in self.numeric.items()},
            None if self.lines is None else self.lines.filter(keep),
        )


def texts(frame: pl.DataFrame, columns: Iterable[tuple[int, str]], zone: str | None) -> pl.DataFrame:
    """Return columns of any single type as text.

    Args:
        columns: the place of each in the header, which becomes its name, and its name in *frame*.
        zone: whose day and hour is said of moments, which have none of their own; theirs, without it.
    """
    return frame.select(_text(name, frame.schema[name], zone).cast(pl.String).alias(str(i)) for i, name in columns)


def _text(name: str, dtype: pl.DataType, zone: str | None) -> pl.Expr:
    column = pl.col(name)
    if zone is None or not isinstance(dtype, pl.Datetime) or dtype.time_zone is None:
        return column
    return column.dt.convert_time_zone(zone).dt.replace_time_zone(None)


class Source(ABC, Generic[ChunkT]):
    """An open input.

    Attributes:
        name: what messages call it.
        header: the header cells as they stand in the file.
        header_found: whether the header was recognised; if not, it is the first row.
        title_rows: non-blank rows above the header.
        encoding: of a text input; None for the others, and until a character beyond ASCII was met.
        separator: between the fields of delimited text; None for the others.
        sheet: of a workbook: the name of the sheet.
        hidden: whether that sheet is not seen.
        notes: what a person should know of this input, a line each.
        shape: when no header was recognised: what the first rows look like, a line each.
        from_1904: of a workbook: whether its days count from 1904.
        block_bytes: of delimited text: how much of it is read at a time, from the next time on.
        types: of columns that are not text in the file but numbers, dates or Booleans, by place; batches have text.
    """

    block_bytes = 0

    def __init__(self, name: str, format_: Kind, header: Sequence[str]) -> None:
        self.name = name
        self.format = format_
        self.header = tuple(header)
        self.header_found = True
        self.title_rows = 0
        self.encoding: str | None = None
        self.separator: str | None = None
        self.sheet: str | None = None
        self.hidden = False
        self.notes: list[str] = []
        self.shape: tuple[str, ...] = ()
        self.from_1904 = False
        self.columns: tuple[int, ...] = tuple(range(len(header)))
        self.types: Mapping[int, pl.DataType] = MappingProxyType({})

    def found(self, heading: Heading) -> None:
        """Take over what is known of the header."""
        self.header_found, self.title_rows, self.shape = heading.found, heading.title_rows, heading.shape
        self.notes.extend(heading.notes)

    def select(self, columns: Sequence[int]) -> None:
        """Parse only these columns (places in the header) from here on; rows without them need no memory."""
        self.columns = tuple(sorted(columns))

    def only(self, column: int, value: str) -> None:
        """Pass over records that have another value in a column, where the format lets them be told without reading.

        For text columns, before the first chunk. Others may still come: whoever asks looks again.
        """

    def keep_lines(self) -> None:
        """Have batches carry `RawBatch.lines`, where the input is delimited text."""

    @abstractmethod
    def chunks(self) -> Iterator[ChunkT]:
        """Read the input piece by piece. Not safe to share between threads."""

    @abstractmethod
    def parse(self, chunk: ChunkT, *, whole: bool = False) -> RawBatch:
        """Turn a chunk into records. Safe in any thread.

        Args:
            whole: with all columns, whatever was selected.
        """

    def cut(self, chunk: ChunkT) -> Cut | None:  # noqa: ARG002  (few can be cut)
        """Cut a chunk into fields where they stand; None where it must be parsed. Safe in any thread.

        Only delimited text can be cut, and only where each line is a plain record; see `cut.cut`.

        Raises:
            NotCompiled: as it says.
        """
        return None

    def wanted(self, *, whole: bool) -> tuple[int, ...]:
        """Return the places of the columns to parse."""
        return tuple(range(len(self.header))) if whole else self.columns

    def batches(self) -> Iterator[RawBatch]:
        """Read and parse in one thread."""
        return map(self.parse, self.chunks())

    def cell_types(self) -> Mapping[int, pl.DataType]:
        """Return Float64 or Date for columns of numbers or days alone, where each cell has a type; of a small workbook.

        Numbers so long that they may have lost digits do not count. A workbook has no days but moments: where all of a
        column are midnights, they are days; batches have them as ``2026-10-31 00:00:00``.
        """
        return MappingProxyType({})

    @property
    def progress(self) -> tuple[int, int | None]:
        """Units read so far, and units in all (None when nobody knows): bytes for text, rows for the others."""
        return 0, None
