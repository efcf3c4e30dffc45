"""Local clocks of time zones: what they show at an instant, and when they first show a time, over their changes.

Instants are seconds since 1970 in UTC, local times are seconds since 1970 as the clock shows them, days are days since
1970; arrays of Int64.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Seconds: TypeAlias = npt.NDArray[np.int64]

DAY = 86_400
TWENTY_YEARS = 20 * 366


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one zone.

    Attributes:
        since: the instant from which each offset holds, in order; the first one lies before all others.
        shift: the offset: seconds to add for the local time.
    """

    since: Seconds
    shift: Seconds

    def local(self, at: Seconds) -> Seconds:
        """Return what the clock shows."""
        return at + self.shift[self._span(at)]

    def after(self, at: Seconds, local: Seconds) -> Seconds:
        """Return the first instant, not before *at*, when the clock shows *local* or later.

        Of a time that is twice it is the first of both that is left, of one that never is the moment of the change.
        """
        span = self._span(at)
        ends = np.append(self.since[1:], np.iinfo(np.int64).max)
        while True:
            found: Seconds = np.maximum(np.maximum(at, self.since[span]), local - self.shift[span])
            late = found >= ends[span]
            if not late.any():
                return found
            span += late

    def day_after(self, at: Seconds, day: Seconds) -> Seconds:
        """Return the first instant, not before *at*, of a local day or a later one."""
        return self.after(at, day * DAY)

    def day(self, at: Seconds) -> Seconds:
        """Return the local day."""
        return self.local(at) // DAY

    def _span(self, at: Seconds) -> npt.NDArray[np.intp]:
        return np.searchsorted(self.since[1:], at, side="right")


@lru_cache(maxsize=1024)
def clock(zone: str, first: int, days: int = TWENTY_YEARS) -> Clock:
    """Return the clock of a zone from a day on, for some days; after them it is not changed any more.

    Args:
        zone: a name of IANA.
        first: days since 1970.
        days: how many.

    Of two changes within a day it knows what both come to.

    Raises:
        pl.exceptions.ComputeError: there is no such zone.
    """
    probes = np.arange(first, first + days, dtype=np.int64) * DAY
    shifts = _shifts(zone, probes)
    changed = np.flatnonzero(np.diff(shifts))
    low, high, after = probes[changed], probes[changed + 1], shifts[changed + 1]
    while (high - low > 1).any():
        middle = (low + high) // 2
        there = _shifts(zone, middle) == after
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    ever = np.array([np.iinfo(np.int64).min])
    return Clock(np.concatenate([ever, high]), np.concatenate([shifts[:1], after]))


def _shifts(zone: str, at: Seconds) -> Seconds:
    instants = pl.Series(at).cast(pl.Int64) * 1000
    local = instants.cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return (local.cast(pl.Int64).to_numpy() // 1000 - at).astype(np.int64)
