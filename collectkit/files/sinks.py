"""Writes batches of a table as text, Parquet or Arrow, and chooses the sink of any format."""

from __future__ import annotations

import csv
import io
import queue
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any, Literal, cast

import polars as pl
from polars.io.plugins import register_io_source

from collectkit.errors import OutputError
from collectkit.files.formats import Output
from collectkit.files.lines import occurrences
from collectkit.files.sink import Schema, Sink
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import WorkbookSink

_EXCEL_WOULD_CHANGE = r"^[=+\-@\t\r]|^0\d|^\d{12,}"
_ROWS_AT_ONCE = 1 << 14
"""Rows that Polars hands over at a time: each time it waits for Python."""


class TextSink(Sink[bytes]):
    """CSV and TSV: null is an empty cell, the empty string is ``""``."""

    def __init__(
        self, pending: Pending, output: Output, schema: Schema, titles: Mapping[str, str], separator: str
    ) -> None:
        super().__init__(pending, schema, titles)
        self._separator, self._excel = separator, output.excel
        self._dates = [name for name, dtype in schema.items() if dtype == pl.Date]
        header = io.StringIO()
        names = ["'" * (output.excel and bool(re.search(_EXCEL_WOULD_CHANGE, name))) + name for name in self._header]
        csv.writer(header, delimiter=separator, lineterminator="\n").writerow(names)
        self._head = ("\ufeff" if output.excel else "").encode() + header.getvalue().encode()

    def can_extend(self, separator: str | None) -> bool:
        """Whether records that are delimited by *separator* can be written as they stand, with cells behind them."""
        return separator == self._separator and not self._excel

    def extend(self, lines: pl.Series, added: pl.DataFrame) -> bytes:
        """Write records as they stand, and the cells of *added* behind each."""
        cells = [_cell(series, self._separator) for series in added]
        return self._text(pl.DataFrame([lines.alias(""), *cells]), "never")

    def encode(self, frame: pl.DataFrame) -> bytes:
        """Write the rows, without a header."""
        if self._excel:
            frame = frame.with_columns(_guarded(pl.col(pl.String)))
        frame = frame.with_columns(_written_dates(frame[name]) for name in self._dates)
        return self._bare(frame) or self._text(frame, "necessary")

    def _bare(self, frame: pl.DataFrame) -> bytes | None:
        """Write the rows without looking into their cells; None where one of them needs quotes, as the result shows."""
        blank = frame.select((pl.col(pl.String).str.len_bytes() == 0).any())
        if frame.width == 1 or any(column.item() for column in blank):
            return None
        data = self._text(frame, "never")
        if b'"' in data or b"\r" in data or occurrences(data, b"\n") != frame.height:
            return None
        separators = occurrences(data, self._separator.encode())
        return data if separators == frame.height * (frame.width - 1) else None

    def _text(self, frame: pl.DataFrame, quotes: Literal["necessary", "never"]) -> bytes:
        buffer = io.BytesIO()
        frame.write_csv(
            buffer, include_header=False, separator=self._separator, quote_style=quotes, batch_size=_ROWS_AT_ONCE
        )
        return buffer.getvalue()

    def write(self, payload: bytes) -> None:
        """Append text."""
        self._begin()
        self.pending.write(payload)

    def finish(self) -> None:
        """Write the header where no rows came."""
        self._begin()

    def _begin(self) -> None:
        """Write the header, once the first rows are there: what is watched knows by then what to look for."""
        head, self._head = self._head, b""
        if head:
            self.pending.write(head)


class NdjsonSink(Sink[bytes]):
    """One JSON object a line."""

    def encode(self, frame: pl.DataFrame) -> bytes:
        """Write the rows as objects."""
        buffer = io.BytesIO()
        frame.rename(self.names).write_ndjson(buffer)
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
        schema = {self.names[name]: dtype for name, dtype in self._schema.items()}
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
        return frame.rename(self.names)

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


def make_sink(pending: Pending, output: Output, schema: Schema, titles: Mapping[str, str] | None = None) -> Sink[Any]:
    """Return a sink for the output's format.

    Raises:
        UsageError: the name says no known format, or one that is only read.
    """
    format_, _ = output.form
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


def _cell(series: pl.Series, separator: str) -> pl.Series:
    """A column as it is written without quotes: null is nothing, the empty string and what needs it is quoted."""
    if series.dtype.is_integer():
        return series
    text = series.cast(pl.String)
    special = text.str.contains(f'^$|["\\n\\r{re.escape(separator)}]')
    if not special.any():
        return text
    return text.zip_with(~special, '"' + text.str.replace_all('"', '""', literal=True) + '"')


def _written_dates(dates: pl.Series) -> pl.Series:
    """Return dates as text: each day that lies among them is written once."""
    first, last = cast("tuple[date | None, date | None]", (dates.min(), dates.max()))
    if first is None or last is None or (last - first).days > len(dates):
        return dates.cast(pl.String)
    days = pl.date_range(first, last, eager=True).cast(pl.String)
    return days.gather((dates - first).dt.total_days()).alias(dates.name)


def _guarded(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that a spreadsheet would take for a formula or turn into a number."""
    return pl.when(~text.str.contains(_EXCEL_WOULD_CHANGE)).then(text).otherwise("'" + text)
