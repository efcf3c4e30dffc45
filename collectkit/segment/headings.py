"""What the columns of a segmented file are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import SUFFIXES
from collectkit.tables.headers import Column
from collectkit.tables.segmented import SEGMENTED

Headings = Literal["canonical", "zh", "en", "original"]

NAMED: Mapping[tuple[str, str | None], tuple[str, str, str]] = MappingProxyType(
    {
        ("money", "元"): ("", "", ""),
        ("money", "分"): ("_minor", "（分）", " (cents)"),
        ("rate", "ppm"): ("_ppm", "（ppm）", " (ppm)"),
        ("days", "天"): ("", "", ""),
        ("int", "期"): ("", "", ""),
    }
)
"""Type and unit of a column -> what follows its name, Chinese title and English title, so that they stay true.

Cells pass as they are: a column in any other unit keeps its own header.
"""


_NONE: Mapping[str, str] = MappingProxyType({})


def headings(columns: Sequence[Column], how: Headings, added: Mapping[str, str] = _NONE) -> dict[str, str]:
    """Return the heading of each column of the output, by the name of the column in the frame.

    Args:
        columns: of the input; in the frame they are called by their index.
        how: canonical names, titles, or the headers as they are.
        added: name of a column of `SEGMENTED` -> what it is called in the frame, which may be the place of an old one.

    Returns:
        headings that differ from each other: the second of two equal ones gets a number.
    """
    wanted = {str(column.index): _heading(column, how) for column in columns}
    wanted |= {place: _title(name, how) for name, place in added.items() if place not in wanted or how != "original"}
    taken: set[str] = set()
    return {name: _unique(heading, taken) for name, heading in wanted.items()}


def _heading(column: Column, how: Headings) -> str:
    named = None if column.field is None else _named(column.field, column.unit, how)
    return column.header if named is None else named


def _named(field: str, unit: str | None, how: Headings) -> str | None:
    """Return the name or title of a field whose cells are in *unit*; None where neither would be true."""
    known = ACCOUNTS[field]
    ends = ("", "", "") if unit is None else NAMED.get((known.type, unit))
    if ends is None or how == "original":
        return None
    canonical, zh, en = ends
    return {"canonical": field + canonical, "zh": known.title_zh + zh, "en": known.title_en + en}[how]


def _title(name: str, how: Headings) -> str:
    known = SEGMENTED[name]
    money = SUFFIXES.get(known.type, "")
    titles = {"zh": known.title_zh + ("（分）" if money else ""), "en": known.title_en + (" (cents)" if money else "")}
    return titles.get(how, name + money)


def _unique(heading: str, taken: set[str]) -> str:
    candidate, number = heading, 1
    while candidate in taken:
        number += 1
        candidate = f"{heading} ({number})"
    taken.add(candidate)
    return candidate
