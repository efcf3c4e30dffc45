"""Workbooks as other people's programs write them: .xls, locked ones, and their parts changed by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import olefile  # type: ignore[import-untyped]
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
from msoffcrypto.method import rc4  # type: ignore[import-untyped]
from xlwt.CompoundDoc import XlsDoc  # type: ignore[import-untyped]

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


def locked_xls(data: bytes, password: str) -> bytes:
    """Return an .xls workbook under a password, as Excel 97 locks it: RC4 over the bodies of its records.

    The record that says so comes second, so every sheet starts later. Cf. [MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.3.6.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        plain = ole.openstream("Workbook").read().rstrip(b"\0") + bytes(3)  # the last record is 0A 00 00 00
    salt, verifier = b"salt" * 4, b"verifier" * 2
    proof = rc4.DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + hashlib.md5(verifier).digest())).read()
    more = bytes(-(len(plain) + 58) % 4)  # the stream is filled up with zeros, read as empty records of four
    told = struct.pack("<HHHHH", 0x2F, 54 + len(more), 1, 1, 1) + salt + proof + more
    first = 4 + struct.unpack_from("<H", plain, 2)[0]
    plain = plain[:first] + told + plain[first:]
    clear = bytearray(plain)
    secret = bytearray(rc4.DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read())
    place = 0
    while place + 4 <= len(plain):
        kind, size = struct.unpack_from("<HH", plain, place)
        if kind == 0x85:
            struct.pack_into("<I", clear, place + 4, struct.unpack_from("<I", plain, place + 4)[0] + len(told))
        shown = {0x809: 4 + size, 0x2F: 4 + size, 0xE1: 4 + size, 0x85: 8}.get(kind, 4)
        secret[place : place + shown] = clear[place : place + shown]
        place += 4 + size
    out = io.BytesIO()
    XlsDoc().save(out, bytes(secret))
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
