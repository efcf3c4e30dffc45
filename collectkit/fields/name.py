"""Names of persons, as the sender writes them; what the cell says besides a name is told, and stays.

Two spellings are one name and are made one: the point in a minority name (``·`` for any of `POINTS`), and a short name
that white space pads (张　三). Two or three characters are one person's for certain; four may be two persons' names,
and stay as they are. No character is exchanged for a similar one: 䶮, 𠮷 and compatibility forms are somebody's name.

(已故) is kept: a file may have no column to take it up, and the name would then hide a death. `says_deceased` finds it.
Tokens of names are made byte for byte from whatever cell is masked; nothing here changes that.
"""

from __future__ import annotations

import re

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, only, read_rest

POINT = "·"
POINTS = "·•・･‧∙⋅．."
"""What is written for the point between the parts of a minority name; Unicode's normal forms do not unify them."""

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]"
_POINTED = re.compile(rf"(?<={_HAN})\s*[{re.escape(POINTS)}]\s*(?={_HAN})")
_PADDED = re.compile(rf"{_HAN}(?:\s*{_HAN}){{1,2}}")

_DECEASED = r"已故|已亡|亡故|身故|病故|去世|离世|死亡|(?i:\bdeceased\b)"
_COMPANY = re.compile(
    r"公司|合作社|合伙企业|事务所|经营部|服务部|工作室|商行|商店|个体工商户|[厂店]$"
    r"|\b(?:ltd|limited|inc|llc|plc|gmbh|corp|corporation|company)\b|\bco\.",
    re.IGNORECASE,
)
_LOOKED_AT = r"^$|[^一-鿿]|[无故亡去离死公社企所部室商体厂店]"
"""What a cell has that `_read` may have to do with: all that is no common character, and one of each word above."""


def parse(cells: pl.Series) -> Parsed:
    """Read names: trimmed, blanks null, points and padding in one spelling, nothing else changed.

    Codes: ``NAME_SAYS_DECEASED``, ``NAME_OF_COMPANY``; both keep the value.
    """

    def slow(left: pl.Series) -> Parsed:
        return by_distinct(text.without_blanks(left.str.strip_chars()), _read, pl.String())

    fast = only(cells, ~cells.str.contains(_LOOKED_AT))
    return read_rest(cells, Parsed(fast, None), slow)


def says_deceased(cells: pl.Series) -> pl.Series:
    """Return where a name says that its bearer has died; no nulls."""
    return cells.str.contains(_DECEASED).fill_null(value=False)


def _read(cell: str) -> Reading[str]:
    written = _POINTED.sub(POINT, cell)
    if _PADDED.fullmatch(written):
        written = re.sub(r"\s", "", written)
    if re.search(_DECEASED, written):
        return written, "NAME_SAYS_DECEASED"
    return written, "NAME_OF_COMPANY" if _COMPANY.search(written) else None
