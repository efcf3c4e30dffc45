"""How figures are written for people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.report.numbers import Kind, Language, Value, money, rounded, share, shown


@pytest.mark.parametrize(
    ("minor", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456, "1,234.56"), (-100_000_000, "-1,000,000.00"), (99, "0.99")],
)
def test_money(minor: int, text: str) -> None:
    assert money(minor) == text


@given(st.integers())
def test_money_loses_nothing(minor: int) -> None:
    assert int(money(minor).replace(",", "").replace(".", "")) == minor


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (0, "0.0%"),
        (499, "0.0%"),
        (500, "0.1%"),
        (401_509, "40.2%"),
        (1_000_000, "100.0%"),
        (-500, "-0.1%"),
        (-1, "0.0%"),
    ],
)
def test_share(parts: int, text: str) -> None:
    assert share(parts) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "money", "–"),
        (12_000, "count", "12,000"),
        (12_000, "money", "120.00"),
        (12_000, "share", "1.2%"),
        (date(2026, 10, 31), "date", "2026-10-31"),
        ("a", "text", "a"),
        ("", "count", ""),
    ],
)
def test_shown(value: Value, kind: Kind, text: str) -> None:
    assert shown(value, kind) == text


@pytest.mark.parametrize(
    ("minor", "language", "text"),
    [
        (999_999, "zh", ""),
        (1_000_000, "zh", "约 1.00 万"),
        (15_450_504_183, "zh", "约 1.55 亿"),
        (15_450_504_183, "en", "about 154.51 million"),
        (-15_450_504_183, "en", "about -154.51 million"),
        (99_999_999, "en", ""),
        (250_000_000_000, "en", "about 2.50 billion"),
    ],
)
def test_rounded(minor: int, language: Language, text: str) -> None:
    assert rounded(minor, language) == text
