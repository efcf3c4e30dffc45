"""A workbook of several sheets for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from collectkit.files.transaction import Pending


@dataclass(frozen=True, slots=True)
class Chart:
    """A native bar chart beside the rows: *values* (columns of numbers) over *labels* (a column of text)."""

    title: str
    labels: str
    values: tuple[str, ...]


class Book:
    """Sheets in the order they are added: text stays text, no formulas, no links, no author, the same bytes each time.

    The workbook is complete when the ``with`` block ends well.
    """

    def __init__(self, pending: Pending) -> None:
        raise NotImplementedError

    def sheet(
        self,
        name: str,
        frame: pl.DataFrame,
        titles: Mapping[str, str] | None = None,
        *,
        total: bool = False,
        chart: Chart | None = None,
    ) -> None:
        """Add a sheet: a header that stays in sight, filters, widths by content.

        Args:
            name: of the tab; at most 31 characters, no brackets, slashes, colons, question marks or stars.
            frame: columns ``..._minor`` (Int64) are shown in major units with two decimals, ``..._ppm`` as percentages.
            titles: column -> heading, where that is not its name.
            total: the last row is a totals row: set off, and left out of the filter and the chart.

        Raises:
            OutputError: a cell, or the rows, do not fit.
        """
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        raise NotImplementedError
