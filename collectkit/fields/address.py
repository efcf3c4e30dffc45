"""Addresses: which province, city and county they lie in. All else of an address names a home.

Read are Chinese addresses from the front (广东省深圳市南山区…, 江苏昆山…, 昆山市…) and English ones with a province as
their first or last part (…, Shenzhen, Guangdong, China), of which only the province is known. A name without its suffix
may be a road's or a house's (南京东路, 深圳大厦): it is believed where nothing of the kind follows. What is not in the
table of `divisions` is not guessed.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import polars as pl

from collectkit.fields import region, text
from collectkit.fields.divisions import Named, Path, scopes
from collectkit.fields.parsed import Parsed, Reading, by_distinct, read_rest

Level: TypeAlias = Literal["province", "city", "county"]

_DEPTHS: dict[Level, int] = {"province": 1, "city": 2, "county": 3}
_BEGINS = re.compile(r"\A(?:邮编:?)?(?:[0-9]{6})?\s*(?:中华人民共和国|中国)?")
_BLANK = r"[\s,、/\\|·.;:()_-]*"
_BETWEEN = re.compile(rf"\A{_BLANK}(?:市辖区|省直辖(?:县级)?(?:行政(?:区划|单位))?)?{_BLANK}")
_ROAD = (
    "大?[路街](?!道)|大道|[巷弄里岛港湖桥站苑城店厂场]|胡同|新区|大厦|大楼|广场|公园|花园|小区|公寓|公司|银行|酒店|宾馆|饭店|医院|"
    "大学|学院|[中小]学|国际|假日"
)
_SUFFIXED = "自治|[省市区县旗州盟]"
_OF_A_PLACE = re.compile(
    rf"{_SUFFIXED}|[东南西北中上下前后新老一二三四五六七八九十0-9]{{0,2}}(?:{_ROAD}|街道|[道村镇乡寨屯号])"
)
"""What makes a name before it a part of a longer one: 南京东路, 昆山村."""
_NEAR_A_PLACE = re.compile(rf"{_SUFFIXED}|[\u3400-\u9fff]{{0,3}}?(?:{_ROAD})|街道|[道村镇乡寨屯号]")
"""What may: 朝阳门外大街; but 昆山玉山镇 is a town in 昆山."""
_COUNTRIES = frozenset({"china", "p.r. china", "pr china", "prc", "p.r.c.", "people's republic of china"})
_NOWHERE = r"^(?:未知|不详|不明|未填|待补|暂无|没有|空白|保密|[\s\-—.。*/\\?？]*)$"
_WHOLE = (
    rf"^((?:{'|'.join(long for long, _ in region.PROVINCES.values())})"
    r"(?:\p{Han}{1,11}?(?:市|州|盟|地区))?\p{Han}{1,14}?[区县市旗])(?:[^区县市旗]|$)"
)
"""What may be whole names down to a county: few are different, whatever stands behind them."""
_FRONT = r"^((?:[0-9]{6})?[^0-9]{0,80}[0-9]{0,2}[^0-9]{0,3})"
"""What is looked at of a Chinese address: up to its first number, and what that counts."""


def usable(cells: pl.Series) -> pl.Series:
    """Return where a cell has something that may be an address; no nulls."""
    told = text.without_blanks(text.plain(cells)).is_not_null()
    return (told & ~cells.str.contains(_NOWHERE)).fill_null(value=False)


def regions(cells: pl.Series, level: Level) -> pl.Series:
    """Return the names of the divisions that each address lies in, joined, down to *level* or as far as it is known.

    Args:
        cells: String.

    Returns:
        String: 广东省深圳市南山区, 北京市朝阳区, of an English address Guangdong; null where no province is known.
    """
    depth = _DEPTHS[level]

    def whole(head: str) -> Reading[str]:
        taken, rest = _take(head)
        ends = taken is not None and not (rest or taken.short or _goes_on(taken))
        return _joined(taken.path, depth) if taken is not None and ends else None, None

    def slow(left: pl.Series) -> Parsed:
        plain = text.plain(left)
        western = plain.str.len_bytes() == plain.str.len_chars()
        heads = plain.zip_with(western, plain.str.extract(_FRONT))
        return by_distinct(heads, lambda cell: (_read(cell, depth), None), pl.String())

    heads = cells.str.extract(_WHOLE)
    return read_rest(cells, by_distinct(heads, whole, pl.String()), slow).value


def _read(cell: str, depth: int) -> str | None:
    if cell.isascii():
        return _english(cell)
    taken, _ = _take(_BEGINS.sub("", cell))
    return _joined(taken.path, depth) if taken else None


def _joined(path: Path, depth: int) -> str:
    """Join the names; a municipality is its own city."""
    return "".join(dict.fromkeys(path[:depth]))


def _goes_on(taken: Named) -> bool:
    """Whether a smaller division than *taken* may follow."""
    return any(len(named.path) > len(taken.path) for some in scopes()[taken.path].values() for _, named in some)


def _take(cell: str) -> tuple[Named | None, str]:
    """Take the names of divisions from the front of an address; return the last, and what stands behind it."""
    steps: list[tuple[Named | None, str]] = [(None, cell)]
    while (step := _next(*steps[-1])) is not None:
        steps.append(step)
    while not _believed(*steps[-1], alone=len(steps) == 2):
        steps.pop()
    return steps[-1]


def _next(last: Named | None, rest: str) -> tuple[Named, str] | None:
    scope = scopes()[last.path if last else ()]
    rest = _BETWEEN.sub("", rest) if last else rest
    return next(((named, rest[len(name) :]) for name, named in scope.get(rest[:2], ()) if rest.startswith(name)), None)


def _believed(last: Named | None, rest: str, *, alone: bool) -> bool:
    """Whether a name at the end of those taken is one: a short one may also begin the name of a road."""
    if last is None or not last.short:
        return True
    sure = len(last.path) == 2 and not alone
    return (_OF_A_PLACE if sure else _NEAR_A_PLACE).match(rest) is None


def _english(cell: str) -> str | None:
    parts = [re.sub(r"\s*\b[0-9]{6}$", "", part.strip()) for part in cell.split(",")]
    parts = [part for part in parts if part and part.casefold() not in _COUNTRIES]
    for part in (parts[-1:] + parts[:1]) if len(parts) > 1 else parts:
        if (short := region.short(part)) is not None:
            return region.PROVINCES[short][1]
    return None
