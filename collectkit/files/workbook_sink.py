"""Writes batches of a table to a workbook for people.

rust_xlsxwriter writes the sheet, straight from the Arrow buffers: about seven times as fast as a Python writer, in a
quarter of the memory. Its rows pass through a temporary file that never has a name, and so is gone when the process is.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, cast

import polars as pl
import rustpy_xlsxwriter as xlsx

from collectkit.errors import OutputError
from collectkit.files.properties import cleared
from collectkit.files.sink import Schema, Sink
from collectkit.files.transaction import Pending

EXCEL_ROWS = 1_048_576
_EXCEL_CHARS = 32_767
_EXCEL_DIGITS = 15
_EXCEL_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it, Excel counts a day that there was not, or knows no date at all."""
_MINOR = "_minor"
_MONEY = "#,##0.00"
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_PATTERNS: Mapping[pl.DataType, str] = MappingProxyType(
    {pl.String(): "@", pl.Date(): "yyyy-mm-dd", **{pl.Datetime(unit): _MOMENT for unit in ("ms", "us", "ns")}}
)
_PRINT = {"landscape": True, "paper_size": 9, "repeat_rows": 0}
_SCALE = 60
SHEET = "collectkit"
"""The name of the one sheet of a table that nobody named."""
_WIDEST, _WIDEST_PROSE = 48, 110

Maker = Callable[[pl.DataFrame, Sequence[str]], bytes]
"""What makes a workbook: `workbook`, here or in another process."""


