"""Rows of a sheet that are no accounts: blank rows, totals, the header once more, notes.

Such a row has no account number, or a word in its place, so only those few rows are looked at one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

import polars as pl

Role = Literal["blank", "totals", "repeated_header", "note"]

_TOTALS = re.compile(r"(?:合计|总计|小计|总和|共计|合計|總計|小計|(?:grand|sub)?totals?|sum)[:：]?", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:备注|說明|说明|附注|注|注意|制表|制表人|填表|打印|导出|数据来源|单位|以上|本表|note|notes|remark|remarks|prepared|source)"
    r"\s*(?:[:：(（]|by\b|人|时间|日期|数据|仅)|[*※]",
    re.IGNORECASE,
)
_SUSPECT = r"^(?:[\s'*※]*$|\s*[\p{Han}A-Za-z]+\s*(?:[:：(（].*|人.*|时间.*|日期.*|by .*)?$|.*[。：:].*)"


def roles(frame: pl.DataFrame, account: str | None, header: Sequence[str]) -> pl.Series:
    """Return the role of each row that is no account; null for accounts.

    Args:
        frame: String columns named by their place in *header*.
        account: the column with account numbers; None when the file has none.
        header: the header cells of all columns of the file.
    """
    key = frame[account] if account is not None else frame.to_series(0)
    title = header[int(key.name)]
    suspects = key.is_null() | (key == title) | key.str.contains(_SUSPECT)
    places = suspects.fill_null(value=True).arg_true()
    found = [_role(row, account, frame.columns, header) for row in frame[places].iter_rows()]
    return pl.repeat(None, frame.height, dtype=pl.String, eager=True).scatter(places, pl.Series(found, dtype=pl.String))


def is_note(line: str) -> bool:
    """Whether a line that is no record is a note below the table: text in one field, that begins like a note."""
    cells = [cell.strip().strip('"') for cell in re.split(r"[,\t;|，]", line)]
    return bool(_NOTE.match(_plain(line.strip().strip('"')))) and not any(cells[1:])


def _role(
    row: tuple[str | None, ...], account: str | None, columns: Sequence[str], header: Sequence[str]
) -> Role | None:
    cells = {name: _plain(cell) for name, cell in zip(columns, row, strict=True) if cell and cell.strip()}
    if not cells:
        return "blank"
    if len(cells) > 1 and all(_plain(header[int(name)]) == cell for name, cell in cells.items()):
        return "repeated_header"
    key = cells.get(account) if account is not None else next(iter(cells.values()))
    if any(_TOTALS.fullmatch(cell) for cell in cells.values()) and (key is None or _TOTALS.fullmatch(key)):
        return "totals"
    if len(cells) == 1 and _NOTE.match(next(iter(cells.values()))):
        return "note"
    return None


def _plain(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split())
