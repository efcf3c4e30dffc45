"""Workbooks of several sheets: what Excel and LibreOffice would show, read back from the file."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl
import pytest

from collectkit.errors import OutputError
from collectkit.files import Output, Transaction
from collectkit.files.book import Book, Chart

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
IDENTITY = pl.DataFrame(
    {
        "agency": ["甲诚服务有限公司", "乙信咨询有限公司", "丙和信息有限公司", "合计"],
        "items": [1204, 930, 514, 2648],
        "ledger_cash_minor": [498_342_315, 372_140_677, 221_386_984, 1_091_869_976],
        "matched_minor": [402_118_305, 311_902_277, 150_336_918, 864_357_500],
        "share_ppm": [456_410, 340_828, 202_762, 1_000_000],
    }
)
TITLES = {
    "agency": "催收机构",
    "items": "项数",
    "ledger_cash_minor": "流水到账",
    "matched_minor": "相符",
    "share_ppm": "占比",
}
EXCEPTIONS = pl.DataFrame(
    {
        "status": ["仅机构有", "重复上报", "=1+1"],
        "token": ["CKA2-7HQ4-M0ZP-8TXE", "https://example.org/", "+86 138"],
        "payment_id": ["00412", "@SUM(A1)", None],
        "value_date": [dt.date(2026, 11, 18), None, dt.date(2027, 2, 3)],
        "amount_minor": [880_001, -4_500, None],
    }
)


def write(path: Path) -> Path:
    output = Output(path)
    with Transaction() as outputs, Book(outputs.open(output)) as book:
        chart = Chart("流水到账与相符（元）", "agency", ("ledger_cash_minor", "matched_minor"))
        book.sheet("恒等式", IDENTITY, TITLES, total=True, chart=chart)
        book.sheet("例外", EXCEPTIONS, {"amount_minor": "金额"})
    return path


def part(path: Path, name: str) -> ET.Element:
    with zipfile.ZipFile(path) as archive:
        return ET.fromstring(archive.read(name))


def read(path: Path, sheet: str) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet(sheet).to_polars()


def test_money_is_in_major_units_shares_are_fractions_dates_are_dates(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    first = read(path, "恒等式")
    assert first.columns == list(TITLES.values())
    assert first["流水到账"].to_list() == [4_983_423.15, 3_721_406.77, 2_213_869.84, 10_918_699.76]
    assert first["占比"].to_list()[-1] == 1.0
    second = read(path, "例外")
    assert second["value_date"].cast(pl.Date).to_list() == EXCEPTIONS["value_date"].to_list()
    assert second["金额"].to_list() == [8800.01, -45.0, None]


def test_text_is_text_and_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    second = read(path, "例外")
    for name in ("status", "token", "payment_id"):
        assert second[name].to_list() == EXCEPTIONS[name].to_list()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for sheet in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            assert not re.search(rb"<f[ >]|<hyperlink", archive.read(sheet))
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


def test_the_header_stays_and_the_filter_leaves_the_total_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    first, second = (part(path, f"xl/worksheets/sheet{number}.xml") for number in (1, 2))
    for sheet, reach in ((first, "A1:E4"), (second, "A1:E4")):
        pane = sheet.find(f".//{SHEET}pane")
        assert pane is not None
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
        (filtered,) = sheet.iter(f"{SHEET}autoFilter")
        assert filtered.get("ref") == reach
    chart = ET.tostring(part(path, "xl/charts/chart1.xml"), encoding="unicode")
    assert "$C$2:$C$4" in chart
    assert "$C$5" not in chart


def test_chinese_columns_are_wide_enough(tmp_path: Path) -> None:
    sheet = part(write(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml")
    widths = [float(column.get("width", 0)) for column in sheet.iter(f"{SHEET}col")]
    assert widths[0] >= 16
    assert widths[2] >= len("-10,918,699.76")


def test_no_author_no_time_and_the_same_bytes(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.xlsx"), write(tmp_path / "2.xlsx")
    assert one.read_bytes() == two.read_bytes()
    core = part(one, "docProps/core.xml")
    assert [(child.tag.rpartition("}")[2], child.text) for child in core] == [
        ("creator", None),
        ("lastModifiedBy", None),
        ("created", "2000-01-01T00:00:00Z"),
        ("modified", "2000-01-01T00:00:00Z"),
    ]
    company = part(one, "docProps/app.xml").find("{*}Company")
    assert company is None or not company.text


def test_any_name_makes_a_tab(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    names = ["a/b:c*d?[e]", "x" * 40, "X" * 40, "'quoted'", ""]
    with Transaction() as outputs, Book(outputs.open(Output(path))) as book:
        for name in names:
            book.sheet(name, pl.DataFrame({"a": ["1"]}))
    expected = ["a_b_c_d__e_", "x" * 31, "X" * 27 + " (2)", "quoted", "_"]
    assert fastexcel.read_excel(path).sheet_names == expected


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"a_minor": [10**15]}),
        pl.DataFrame({"a": [-(2**63)]}),
        pl.DataFrame({"a": ["x" * 32_768]}),
    ],
)
def test_what_does_not_fit_is_an_error_and_leaves_nothing(tmp_path: Path, frame: pl.DataFrame) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(OutputError), Transaction() as outputs, Book(outputs.open(Output(path))) as book:
        book.sheet("a", frame)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_table_is_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Transaction() as outputs, Book(outputs.open(Output(path))) as book:
        book.sheet("a", EXCEPTIONS.clear(), chart=Chart("t", "status", ("amount_minor",)))
    assert read(path, "a").columns == ["status", "token", "payment_id", "value_date", "amount"]


def test_days_that_excel_does_not_know_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Transaction() as outputs, Book(outputs.open(Output(path))) as book:
        book.sheet("a", pl.DataFrame({"day": [dt.date(1899, 12, 31), dt.date(2026, 1, 1)]}))
    assert read(path, "a")["day"].to_list() == ["1899-12-31", "2026-01-01"]


def test_a_line_has_gaps_where_cells_are_blank_and_no_two_of_twelve_look_the_same(tmp_path: Path) -> None:
    names = tuple(f"s{number}" for number in range(12))
    frame = pl.DataFrame({"month": ["2026-01", "2026-02"], **{name: [1, None] for name in names}})
    with Transaction() as outputs, Book(outputs.open(Output(tmp_path / "a.xlsx"))) as book:
        book.sheet("a", frame, chart=Chart("t", "month", names, "line"))
    chart = ET.tostring(part(tmp_path / "a.xlsx", "xl/charts/chart1.xml"), encoding="unicode")
    assert "lineChart" in chart
    assert "dispBlanksAs" not in chart  # a gap, in a file of this version
    points = re.findall(r"<\w+:numCache>(.*?)</\w+:numCache>", chart)
    assert [re.findall(r'pt idx="(\d)"', one) for one in points] == [["0"]] * 12
    series = re.findall(r"<\w+:ser>.*?</\w+:ser>", chart)
    assert len(series) == 12
    assert len({re.sub(r"\$[A-Z]+|s\d+|val=\"\d+\"|<\w+:v>.*?</\w+:v>", "", one) for one in series}) == 12


def test_columns_stand(tmp_path: Path) -> None:
    with Transaction() as outputs, Book(outputs.open(Output(tmp_path / "a.xlsx"))) as book:
        book.sheet("a", IDENTITY, chart=Chart("t", "agency", ("matched_minor",), "column"))
    chart = ET.tostring(part(tmp_path / "a.xlsx", "xl/charts/chart1.xml"), encoding="unicode")
    assert 'barDir val="col"' in chart


@pytest.mark.parametrize(("low", "colours"), [(0, 2), (-5, 3)])
def test_heat_colours_a_block_and_leaves_the_total_out(tmp_path: Path, low: int, colours: int) -> None:
    frame = pl.DataFrame({"from": ["M1", "M2", "total"], "M1": [5, low, 5], "M2": [None, 7, 7], "all": [5, 7, 12]})
    with Transaction() as outputs, Book(outputs.open(Output(tmp_path / "a.xlsx"))) as book:
        book.sheet("a", frame, total=True, heat=("M1", "M2"))
        book.sheet("empty", frame.clear(), heat=("M1", "M2"))
    sheet = part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml")
    (block,) = sheet.iter(f"{SHEET}conditionalFormatting")
    assert block.get("sqref") == "B2:C3"
    assert len([*block.iter(f"{SHEET}color")]) == colours
    assert not [*part(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml").iter(f"{SHEET}conditionalFormatting")]
