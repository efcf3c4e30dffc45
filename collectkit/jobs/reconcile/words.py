"""What a status or a rule means, for a page or a workbook."""

from __future__ import annotations

from collectkit.reconcile.statuses import RULES, STATUSES
from collectkit.report.numbers import Language
from collectkit.report.status_words import MEANINGS


def meaning(code: str, language: Language) -> str:
    """Return one sentence on a status or a rule."""
    english = STATUSES[code] if code in STATUSES else RULES[code].meaning
    return english if language == "en" else MEANINGS.get(code, english)
