"""Workbooks and what passes for them, as lenders send them: each gives the accounts that it holds, or says why not."""

from __future__ import annotations

import datetime as dt
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output, facts
from collectkit.jobs.ingest import ingest as job
from collectkit.jobs.ingest.ingest import Papers
from tests.unit.files.books import html, locked, locked_xls, save, with_part, xls, xlsx
from tests.unit.ingest.portfolios import CLEAN, HEADER, Ingested, Row, account, as_csv, id_number, padded, run, totals

SHEET = "xl/worksheets/sheet1.xml"
PASSWORD = "parrot 鹦鹉 9"


def typed(row: Row) -> list[Any]:
    """Return a row with the cells that a person types as dates and numbers."""
    dates = (dt.date.fromisoformat(row[0]), dt.date.fromisoformat(row[8]))
    return [dates[0], *row[1:4], int(row[4]), row[5], float(row[6]), float(row[7]), dates[1], int(row[9]), *row[10:]]


def ingest(folder: Path, *sources: Input, **options: Any) -> Ingested:
    """Ingest inputs in *folder*."""
    out, rejects = folder / "accounts.parquet", folder / "rejects.csv"
    report = job.run(list(sources), Output(out, force=True), rejects=Output(rejects, force=True), **options)
    return Ingested(report, pl.read_parquet(out), pl.read_csv(rejects, infer_schema=False))


@pytest.mark.parametrize("ending", [".xls", ".xlsx"])
@pytest.mark.parametrize("make", [xls, xlsx])
def test_typed_cells(tmp_path: Path, make: Callable[[Any], bytes], ending: str) -> None:
    rows = [["某某资产包"], [], HEADER, *map(typed, CLEAN[1:]), padded(*totals("15.25")), ["说明：仅供测试"]]
    done = run(tmp_path, save(tmp_path / f"a{ending}", make(rows)))
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert done.report.removed == {"totals": 1, "note": 1}
    assert done.report.control_totals["overdue_total"].difference_minor == 0
    assert done.report.format == make.__name__


def test_numbers_in_an_old_workbook_are_known_as_numbers(tmp_path: Path) -> None:
    lost = [*account(2)[:3], float(id_number(2).replace("X", "1")), *account(2)[4:]]
    kept = [*account(3)[:1], 20260000003, *account(3)[2:]]
    done = run(tmp_path, save(tmp_path / "a.xls", xls([HEADER, account(1), lost, kept])))
    assert done.reasons == [(3, "ID_PRECISION_LOST", "id_number")]
    assert done.accounts["account_id"].to_list() == ["HT000001", "20260000003"]


def test_a_workbook_with_macros(tmp_path: Path) -> None:
    assert run(tmp_path, save(tmp_path / "a.xlsm", xlsx(CLEAN))).report.accounts == 5


@pytest.mark.parametrize("stated", ["xls", "xlsx"])
def test_a_workbook_from_a_stated_format(tmp_path: Path, stated: Any) -> None:
    file = save(tmp_path / "a.dat", xls(CLEAN))
    assert ingest(tmp_path, Input(file, stated)).report.accounts == 5


def test_an_old_workbook_is_not_written(tmp_path: Path) -> None:
    source = Input(save(tmp_path / "a.xls", xls(CLEAN)))
    with pytest.raises(UsageError, match="not written"):
        job.run([source], Output(tmp_path / "b.xls"))


OTHER_NAMES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "csv": (
        ".xls",
        lambda: as_csv(CLEAN).encode("gb18030"),
        "not a .xls file, whatever its name says: read as delimited text",
    ),
    "tsv": (".xls", lambda: as_csv(CLEAN, separator="\t").encode(), "delimited text"),
    "Unicode text": (".xls", lambda: as_csv(CLEAN, separator="\t", end="\r\n").encode("utf-16"), "delimited text"),
    "csv as xlsx": (".xlsx", lambda: as_csv(CLEAN).encode(), "not a .xlsx file, whatever its name says"),
    "html": (".xls", lambda: html(CLEAN), "a table of a web page"),
    "html as xlsx": (".xlsx", lambda: html(CLEAN, charset="gb2312"), "a table of a web page"),
    "html as csv": (".csv", lambda: html(CLEAN), "not a .csv file"),
    "marked html": (
        ".xls",
        lambda: b"\xef\xbb\xbf\r\n" + html(CLEAN).replace(b"charset=utf-8", b"charset=x"),
        "web page",
    ),
    "wide html": (".xls", lambda: html(CLEAN).decode().encode("utf-16"), "web page"),
    "xlsx as csv": (".csv", lambda: xlsx(CLEAN), "read as a workbook"),
    "xls as csv": (".csv", lambda: xls(CLEAN), "read as an old workbook"),
    "xlsx as xls": (".xls", lambda: xlsx(CLEAN), "read as a workbook"),
}


