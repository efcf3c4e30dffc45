"""docs/conduct.md: its reasons are those of the registry, each in every language."""

from __future__ import annotations

import pytest

from collectkit.conduct.reasons import REASONS
from tests.unit.reconcile.pages import DOCS, check, lines


def test_the_reasons_are_those_of_the_registry(request: pytest.FixtureRequest) -> None:
    table = lines("| why | says |", [f"| `{why}` | {words['en']} |" for why, words in REASONS.items()])
    check(DOCS / "conduct.md", "reasons", table, request.config)


def test_every_reason_is_in_each_language() -> None:
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in REASONS.values())
