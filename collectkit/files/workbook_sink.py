"""Writes batches of a table to a workbook for people."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, cast

import polars as pl
import xlsxwriter

from collectkit.errors import OutputError
from collectkit.files.sink import Schema, Sink
from collectkit.files.transaction import Pending

EXCEL_ROWS = 1_048_576
_EXCEL_CHARS = 32_767
_EXCEL_DIGITS = 15
_EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
_MINOR = "_minor"


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