@pytest.mark.parametrize("kind", OTHER_NAMES)
def test_the_content_says_what_a_file_is(tmp_path: Path, kind: str) -> None:
    ending, content, note = OTHER_NAMES[kind]
    done = run(tmp_path, save(tmp_path / f"a{ending}", content()))
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert any(note in one for one in done.report.notes)


def test_rows_of_a_web_page(tmp_path: Path) -> None:
    rows = [["某某资产包"], HEADER, account(1), account(2, 逾期天数="x"), account(3)]
    page = html(rows).decode()
    page = page.replace("<td>某某资产包", "<td colspan=11>某某资产包").replace(
        "<td>消费贷</td>", "<td>消费<b>贷</b>&nbsp;</td>", 1
    )
    page = page.replace(
        "<table", "<table><tr><td>other</td></tr></table><script>document.write('<table><tr>')</script><table"
    )
    page = page.replace("<tr><td>2026", "<tr style='display: none'><td>2026", 1)
    done = run(tmp_path, save(tmp_path / "a.xls", page.encode()))
    assert done.reasons == [(4, "NUMBER_UNREADABLE", "days_past_due_given")]
    assert done.accounts["product"].to_list() == ["消费贷", "消费贷"]
    assert done.report.notes[1:3] == [
        "2 tables on the page: read the largest, of 5 rows",
        "hidden rows, read like the others: 1",
    ]
    assert (done.report.format, done.report.encoding) == ("html", "utf-8")


def test_cells_of_a_web_page_that_span_rows(tmp_path: Path) -> None:
    head = "".join(f"<td rowspan=2>{cell}</td>" for cell in HEADER) + "<td colspan=2>联系人1</td>"
    rows = f"<tr>{head}</tr><tr><td>姓名</td><td>手机</td></tr>"
    first, second = account(1), account(2)
    rows += f"<tr><td rowspan=2>{first[0]}</td>" + "".join(f"<td>{cell}</td>" for cell in [*first[1:], "李四", "1"])
    rows += "<tr>" + "".join(f"<td>{cell}</td>" for cell in [*second[1:], "王五", "2"])
    done = run(tmp_path, save(tmp_path / "a.xls", f"<table>{rows}</table>".encode()))
    assert done.accounts["as_of"].to_list() == [dt.date(2026, 10, 31)] * 2
    assert done.accounts["contact1_name"].to_list() == ["李四", "王五"]
    assert done.accounts["account_id"].to_list() == ["HT000001", "HT000002"]
    assert "the header stands in two rows, 1 and 2: read as one" in done.report.notes


