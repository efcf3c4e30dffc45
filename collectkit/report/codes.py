"""What a page says of a code: its name, its meaning, and what to ask the sender because of it."""

from __future__ import annotations

from collectkit.findings import CODES
from collectkit.report.numbers import Language
from collectkit.report.warning_words import CODE_WORDS

_KEPT_LARGE = {"Id": "ID", "Dpd": "DPD", "Nul": "NUL"}


def called(code: str, language: Language) -> str:
    """Return the name of a code: short enough for a chart."""
    if language == "zh" and code in CODE_WORDS:
        return CODE_WORDS[code].zh
    first, *rest = code.split("_")
    words = [_KEPT_LARGE.get(first.capitalize(), first.capitalize()), *map(str.lower, rest)]
    return " ".join(words)


def meaning(code: str, language: Language) -> str:
    """Return what a code means, in one sentence; nothing for one that is not known."""
    if language == "zh" and code in CODE_WORDS:
        return CODE_WORDS[code].meaning
    return CODES[code].meaning if code in CODES else ""


def ask(code: str, column: str, language: Language) -> str:
    """Return what to ask the sender because of a code in *column*, as the sender calls it; "" where nothing is."""
    words = CODE_WORDS.get(code)
    if words is None:
        return ""
    return words.ask_zh.format(column) if language == "zh" else words.ask_en.format(f'"{column}"')
