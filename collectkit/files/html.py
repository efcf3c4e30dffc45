"""Tables of web pages, which many systems export under the name .xls. Nothing in them is run or fetched."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import BinaryIO

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import encoding as enc
from collectkit.files.formats import Input
from collectkit.files.heading import HEADER_ROWS, HeaderFinder, heading
from collectkit.files.source import BATCH_ROWS, RawBatch, Source

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_MOST_BYTES = 256 << 20
_MOST_MADE = 5_000_000
"""How many cells may be made of cells that span several, or to fill up rows: a short page may ask for very many."""
_MOST_SPAN = 1000
_MOST_COLUMNS = 16_384
_FED = 16 << 20
_SILENT = frozenset({"script", "style"})


class _TooMuch(Exception):
    """A page that makes very much of very little."""


@dataclass(slots=True)
class _Table:
    """What a table holds so far: rows of text, and cells that reach into rows to come: column -> text, rows left."""

    rows: list[list[str]] = field(default_factory=list)
    below: dict[int, tuple[str, int]] = field(default_factory=dict)
    cells: int = 0
    made: int = 0
    hidden: int = 0

    def start_row(self) -> None:
        """Begin a row."""
        self.fill()
        self.rows.append([])

    def add(self, text: str, columns: int, rows: int) -> None:
        """Add a cell: its text stands in its first column, and again in each row that it reaches into."""
        if not self.rows:
            self.start_row()
        self.cells += 1
        self._make(columns - 1)
        for place in range(columns):
            self._pass_spanned()
            if rows > 1:
                self.below[len(self.rows[-1])] = (text if place == 0 else "", rows)
            self.rows[-1].append(text if place == 0 else "")

    def fill(self) -> None:
        """Complete the last row with what reaches into it from above."""
        if self.rows:
            last = max((place for place, (_, left) in self.below.items() if left > 0), default=-1)
            while len(self.rows[-1]) <= last:
                if not self._pass_spanned():
                    self.rows[-1].append("")
            self.below = {place: (text, left - 1) for place, (text, left) in self.below.items() if left > 1}

    def _pass_spanned(self) -> bool:
        before = len(self.rows[-1])
        while (found := self.below.get(len(self.rows[-1]))) is not None:
            self._make(1)
            self.rows[-1].append(found[0])
        return len(self.rows[-1]) > before

    def _make(self, cells: int) -> None:
        self.made += cells
        if self.made > _MOST_MADE:
            raise _TooMuch

    def width(self) -> int:
        """Return the number of columns."""
        width = max(map(len, self.rows), default=0)
        if width > _MOST_COLUMNS or width * len(self.rows) > _MOST_MADE + 20 * self.cells:
            raise _TooMuch
        return width


class _Page(HTMLParser):
    """Collects the tables of a page, a table within another apart from it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[tuple[_Table, list[str] | None, tuple[int, int]]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See a tag begin."""
        self._silent = self._silent or tag in _SILENT
        if tag == "table":
            self.tables.append(_Table())
            self._open.append((self.tables[-1], None, (1, 1)))
        elif self._open and tag in {"tr", "td", "th", "br"}:
            self._begin(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """See a tag end."""
        if tag in _SILENT:
            self._silent = False
        if not self._open:
            return
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        if tag == "table":
            self._open.pop()[0].fill()

    def handle_data(self, data: str) -> None:
        """See text."""
        if self._open and not self._silent and (cell := self._open[-1][1]) is not None:
            cell.append(_SPACES.sub(" ", data))

    def _begin(self, tag: str, told: dict[str, str | None]) -> None:
        table, cell, _ = self._open[-1]
        if tag == "br":
            if cell is not None:
                cell.append("\n")
            return
        self._end_cell()
        if tag == "tr":
            table.start_row()
            table.hidden += "display:none" in "".join((told.get("style") or "").split()).lower()
        else:
            self._open[-1] = (table, [], (_span(told.get("colspan")), _span(told.get("rowspan"))))

    def _end_cell(self) -> None:
        table, cell, spans = self._open[-1]
        if cell is not None:
            table.add("\n".join(line.strip() for line in "".join(cell).strip().split("\n")), *spans)
            self._open[-1] = (table, None, (1, 1))

    def close(self) -> None:
        """See the page end: what is open ends with it."""
        super().close()
        while self._open:
            self.handle_endtag("table")


class HtmlSource(Source[tuple[int, pl.DataFrame]]):
    """The largest table of a web page; see `Source`. Its rows are rows of the table."""

    def __init__(self, source: Input, stream: BinaryIO, find_header: HeaderFinder) -> None:
        text, encoding = _decoded(stream, source)
        try:
            tables = _tables(text)
            table = max(tables, key=lambda one: one.cells, default=_Table())
            width = table.width()
        except _TooMuch:
            raise InputError(f"{source.name}: cells that span more than can be real: refused") from None
        found = heading(table.rows[:HEADER_ROWS], find_header)
        if found is None:
            hint = "a page may point to others that hold it: open it in Excel and save it as .xlsx"
            raise InputError(f"{source.name}: a web page without a table", hint=hint)
        super().__init__(source.name, "html", found.header + [""] * (width - len(found.header)))
        self.found(found)
        self.encoding = encoding
        if len(tables) > 1:
            self.notes.append(f"{len(tables)} tables on the page: read the largest, of {len(table.rows):,} rows")
        if table.hidden:
            self.notes.append(f"hidden rows, read like the others: {table.hidden:,}")
        self._first, self._frames = found.rows[-1] + 1, _frames(table.rows, width)

    def chunks(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Pieces of the table, with the number of their first row."""
        for place, frame in enumerate(self._frames):
            start = max(self._first - place * BATCH_ROWS, 0)
            yield place * BATCH_ROWS + start + 1, frame.slice(start)

    def parse(self, chunk: tuple[int, pl.DataFrame], *, whole: bool = False) -> RawBatch:
        """Leave out the blank rows."""
        first, frame = chunk
        full = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        rows = pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True).alias("row").filter(full)
        return RawBatch(frame.filter(full).select([str(i) for i in self.wanted(whole=whole)]), rows)


