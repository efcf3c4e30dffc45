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
        ("逾期45天", 45),
        ("", None),
        (None, None),
    ],
)
def test_days(cell: str | None, days: int | None) -> None:
    assert readings(number.parse_days, [cell]) == [(days, None)]


@pytest.mark.parametrize(
    "cell", ["4.5", "1000000000", "9" * 20, "四十", "M", "M2天", "期", "以上", "45+3", "MX", "2024-01"]
)
def test_no_days(cell: str) -> None:
    assert readings(number.parse_days, ["1", cell]) == [(1, None), BAD]


@pytest.mark.parametrize(
    "cell",
    ["M2", "m2", "Ｍ２", "M 3", "M3以上", "M3+", "M3及以上", "M1-M3", "逾期M2",
     "逾期3期", "3期", "45期", "3个月", "第3期",
     "90天以上", "90+", "31-60", "31~60天", "30天以内"],
)  # fmt: skip
def test_what_cannot_be_counted_in_days(cell: str) -> None:
    assert readings(number.parse_days, ["1", cell]) == [(1, None), (None, "DAYS_NOT_COUNTED")]


def test_a_header_may_say_that_it_has_no_days() -> None:
    parse = partial(number.parse_days, unit="期")
    uncounted = (None, "DAYS_NOT_COUNTED")
    assert readings(parse, ["3", "3期", "45天", None]) == [uncounted, uncounted, (45, None), (None, None)]


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
     ("0.5", "‰", 500), ("72000", "ppm", 72_000), ("7.2%", "‰", 72_000), ("0.0000005", None, 1),
     ("年化24%", None, 240_000), ("24%/年", None, 240_000), ("0.99", None, 990_000), ("0", None, 0), ("", None, None)],
)  # fmt: skip
def test_rates(cell: str, unit: str | None, ppm: int | None) -> None:
    assert readings(partial(number.parse_rate, unit=unit), [cell]) == [(ppm, None)]


@pytest.mark.parametrize("cell", ["LPR+50", "%", "7,2%", "1e3"])
def test_no_rates(cell: str) -> None:
    assert readings(number.parse_rate, [cell]) == [BAD]


@pytest.mark.parametrize("cell", ["24", "1", "7.2", "-24", "日息0.05%", "月息 2分", "0.05%/日", "2%/月", "每天0.5‰"])
def test_rates_whose_unit_nobody_knows(cell: str) -> None:
    assert readings(number.parse_rate, ["0.24", cell]) == [(240_000, None), (None, "RATE_UNIT_UNKNOWN")]


def test_a_header_may_name_a_unit_that_rates_do_not_have() -> None:
    assert readings(partial(number.parse_rate, unit="元"), ["0.24"]) == [(None, "RATE_UNIT_UNKNOWN")]


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("是", True), ("Y", True), ("yes", True), ("1", True), ("TRUE", True), ("有", True), ("否", False), ("n", False),
     ("0", False), ("false", False), ("无", False), ("", False), (None, False)],
)  # fmt: skip
def test_flags(cell: str | None, flag: bool) -> None:
    assert readings(number.parse_flag, [cell]) == [(flag, None)]


def test_an_unreadable_flag_counts_as_yes() -> None:
    assert readings(number.parse_flag, ["maybe", "否"]) == [(True, "FLAG_UNREADABLE"), (False, None)]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 3, 333_333),
        (2, 3, 666_667),
        (1, 2_000_000, 1),
        (1, 2_000_001, 0),
        (-1, 4, -250_000),
        (10**30, 2 * 10**30, 500_000),
        (5, 0, None),
        (1, -1, None),
        (None, 1, None),
        (1, None, None),
    ],
)
def test_a_share_is_divided_once_half_up(part: int | None, whole: int | None, expected: int | None) -> None:
    assert number.ppm(part, whole) == expected


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("80", 80), ("80.0", 80), ("80秒", 80), ("1分20秒", 80), ("1分钟", 60), ("1时1分1秒", 3661), ("0:01:20", 80),
     ("00:00:00", 0), ("2m", 120)],
)  # fmt: skip
def test_durations(cell: str, seconds: int) -> None:
    assert readings(number.parse_seconds, [cell]) == [(seconds, None)]


@pytest.mark.parametrize("cell", ["01:20", "1:60:00", "long", "1秒1分", "1:2:3:4"])
def test_what_is_no_duration(cell: str) -> None:
    assert readings(number.parse_seconds, [cell]) == [BAD]
