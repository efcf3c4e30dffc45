"""A worksheet written row by row, cells just as they are given: for files that shall look like somebody else's."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Self

import xlsxwriter

from collectkit.errors import OutputError
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import EXCEL_ROWS

Cell = str | int | Decimal | dt.date | None

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
_DATE = "yyyy-mm-dd"


class Worksheet:
    """One sheet. Text stays text; numbers (16 digits are kept) and dates are Excel's; None leaves the cell empty.

    Rows go to a temporary file as they come, so memory stays bounded; the same rows give the same bytes. The workbook
    is complete when the ``with`` block ends well; in any case the temporary files are gone then.
    """

    def __init__(self, pending: Pending, name: str) -> None:
        self._pending = pending
        self._bytes = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"created": _CREATED})
        self._date = self._book.add_format({"num_format": _DATE})
        self._sheet = self._book.add_worksheet(name)
        self.rows = 0

    def append(self, cells: Sequence[Cell]) -> None:
        """Write the next row.

        Raises:
            OutputError: the sheet is full.
        """
        if self.rows == EXCEL_ROWS:
            raise OutputError(f"{self._pending.name}: more rows than a sheet can hold")
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self.rows, place, cell)
            elif isinstance(cell, dt.date):
                self._sheet.write_datetime(self.rows, place, cell, self._date)
            elif cell is not None:
                self._sheet.write_number(self.rows, place, cell)
        self.rows += 1

    def extend(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows, one after the other."""
        for row in rows:
            self.append(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
        if kind is None:
            self._pending.write(self._bytes.getvalue())
