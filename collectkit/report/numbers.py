"""How figures are written for people. Whole numbers in, text out; nothing passes through a float."""

from __future__ import annotations

from datetime import date
from typing import Literal

Language = Literal["zh", "en"]
Kind = Literal["text", "code", "count", "money", "share", "date"]
"""What a value is: ``code`` is text in letters of one width, ``money`` minor units, ``share`` ppm."""
Value = str | int | date | None

_MINUS = "-"  # not the typographic one: figures are copied into workbooks


def money(minor: int) -> str:
    """Return minor units as major ones: ``1,234.50``."""
    whole, rest = divmod(abs(minor), 100)
    return f"{_MINUS if minor < 0 else ''}{whole:,}.{rest:02}"


def share(ppm: int) -> str:
    """Return parts per million as a percentage with one decimal, half up: ``40.1%``."""
    tenths = (abs(ppm) + 500) // 1000
    return f"{_MINUS if ppm < 0 and tenths else ''}{tenths // 10:,}.{tenths % 10}%"


def kind_of(column: str) -> Kind:
    """Return what the numbers of a column are, by the end of its name."""
    return "money" if column.endswith("_minor") else "share" if column.endswith("_ppm") else "count"


def shown(value: Value, kind: Kind) -> str:
    """Return a value as it stands in a page; None is a dash."""
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return {"money": money, "share": share}.get(kind, "{:,}".format)(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def rounded(minor: int, language: Language) -> str:
    """Return money as it is said aloud, ``约 1.44 亿`` or ``about 144.00 million``; empty where it is short."""
    steps = {"zh": ((10**10, "亿"), (10**6, "万")), "en": ((10**11, "billion"), (10**8, "million"))}[language]
    about = {"zh": "约", "en": "about"}[language]
    for step, word in steps:
        if abs(minor) >= step:
            hundredths = (abs(minor) * 200 + step) // (2 * step)
            return f"{about} {money(hundredths if minor > 0 else -hundredths)} {word}"
    return ""
