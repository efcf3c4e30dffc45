"""What a status or a rule means, for a page or a workbook."""

from __future__ import annotations

from typing import Literal

from collectkit.reconcile.statuses import RULES, STATUSES
from collectkit.report.status_words import MEANINGS


def meaning(code: str, language: Literal["zh", "en"]) -> str:
    """Return one sentence on a status or a rule."""
    english = STATUSES[code] if code in STATUSES else RULES[code].meaning
    return english if language == "en" else MEANINGS.get(code, english)
