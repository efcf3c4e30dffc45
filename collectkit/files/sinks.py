"""Writes batches of a table in any format.

A sink has two halves: `encode` turns a batch into what will be written and is safe in any thread; `write` appends it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import queue
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import IO, Any, Generic, Self, TypeVar, cast

import polars as pl
import xlsxwriter
from polars.io.plugins import register_io_source

from collectkit.errors import OutputError
from collectkit.files.formats import Output, format_of
from collectkit.files.transaction import Pending

Schema = Mapping[str, pl.DataType]
Payload = TypeVar("Payload")

EXCEL_ROWS = 1_048_576
_EXCEL_CHARS = 32_767
_EXCEL_DIGITS = 15
_EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
_EXCEL_WOULD_CHANGE = r"^[=+\-@\t\r]|^0\d|^\d{12,}"
_MINOR = "_minor"


class Sink(ABC, Generic[Payload]):
    """An open output for one table; a ``with`` block finishes it, or abandons it when it ends badly.

    Args:
        schema: names and types of the columns, in order.
        titles: what the header calls a column, where that is not its name.
    """

    def __init__(self, pending: Pending, schema: Schema, titles: Mapping[str, str]) -> None:
        self.pending = pending
        self._schema = dict(schema)
        self._header = [titles.get(name, name) for name in schema]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.abandon()

    @property
    def _names(self) -> dict[str, str]:
        """What a format calls its columns that cannot have two of one name: the second ``x`` is ``x (2)``."""
        names: dict[str, str] = {}
        for name, title in zip(self._schema, self._header, strict=True):
            others = (f"{title} ({number})" for number in itertools.count(2))
            names[name] = next(one for one in itertools.chain([title], others) if one not in names.values())
        return names

    @abstractmethod
    def encode(self, frame: pl.DataFrame) -> Payload:
        """Prepare a batch for writing."""

    @abstractmethod
    def write(self, payload: Payload) -> None:
        """Append a prepared batch."""

    def finish(self) -> None:
        """Write what comes after the last batch."""

    def abandon(self) -> None:
        """Stop early; nothing will be published."""


class TextSink(Sink[bytes]):
    """CSV and TSV: null is an empty cell, the empty string is ``""``."""

    def __init__(
        self, pending: Pending, output: Output, schema: Schema, titles: Mapping[str, str], separator: str
    ) -> None:
        super().__init__(pending, schema, titles)
        self._separator, self._excel = separator, output.excel
        header = io.StringIO()
        csv.writer(header, delimiter=separator, lineterminator="\n").writerow(self._header)
        self.write(("\ufeff" if output.excel else "").encode() + header.getvalue().encode())

    def can_extend(self, separator: str | None) -> bool:
        """Whether records that are delimited by *separator* can be written as they stand, with cells behind them."""
        return separator == self._separator and not self._excel

    def extend(self, lines: pl.Series, added: pl.DataFrame) -> bytes:
        """Write records as they stand, and the cells of *added* behind each."""
        cells = [_cell(series, self._separator) for series in added]
        whole = pl.select(pl.concat_str([pl.lit(lines), *cells], separator=self._separator).alias("line"))
        buffer = io.BytesIO()
        whole.write_csv(buffer, include_header=False, quote_style="never")
        return buffer.getvalue()

    def encode(self, frame: pl.DataFrame) -> bytes:
        """Write the rows, without a header."""
        if self._excel:
            frame = frame.with_columns(_guarded(pl.col(pl.String)))
        buffer = io.BytesIO()
        frame.write_csv(buffer, include_header=False, separator=self._separator)
        return buffer.getvalue()

    def write(self, payload: bytes) -> None:
        """Append text."""
        self.pending.write(payload)


class NdjsonSink(Sink[bytes]):
    """One JSON object a line."""

    def encode(self, frame: pl.DataFrame) -> bytes:
        """Write the rows as objects."""
        buffer = io.BytesIO()
        frame.rename(self._names).write_ndjson(buffer)
        return buffer.getvalue()

    def write(self, payload: bytes) -> None:
        """Append text."""
        self.pending.write(payload)


class ColumnarSink(Sink[pl.DataFrame]):
    """Parquet and Arrow: Polars pulls batches from a queue, in a thread of its own, so memory stays bounded."""

    def __init__(self, pending: Pending, schema: Schema, titles: Mapping[str, str], *, parquet: bool) -> None:
        super().__init__(pending, schema, titles)
        self._queue: queue.Queue[pl.DataFrame | None] = queue.Queue(2)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._drain, args=(parquet,), daemon=True)
        self._thread.start()

    def _batches(self, *_: object) -> Iterator[pl.DataFrame]:
        while (frame := self._queue.get()) is not None:
            yield frame

    def _drain(self, parquet: bool) -> None:
        schema = {self._names[name]: dtype for name, dtype in self._schema.items()}
        lazy = register_io_source(self._batches, schema=schema)
        target = cast("IO[bytes]", self.pending)
        try:
            if parquet:
                lazy.sink_parquet(target, row_group_size=1 << 18)
            else:
                lazy.sink_ipc(target)
        except BaseException as error:  # noqa: BLE001  (carried to the thread that asked)
            self._error = error

    def encode(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Name the columns as the header does."""
        return frame.rename(self._names)

    def write(self, payload: pl.DataFrame) -> None:
        """Hand the batch over."""
        self._put(payload)

    def _put(self, item: pl.DataFrame | None) -> None:
        while self._error is None:
            try:
                return self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
        return self._raise()

    def _raise(self) -> None:
        self.pending.raise_failure()
        if self._error is not None:
            raise OutputError(f"{self.pending.name}: cannot be written") from None

    def finish(self) -> None:
        """Wait until all is written."""
        self._put(None)
        self._thread.join()
        self._raise()

    def abandon(self) -> None:
        """Let the thread end."""
        while self._thread.is_alive():
            try:
                self._queue.put(None, timeout=0.2)
            except queue.Full:
                self._queue.get_nowait()
            self._thread.join(timeout=0.2)


