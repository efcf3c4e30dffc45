"""Reads workbooks and columnar files again after they were written, with other code than wrote them, for the leak gate.

What cannot be read again is not published: `OutputError`.
"""

from __future__ import annotations

import contextlib
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from collectkit.files.delimited import is_strange
from collectkit.files.stretches import Bytes, Places, Stretches, as_bytes, unreadable

_OPEN, _CLOSE, _VALUE, _ESCAPE = ord("<"), ord(">"), ord("v"), ord("&")
_ROWS, _ROW, _END_OF_ROWS = b"<sheetData>", b"<row ", b"</sheetData>"
_STRETCH = 1 << 18
"""Bytes of a sheet that are looked through at a time: what is found in them stays in the cache of the processor."""
_STATED = re.compile(r'"([^"]*)"|>([^<]+)<')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL = r'^<c r="(?<column>[A-Z]{1,3})(?<row>[0-9]{1,7})"'
_LONGEST_CELL = len('<c r="XFD1048576"')
_C, _BLANK = ord("c"), ord(" ")
_KNOWN = re.compile(r"(?:.*/)?(?:[\w-]+|\[Content_Types\])\.xml|(?:.*/)?[\w.-]*\.rels")
BATCH = 1 << 17
_ARROW_END = len("size" + "ARROW1")


class Sheet:
    """The cells of a sheet that hold text or numbers.

    Attributes:
        cells: their bytes as they stand in the XML.
        numbers: which of them are numbers.
        head: the texts of its first row.
    """

    def __init__(self, data: bytes) -> None:
        start, end = data.find(_ROWS), data.rfind(_END_OF_ROWS)
        if start < 0 or end < start:
            raise unreadable()
        text = as_bytes(data)
        self.around = data[:start].decode() + data[end:].decode()
        found = zip(*(_marks(text, *piece) for piece in _by_rows(data, start, end)), strict=True)
        starts, lengths, self._tags, self.strange = map(np.concatenate, found)
        self.cells = Stretches(text, starts, lengths)
        self.numbers = (text[starts - 2] == _VALUE) & (b't="str"' not in data)
        first = max(data.find(b"</row>", start), start)
        self.head = unescaped(self.cells.among(starts < first).texts()).to_list()

    def places(self, at: Places) -> tuple[Places, Places]:
        """Return the columns (from 0) and the rows (from 1) of some cells."""
        last = np.searchsorted(self._tags, self.cells.starts[at]) - 1
        if not len(at):
            return last, last
        if (last < 0).any():
            raise unreadable()
        begun = self._tags[last]
        heads = Stretches(self.cells.data, begun, np.minimum(_LONGEST_CELL, len(self.cells.data) - begun)).texts()
        found = heads.str.extract_groups(_CELL).struct.unnest()
        if found["column"].null_count():
            raise unreadable()
        letters = found["column"].unique()
        columns = found["column"].replace_strict(letters, list(map(_number, letters)), return_dtype=pl.Int64)
        return columns.to_numpy(), found["row"].cast(pl.Int64).to_numpy()


class Book:
    """A workbook: its sheets, and what stands in its other parts.

    Raises:
        OutputError: it cannot be read, or holds what is neither XML nor a sheet.
    """

    def __init__(self, data: bytes) -> None:
        self.sheets: list[Sheet] = []
        self.parts: list[tuple[str, list[str]]] = []
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for entry in archive.infolist():
                    self._add(entry.filename, archive.read(entry))
                self.parts.append(("comment of the archive", [archive.comment.decode()]))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, UnicodeDecodeError, EOFError):
            raise unreadable() from None

    def _add(self, name: str, data: bytes) -> None:
        if not _KNOWN.fullmatch(name):
            raise unreadable()
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheet = Sheet(data)
            self.sheets.append(sheet)
            self.parts.append((f"sheet {len(self.sheets)}, around its rows", stated(sheet.around)))
        else:
            self.parts.append(
                (_PARTS.get(name.rpartition("/")[2], "a part of the workbook"), [name, *stated(data.decode())])
            )


_PARTS = {
    "workbook.xml": "names of sheets and ranges",
    "core.xml": "document properties",
    "app.xml": "document properties",
    "custom.xml": "document properties",
    "sharedStrings.xml": "shared strings",
}


def stated(xml: str) -> list[str]:
    """Return all texts and attributes of a piece of XML."""
    return [html.unescape(quoted or text) for quoted, text in _STATED.findall(xml)]


def unescaped(cells: pl.Series) -> pl.Series:
    """Return the text of cells as they stand in the XML of a sheet."""
    escaped = cells.str.contains("&|_x[0-9A-Fa-f]{4}_")
    if not escaped.any():
        return cells
    plain = [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(cell)) for cell in cells.filter(escaped)]
    return cells.scatter(escaped.arg_true(), plain)


def columnar(file: Path | BinaryIO, *, parquet: bool) -> Iterator[pl.DataFrame]:
    """Yield the rows of a Parquet or Arrow file, some at a time.

    Raises:
        OutputError: it cannot be read.
    """
    try:
        lazy = pl.scan_parquet(file) if parquet else pl.scan_ipc(file)
        yield from lazy.collect_batches(chunk_size=BATCH, maintain_order=True)
    except pl.exceptions.PolarsError:
        raise unreadable() from None


def metadata(file: Path | BinaryIO, *, parquet: bool) -> list[str]:
    """Return what a Parquet file says beside its rows and columns; of an Arrow file, its footer.

    Raises:
        OutputError: it cannot be read.
    """
    if parquet:
        try:
            found = pl.read_parquet_metadata(file)
        except pl.exceptions.PolarsError:
            raise unreadable() from None
        return [text for key, value in found.items() if key != "ARROW:schema" for text in (key, value)]
    with file.open("rb") if isinstance(file, Path) else contextlib.nullcontext(file) as opened:
        opened.seek(-_ARROW_END, io.SEEK_END)
        size = int.from_bytes(opened.read(4), "little", signed=True)
        opened.seek(-_ARROW_END - size, io.SEEK_END)
        return [opened.read(size).decode("latin-1")]


def _by_rows(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where pieces of a sheet begin and end: at a row, so that no cell is in two."""
    while start < end:
        after = data.find(_ROW, min(start + _STRETCH, end), end)
        yield start, after if after > 0 else end
        start = after if after > 0 else end


def _marks(text: Bytes, start: int, end: int) -> tuple[Places, Places, Places, Places]:
    """Return where texts begin, their lengths, where cells begin, and what may be another spelling of a digit.

    Raises:
        OutputError: it is no XML.
    """
    piece = text[start:end]
    opened, closed = np.flatnonzero(piece == _OPEN), np.flatnonzero(piece == _CLOSE)
    if len(opened) != len(closed):
        raise unreadable()
    lengths = np.append(opened[1:], len(piece)) - closed - 1
    if (lengths < 0).any() or (opened > closed).any():
        raise unreadable()
    filled = lengths > 0
    cells = (piece.take(opened + 1) == _C) & (piece.take(opened + 2, mode="clip") == _BLANK)
    strange = np.flatnonzero(is_strange(piece) | (piece == _ESCAPE))
    return closed[filled] + start + 1, lengths[filled], opened[cells] + start, strange + start


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
