"""Workbooks as other people's programs write them: .xls, locked ones, and their parts changed by hand."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

Rows = Sequence[Sequence[Any]]


def xls(sheets: Mapping[str, Rows] | Rows, *, hidden: Iterable[str] = (), from_1904: bool = False) -> bytes:
    """Return an .xls workbook: numbers and dates become such cells, ``=1+1`` a formula without a value."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                formula = isinstance(cell, str) and cell.startswith("=")
                value = xlwt.Formula(cell[1:]) if formula else cell
                sheet.write(place, column, value, *[date] * isinstance(cell, dt.date))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx(sheets: Mapping[str, Rows] | Rows, change: Callable[[Any], None] | None = None, **options: Any) -> bytes:
    """Return an .xlsx workbook; *change* is called with it at its end."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(place, column, cell, *[date] * isinstance(cell, dt.date))
        if change is not None:
            change(book)
    return stream.getvalue()


def locked(data: bytes, password: str) -> bytes:
    """Return an .xlsx workbook under a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an .xlsx workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def html(rows: Rows, *, charset: str = "utf-8", head: str = "") -> bytes:
    """Return a page with a table, as many systems export it."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    meta = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{head}</head>'
    return f"{meta}<body><table border=1>\n{body}</table></body></html>".encode(charset)


def save(path: Path, data: bytes) -> Path:
    """Write a file, and return its path."""
    path.write_bytes(data)
    return path
