"""A workbook to fill in: a sheet a kind of record, choices to pick from, cells that take one type only."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter

from collectkit.files.workbook_sink import EXCEL_ROWS

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
_PATTERNS = {"text": "@", "token": "@", "choice": "@", "money": "#,##0.00", "count": "0", "date": "yyyy-mm-dd"}
_FIRST_DAY = dt.date(2000, 1, 1)
_SHORTEST_TOKEN = 20
_MOST_CHARS = 255
"""What Excel takes as a list of choices, or as the message of a cell."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A column to fill in.

    Attributes:
        heading: what stands above it.
        kind: what its cells take; tokens are texts that are not too short.
        needed: whether it is set off as one that must be filled in.
        choices: what a cell of choices takes.
        prompt: what is shown beside a cell that is chosen.
    """

    heading: str
    kind: Literal["text", "token", "choice", "money", "count", "date"]
    needed: bool
    prompt: str
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet to fill in.

    Attributes:
        rows: what stands there already, a text or None for each column.
    """

    name: str
    columns: Sequence[Blank]
    rows: Sequence[Sequence[str | None]] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """The sheet that explains: rows of text under headings."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


def workbook(forms: Sequence[Form], notes: Notes) -> bytes:
    """Return a workbook of the forms, with the notes behind them; the same forms give the same bytes.

    Raises:
        ValueError: the choices or the prompt of a column are longer than Excel takes.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    head = {"bold": True, "bottom": 1, "num_format": "@", "valign": "vcenter"}
    heads = {
        needed: book.add_format({**head, "bg_color": "#F9E0B7" if needed else "#EEF1F4"}) for needed in (True, False)
    }
    formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _PATTERNS.items()}
    for form in forms:
        sheet = book.add_worksheet(form.name)
        for place, column in enumerate(form.columns):
            longest = max((len(row[place] or "") for row in form.rows), default=0)
            sheet.set_column(place, place, _width(column, longest), formats[column.kind])
            sheet.write_string(0, place, column.heading, heads[column.needed])
            sheet.data_validation(1, place, EXCEL_ROWS - 1, place, _rule(column))
        for number, row in enumerate(form.rows, 1):
            for place, text in enumerate(row):
                if text is not None:
                    sheet.write_string(number, place, text)
        _arrange(sheet)
    _explain(book, notes)
    book.close()
    return stream.getvalue()


def _rule(column: Blank) -> dict[str, Any]:
    """Return what a cell takes; what is left blank is left to who reads it."""
    if max(len(column.prompt), len(",".join(column.choices))) > _MOST_CHARS:
        raise ValueError(column.heading)
    told = {"input_message": column.prompt, "error_message": column.prompt}
    if column.kind == "choice":
        return {"validate": "list", "source": list(column.choices), **told}
    if column.kind == "money":
        return {"validate": "decimal", "criteria": ">=", "value": 0, **told}
    if column.kind == "count":
        return {"validate": "integer", "criteria": ">=", "value": 0, **told}
    if column.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, **told}
    if column.kind == "token":
        return {"validate": "length", "criteria": ">=", "value": _SHORTEST_TOKEN, **told}
    return {"validate": "any", **told}


def _width(column: Blank, longest: int) -> int:
    """Return how wide a column is: as wide as capitals that stand there need, or wide enough to be filled in."""
    least = longest * 9 // 8 + 2 if longest else {"token": 32, "text": 18, "choice": 18}.get(column.kind, 14)
    return max(least, len(column.heading.encode("gb18030", "replace")) + 4)


def _arrange(sheet: Any) -> None:
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _explain(book: Any, notes: Notes) -> None:
    sheet = book.add_worksheet(notes.name)
    wrapped, head = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "bottom": 1})
    for place, (heading, width) in enumerate(zip(notes.head, notes.widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, head)
    for number, row in enumerate(notes.rows, 1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, wrapped)
    _arrange(sheet)
