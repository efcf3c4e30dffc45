"""Dates."""

from __future__ import annotations

import datetime as dt

import pytest

from collectkit.fields import dates
from tests.unit.fields.reading import readings

DAY = dt.date(2024, 1, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-01-31", "2024-1-31", "20240131", "2024/01/31", "2024/1/31", "2024.1.31", "2024年1月31日", "2024年01月31",
        "２０２４－０１－３１", " 2024-01-31\t", "2024-01-31 00:00:00", "2024-01-31T23:59:59.123+08:00",
        "2024/1/31 8:05",
        "20240131 10:00:00", "20240131235959", "45322", "45322.0", "45322.75", "31/01/2024",
        "31-1-2024", "31.01.2024 08:00",
        "31 Jan 2024", "31-JAN-2024", "January 31, 2024", "Jan. 31 2024 08:00:00", "31/Jan/2024",
        "1/31/2024", "1706630400000", "1706659200000", "1706716799999",
    ],
)  # fmt: skip
def test_spellings(cell: str) -> None:
    assert readings(dates.parse, [cell]) == [(DAY, None)]
    assert readings(dates.parse, ["2024-01-31", "2024/01/31", cell]) == [(DAY, None)] * 3


@pytest.mark.parametrize(
    "cell",
    ["", "-", "无", "0000-00-00", "00000000", "9999-12-31", "99991231", "永久", "长期", "长期有效",
             "0000/0/0", "9999/12/31 00:00:00", "9999年12月31日", "0001-01-01T00:00:00", "00/00/0000", None],
)  # fmt: skip
def test_blank(cell: str | None) -> None:
    assert readings(dates.parse, [cell, "2024-01-31"]) == [(None, None), (DAY, None)]


@pytest.mark.parametrize("cell", ["2024-02-30", "2023-02-29", "2018年3月38日", "20241301", "2024/13/1", "2024.1.32",
                                  "31/02/2024", "30 Feb 2024", "13/13/2024", "32.1.2024",
                                  "20240230235959"])  # fmt: skip
def test_not_in_the_calendar(cell: str) -> None:
    assert readings(dates.parse, [cell]) == [(None, "DATE_IMPOSSIBLE")]


@pytest.mark.parametrize(
    "cell",
    ["2024", "202401", "2024011", "yesterday", "2024-01/31", "0202-01-01", "-024-01-05",
     "1706659200", "628444800000", "20240131245959", "202401312359", "31/01-2024", "31/01/1234", "9999-12-30",
     "3000000000000", "19999", "80001", "M2", "31 Janvier 2024", "Jan 2024", "31 Jan-2024"],
)  # fmt: skip
def test_unreadable(cell: str) -> None:
    assert readings(dates.parse, ["2024-01-31", cell]) == [(DAY, None), (None, "DATE_UNREADABLE")]


@pytest.mark.parametrize(
    "cell",
    ["03/04/2024", "3.4.2024", "12-11-2024 00:00:00", "24.1.31", "24-01-05", "85/12/31", "24年1月31日", "31/01/24",
     "31-Jan-24",
     "1.2.03"],
)  # fmt: skip
def test_more_than_one_day(cell: str) -> None:
    assert readings(dates.parse, ["2024-01-31", cell]) == [(DAY, None), (None, "DATE_AMBIGUOUS")]


def test_day_and_month_may_be_the_same() -> None:
    assert readings(dates.parse, ["05/05/2024"]) == [(dt.date(2024, 5, 5), None)]


@pytest.mark.parametrize(("hour", "zone"), [(0, 8), (0, 0), (12, 8), (23, 8)])
def test_milliseconds_are_days_in_china(hour: int, zone: int) -> None:
    instant = dt.datetime(2024, 1, 31, hour, tzinfo=dt.timezone(dt.timedelta(hours=zone)))
    assert readings(dates.parse, [f"{instant.timestamp() * 1000:.0f}"]) == [(DAY, None)]


def test_leap_days() -> None:
    cells = ["2024-02-29", "2000/02/29", "19000228", "36585"]
    days = [dt.date(2024, 2, 29), dt.date(2000, 2, 29), dt.date(1900, 2, 28), dt.date(2000, 2, 29)]
    assert readings(dates.parse, cells) == [(day, None) for day in days]
