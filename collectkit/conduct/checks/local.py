"""Local time at places: seconds to add to UTC, and when a day begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

EPOCH = date(1970, 1, 1)
DAY = 86_400
FIRST_DAY, LAST_DAY = -719_000, 2_932_000
"""Days since 1970 that have a midnight in UTC everywhere; no zone is known for others."""


class Clock:
    """Moments, in seconds since 1970 in UTC, to be read at several places."""

    def __init__(self, at: Seconds) -> None:
        self._at = at
        days = at // DAY
        first = int(days.min()) if days.size else 0
        self._place = days - first
        self._days = pl.Series(np.arange(first, first + int(self._place.max(initial=-1)) + 1)) * DAY

    def shift(self, zone: str) -> Seconds:
        """Return the seconds to add to each for local time in a zone.

        Clocks are looked up once a day; on days on which they change, at each moment.
        """
        first, last = shifts(self._days, zone), shifts(self._days + (DAY - 1), zone)
        found = first[self._place]
        changing = np.flatnonzero((first != last)[self._place])
        found[changing] = shifts(pl.Series(self._at[changing]), zone)
        return found


def shifts(at: pl.Series, zone: str) -> Seconds:
    """Return the seconds to add to each moment for local time in a zone."""
    there = pl.from_epoch(at, time_unit="s").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return (there.dt.base_utc_offset() + there.dt.dst_offset()).dt.total_seconds().to_numpy().astype(np.int64)


def starts(zones: Sequence[str], zone: NDArray[np.integer], day: NDArray[np.integer]) -> Seconds:
    """Return the first second of each local day, in UTC.

    Args:
        zones: names of IANA.
        zone: the place of each one's in `zones`.
        day: days since 1970.
    """
    pairs, back = np.unique((zone.astype(np.int64) << 32) + (day.astype(np.int64) - FIRST_DAY), return_inverse=True)
    first = [_start(zones[pair >> 32], (pair & 0xFFFF_FFFF) + FIRST_DAY) for pair in pairs.tolist()]
    return np.array(first, dtype=np.int64)[back]


def _start(zone: str, days: int) -> int:
    """Return the first second of a day: of a midnight that clocks skip or have twice, the first moment."""
    if not FIRST_DAY <= days <= LAST_DAY:
        return days * DAY
    day = EPOCH + timedelta(days=days)
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp())
