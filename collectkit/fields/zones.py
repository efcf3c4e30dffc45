"""Time zones: how far local time is from UTC, when clocks first show a time, which times never were or were twice.

Days are days since 1970.

Source: the IANA time zone database, as `zoneinfo` has it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
"""Seconds since 1970: in UTC, or as local clocks show them."""
Flags = NDArray[np.bool_]
DAY = 86_400

SINCE, UNTIL = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
"""Changes of clocks are known between these; what lies outside has the offset of the nearer end."""
_STEP = 7 * DAY
"""No zone changes its clocks twice within a week and is where it was before."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The changes of clocks in a zone.

    Attributes:
        changes: when clocks are changed, in UTC.
        offsets: seconds to add to UTC for local time: before the first change, and from each one on.
        bounds: local times between which each change lies: those that never were, or were twice.
    """

    name: str
    changes: Seconds
    offsets: Seconds
    bounds: Seconds

    def shift(self, at: Seconds) -> Seconds:
        """Return what to add to moments in UTC for local time."""
        return self.offsets[self._span(at)]

    def local(self, at: Seconds) -> Seconds:
        """Return what clocks show at moments in UTC."""
        return at + self.shift(at)

    def day(self, at: Seconds) -> Seconds:
        """Return the local day of moments in UTC."""
        return self.local(at) // DAY

    def after(self, at: Seconds, local: Seconds) -> Seconds:
        """Return the first moments in UTC, not before *at*, when clocks show *local* or later.

        Of a time that is twice it is the first of both that is left, of one that never is the moment of the change.
        """
        span = self._span(at)
        begins = np.append(np.iinfo(np.int64).min, self.changes)
        ends = np.append(self.changes, np.iinfo(np.int64).max)
        while True:
            found: Seconds = np.maximum(np.maximum(at, begins[span]), local - self.offsets[span])
            late = found >= ends[span]
            if not late.any():
                return found
            span += late

    def day_after(self, at: Seconds, day: Seconds) -> Seconds:
        """Return the first moments in UTC, not before *at*, of a local day or a later one."""
        return self.after(at, day * DAY)

    def begin(self, day: Seconds) -> Seconds:
        """Return the first moments in UTC of local days."""
        return self.day_after((day - 2) * DAY, day)

    def _span(self, at: Seconds) -> NDArray[np.intp]:
        return np.searchsorted(self.changes, at, side="right")

    def utc(self, local: Seconds) -> tuple[Seconds, Flags, Flags]:
        """Return moments in UTC of local times; and which of these never were, and which were twice.

        The moments of those mean nothing.
        """
        if not len(self.changes):
            never = np.zeros(len(local), np.bool_)
            return local - self.offsets[0], never, never
        place = np.searchsorted(self.bounds, local, side="right")
        strange, change = place % 2 == 1, place // 2
        forward = np.append(np.diff(self.offsets) > 0, False)[change]
        return local - self.offsets[change], strange & forward, strange & ~forward


@lru_cache(maxsize=1024)
def zone(name: str) -> Zone:
    """Return a zone by its name of IANA.

    Raises:
        ZoneInfoNotFoundError: there is none of this name.
    """
    known = ZoneInfo(name)
    first, last = int(SINCE.timestamp()), int(UNTIL.timestamp())
    offsets, changes = [_offset(known, first)], []
    for start in range(first, last, _STEP):
        before, end = offsets[-1], min(start + _STEP, last)
        if (after := _offset(known, end)) != before:
            changes.append(_change(known, start, end))
            offsets.append(after)
    moments, shifts = np.array(changes, np.int64), np.array(offsets, np.int64)
    pairs = np.stack([np.minimum(shifts[:-1], shifts[1:]), np.maximum(shifts[:-1], shifts[1:])], axis=1)
    return Zone(name, moments, shifts, (moments[:, None] + pairs).ravel())


def _offset(known: ZoneInfo, at: int) -> int:
    offset = dt.datetime.fromtimestamp(at, known).utcoffset()
    return int((offset or dt.timedelta()).total_seconds())


def _change(known: ZoneInfo, since: int, until: int) -> int:
    """Return the first second from which the offset is that of *until*."""
    after = _offset(known, until)
    while until - since > 1:
        middle = (since + until) // 2
        since, until = (since, middle) if _offset(known, middle) == after else (middle, until)
    return until
