"""Excel workbooks (.xlsx, .xlsm, .xls), through fastexcel: their sheets, and what a reader of values would not see."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import BinaryIO

import fastexcel
import polars as pl

from collectkit.errors import InputError
from collectkit.files.facts import Facts, Sheet, of_hidden
from collectkit.files.formats import EVERY_SHEET, Format, Input
from collectkit.files.kinds import OLE
from collectkit.files.package import Package
from collectkit.files.records import Records
from collectkit.files.slices import LARGE, can_cut

_FROM_1904 = "the workbook counts days from 1904: dates are read so; those written as plain numbers, by ingest only"
_COMMENTS = "comments on cells are not read"
_UNTOLD = "a name that is not shown, for it may be a person's"

logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it tells of every empty column on stderr


class NoSheet(InputError):
    """A workbook has no sheet of the name that was asked for.

    Args:
        name: what messages call the workbook.
        asked: the name that was asked for.
        sheets: its sheets of cells: place, from 1 -> name.
        may_show: which of their names may be told; the others may be those of persons.
    """

    def __init__(
        self, name: str, asked: str, sheets: Mapping[int, str], may_show: Callable[[str], bool] = lambda _: False
    ) -> None:
        told = [f"sheet {place}: {repr(one) if may_show(one) else _UNTOLD}" for place, one in sheets.items()]
        super().__init__(f"{name}: no sheet {asked!r}", details=told, hint="name one of these with --sheet")
        self._args = name, asked, sheets

    def telling(self, may_show: Callable[[str], bool]) -> NoSheet:
        """Return the same error with the names that *may_show* says."""
        return NoSheet(*self._args, may_show)


class Workbook:
    """A workbook in memory.

    Attributes:
        name: what messages call it.
        format: how it is written.
        from_1904: whether its days count from 1904.
        notes: what a person should know of it as a whole.
    """

    def __init__(self, source: Input, stream: BinaryIO) -> None:
        data, records = stream.read(), None
        if data.startswith(OLE):
            from collectkit.files import locked  # noqa: PLC0415  (it loads ciphers, for few workbooks)

            data, records = locked.stream_of(data, source)
        self.name = source.name
        self.format: Format = "xlsx" if records is None else "xls"
        self._looked: Package | Records = Package(data, source.name) if records is None else Records(records)
        self._data = data
        self.sheets = self._looked.sheets
        self.from_1904 = self._looked.from_1904
        self.notes = of_hidden(self.sheets) + [_FROM_1904] * self.from_1904
        self.notes += [_COMMENTS] * self._looked.commented

    @cached_property
    def _reader(self) -> fastexcel.ExcelReader:
        """The reader, once it is needed: it holds all strings of the workbook."""
        return fastexcel.read_excel(self._data)

    def damaged(self) -> InputError:
        """Return the error that says that it cannot be read."""
        hint = "open it in Excel, and save it again as .xlsx"
        return InputError(f"{self.name}: the workbook is damaged, or holds what Excel would not write", hint=hint)

    def chosen(self, source: Input) -> Sequence[Sheet]:
        """Return the sheets that are to be read: those that were asked for, else the first visible one."""
        if source.whole:
            return [one for one in self.sheets if one.table]
        asked = source.sheets or ((source.sheet,) if source.sheet is not None else ())
        tables = [one for one in self.sheets if one.table]
        if asked and EVERY_SHEET not in source.sheets:
            return [self._named(name, tables) for name in dict.fromkeys(asked)]
        visible = [one for one in tables if one.state == "visible"]
        if not visible:
            raise InputError(f"{self.name}: the workbook has no visible sheet", hint="name one with --sheet")
        return visible if asked else visible[:1]

    def _named(self, name: str, tables: Sequence[Sheet]) -> Sheet:
        for one in tables:
            if one.name == name:
                return one
        raise NoSheet(self.name, name, {place: one.name for place, one in enumerate(self.sheets, 1) if one in tables})

    def unread(self, source: Input) -> list[str]:
        """Return the note on sheets that nobody asked about."""
        others = [one.name for one in self.sheets if one not in (chosen := self.chosen(source))]
        if not others or source.sheet is not None or source.sheets or source.whole:
            return []
        return [f"read sheet {chosen[0].name!r}; not read: {', '.join(map(repr, others))} (see --sheet)"]

    def facts(self, sheet: Sheet, *, sliced: bool) -> Facts:
        """Return what a sheet holds beside its values; its size is checked on the way, before it is unpacked."""
        return self._looked.facts(sheet, sliced=sliced)

    def slicing(self, sheet: Sheet) -> Package | None:
        """Return the file to read the sheet from in slices; None if it is not large, or cannot be sliced."""
        package = self._looked
        if isinstance(package, Records) or package.size(str(sheet.place)) < LARGE:
            return None
        return package if can_cut(package, sheet) else None

    def kinds(self, sheet: Sheet, rows: int) -> list[pl.DataType]:
        """Return the types of the cells below so many rows, column by column; String where they are mixed."""
        try:
            below = self._reader.load_sheet(sheet.name, header_row=None, skip_rows=rows, schema_sample_rows=None)
        except fastexcel.FastExcelError:
            return []
        return below.to_polars().dtypes

    def load(self, sheet: Sheet, dtype: fastexcel.DType, columns: list[int] | None = None) -> fastexcel.ExcelSheet:
        """Load a sheet, or the columns at these places in it; the first that is used may not be A.

        Raises:
            InputError: it is damaged.
        """
        try:
            return self._reader.load_sheet(
                sheet.name, header_row=None, skip_rows=0, dtypes=dtype, use_columns=columns, schema_sample_rows=1
            )
        except fastexcel.FastExcelError:
            raise self.damaged() from None
