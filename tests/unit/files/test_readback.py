"""Workbooks that are read again: every cell where it stands, however the sheet is cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from collectkit.files import readback
from collectkit.files.workbook_sink import workbook

ROWS = 40
FRAME = pl.DataFrame(
    {
        "name": [f"张{n} & <b>" for n in range(ROWS)],
        "amount": [n + 0.5 for n in range(ROWS)],
        "note": [None if n % 3 else "_x000D_ note" for n in range(ROWS)],
        **{f"more {n}": ["x"] * ROWS for n in range(25)},
    }
)


@pytest.mark.parametrize("stretch", [1, 300, 1 << 18])
def test_cells_are_found_where_they_stand(stretch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, numbers, columns and rows, whether a row is looked through at a time or all of them."""
    monkeypatch.setattr(readback, "_STRETCH", stretch)
    (sheet,) = readback.Book(workbook(FRAME, [""] * FRAME.width)).sheets
    at = np.arange(len(sheet.cells.starts))
    columns, rows = sheet.places(at)
    texts = readback.unescaped(sheet.cells.texts()).to_list()
    found = dict(zip(zip(rows.tolist(), columns.tolist(), strict=True), texts, strict=True))
    assert sheet.head == FRAME.columns
    assert {place: text for place, text in found.items() if place[0] > 1} == {
        (row + 2, column): str(cell)
        for row, cells in enumerate(FRAME.iter_rows())
        for column, cell in enumerate(cells)
        if cell is not None
    }
    assert [column for column, number in zip(columns, sheet.numbers, strict=True) if number] == [1] * ROWS
