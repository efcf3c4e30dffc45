"""One sheet of a workbook: every cell as text, with a memory of which were numbers."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import polars as pl

from collectkit.errors import InputError
from collectkit.files.facts import Sheet
from collectkit.files.heading import HEADER_ROWS, HeaderFinder, heading
from collectkit.files.source import BATCH_ROWS, LONG_NUMBER, MIDNIGHT, RawBatch, Source
from collectkit.files.workbook import Workbook

_TIME_ALONE = "1899-12-3"
"""The day of a time of day that has none."""


def rows_of(frame: pl.DataFrame, before: int = 0) -> list[list[str]]:
    """Return rows as the header is looked for in them, with so many blank columns before."""
    return [[""] * before + ["" if cell is None else cell for cell in row] for row in frame.iter_rows()]


class EmptySheet(InputError):
    """There is nothing in a sheet."""


class WorkbookSource(Source[tuple[int, int]]):
    """One sheet of a workbook; see `Source`. Its rows are sheet rows."""

    def __init__(self, name: str, book: Workbook, sheet: Sheet, find_header: HeaderFinder) -> None:
        loaded = book.load(sheet, "string")
        frame = loaded.to_polars()
        found = heading(rows_of(frame.head(HEADER_ROWS)), find_header)
        if found is None:
            raise EmptySheet(f"{name}: the sheet is empty", hint="--sheet names another one")
        super().__init__(name, book.format, found.header)
        self.found(found)
        self._first = found.rows[-1] + 1
        self._frame = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
        self._kinds = functools.partial(book.kinds, sheet)
        self._numbers = self._numeric_cells(book, sheet, [one.absolute_index for one in loaded.selected_columns])

    def _numeric_cells(self, book: Workbook, sheet: Sheet, places: list[int]) -> dict[str, pl.Series]:
        """Which cells were numbers, for the columns that hold numbers long enough to have lost digits."""
        long = self._frame.select(pl.all().str.contains(LONG_NUMBER).any().fill_null(value=False))
        names = [name for name in long.columns if long[name][0]]
        if not names:
            return {}
        # Read as truth values, numbers come through and text does not; read as numbers, text of digits would too.
        truths = book.load(sheet, "boolean", [places[int(name)] for name in names]).to_polars()
        return {name: truths.to_series(i).is_not_null() for i, name in enumerate(names)}

    def cell_types(self) -> Mapping[int, pl.DataType]:
        """Read the rows below the header once more, for the types of their cells."""
        kinds = dict(enumerate(self._kinds(self._first)))
        numbers = [place for place, dtype in kinds.items() if dtype.is_numeric() and str(place) not in self._numbers]
        days = [place for place, dtype in kinds.items() if dtype.is_temporal() and self._are_days(str(place))]
        return {**dict.fromkeys(numbers, pl.Float64()), **dict.fromkeys(days, pl.Date())}

    def _are_days(self, name: str) -> bool:
        """Whether the moments of a column are midnights, and none is a time of day alone."""
        cells = self._frame[name].slice(self._first).drop_nulls()
        return bool((cells.str.ends_with(MIDNIGHT) & ~cells.str.starts_with(_TIME_ALONE)).all())

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
