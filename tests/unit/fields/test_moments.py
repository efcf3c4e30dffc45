"""Moments and zones: a day, a time of day, an offset; and what clocks do when they are changed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.fields import moments
from collectkit.fields.region_zones import OF_STATE, zones
from collectkit.fields.zones import zone

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 (a local time)


def _read(*cells: str | None) -> list[tuple[str | None, int | None]]:
    """Return of each cell its day and time as text, and the offset in minutes."""
    found = moments.parse(pl.Series(cells, dtype=pl.String))
    shown: list[tuple[str | None, int | None]] = []
    for day, second, offset, zoned in zip(found.day, found.second, found.offset, found.zoned, strict=True):
        if day == moments.NO_DAY:
            shown.append((None, None))
            continue
        text = str(dt.date(1970, 1, 1) + dt.timedelta(int(day)))
        if second >= 0:
            text += f" {dt.timedelta(seconds=int(second))}"
        shown.append((text, int(offset) // 60 if zoned else None))
    return shown


@pytest.mark.parametrize(
    ("cell", "meant", "offset"),
    [
        ("2026-03-02T09:05:10+08:00", "2026-03-02 9:05:10", 480),
        ("2026-03-02 09:05:10-05:30", "2026-03-02 9:05:10", -330),
        ("2026-03-02T09:05:10Z", "2026-03-02 9:05:10", 0),
        ("2026-03-02T09:05:10.123456+0800", "2026-03-02 9:05:10", 480),
        ("2026-03-02 09:05:10", "2026-03-02 9:05:10", None),
        ("2026/03/02 09:05", "2026-03-02 9:05:00", None),
        ("2026/3/2 9:05", "2026-03-02 9:05:00", None),
        ("2026年3月2日 下午9:05", "2026-03-02 21:05:00", None),
        ("2026年3月2日9时5分", "2026-03-02 9:05:00", None),
        ("2026-3-2 12:05 AM", "2026-03-02 0:05:00", None),
        ("3/22/2026 1:05:09 PM", "2026-03-22 13:05:09", None),
        ("20260302090510", "2026-03-02 9:05:10", None),
        ("46083.5", "2026-03-02 12:00:00", None),
        ("1772413510000", "2026-03-02 1:05:10", 0),
        ("２０２６－０３－０２ ０９：０５", "2026-03-02 9:05:00", None),
        ("2026-03-02", "2026-03-02", None),
        ("20260302", "2026-03-02", None),
        ("2026-03-02 25:05:10", "2026-03-02", None),
        ("2026-03-02 10:00+99:99", "2026-03-02", None),
        ("2026-03-02 10:00:00+0860", "2026-03-02", None),
        ("2026-03-02 10:00+14:00", "2026-03-02 10:00:00", 840),
        ("2026-03-02 13:00 AM", "2026-03-02", None),
        ("2026-03-02 晚上12:30", "2026-03-02", None),
        ("2026-03-02 晚上2:30", "2026-03-02", None),
        ("2026-03-02 晚上9:30", "2026-03-02 21:30:00", None),
        ("2026-02-30 09:05:10", None, None),
        ("2026-13-02T09:05:10+08:00", None, None),
        ("9999-12-31 00:00:00", None, None),
        ("03/04/2026 10:00", None, None),
        ("昨天", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_spellings(cell: str | None, meant: str | None, offset: int | None) -> None:
    assert _read(cell) == [(meant, offset)]
    assert _read("2026-03-02 09:05:10", cell, "x") == [("2026-03-02 9:05:10", None), (meant, offset), (None, None)]


@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)),  # noqa: DTZ001 (local times)
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Beirut"]),
)
def test_local_times_are_those_of_zoneinfo(local: dt.datetime, name: str) -> None:
    local = local.replace(microsecond=0)
    seconds = int((local - _EPOCH).total_seconds())
    at, never, twice = (one[0] for one in zone(name).utc(np.array([seconds])))
    first, second = (local.replace(tzinfo=ZoneInfo(name), fold=fold) for fold in (0, 1))
    apart = first.utcoffset() != second.utcoffset()
    there = first.astimezone(dt.UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) == local
    assert (never, twice) == (apart and not there, apart and there)
    if not apart:
        assert at == int(first.timestamp())
        assert zone(name).shift(np.array([at]))[0] == seconds - at


@pytest.mark.parametrize(
    ("local", "never", "twice"),
    [
        ("2026-03-08 01:59:59", False, False),
        ("2026-03-08 02:00:00", True, False),
        ("2026-03-08 02:59:59", True, False),
        ("2026-03-08 03:00:00", False, False),
        ("2026-11-01 00:59:59", False, False),
        ("2026-11-01 01:00:00", False, True),
        ("2026-11-01 01:59:59", False, True),
        ("2026-11-01 02:00:00", False, False),
    ],
)
def test_a_change_of_clocks_to_the_second(local: str, *, never: bool, twice: bool) -> None:
    written = moments.parse(pl.Series([local, local + "-05:00"]))
    _, known, gone, doubled = written.utc(zone("America/New_York"))
    assert known.tolist() == [not (never or twice), True]
    assert (gone.tolist(), doubled.tolist()) == ([never, False], [twice, False])


def test_without_a_zone_only_what_states_its_offset_is_known() -> None:
    _, known, *_ = moments.parse(pl.Series(["2026-03-02 09:00:00", "2026-03-02T09:00:00Z", "2026-03-02"])).utc(None)
    assert known.tolist() == [False, True, False]


def test_regions_have_zones() -> None:
    found = dict(zones(pl.Series(["TX", "texas", "广东省", "Hong Kong", "Nowhere", None])))
    assert found == {
        "TX": ("America/Chicago", "America/Denver"),
        "texas": ("America/Chicago", "America/Denver"),
        "广东省": ("Asia/Shanghai",),
        "Hong Kong": ("Asia/Hong_Kong",),
    }
    assert all(ZoneInfo(name) for names in OF_STATE.values() for name in names)
    assert len([state for state in OF_STATE if len(state) == 2]) == 50 + 1 + 5
