"""Local clocks, over the changes of summer time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from collectkit.fields.zones import DAY, zone

_FIRST = (dt.date(2026, 1, 1) - dt.date(1970, 1, 1)).days
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Havana")


def _at(stated: str, zone: str, fold: int = 0) -> int:
    return int(dt.datetime.fromisoformat(stated).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def _local(stated: str) -> int:
    return int(dt.datetime.fromisoformat(stated).replace(tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize("name", ZONES)
def test_it_shows_what_zoneinfo_does(name: str) -> None:
    at = np.arange(_FIRST * DAY, (_FIRST + 400) * DAY, 1799, dtype=np.int64)
    there = [dt.datetime.fromtimestamp(each, ZoneInfo(name)).replace(tzinfo=dt.UTC) for each in at.tolist()]
    assert zone(name).local(at).tolist() == [int(each.timestamp()) for each in there]


@pytest.mark.parametrize(
    ("since", "shown", "found"),
    [
        pytest.param("2026-03-07 12:00:00", "2026-03-08 08:00:00", "2026-03-08 08:00:00", id="over-the-change"),
        pytest.param("2026-03-07 12:00:00", "2026-03-08 02:30:00", "2026-03-08 03:00:00", id="a-time-that-never-is"),
        pytest.param("2026-10-31 12:00:00", "2026-11-01 01:30:00", "2026-11-01 01:30:00", id="the-first-of-two"),
        pytest.param("2026-10-31 12:00:00", "2026-10-31 11:00:00", "2026-10-31 12:00:00", id="it-shows-more-already"),
    ],
)
def test_the_first_moment_that_shows_a_time(since: str, shown: str, found: str) -> None:
    name = "America/New_York"
    at = zone(name).after(np.array([_at(since, name)]), np.array([_local(shown)]))
    assert at.tolist() == [_at(found, name)]


def test_the_second_of_two_when_the_first_is_gone() -> None:
    name = "America/New_York"
    second = _at("2026-11-01 01:10:00", name, fold=1)
    at = zone(name).after(np.array([second]), np.array([_local("2026-11-01 01:30:00")]))
    assert at.tolist() == [_at("2026-11-01 01:30:00", name, fold=1)]


def test_a_day_whose_midnight_is_skipped_begins_with_the_change() -> None:
    name = "America/Havana"
    day = (dt.date(2026, 3, 8) - dt.date(1970, 1, 1)).days
    begun = zone(name).begin(np.array([day]))
    assert dt.datetime.fromtimestamp(begun[0], ZoneInfo(name)).isoformat() == "2026-03-08T01:00:00-04:00"
