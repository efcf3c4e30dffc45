"""A sheet is written as it is given, and the same rows give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import fastexcel
import pytest

from collectkit.errors import OutputError
from collectkit.files import Output, Transaction, sheet
from collectkit.files.sheet import Cell, Worksheet

ROWS: list[list[Cell]] = [
    ["head", "=1+1", "http://example.com"],
    [],
    ["001", Decimal("95475.15"), dt.date(2026, 10, 31), None, "two\nlines"],
]


def written(path: Path) -> bytes:
    with Transaction() as outputs, Worksheet(outputs.open(Output(path, "csv", force=True)), "a sheet") as page:
        page.extend(ROWS)
    return path.read_bytes()


def test_cells_are_as_given(tmp_path: Path) -> None:
    data = written(tmp_path / "a.xlsx")
    read = fastexcel.read_excel(data).load_sheet("a sheet", header_row=None, skip_rows=0, dtypes="string").to_polars()
    assert read.row(0)[:3] == ("head", "=1+1", "http://example.com")
    assert set(read.row(1)) == {None}
    assert read.row(2) == ("001", "95475.15", "2026-10-31 00:00:00", None, "two\nlines")


def test_no_formula_and_no_link(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(written(tmp_path / "a.xlsx"))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page


def test_same_rows_same_bytes_whatever_the_umask(tmp_path: Path) -> None:
    first = written(tmp_path / "a.xlsx")
    before = os.umask(0)
    try:
        assert written(tmp_path / "b.xlsx") == first
    finally:
        os.umask(before)


def test_a_full_sheet_takes_no_more_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "EXCEL_ROWS", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OutputError, match="more rows"):
        written(tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
