"""Counts, days, rates and flags."""

from __future__ import annotations

from functools import partial

import pytest

from collectkit.fields import number
from tests.unit.fields.reading import readings

BAD = (None, "NUMBER_UNREADABLE")


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("45", 45),
        ("45.0", 45),
        ("45天", 45),
        ("４５ 天", 45),
        ("-3", -3),
        ("0", 0),
        ("45 days", 45),
        ("", None),
        (None, None),
    ],
)
def test_days(cell: str | None, days: int | None) -> None:
    assert readings(number.parse_days, [cell]) == [(days, None)]


@pytest.mark.parametrize("cell", ["M2", "M3以上", "逾期3期", "4.5", "45期", "1000000000", "9" * 20, "四十"])
def test_no_days(cell: str) -> None:
    assert readings(number.parse_days, ["1", cell]) == [(1, None), BAD]


@pytest.mark.parametrize(
    ("cell", "count"), [("12", 12), ("12.0", 12), ("12期", 12), ("第3期", 3), ("24个月", 24), ("-", None)]
)
def test_counts(cell: str, count: int | None) -> None:
    assert readings(number.parse_int, [cell]) == [(count, None)]


@pytest.mark.parametrize("cell", ["12.5", "十二", "12天", "1,000"])
def test_no_counts(cell: str) -> None:
    assert readings(number.parse_int, [cell]) == [BAD]


@pytest.mark.parametrize(
    ("cell", "unit", "ppm"),
    [("7.2%", None, 72_000), ("７.2％", None, 72_000), ("5‰", None, 5_000), ("0.072", None, 72_000),
     ("7.2", "%", 72_000),
     ("0.5", "‰", 500), ("72000", "ppm", 72_000), ("7.2%", "‰", 72_000), ("0.0000005", None, 1), ("", None, None)],
)  # fmt: skip
def test_rates(cell: str, unit: str | None, ppm: int | None) -> None:
    assert readings(partial(number.parse_rate, unit=unit), [cell]) == [(ppm, None)]


@pytest.mark.parametrize("cell", ["LPR+50", "%", "7,2%", "1e3"])
def test_no_rates(cell: str) -> None:
    assert readings(number.parse_rate, [cell]) == [BAD]


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("是", True), ("Y", True), ("yes", True), ("1", True), ("TRUE", True), ("有", True), ("否", False), ("n", False),
     ("0", False), ("false", False), ("无", False), ("", False), (None, False)],
)  # fmt: skip
def test_flags(cell: str | None, flag: bool) -> None:
    assert readings(number.parse_flag, [cell]) == [(flag, None)]


def test_an_unreadable_flag_counts_as_yes() -> None:
    assert readings(number.parse_flag, ["maybe", "否"]) == [(True, "FLAG_UNREADABLE"), (False, None)]