SPREADSHEET = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (SPREADSHEET, "XML Spreadsheet of 2003"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "web archive"),
        (b"<html><frameset><frame src='sheet001.htm'></frameset></html>", "without a table"),
        (
            b"<table>" + b"<tr><td rowspan=999 colspan=999>1" + b"<tr>" * 9999 + b"</table>",
            "span more than can be real",
        ),
        (b"<table><tr><td>" + b"<td colspan=1000>" * 20 + b"</table>", "span more than can be real"),
        (b"PK\x03\x04 and no more", "damaged workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "damaged workbook"),
        (bytes(range(256)) * 9, "not an Excel workbook"),
        (b"\xff\x9d\x01\xc3(\xff" * 9, "not an Excel workbook"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, error: str) -> None:
    with pytest.raises(InputError, match=f"a.xls: .*{error}"):
        run(tmp_path, save(tmp_path / "a.xls", content))


@pytest.mark.parametrize("ending", [".xlsx", ".xls"])
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_a_locked_workbook(tmp_path: Path, ending: str, old: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decrypted is not written: there is no place for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    asked = []

    def password(name: str) -> str:
        asked.append(name)
        return PASSWORD

    data = locked_xls(xls(CLEAN), PASSWORD) if old else locked(xlsx(CLEAN), PASSWORD)
    source = Input(save(tmp_path / f"a{ending}", data), password=password)
    assert ingest(tmp_path, source).report.accounts == 5
    assert asked == [f"a{ending}"]
    assert PASSWORD not in repr(source)
    with pytest.raises(InputError, match="the password is wrong"):
        ingest(tmp_path, replace(source, password=lambda _: "another"))
    with pytest.raises(InputError, match="needs a password") as caught:
        ingest(tmp_path, replace(source, password=None))
    assert "--password-file" in str(caught.value.hint)


def test_a_workbook_that_is_locked_against_changes_only(tmp_path: Path) -> None:
    source = Input(save(tmp_path / "a.xlsx", locked(xlsx(CLEAN), "VelvetSweatshop")))
    assert ingest(tmp_path, source).report.accounts == 5


def test_a_damaged_lock(tmp_path: Path) -> None:
    data = bytearray(locked(xlsx(CLEAN), PASSWORD))
    place = data.index(b"spinCount=")
    data[place : place + 20] = b"x" * 20
    with pytest.raises(InputError, match="damaged"):
        ingest(tmp_path, Input(save(tmp_path / "a.xlsx", bytes(data)), password=lambda _: PASSWORD))


def parts() -> dict[str, Sequence[Sequence[Any]]]:
    """Return a workbook of two months, with sheets that are none."""
    return {
        "九月": [HEADER, account(1), account(2, 逾期天数="x")],
        "说明": [["看", "看"], ["这里", ""]],
        "空": [],
        "十月": [["资产包"], HEADER, account(3), account(4)],
        "旧": [HEADER, account(9)],
    }


@pytest.mark.parametrize("ending", [".xlsx", ".xls"])
def test_every_sheet_is_an_input_of_its_own(tmp_path: Path, ending: str) -> None:
    hide = lambda book: book.get_worksheet_by_name("旧").hide()  # noqa: E731
    data = xls(parts(), hidden=["旧"]) if ending == ".xls" else xlsx(parts(), hide)
    file = save(tmp_path / f"a{ending}", data)
    done = ingest(tmp_path, Input(file, sheets=("*",)))
    assert done.accounts["account_id"].to_list() == ["HT000001", "HT000003", "HT000004"]
    assert done.rejects["file"].to_list() == [f"a{ending} [九月]"]
    notes = " ".join(done.report.notes)
    assert "sheet '说明' has no known header: not read" in notes
    assert "sheet '空' is empty: not read" in notes
    assert "hidden sheets: '旧'" in notes
    some = ingest(tmp_path, Input(file, sheets=("十月", "旧", "十月")))
    assert some.accounts["account_id"].to_list() == ["HT000003", "HT000004", "HT000009"]
    first = ingest(tmp_path, Input(file))
    assert (first.report.accounts, first.report.rows_in) == (1, 2)
    assert any("read sheet '九月'; not read: '说明', '空', '十月', '旧'" in note for note in first.report.notes)
    with pytest.raises(InputError, match="no sheet 'x'"):
        ingest(tmp_path, Input(file, sheets=("十月", "x")))
    with pytest.raises(InputError, match="no header recognised"):
        ingest(tmp_path, Input(file, sheets=("说明", "十月")))


def test_what_sheets_lack_is_told_of_all_at_once(tmp_path: Path) -> None:
    lacks = {"九月": [HEADER[1:], account(1)[1:]], "十月": [HEADER, account(3)], "旧": [HEADER[2:], account(9)[2:]]}
    source = Input(save(tmp_path / "a.xlsx", xlsx(lacks)), sheets=("*",))
    with pytest.raises(InputError, match="needed columns are missing in 2 tables") as caught:
        ingest(tmp_path, source)
    assert caught.value.details == (
        "a.xlsx [九月]: as_of (数据日期)",
        "a.xlsx [旧]: as_of (数据日期); account_id (合同号)",
    )
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("say the date with --as-of; say which header")
    with pytest.raises(InputError, match=r"^a\.xlsx \[旧\]: needed columns are missing$"):
        ingest(tmp_path, source, as_of=dt.date(2026, 10, 31))


def test_no_sheet_has_a_header(tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", xlsx({"a": [["看"]], "b": []}))
    with pytest.raises(InputError, match="no sheet has a known header") as caught:
        ingest(tmp_path, Input(file, sheets=("*",)))
    assert caught.value.details[1:] == ("row 1: 1 filled cell: 1 text", "sheet 'b' is empty: not read")


def test_the_page_tells_sheets_by_their_places(tmp_path: Path) -> None:
    file, page = save(tmp_path / "a.xlsx", xlsx(parts())), tmp_path / "page.html"
    ingest(tmp_path, Input(file, sheets=("*",)), papers=Papers(page=Output(page)))
    text = page.read_text(encoding="utf-8")
    assert not any(sheet in text for sheet in ("九月", "十月", "旧<"))
    assert [f">{place}/3<" in text for place in (1, 2, 3)] == [True] * 3
    assert "首个可见工作表" not in text


def test_sheets_of_what_has_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--sheet"):
        ingest(tmp_path, Input(save(tmp_path / "a.csv", as_csv(CLEAN).encode()), sheets=("*",)))


def test_what_is_hidden_is_read_and_told(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        first, very = book.worksheets()
        first.set_row(2, None, None, {"hidden": True})
        first.set_row(3, None, None, {"hidden": True})
        first.set_column(9, 10, None, None, {"hidden": True})
        very.very_hidden()
        book.add_chartsheet()

    done = run(tmp_path, save(tmp_path / "a.xlsx", xlsx({"a": CLEAN, "b": [["x"]]}, hide)))
    assert done.report.accounts == 5
    assert done.report.notes[0] == "hidden sheets: 'b' (very hidden)"
    assert done.report.notes[2:] == [
        "hidden rows, read like the others: 2",
        "hidden columns, read like the others: 2",
    ]


def test_a_header_in_two_rows(tmp_path: Path) -> None:
    upper, lower = [*HEADER, "联系人1", "", "联系人2", ""], [*[""] * len(HEADER), "姓名", "手机", "姓名", "手机"]
    rows = [["某某资产包"], upper, lower, [*account(1), "李四", "13", "王五", "14"], ["合计"]]
    done = run(tmp_path, save(tmp_path / "a.xlsx", xlsx(rows)))
    assert done.accounts.select("contact1_name", "contact2_name").row(0) == ("李四", "王五")
    assert done.report.notes == ["the header stands in two rows, 2 and 3: read as one"]
    again = run(tmp_path, as_csv([[*row, *[""] * (len(upper) - len(row))] for row in rows]))
    assert again.accounts.equals(done.accounts)


def formulas(book: Any) -> None:
    sheet = book.worksheets()[0]
    sheet.write_formula(1, 7, "=1+1", None, "")
    sheet.write_formula(2, 7, "=1+1", None, 2.05)
    sheet.write_formula(3, 7, "=A!Z9", None, "#REF!")
    sheet.write_formula(4, 7, "=NA()", None, "#N/A")
    sheet.write_formula(5, 10, '=""', None, None)


def test_formulas_and_errors_are_told(tmp_path: Path) -> None:
    done = run(tmp_path, save(tmp_path / "a.xlsx", xlsx(CLEAN, formulas)))
    assert done.accounts["overdue_total_minor"].to_list() == [None, 205, None, None, 505]
    assert done.report.notes == [
        "cells with errors, read as blank: #REF! 1, #N/A 1; the first: H4, H5",
        f"formulas without a stored value, read as blank: 1; the first: H2; {facts.TODO}",
    ]
    assert done.report.warnings["NEEDED_BLANK"] == 3


def test_formulas_and_errors_of_an_old_workbook_are_told(tmp_path: Path) -> None:
    rows = [HEADER, [*account(1)[:7], "=1/0", *account(1)[8:]], account(2)]
    done = run(tmp_path, save(tmp_path / "a.xls", xls(rows)))
    assert done.accounts["overdue_total_minor"].to_list() == [None, 205]
    assert "formulas without a stored value, read as blank: 1; the first: H2" in done.report.notes[0]


@pytest.mark.parametrize("ending", [".xlsx", ".xls"])
def test_days_from_1904(tmp_path: Path, ending: str) -> None:
    rows = [HEADER, *map(typed, CLEAN[1:])]
    rows[2][8] = 44_773  # 2026-08-01, without the format of a date
    data = xlsx(rows, date_1904=True) if ending == ".xlsx" else xls(rows, from_1904=True)
    done = run(tmp_path, save(tmp_path / f"a{ending}", data))
    assert done.accounts["oldest_unpaid_due"].to_list() == [dt.date(2026, 8, 1)] * 5
    assert "1904" in done.report.notes[0]


def lying(data: bytes, part: str, packed: bytes, said: int) -> bytes:
    """Return a workbook one part of which says that it is *said* bytes long."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, packed if name == part else old.read(name))
        place = new.getinfo(part).header_offset
    made = bytearray(out.getvalue())
    central = made.index(part.encode(), made.index(b"PK\x01\x02")) - 46
    for start in (place + 8, central + 10):
        struct.pack_into("<H", made, start, zipfile.ZIP_DEFLATED)
    for start in (place + 22, central + 24):
        struct.pack_into("<I", made, start, said)
    return bytes(made)


@pytest.mark.parametrize("said", ["the truth", "less"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_bomb_is_refused_at_once(tmp_path: Path, part: str, said: str) -> None:
    packer, piece = zlib.compressobj(9, wbits=-15), b"<row>" * 200_000
    packed = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)) * 4200 + packer.flush()
    size = len(piece) * 4200
    data = lying(xlsx(CLEAN), part, packed, size if said == "the truth" else 1000)
    assert 4 << 20 < len(data) < 20 << 20
    file = save(tmp_path / "a.xlsx", data)
    start = time.monotonic()
    with pytest.raises(InputError, match="refused"):
        run(tmp_path, file)
    assert time.monotonic() - start < 1
    source = Input(save(tmp_path / "b.xlsx", locked(data, PASSWORD)), password=lambda _: PASSWORD)
    with pytest.raises(InputError, match="refused"):
        ingest(tmp_path, source)


@pytest.mark.parametrize("corner", ["XFD1048576", "BN1048576", "XFD9"])
def test_a_cell_in_the_far_corner(tmp_path: Path, corner: str) -> None:
    """It is a slip of the hand, and would take more memory than there is."""
    data = xlsx(CLEAN, lambda book: book.worksheets()[0].write(corner, "x"))
    with pytest.raises(InputError, match="far outside its table"):
        run(tmp_path, save(tmp_path / "a.xlsx", data))
    moved = with_part(xlsx(CLEAN), SHEET, lambda part: part.replace(b'r="B6"', f'r="{corner}"'.encode()))
    with pytest.raises(InputError, match="far outside its table"):
        run(tmp_path, save(tmp_path / "a.xlsx", moved))


@pytest.mark.parametrize("corner", ["AMJ9", "ZZ9999", "BN10001"])
def test_a_wide_sheet(tmp_path: Path, corner: str) -> None:
    data = xlsx(CLEAN, lambda book: book.worksheets()[0].write(corner, "x"))
    assert run(tmp_path, save(tmp_path / "a.xlsx", data)).report.rows_in == 6


def test_shapes_of_the_first_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Portfolio"],
        [],
        ["a", "b", "c"],
        ["x", "12.50", "2026-10-31"],
        ["y", 13, dt.date(2026, 10, 31)],
    ]
    with pytest.raises(InputError, match=r"a\.xlsx: no header recognised") as caught:
        run(tmp_path, save(tmp_path / "a.xlsx", xlsx(rows)))
    assert caught.value.details == (
        "row 1: 1 filled cell: 1 text",
        "row 3: 3 filled cells: 3 text",
        "row 4: 3 filled cells: 1 text, 1 number, 1 date",
        "row 5: 3 filled cells: 1 text, 1 number, 1 date",
    )


def test_a_sheet_without_references(tmp_path: Path) -> None:
    """Some programs leave out where a cell stands."""
    bare = with_part(xlsx(CLEAN), SHEET, lambda part: part.replace(b' spans="1:11"', b""))
    assert run(tmp_path, save(tmp_path / "a.xlsx", bare)).report.accounts == 5
