"""The morning line: what the night has changed, in one plain line that fits into mail or chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from collectkit.report.numbers import Language, money, share

MOVED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "new": ("新增 {}", "{} new"),
        "cured": ("转正常 {}", "{} cured"),
        "forward": ("恶化 {}", "{} rolled on"),
        "back": ("好转 {}", "{} rolled back"),
        "vanished": ("消失 {}", "{} vanished"),
        "returned": ("重现 {}", "{} returned"),
        "to_other_currency": ("换币种 {}", "{} in another currency"),
        "no_bucket": ("前或后无账龄 {}", "{} without a bucket before or now"),
    }
)
"""Movements, in the order in which they are said."""

_ALWAYS = ("new", "cured", "forward", "back", "vanished")
"""What is said even when there is none: a line of another form would be looked at twice."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is overdue in one currency, in minor units, and its change in ppm; None when there is none to tell."""

    currency: str
    minor: int
    change_ppm: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the line tells.

    Attributes:
        against: the day of the run before; None on the first day.
        counts: movement -> accounts.
        rejected: rows that are no accounts, and *more* than on the run before.
    """

    as_of: date
    against: date | None
    accounts: int
    counts: Mapping[str, int]
    rejected: int
    more: int | None
    owed: Sequence[Owed]


def line(told: Told, language: Language) -> str:
    """Write the line; no line end."""
    zh = language == "zh"
    head = _head(told, zh=zh)
    parts = list(_first(told, zh=zh) if told.against is None else _parts(told, zh=zh))
    owed = ("，" if zh else ", ").join(_owed(one, zh=zh) for one in told.owed)
    said = head + ("，" if zh else ", ").join(parts)
    return f"{said}{'；逾期 ' if zh else '; overdue '}{owed}" if owed else said


def _head(told: Told, *, zh: bool) -> str:
    if told.against is None:
        return f"{told.as_of}：" if zh else f"{told.as_of}: "
    days = (told.as_of - told.against).days
    if zh:
        return f"{told.as_of} 对比 {told.against}" + (f"（{days} 天前）：" if days > 1 else "：")
    return f"{told.as_of} against {told.against}" + (f", {days} days before: " if days > 1 else ": ")


def _first(told: Told, *, zh: bool) -> Iterator[str]:
    yield "历史的第一天，尚无可比" if zh else "the first day of this history, with nothing to compare"
    yield f"案件 {told.accounts:,}" if zh else f"{told.accounts:,} accounts"
    yield f"剔除 {told.rejected:,}" if zh else f"{told.rejected:,} rejected"


def _parts(told: Told, *, zh: bool) -> Iterator[str]:
    for name, words in MOVED.items():
        count = told.counts.get(name, 0)
        if count or name in _ALWAYS:
            yield words[not zh].format(f"{count:,}")
    more = f"{told.more:+,}" if told.more else ""
    if zh:
        yield f"剔除 {told.rejected:,}" + f"（{more}）" * bool(more)
    else:
        yield f"{told.rejected:,} rejected" + f" ({more})" * bool(more)


def _owed(owed: Owed, *, zh: bool) -> str:
    said = f"{money(owed.minor)} {owed.currency}"
    if owed.change_ppm is None:
        return said
    change = ("+" if owed.change_ppm >= 0 else "") + share(owed.change_ppm)
    return f"{said}（{change}）" if zh else f"{said} ({change})"
