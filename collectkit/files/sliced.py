"""One large sheet of a workbook, in bounded memory; see `slices`."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from collectkit.errors import InputError
from collectkit.files.facts import Facts, Sheet
from collectkit.files.heading import HEADER_ROWS, HeaderFinder, heading
from collectkit.files.package import Package
from collectkit.files.slices import Slice, Slices
from collectkit.files.source import RawBatch, Source
from collectkit.files.worksheet import EmptySheet, rows_of

_MOST_SAID = 512
"""What a sheet says of its width is believed up to here: programs that do not know it say anything."""


class SlicedSource(Source[Slice]):
    """A sheet that is read in slices; see `Source`. Its rows are sheet rows, its columns those from A on."""

    def __init__(self, name: str, package: Package, sheet: Sheet, facts: Facts, find_header: HeaderFinder) -> None:
        self._slices = Slices(package, sheet, facts, name)
        first = next(self._slices.cut())
        frame, _ = self._slices.load(first)
        rows = rows_of(frame.head(HEADER_ROWS), int(frame.columns[0]) if frame.width else 0)
        found = heading([[]] * (first.first - 1) + rows, find_header)
        if found is None:
            raise EmptySheet(f"{name}: the sheet is empty", hint="--sheet names another one")
        said = self._slices.said_width()
        width = max(len(found.header), said if said <= _MOST_SAID else 0)
        super().__init__(name, "xlsx", found.header + [""] * (width - len(found.header)))
        self.found(found)
        self._first, self._read, self._size = found.rows[-1] + 1, 0, package.size(str(sheet.place))

    def chunks(self) -> Iterator[Slice]:
        """Slices of the sheet."""
        self._read = 0
        for part in self._slices.cut():
            self._read += len(part.data)
            yield part

    def parse(self, chunk: Slice, *, whole: bool = False) -> RawBatch:
        """Read the rows of a slice below the header, without the blank ones."""
        every, numbers = self._slices.load(chunk) if chunk.first else (pl.DataFrame(), {})
        if not every.width:
            return self._batch(every, pl.Series("row", [], dtype=pl.Int64), {}, whole=whole)
        start = chunk.first
        skipped = max(self._first + 1 - start, 0)
        every = every.slice(skipped)
        full = every.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        rows = pl.int_range(start + skipped, start + skipped + every.height, dtype=pl.Int64, eager=True).alias("row")
        frame = every.filter(full)
        beyond = frame.select(pl.exclude([str(i) for i in range(len(self.header))]))
        if not beyond.is_empty() and beyond.select(pl.any_horizontal(pl.all().is_not_null().any())).item():
            hint = "give the column a header, or delete it, in Excel"
            raise InputError(
                f"{self.name}: row {start + skipped} and following have cells beyond the header", hint=hint
            )
        numeric = {name: flags.slice(skipped).filter(full) for name, flags in numbers.items()}
        return self._batch(frame, rows.filter(full), numeric, whole=whole)

    def _batch(self, frame: pl.DataFrame, rows: pl.Series, numeric: dict[str, pl.Series], *, whole: bool) -> RawBatch:
        names = [str(i) for i in self.wanted(whole=whole)]
        cells = [
            frame[name] if name in frame.columns else pl.Series(name, [None] * frame.height, dtype=pl.String)
            for name in names
        ]
        return RawBatch(pl.DataFrame(cells), rows, numeric={k: v for k, v in numeric.items() if k in names})

    @property
    def progress(self) -> tuple[int, int | None]:
        """Bytes of the sheet read of bytes in all."""
        return self._read, self._size
