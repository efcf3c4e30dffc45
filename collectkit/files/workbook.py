"""Excel workbooks (.xlsx, .xlsm), through fastexcel; every cell as text, with a memory of which were numbers."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import fastexcel
import polars as pl

from collectkit.errors import InputError
from collectkit.files.formats import Input
from collectkit.files.source import BATCH_ROWS, HEADER_ROWS, HeaderFinder, RawBatch, Source

_LONG_NUMBER = r"^\d{16,}$|^\d(\.\d+)?[eE]\+?\d+$"
_MOST_BYTES = 4 << 30
_MOST_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0"

logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it tells of every empty column on stderr


class WorkbookSource(Source[tuple[int, int]]):
    """One sheet of a workbook; see `Source`. Its rows are sheet rows."""

    def __init__(self, source: Input, stream: BinaryIO, find_header: HeaderFinder) -> None:
        data = stream.read()
        _check_container(data, source.name)
        try:
            self._reader = fastexcel.read_excel(data)
            self._sheet = self._choose(source)
            sheet = self._load("string", None)
        except fastexcel.FastExcelError:
            raise InputError(f"{source.name}: the workbook is damaged or not an .xlsx file") from None
        frame = sheet.to_polars()
        self._places = [column.absolute_index for column in sheet.selected_columns]
        rows = [["" if cell is None else cell for cell in row] for row in frame.head(HEADER_ROWS).iter_rows()]
        full = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
        if not full:
            raise InputError(f"{source.name}: the sheet is empty")
        found = find_header(rows)
        place = full[0] if found is None else found
        super().__init__(source.name, "xlsx", rows[place])
        self.header_found, self.title_rows = found is not None, sum(i < place for i in full)
        self._first = place + 1
        self._frame = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
        self._numbers = self._numeric_cells()
        self._note_other_sheets(source)

    def _choose(self, source: Input) -> str:
        """The sheet that was asked for, else the first visible one."""
        names = self._reader.sheet_names
        if source.sheet is not None:
            if source.sheet not in names:
                raise InputError(f"{source.name}: no sheet {source.sheet!r}", details=[f"sheet: {n}" for n in names])
            return source.sheet
        visible = [n for n in names if self._reader.load_sheet(n, n_rows=1).visible == "visible"]
        if not visible:
            raise InputError(f"{source.name}: the workbook has no visible sheet", hint="name one with --sheet")
        return visible[0]

    def _load(self, dtype: fastexcel.DType, columns: list[int] | None) -> fastexcel.ExcelSheet:
        """Load the sheet, or the columns at these places in it; the first that is used may not be A."""
        return self._reader.load_sheet(
            self._sheet, header_row=None, skip_rows=0, dtypes=dtype, use_columns=columns, schema_sample_rows=1
        )

    def _numeric_cells(self) -> dict[str, pl.Series]:
        """Which cells were numbers, for the columns that hold numbers long enough to have lost digits."""
        long = self._frame.select(pl.all().str.contains(_LONG_NUMBER).any().fill_null(value=False))
        names = [name for name in long.columns if long[name][0]]
        if not names:
            return {}
        # Read as truth values, numbers come through and text does not; read as numbers, text of digits would too.
        truths = self._load("boolean", [self._places[int(name)] for name in names]).to_polars()
        return {name: truths.to_series(i).is_not_null() for i, name in enumerate(names)}

    def _note_other_sheets(self, source: Input) -> None:
        others = [n for n in self._reader.sheet_names if n != self._sheet]
        if others and source.sheet is None:
            self.notes.append(f"read sheet {self._sheet!r}; not read: {', '.join(map(repr, others))} (see --sheet)")

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Ranges of sheet rows."""
        for start in range(self._first, self._frame.height, BATCH_ROWS):
            yield start, min(BATCH_ROWS, self._frame.height - start)

    def parse(self, chunk: tuple[int, int], *, whole: bool = False) -> RawBatch:
        """Cut the rows out of the sheet, without the blank ones."""
        start, length = chunk
        every = self._frame.slice(start, length)
        full = every.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        rows = pl.int_range(start + 1, start + 1 + length, dtype=pl.Int64, eager=True).alias("row").filter(full)
        numeric = {name: flags.slice(start, length).filter(full) for name, flags in self._numbers.items()}
        frame = every.filter(full).select([str(i) for i in self.wanted(whole=whole)])
        return RawBatch(frame, rows, numeric={k: v for k, v in numeric.items() if k in frame.columns})


def _check_container(data: bytes, name: str) -> None:
    """Refuse what is no workbook, encrypted, or a bomb, before any of it is unpacked."""
    if data.startswith(_OLE):
        hint = "save it from Excel as .xlsx without a password"
        raise InputError(f"{name}: an old .xls workbook, or one with a password", hint=hint)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError(f"{name}: not an Excel workbook", hint="name the format with --from") from None
    if unpacked > _MOST_BYTES or unpacked > max(len(data) * _MOST_RATIO, 100 << 20):
        raise InputError(f"{name}: the workbook would unpack to {unpacked >> 20} MiB: refused")
