"""The records of a workbook as Excel 97 writes it (BIFF8), as far as they say what a reader of values does not see."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Literal, cast

from collectkit.files.facts import ERRORS, Facts, Sheet

_EOF, _FORMULA, _DATES, _COLUMN, _SHEET, _ERROR, _ROW = 0x0A, 0x06, 0x22, 0x7D, 0x85, 0x0205, 0x0208
_NOTE = 0x1C
_CODES = dict(zip((0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A), ERRORS, strict=True))
_STATES = ("visible", "hidden", "veryHidden")
_NO_NUMBER, _IS_ERROR, _IS_BLANK = b"\xff\xff", 2, 3


class Records:
    """The stream of an .xls file in memory; what is damaged in it, the reader of the values will say."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        sheets = []
        self.from_1904 = False
        for kind, body in self._from(0):
            if kind == _SHEET and len(body) > 8:
                sheets.append(_sheet(body))
            elif kind == _DATES:
                self.from_1904 = body[:1] == b"\1"
        self.sheets = tuple(sheets)
        self.commented = any(kind == _NOTE for one in sheets for kind, _ in self._from(int(one.place)))

    def _from(self, place: int) -> Iterator[tuple[int, bytes]]:
        """Yield the records of one part of the stream: kind, body."""
        while place + 4 <= len(self._stream):
            kind, size = struct.unpack_from("<HH", self._stream, place)
            if kind == _EOF:
                return
            yield kind, self._stream[place + 4 : place + 4 + size]
            place += 4 + size

    def facts(self, sheet: Sheet, *, sliced: bool = False) -> Facts:  # noqa: ARG002  (only newer files are)
        """Look through a sheet for what a reader of its values would not see."""
        facts = Facts()
        for kind, body in self._from(int(sheet.place)):
            if kind == _ROW and len(body) >= 16:
                facts.rows += bool(body[12] & 0x20)
            elif kind == _COLUMN and len(body) >= 10 and body[8] & 1:
                first, last = struct.unpack_from("<HH", body)
                facts.columns += min(last, 255) - first + 1
            elif kind == _ERROR and len(body) >= 8 and body[7]:
                facts.add_error(_CODES.get(body[6], ""), _cell(body))
            elif kind == _FORMULA and body[12:14] == _NO_NUMBER:
                _count_result(body, facts)
        return facts


def _count_result(body: bytes, facts: Facts) -> None:
    if body[6] == _IS_ERROR:
        facts.add_error(_CODES.get(body[8], ""), _cell(body))
    elif body[6] == _IS_BLANK:
        facts.add_uncounted(_cell(body))


def _sheet(body: bytes) -> Sheet:
    place, state, kind, length, wide = struct.unpack_from("<IBBBB", body)
    name = body[8 : 8 + length * (1 + wide % 2)].decode("utf-16-le" if wide % 2 else "latin-1", "replace")
    shown = cast("Literal['visible', 'hidden', 'veryHidden']", _STATES[min(state & 3, 2)])
    return Sheet(name, shown, kind == 0, place)


def _cell(body: bytes) -> str:
    row, column = struct.unpack_from("<HH", body)
    letters = chr(65 + column % 26)
    return f"{chr(64 + column // 26) if column > 25 else ''}{letters}{row + 1}"
