"""Workbooks as people make them: a table need not begin in A1."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import logging
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from collectkit.errors import InputError, OutputError
from collectkit.files import Input, Output, Source, Transaction, make_sink, open_source, package, slices
from collectkit.files import workbook as workbook_module
from collectkit.files.sliced import SlicedSource
from collectkit.files.source import RawBatch
from collectkit.files.workbook_process import WorkbookProcess
from collectkit.files.workbook_sink import WorkbookError, workbook
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


def sliced(path: Path, monkeypatch: pytest.MonkeyPatch) -> Source[Any]:
    """Open a sheet that is read in many small slices."""
    monkeypatch.setattr(workbook_module, "LARGE", 0)
    monkeypatch.setattr(slices, "_LEAST", 1500)
    monkeypatch.setattr(package, "_PIECE", 700)
    with open_source(Input(path), find_header) as source:
        assert isinstance(source, SlicedSource)
        return source


def whole(source: Source[Any], columns: int) -> tuple[list[Any], list[int], dict[str, list[bool]]]:
    """Return cells, row numbers and number flags of a source; no flag is none that is true."""
    cells: list[Any] = []
    rows: list[int] = []
    numbers: dict[str, list[bool]] = {str(i): [] for i in range(columns)}
    for batch in source.batches():
        cells += batch.frame.rows()
        rows += batch.rows.to_list()
        for name in numbers:
            numbers[name] += batch.numeric[name].to_list() if name in batch.numeric else [False] * len(batch.rows)
    return cells, rows, numbers


@pytest.mark.parametrize(("row", "column"), [(0, 0), (4, 0), (0, 2), (4, 2)])
def test_slices_are_the_sheet(tmp_path: Path, row: int, column: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": column > 0}) as book:  # text in the cells, or in a table
        sheet = book.add_worksheet()
        sheet.write_row(row, column, [*HEADER, "day"])
        for place in (*range(1, 150), *range(400, 410)):
            card = 6222000000000000000 + place if place % 100 == 5 else f"{6222000000000000000 + place}"
            sheet.write_row(row + place, column, [f"A{place}" * (place % 7 > 0), "zhang", card][: 3 - place % 2])
            sheet.write_datetime(row + place, column + 3, dt.date(2026, 1, 1), book.add_format({"num_format": 14}))
    with open_source(Input(path), find_header) as plain:
        expected = whole(plain, 4)
    source = sliced(path, monkeypatch)
    assert len(list(source.chunks())) > 2
    assert source.header[column:] == plain.header
    cells, rows, numbers = whole(source, 4 + column)
    assert ([line[column:] for line in cells], rows) == expected[:2]
    assert [numbers[str(i + column)] for i in range(4)] == list(expected[2].values())
    source.select([column + 1])
    assert next(source.batches()).frame.columns == [str(column + 1)]
    assert source.progress[1] is not None


def test_slices_hide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place in range(200):
            sheet.write_row(place, 0, [*HEADER, "note"] if place == 0 else ["A", "B", "C"])
        sheet.write(200, 5, "x")
    with zipfile.ZipFile(path) as parts:
        pages = {name: parts.read(name) for name in parts.namelist()}
    page = pages["xl/worksheets/sheet1.xml"]
    assert b'ref="A1:F201"' in page
    assert whole(sliced(path, monkeypatch), 4)[1][-1] == 201
    changes = {
        "beyond the header": page.replace(b"A1:F201", b"A1"),
        "no order": page.replace(b'r="150"', b'r="3"').replace(b'r="A150"', b'r="A3"'),
        "damaged": page.replace(b"</sheetData>", b""),
    }
    for error, changed in changes.items():
        with zipfile.ZipFile(path, "w") as parts:
            for name, content in (pages | {"xl/worksheets/sheet1.xml": changed}).items():
                parts.writestr(name, content)
        with pytest.raises(InputError, match=error):
            whole(sliced(path, monkeypatch), 4)


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


def test_a_name_that_would_end_the_process_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="NUL"):
        sheet_of(pl.DataFrame({"a": ["1"]}), tmp_path / "a.xlsx", {"a": "渠\0道"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["=HYPERLINK(A1)", "@SUM(A1)", "13800138000123", "渠道"])
def test_headings_are_guarded_as_cells_are(tmp_path: Path, name: str) -> None:
    output = Output(tmp_path / "a.csv", excel=True)
    with Transaction() as outputs, make_sink(outputs.open(output), output, {name: pl.String()}) as sink:
        sink.write(sink.encode(pl.DataFrame({name: [name]})))
    head, cell = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert head == cell == (name if name == "渠道" else f"'{name}")


def sheet_of(frame: pl.DataFrame, path: Path, titles: dict[str, str] | None = None) -> zipfile.ZipFile:
    output = Output(path, force=True)
    with Transaction() as outputs, make_sink(outputs.open(output), output, frame.schema, titles) as sink:
        sink.write(sink.encode(frame))
    return zipfile.ZipFile(path)


def test_cells_are_what_they_were(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "account_id": ["=1+1", "http://example.com", " 007", None, "<&>\"'\n"],
            "overdue_total_minor": [10**15 - 1, -7, 0, None, 12_345],
            "disputed": [True, False, None, True, False],
            "as_of": [dt.date(2026, 10, 31), dt.date(1900, 3, 1), None, dt.date(9999, 12, 31), dt.date(2000, 2, 29)],
            "birth_date": [dt.date(1899, 12, 31), None, dt.date(2000, 1, 1), None, None],
        }
    )
    with sheet_of(frame, tmp_path / "a.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    read = fastexcel.read_excel(tmp_path / "a.xlsx").load_sheet(0, dtypes={1: "float", 3: "date"}).to_polars()
    assert read["account_id"].to_list() == frame["account_id"].to_list()
    assert read["overdue_total"].to_list() == [9_999_999_999_999.99, -0.07, 0, None, 123.45]
    assert read["disputed"].to_list() == frame["disputed"].to_list()
    assert read["as_of"].to_list() == frame["as_of"].to_list()
    assert read["birth_date"].to_list() == ["1899-12-31", None, "2000-01-01", None, None]
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert 'ySplit="1"' in page
    assert '<autoFilter ref="A1:E6"/>' in page


def test_properties_tell_nothing_and_bytes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"account_id": ["A1", "A2"]})
    with sheet_of(frame, tmp_path / "a.xlsx") as parts:
        assert parts.testzip() is None
        properties = parts.read("docProps/core.xml").decode()
        names = parts.namelist()
    assert len(names) == len(set(names))
    assert "creator/>" in properties
    assert set(re.findall(r"\d{4}-[^<]*", properties)) == {"2000-01-01T00:00:00Z"}
    first = (tmp_path / "a.xlsx").read_bytes()
    time.sleep(1.1)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    sheet_of(frame, tmp_path / "a.xlsx").close()
    assert (tmp_path / "a.xlsx").read_bytes() == first


def test_a_table_of_a_header_alone_and_headings_twice(tmp_path: Path) -> None:
    frame = pl.DataFrame(schema={"a": pl.String(), "b": pl.String()})
    sheet_of(frame, tmp_path / "a.xlsx", {"a": "姓名", "b": "姓名"}).close()
    read = fastexcel.read_excel(tmp_path / "a.xlsx").load_sheet(0, header_row=None).to_polars()
    assert read.row(0) == ("姓名", "姓名 (2)")


def test_no_room_for_temporary_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    with pytest.raises(OutputError, match="No such file or directory"):
        sheet_of(pl.DataFrame({"a": ["1"]}), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_another_process_makes_the_same_bytes_and_tells_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pl.DataFrame({"a": ["=1", None, ""], "b": [1.5, None, 2], "c": [dt.date(2026, 1, 1), None, None]})
    patterns = ["@", "#,##0.00", "yyyy-mm-dd"]
    expected = workbook(frame, patterns)
    with WorkbookProcess(small=0) as books:
        assert [books(frame, patterns) for _ in range(2)] == [expected] * 2
        process = books._process
        assert process is not None
    assert process.poll() is not None
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    with WorkbookProcess(small=0) as books, pytest.raises(WorkbookError) as caught:
        books(frame, patterns)
    assert caught.value.number == errno.ENOENT


def test_a_process_that_is_gone_is_told() -> None:
    frame = pl.DataFrame({"a": ["1"]})
    with WorkbookProcess(small=0) as books:
        books(frame, ["@"])
        assert books._process is not None
        books._process.kill()
        books._process.wait()
        with pytest.raises(WorkbookError):
            books(frame, ["@"])
    with WorkbookProcess() as books:
        assert books(frame, ["@"]) == workbook(frame, ["@"])
        assert books._process is None


def test_an_amount_is_the_number_that_its_minor_units_are(tmp_path: Path) -> None:
    minor = [707_665, 4_305_127, 3_233_135, 1, -965_488]
    frame = pl.DataFrame({"overdue_total_minor": minor})
    target = Output(tmp_path / "out.xlsx")
    with Transaction() as outputs, make_sink(outputs.open(target), target, frame.schema) as sink:
        sink.write(sink.encode(frame))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        written = re.findall(r"<v>([^<]*)</v>", book.read("xl/worksheets/sheet1.xml").decode())
    assert [text for text in written if "." in text] == [str(amount / 100) for amount in minor]
