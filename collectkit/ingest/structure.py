"""Rows below the header that are no accounts: blank rows, the header once more, totals, notes.

Such a row has no account number, or a word in its place, so only those few rows are looked at one by one. What is
not surely something else is an account, so that nothing is lost.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

Role = Literal["blank", "totals", "repeated_header", "note"]

_TOTALS = re.compile(
    r"(?:(?P<part>小计|subtotals?)|本?页?(?:合计|总计|共计|总和|汇总)|(?:grand)?totals?|sum)"
    r"[:：]?[(]?[0-9,]*[笔户条件]?[)]?",
    re.IGNORECASE,
)
"""The label of a totals row, in one spelling: 合 计, 总计：123户."""

_NOTE = re.compile(
    r"(?:备注|说明|附注|注释|注|注意|提示|声明|制表|填表|审核|复核|经办|打印|导出|数据来源|单位|以上|本表"
    r"|(?:人民币|金额|合计|总计)?[(]?大写[)]?|开户银?行|户名|(?:收款)?账号|收款单位|税号|盖章|签字|签章|负责人"
    r"|notes?|remarks?|prepared|source|disclaimer)[0-9]*(?:[:(]|by|人|时间|日期|数据|仅)|[*※]",
    re.IGNORECASE,
)
_SUSPECT = (
    r"(?i)^\s*(?:$|小|本|合|总|總|共|汇|匯|备|備|说|說|附|注|註|提|声|聲|制|製|填|审|審|复|複|经|經|打|导|導|数|數|单|單|以"
    r"|大|人民|金|开|開|户|戶|账|賬|帳|收|税|稅|盖|蓋|签|簽|负|負"
    r"|total|grand|sub|sum|note|remark|prepared|source|disclaimer|\*|※)"
)
_TRADITIONAL = str.maketrans(
    "總計匯註備說聲製審複經導數單頁戶條開銀賬帳稅蓋簽負責額寫號",
    "总计汇注备说声制审复经导数单页户条开银账账税盖签负责额写号",
)

_LABEL_PLACES = 3
"""The label of a totals row stands among its first cells that are not blank: behind a running number, say."""


@dataclass(frozen=True, slots=True)
class Totals:
    """A row that the sender added up.

    Attributes:
        row: where it stands.
        part: whether it is only for a part (小计).
        cells: by the place of their column.
    """

    row: int
    part: bool
    cells: Mapping[int, str]


def roles(frame: pl.DataFrame, account: str | None, header: Sequence[str]) -> pl.Series:
    """Return the role of each row that is no account; null for accounts.

    Args:
        frame: String columns named by their place in *header*.
        account: the column with account numbers; None when the file has none.
        header: the header cells of all columns of the file.
    """
    key = frame[account] if account is not None else frame.to_series(0)
    none = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    suspects = may_be_none(key, header[int(key.name)])
    if suspects is None or not suspects.any():
        return none
    places = suspects.arg_true()
    columns = [int(name) for name in frame.columns]
    found = [
        role(dict(zip(columns, row, strict=True)), None if account is None else int(account), header)
        for row in frame[places].iter_rows()
    ]
    return none.scatter(places, pl.Series(found, dtype=pl.String))


def may_be_none(key: pl.Series, header: str) -> pl.Series | None:
    """Return which rows may be no accounts, by the cells of their account numbers; None when all are accounts.

    Args:
        header: the header cell of the column.
    """
    if not key.cast(pl.UInt64, strict=False).null_count() and not header.strip().isdecimal():
        return None  # numbers, all of them: to see that takes a third of what to look for words does
    suspects = key.is_null() | (key == header) | key.str.contains(_SUSPECT)
    return suspects.fill_null(value=True)


def role(row: Mapping[int, str | None], account: int | None, header: Sequence[str]) -> Role | None:
    """Return the role of one row, None for an account.

    Args:
        row: place of the column -> cell.
        account: the place of the account number.
        header: the header cells of all columns.
    """
    cells = {place: _plain(cell) for place, cell in row.items() if cell and cell.strip()}
    if not cells:
        return "blank"
    if len(cells) > 1 and all(_plain(header[place]) == cell for place, cell in cells.items()):
        return "repeated_header"
    texts = list(cells.values())
    key = cells.get(account) if account is not None else texts[0]
    if (key is None or _TOTALS.fullmatch(key)) and _label(texts):
        return "totals"
    if len(cells) == 1 and _NOTE.match(texts[0]):
        return "note"
    return None


def totals(row: int, cells: Mapping[int, str | None]) -> Totals:
    """Return a row whose role is ``totals``."""
    there = {place: cell for place, cell in cells.items() if cell and cell.strip()}
    label = _label([_plain(cell) for cell in there.values()])
    return Totals(row, bool(label and label["part"]), there)


def is_note(line: str) -> bool:
    """Whether a line that is no record is a note below the table: text in one field, that begins like a note."""
    cells = [cell.strip().strip('"') for cell in re.split(r"[,\t;|，]", line)]
    return bool(_NOTE.match(_plain(line.strip().strip('"')))) and not any(cells[1:])


def fields(line: str, separator: str, width: int) -> dict[int, str | None]:
    """Return the fields of a line that is no record, by place, at most *width*; none when its quotes are broken."""
    try:
        cells = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return {}
    return dict(enumerate(cells[:width]))


def _label(texts: Sequence[str]) -> re.Match[str] | None:
    return next((match for text in texts[:_LABEL_PLACES] if (match := _TOTALS.fullmatch(text))), None)


def _plain(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).translate(_TRADITIONAL).split())
