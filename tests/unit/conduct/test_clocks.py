"""Local clocks, over the changes of summer time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from collectkit.conduct.clocks import DAY, clock

_FIRST = (dt.date(2026, 1, 1) - dt.date(1970, 1, 1)).days
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Havana")


def _at(stated: str, zone: str, fold: int = 0) -> int:
    return int(dt.datetime.fromisoformat(stated).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def _local(stated: str) -> int:
    return int(dt.datetime.fromisoformat(stated).replace(tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize("zone", ZONES)
def test_it_shows_what_zoneinfo_does(zone: str) -> None:
    at = np.arange(_FIRST * DAY, (_FIRST + 400) * DAY, 1799, dtype=np.int64)
    there = [dt.datetime.fromtimestamp(each, ZoneInfo(zone)).replace(tzinfo=dt.UTC) for each in at.tolist()]
    assert clock(zone, _FIRST).local(at).tolist() == [int(each.timestamp()) for each in there]


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
    zone = "America/New_York"
    at = clock(zone, _FIRST).after(np.array([_at(since, zone)]), np.array([_local(shown)]))
    assert at.tolist() == [_at(found, zone)]


def test_the_second_of_two_when_the_first_is_gone() -> None:
    zone = "America/New_York"
    second = _at("2026-11-01 01:10:00", zone, fold=1)
    at = clock(zone, _FIRST).after(np.array([second]), np.array([_local("2026-11-01 01:30:00")]))
    assert at.tolist() == [_at("2026-11-01 01:30:00", zone, fold=1)]


def test_a_day_whose_midnight_is_skipped_begins_with_the_change() -> None:
    zone = "America/Havana"
    day = (dt.date(2026, 3, 8) - dt.date(1970, 1, 1)).days
    begun = clock(zone, _FIRST).day_after(np.array([0]), np.array([day]))
    assert dt.datetime.fromtimestamp(begun[0], ZoneInfo(zone)).isoformat() == "2026-03-08T01:00:00-04:00"
