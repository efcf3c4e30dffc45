"""Workbooks as people make them: a table need not begin in A1."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from collectkit.errors import OutputError
from collectkit.files import Input, Output, Transaction, make_sink, open_source
from collectkit.files.source import RawBatch
from collectkit.tables.headers import find_header

HEADER = ("account_id", "name", "bank_card")
ROWS = (("A1", "zhang", 6222000000000000000), ("A2", "li", "6222000000000000001"))


def read(path: Path, row: int, column: int) -> RawBatch:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate((HEADER, *ROWS)):
            sheet.write_row(row + place, column, cells)
    with open_source(Input(path), find_header) as source:
        assert source.header == HEADER
        return next(source.batches())


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 0), (0, 1), (4, 2)])
def test_a_table_anywhere(tmp_path: Path, row: int, column: int) -> None:
    batch = read(tmp_path / "a.xlsx", row, column)
    assert batch.rows.to_list() == [row + 2, row + 3]
    assert batch.frame["0"].to_list() == ["A1", "A2"]
    assert {name: flags.to_list() for name, flags in batch.numeric.items()} == {"2": [True, False]}


def test_the_reader_keeps_silent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("account_id", "", "name"))
        sheet.write_row(1, 0, ("A1", "", "zhang"))
    with caplog.at_level(logging.DEBUG), open_source(Input(path), find_header) as source:
        assert next(source.batches()).frame["0"].to_list() == ["A1"]
    assert not caplog.records


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ("x" * 32_767, True),
        ("x" * 32_768, False),
        (10**15 - 1, True),
        (10**15, False),
        (-(10**15), False),
        (None, True),
    ],
)
def test_what_a_workbook_would_cut_is_refused(tmp_path: Path, cell: str | int, fits: bool) -> None:
    name = "overdue_total_minor" if isinstance(cell, int) else "remark"
    frame = pl.DataFrame({name: [cell]}, schema={name: pl.Int64 if isinstance(cell, int) else pl.String})
    output = Output(tmp_path / "a.xlsx")
    with (
        contextlib.nullcontext() if fits else pytest.raises(OutputError),
        Transaction() as outputs,
        make_sink(outputs.open(output), output, frame.schema) as sink,
    ):
        sink.write(sink.encode(frame))
    assert output.path is not None
    assert output.path.exists() == fits
