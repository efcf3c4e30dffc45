"""A large sheet of an .xlsx file, read in slices of rows: each becomes a small workbook of its own, in memory.

The reader of workbooks unpacks a sheet as a whole, a full one into two gigabytes. It does not see that it reads slices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import fastexcel
import polars as pl

from collectkit.errors import InputError
from collectkit.files.facts import Facts, Sheet
from collectkit.files.package import MOST_CELLS, Package, rectangle
from collectkit.files.source import LONG_NUMBER

LARGE = 64 << 20
"""Sheets of so many bytes are read in slices."""
_LEAST, _MOST = 12 << 20, 28 << 20
_READERS = 3
_DATA = re.compile(rb'<sheetData\s*>\s*<row\b[^>]*?\br="(\d{1,7})"')
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d+:([A-Z]{1,3})\d+"')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_END, _LAST = b"</row>", b"</sheetData>"
_MARK = "\u2063first\u2063"
_MARKED = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
_OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a sheet: their XML, and the number of the first, from 1."""

    data: bytes
    first: int


def can_cut(package: Package, sheet: Sheet) -> bool:
    """Whether the sheet is written as Excel writes: each row says its number."""
    head = b""
    for piece in package.pieces(str(sheet.place)):
        head += piece
        if _DATA.search(head):
            return True
        if b"<row" in head or len(head) > _LEAST:
            return False
    return False


class Slices:
    """Cuts a sheet into slices, and reads them."""

    def __init__(self, package: Package, sheet: Sheet, facts: Facts, name: str) -> None:
        self._package, self._sheet, self._name = package, sheet, name
        strings = package.size("xl/sharedStrings.xml")
        self._size = min(max(_LEAST, strings), _MOST)
        self._suspect = facts.width * facts.height > MOST_CELLS
        # Each reads the strings of the whole workbook, and memory that one thread has freed is not another's.
        self._readers = ThreadPoolExecutor(1 if strings > _LEAST else _READERS)

    def cut(self) -> Iterator[Slice]:
        """Yield the slices.

        Raises:
            InputError: it is damaged.
        """
        pieces = self._package.pieces(str(self._sheet.place))
        buffer = bytearray()
        for piece in pieces:
            buffer += piece
            if start := _DATA.search(buffer):
                del buffer[: buffer.index(b">", start.start()) + 1]
                break
        else:
            return
        for piece in pieces:
            buffer += piece
            if len(buffer) >= self._size and (cut := buffer.rfind(_END) + len(_END)) >= len(_END):
                yield self._slice(bytes(buffer[:cut]))
                del buffer[:cut]
        if (end := buffer.rfind(_LAST)) < 0:
            raise self._damaged()
        yield self._slice(bytes(buffer[:end]))

    def _slice(self, data: bytes) -> Slice:
        first = _ROW.search(data)
        if first is None and data.strip():
            raise self._damaged()
        return Slice(data, int(first[1]) if first else 0)

    def load(self, part: Slice) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
        """Return the rows of a slice, from its first, and which of their cells were numbers.

        The columns are those from A on, named by their places; for numbers, see `RawBatch.numeric`.

        Raises:
            InputError: it is damaged.
        """
        if self._suspect and rectangle([part.data]) > MOST_CELLS:
            raise InputError(f"{self._name}: cells far outside the table", hint="delete them in Excel, and save")
        return self._readers.submit(self._load, part).result()

    def _load(self, part: Slice) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
        mark = _MARKED.format(part.first - 1, _MARK) if part.first > 1 else ""
        skipped = None if mark else 0
        try:
            reader = fastexcel.read_excel(self._book(mark.encode(), part.data))
            frame = _cells(reader, self._sheet.name, "string", skipped)
            long = frame.select(pl.all().str.contains(LONG_NUMBER).any().fill_null(value=False))
            names = [name for name in long.columns if long[name][0]]
            # Read as truth values, numbers come through and text does not.
            truths = _cells(reader, self._sheet.name, "boolean", skipped) if names else frame
        except fastexcel.FastExcelError:
            raise self._damaged() from None
        if mark and frame["0"][0] != _MARK:
            raise self._damaged()
        first = int(bool(mark))
        return frame.slice(first), {name: truths[name].is_not_null().slice(first) for name in names}

    def _book(self, mark: bytes, rows: bytes) -> bytes:
        page = b"".join((_OPENING, mark, rows, b"</sheetData></worksheet>"))
        return self._package.with_sheet(str(self._sheet.place), page)

    def _damaged(self) -> InputError:
        return InputError(
            f"{self._name}: the sheet is damaged, or its rows are in no order", hint="save it again from Excel"
        )

    def said_width(self) -> int:
        """Return how many columns the sheet says that it has."""
        found = _DIMENSION.search(next(self._package.pieces(str(self._sheet.place)), b""))
        return rectangle([b' r="%s1"' % found[1]]) if found else 0


def _cells(reader: fastexcel.ExcelReader, name: str, dtype: fastexcel.DType, skipped: int | None) -> pl.DataFrame:
    loaded = reader.load_sheet(name, header_row=None, skip_rows=skipped, dtypes=dtype, schema_sample_rows=1)
    frame = loaded.to_polars()
    places = [str(column.absolute_index) for column in loaded.selected_columns]
    return frame.rename(dict(zip(frame.columns, places, strict=True)))