def _frames(rows: list[list[str]], width: int) -> list[pl.DataFrame]:
    """Return the rows as frames of equal columns; the rows are gone then."""
    schema = {str(i): pl.String for i in range(width)}
    frames = []
    for start in range(0, len(rows), BATCH_ROWS):
        some = [
            [cell or None for cell in row] + [None] * (width - len(row)) for row in rows[start : start + BATCH_ROWS]
        ]
        frames.append(pl.DataFrame(some, schema=schema, orient="row"))
    rows.clear()
    return frames


def _tables(text: str) -> Sequence[_Table]:
    page = _Page()
    for start in range(0, len(text), _FED):
        page.feed(text[start : start + _FED])
    page.close()
    return page.tables


def _decoded(stream: BinaryIO, source: Input) -> tuple[str, str]:
    """Return the page as text, and its encoding: by its mark, as the user says, as it says, UTF-8, GB18030."""
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InputError(f"{source.name}: a web page of more than {_MOST_BYTES >> 20} MiB", hint="export it as CSV")
    marked, length = enc.by_mark(data)
    told = _CHARSET.search(data[:_HEAD_BYTES])
    stated = marked or (enc.stated(source.encoding) if source.encoding else None)
    for name in (stated,) if stated else (_known(told[1].decode()) if told else None, "utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            if name:
                return data[length:].decode(name), name
    raise InputError(f"{source.name}: the page is not text in a known encoding", hint="name it with --encoding")


def _known(charset: str) -> str | None:
    try:
        return enc.stated(charset)
    except UsageError:
        return None


def _span(told: str | None) -> int:
    return min(max(int(told), 1), _MOST_SPAN) if told and told.strip().isdecimal() else 1
