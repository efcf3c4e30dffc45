"""Percentages: exact parts per million, or an error."""

from __future__ import annotations

import pytest

from collectkit.fields.percentage import share


@pytest.mark.parametrize(
    ("text", "ppm"),
    [("0%", 0), ("100%", 1_000_000), ("12.5%", 125_000), ("0.0001%", 1), ("007%", 70_000), ("99.9999%", 999_999)],
)
def test_percentages_are_exact(text: str, ppm: int) -> None:
    assert share(text) == ppm


@pytest.mark.parametrize(
    "value", ["100.0001%", "1.00001%", "15", "5 %", "-1%", ".5%", "1.%", "１%", "", "%", 0.5, 5, None, True]
)
def test_what_is_none_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="must be a percentage from 0% to 100%"):
        share(value)