class WorkbookSink(Sink[pl.DataFrame]):
    """XLSX: text stays text, no formulas, no links; money in major units with two decimals; no property tells a thing.

    The table is held until it is whole, as the columns of a frame: a sheet's columns have widths, and a filter its end.
    """

    def __init__(self, pending: Pending, schema: Schema, titles: Mapping[str, str], make: Maker | None = None) -> None:
        super().__init__(pending, schema, titles)
        self._make = make or workbook
        self._money = [name for name, dtype in schema.items() if name.endswith(_MINOR) and dtype.is_integer()]
        pairs = zip(schema, self._header, strict=True)
        self._header = [title.removesuffix(_MINOR) if name in self._money else title for name, title in pairs]
        if any("\0" in title for title in self._header):  # the library that writes would end the process
            raise OutputError(f"{pending.name}: a column name has a NUL character", hint="rename it")
        self._rows = 1
        self._frames: list[pl.DataFrame] = []

    def encode(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Bring money to major units.

        Raises:
            OutputError: a cell does not fit; a workbook would cut it without a word.
        """
        large = pl.any_horizontal(False, pl.col(self._money).abs() >= 10**_EXCEL_DIGITS)
        long = pl.any_horizontal(False, pl.col(pl.String).str.len_chars() > _EXCEL_CHARS)
        if frame.select((large | long).any()).item():
            what = f"amounts of at most {_EXCEL_DIGITS} digits and texts of at most {_EXCEL_CHARS:,} characters"
            raise OutputError(f"{self.pending.name}: a workbook holds {what}", hint="write .csv or .parquet")
        return frame.with_columns((pl.col(self._money) / 100).round(2))  # Polars multiplies by 0.01, which is inexact

    def write(self, payload: pl.DataFrame) -> None:
        """Take the rows."""
        self._rows += payload.height
        if self._rows > EXCEL_ROWS:
            raise OutputError(f"{self.pending.name}: more rows than a sheet can hold", hint="write .csv or .parquet")
        self._frames.append(payload)

    def finish(self) -> None:
        """Write the workbook.

        Raises:
            OutputError: there is no room, here or where temporary files go.
        """
        types = {name: pl.Float64() if name in self._money else dtype for name, dtype in self._schema.items()}
        frame = _without_loss(pl.concat([pl.DataFrame(schema=types), *self._frames]))
        self._frames.clear()
        patterns = [_MONEY if s.name in self._money else _PATTERNS.get(s.dtype, "") for s in frame]
        self.pending.write(made(self.pending, lambda: self._make(frame.rename(self.names), patterns)))


def table(name: str, frame: pl.DataFrame, titles: Mapping[str, str], *, prose: bool = False) -> Table:
    """Return a small table as the sheet *name* shows it: money (``..._minor``, below 10**15) in major units.

    Args:
        titles: column -> heading, where that is not its name.
        prose: see `Table`.
    """
    money = [s.name for s in frame if s.name.endswith(_MINOR)]
    patterns = [_MONEY if s.name in money else _PATTERNS.get(s.dtype, "") for s in frame]
    shown = frame.with_columns(pl.Series(each, [minor / 100 for minor in frame[each]]) for each in money)
    return Table(name, _without_loss(shown).rename(dict(titles)), patterns, prose)


def made(pending: Pending, make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes.

    Raises:
        OutputError: it could not make it.
    """
    try:
        return make()
    except WorkbookError as error:
        reason = os.strerror(error.number) if error.number else "the workbook cannot be made"
        hint = "is there room where temporary files go (TMPDIR)? else write .csv or .parquet"
        raise OutputError(f"{pending.name}: {reason}", hint=hint) from None


class WorkbookError(Exception):
    """A workbook could not be made.

    Attributes:
        number: the errno, if there is one, else 0.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def workbook(
    frame: pl.DataFrame, patterns: Sequence[str], name: str = SHEET, beside: Sequence[Table] = (), lead: int = 0
) -> bytes:
    """Return a workbook of one table, and of those *beside* it; the same tables give the same bytes.

    Args:
        frame: its columns are named as the header is.
        patterns: how each column's numbers and dates are shown; empty for as they are.
        name: of its sheet.
        lead: see `Table`.

    Raises:
        WorkbookError: as its name says.
    """
    return sheets([Table(name, frame, patterns, lead=lead), *beside])


class Table(NamedTuple):
    """What one sheet shows; see `workbook`.

    Attributes:
        prose: it is to be read line by line: long texts wrap, and there is no filter.
        lead: how many columns stay in sight, and stand on every page; then a page is not as wide as the table.
    """

    name: str
    frame: pl.DataFrame
    patterns: Sequence[str]
    prose: bool = False
    lead: int = 0


def sheets(tables: Sequence[Table], hidden: Collection[str] = ()) -> bytes:
    """Return a workbook of several sheets, as `workbook` does.

    Args:
        hidden: names of those that are not seen; the first is, for a workbook opens with it.
    """
    file = io.BytesIO()
    names = [table.name for table in tables]
    heading = xlsx.Format().set_bold().set_border_bottom("thin")
    try:
        xlsx.write_worksheets(
            [(table.name, table.frame) for table in tables],
            file,
            freeze_panes={table.name: {"row": 1, "col": table.lead} for table in tables},
            autofilter={table.name: not table.prose for table in tables},
            column_widths={table.name: [_width(series, table.prose) for series in table.frame] for table in tables},
            column_formats={table.name: [_format(one, table.prose) for one in table.patterns] for table in tables},
            header_format=dict.fromkeys(names, heading),
            page_setup={table.name: _paper(table) for table in tables},
            sheet_view={name: {"hidden": True} for name in names[1:] if name in hidden},
        )
    except BaseException as error:
        # A disk that is full makes the library panic; what it says is of no use but for the number of the reason.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        number = re.search(r"(?:os error|Os \{ code:) (\d+)", str(error))
        raise WorkbookError(int(number[1]) if number else 0) from None
    return cleared(file.getvalue())


def _paper(table: Table) -> dict[str, object]:
    if not table.lead:
        return {**_PRINT, "fit_to_pages": (1, 0)}
    return {**_PRINT, "repeat_columns": (0, table.lead - 1), "scale": _SCALE}


def _format(pattern: str, prose: bool) -> xlsx.Format:
    shown = xlsx.Format().set_text_wrap().set_align("top") if prose else xlsx.Format()
    return shown.set_num_format(pattern) if pattern else shown


def _without_loss(frame: pl.DataFrame) -> pl.DataFrame:
    """Write as text the columns with days that Excel does not know, or numbers of more digits than it keeps."""
    return frame.with_columns(_kept(series) for series in frame if series.dtype != pl.String)


def _kept(series: pl.Series) -> pl.Series:
    dtype = series.dtype
    if dtype == pl.Date and (series < _EXCEL_FIRST_DAY).any():
        return series.dt.to_string("iso")
    if isinstance(dtype, pl.Datetime) and (series.dt.date() < _EXCEL_FIRST_DAY).any():
        return series.cast(pl.String)
    if dtype.is_integer() and (series.cast(pl.Float64).abs() >= 10**_EXCEL_DIGITS).any():
        return series.cast(pl.String)
    if dtype.is_float() and not series.is_finite().all():  # null is neither
        return series.cast(pl.String)
    if isinstance(dtype, pl.Decimal):  # the library that writes would leave such a cell blank
        digits = series.cast(pl.Float64).abs() * 10.0**dtype.scale
        return series.cast(pl.String if (digits >= 10**_EXCEL_DIGITS).any() else pl.Float64)
    return series


def _width(series: pl.Series, prose: bool) -> float:
    """What the longest cell of a column needs, in characters, within reason; a Chinese one is as wide as two."""
    text = series.cast(pl.String)
    cells = cast("int | None", ((text.str.len_bytes() + text.str.len_chars() + 1) // 2).max())
    heading = len(series.name.encode("gb18030", "replace"))
    return float(min(max(heading + 2, (cells or 0) * 9 // 8 + 2, 8), _WIDEST_PROSE if prose else _WIDEST))