class WorkbookSink(Sink[pl.DataFrame]):
    """XLSX: text stays text, no formulas, no links; money in major units with two decimals."""

    def __init__(self, pending: Pending, schema: Schema, titles: Mapping[str, str]) -> None:
        super().__init__(pending, schema, titles)
        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"created": _EPOCH})
        self._sheet = self._book.add_worksheet("collectkit")
        self._formats = {
            "text": self._book.add_format({"num_format": "@"}),
            "money": self._book.add_format({"num_format": "#,##0.00"}),
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "head": self._book.add_format({"bold": True, "bottom": 1}),
        }
        self._rows = 1
        self._money = [name for name, dtype in schema.items() if name.endswith(_MINOR) and dtype.is_integer()]
        self._widths = [len(title.encode("gb18030", "replace")) for title in self._titles()]

    def _titles(self) -> list[str]:
        names = zip(self._schema, self._header, strict=True)
        return [title.removesuffix(_MINOR) if name in self._money else title for name, title in names]

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
        return frame.with_columns(pl.col(self._money) / 100)

    def write(self, payload: pl.DataFrame) -> None:
        """Write the rows, column by column."""
        if self._rows + payload.height > EXCEL_ROWS:
            raise OutputError(f"{self.pending.name}: more rows than a sheet can hold", hint="write .csv or .parquet")
        for place, series in enumerate(payload):
            style = self._style(series)
            for row, value in enumerate(series.to_list(), self._rows):
                if value is not None:
                    self._sheet.write(row, place, value, style)
            text = series.cast(pl.String).str.len_bytes().max()
            self._widths[place] = max(self._widths[place], cast("int", text or 0))
        self._rows += payload.height

    def _style(self, series: pl.Series) -> Any:
        if series.name in self._money:
            return self._formats["money"]
        if series.dtype == pl.Date:
            return self._formats["date"]
        return self._formats["text"] if series.dtype == pl.String else None

    def finish(self) -> None:
        """Write the header, and close the workbook."""
        for place, title in enumerate(self._titles()):
            self._sheet.write_string(0, place, title, self._formats["head"])
            self._sheet.set_column(place, place, min(max(self._widths[place] + 2, 8), 48))
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.autofilter(0, 0, max(self._rows - 1, 1), len(self._header) - 1)
        self._book.close()
        self.pending.write(self._bytes.getvalue())


def make_sink(pending: Pending, output: Output, schema: Schema, titles: Mapping[str, str] | None = None) -> Sink[Any]:
    """Return a sink for the output's format.

    Raises:
        UsageError: the name says no known format.
    """
    format_, _ = format_of(output.path, output.format)
    names = titles or {}
    match format_:
        case "csv":
            return TextSink(pending, output, schema, names, ",")
        case "tsv":
            return TextSink(pending, output, schema, names, "\t")
        case "ndjson":
            return NdjsonSink(pending, schema, names)
        case "xlsx":
            return WorkbookSink(pending, schema, names)
        case _:
            return ColumnarSink(pending, schema, names, parquet=format_ == "parquet")


def _cell(series: pl.Series, separator: str) -> pl.Expr:
    """A column as the text of its CSV cells: null is nothing, the empty string and what needs it is quoted."""
    text = pl.lit(series.cast(pl.String))
    if series.dtype == pl.String:
        special = text.str.contains(f'^$|["\\n\\r{re.escape(separator)}]')
        text = pl.when(special).then('"' + text.str.replace_all('"', '""', literal=True) + '"').otherwise(text)
    return text.fill_null("")


def _guarded(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that a spreadsheet would take for a formula or turn into a number."""
    return pl.when(~text.str.contains(_EXCEL_WOULD_CHANGE)).then(text).otherwise("'" + text)
