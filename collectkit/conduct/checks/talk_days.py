"""The days on which somebody talked, and which of them a contact comes after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
NONE = -1
"""Place of a contact that is not there."""

SCHEMA: Mapping[str, pl.DataType] = {"contact": pl.UInt32(), "measured": pl.Int64(), "of": pl.UInt32()}
"""A contact that comes after a talk, the days between them, and the talk."""


@dataclass(frozen=True, slots=True)
class TalkDays:
    """Days of some groups that have a talk, by group and day.

    Attributes:
        key: group and day as one number.
        low: the day before the first one; `span`: how far apart the keys of two groups are.
        timed: the first talk that has a time, and `at`, when it began.
        first, last: of the talks without a time.
    """

    key: Integers
    low: int
    span: int
    timed: Integers
    at: Integers
    first: Integers
    last: Integers

    @classmethod
    def of(cls, talks: pl.DataFrame) -> TalkDays:
        """Return the days of talks: `contact`, `group`, `day`, `at`, by group, day and contact."""
        dated = talks.filter(pl.col("day").is_not_null())
        day, contact = (dated[name].to_numpy().astype(np.int64) for name in ("day", "contact"))
        low, high = (int(day.min()) - 1, int(day.max()) + 1) if day.size else (0, 0)
        span = high - low + 1
        every = dated["group"].to_numpy().astype(np.int64) * span + day - low
        begins = np.flatnonzero(np.append(True, every[1:] != every[:-1])) if day.size else np.zeros(0, np.int64)
        ends = np.append(begins[1:], day.size)[: begins.size]
        timed = dated["at"].is_not_null().to_numpy()
        number = np.append(0, np.cumsum(timed))
        clear = begins + number[ends] - number[begins]
        return cls(
            key=every[begins],
            low=low,
            span=span,
            timed=np.where(clear > begins, contact[begins], NONE),
            at=dated["at"].fill_null(0).to_numpy()[begins],
            first=np.where(clear < ends, contact[np.minimum(clear, ends - 1)], NONE),
            last=np.where(clear < ends, contact[ends - 1], NONE),
        )

    def before(self, about: pl.DataFrame, days: int, *, possible: bool = False) -> pl.DataFrame:
        """Return the contacts of a known day that come after a talk, by less than some days: `SCHEMA`.

        Args:
            about: as for `of`, in any order.
            days: 1 is the talk's own day alone.
            possible: whether one that may be after a talk of its own day counts, for one of them has no time.
        """
        dated = about.filter(pl.col("day").is_not_null())
        contact, day, group = (dated[name].to_numpy().astype(np.int64) for name in ("contact", "day", "group"))
        key = group * self.span + np.clip(day - self.low, 0, self.span - 1)
        place = np.searchsorted(self.key, key)
        of = self._own(contact, dated["at"], key, place, possible=possible)
        own, earlier = of != NONE, place > 0
        prior = self.key[place[earlier] - 1]
        apart = np.full(contact.size, days)
        apart[earlier] = np.where(
            prior // self.span == group[earlier], day[earlier] - prior % self.span - self.low, days
        )
        apart[own] = 0
        late = ~own & (apart < days)
        of[late] = np.where(self.timed != NONE, self.timed, self.first)[place[late] - 1]
        found = np.flatnonzero(own | late)
        rows = {"contact": contact[found], "measured": apart[found], "of": of[found]}
        return pl.DataFrame(rows).cast(pl.Schema(SCHEMA))

    def _own(self, contact: Integers, at: pl.Series, key: Integers, place: Integers, *, possible: bool) -> Integers:
        """Return the talk of its own day that each contact comes after, or may; `NONE` where there is none."""
        of = np.full(contact.size, NONE)
        same = np.flatnonzero(place < self.key.size)
        same = same[self.key[place[same]] == key[same]]
        where, itself = place[same], contact[same]
        begun = self.timed[where] != NONE
        after = begun & (at.fill_null(0).to_numpy()[same] > self.at[where]) & at.is_not_null().to_numpy()[same]
        if possible:
            after |= begun & at.is_null().to_numpy()[same]
            for untimed in (self.last[where], self.first[where]):
                of[same] = np.where((untimed != NONE) & (untimed != itself), untimed, of[same])
        of[same] = np.where(after, self.timed[where], of[same])
        return of
