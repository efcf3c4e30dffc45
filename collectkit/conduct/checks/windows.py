"""How many contacts of a group may be in the window that ends at a place on a line of time: exact, and all at once.

A contact stands at a place of its group's line (a day, or a second), or somewhere in a range of it (an hour of a known
day, say), or anywhere. Numbers of contacts in a range of places are differences of two places in sorted keys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.checks.ragged import Places

FAR = 1 << 45
"""Beyond every place on a line; ranges without an end go to it."""

Contacts = NDArray[np.uint32]
Run = tuple[Contacts, Places, Places]
"""Contacts; for each contact that is asked about, where a run among them begins, and where it ends."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Place and group as one number, so that the windows of a group never reach into another's.

    Attributes:
        low, high: the first and the last place of a contact; places before count as just before, and those after it as
            so far after that a window that ends there holds none.
        width: of the window, which ends at its place and does not hold the one so far before.
    """

    low: int
    high: int
    width: int

    def of(self, group: Places, place: Places) -> Places:
        """Return the keys of places."""
        return group * self.span + np.clip(place, self.low - 1, self.high + self.width) - self.low + 1 + self.width

    def group(self, key: Places) -> Places:
        """Return the groups of keys."""
        return key // self.span

    @property
    def span(self) -> int:
        """How far apart the lines of two groups are."""
        return self.high - self.low + 2 + 2 * self.width


@dataclass(frozen=True, slots=True)
class Windows:
    """What counts in windows.

    Attributes:
        keys: those of the lines.
        fixed, fixed_key: contacts at a place, by key and then by contact.
        ranged, ranged_first, ranged_last: contacts in a range, by the keys of its ends; ranges of a group begin and end
            in one order.
        loose, loose_group: contacts that may be anywhere, by group.
    """

    keys: Keys
    fixed: Contacts
    fixed_key: Places
    ranged: Contacts
    ranged_first: Places
    ranged_last: Places
    loose: Contacts
    loose_group: Places

    @classmethod
    def of(cls, line: pl.DataFrame, width: int) -> Windows:
        """Return the windows of some contacts.

        Args:
            line: `contact`, `group`, `place` (null: none is known), `first`, `last` (null: anywhere).
            width: how long a window is.
        """
        ends = line.select(low=pl.min_horizontal("place", "first").min(), high=pl.max_horizontal("place", "last").max())
        low, high = ends.row(0)
        keys = Keys(low or 0, high or 0, width)
        fixed = line.filter(pl.col("place").is_not_null()).sort("group", "place", "contact")
        ranged = line.filter(pl.col("place").is_null() & pl.col("first").is_not_null()).sort(
            "group", "first", "contact"
        )
        loose = line.filter(pl.col("place").is_null() & pl.col("first").is_null()).sort("group", "contact")
        return cls(
            keys,
            fixed["contact"].to_numpy(),
            keys.of(fixed["group"].to_numpy(), fixed["place"].to_numpy()),
            ranged["contact"].to_numpy(),
            keys.of(ranged["group"].to_numpy(), ranged["first"].to_numpy()),
            keys.of(ranged["group"].to_numpy(), ranged["last"].to_numpy()),
            loose["contact"].to_numpy(),
            loose["group"].to_numpy(),
        )

    def runs(self, key: Places, end: Places | None = None) -> tuple[Run, Run, Run]:
        """Return which contacts may be in the windows that end at some keys: anywhere, in a range, at a place.

        Args:
            key: where the windows end.
            end: the first contact at a place that comes too late for each; None: all at the window's own place count.
        """
        before, group = key - self.keys.width, self.keys.group(key)
        return (
            (
                self.loose,
                np.searchsorted(self.loose_group, group),
                np.searchsorted(self.loose_group, group, side="right"),
            ),
            (
                self.ranged,
                np.searchsorted(self.ranged_last, before, side="right"),
                np.searchsorted(self.ranged_first, key, side="right"),
            ),
            (
                self.fixed,
                np.searchsorted(self.fixed_key, before, side="right"),
                np.searchsorted(self.fixed_key, key, side="right") if end is None else end,
            ),
        )

    def count(self, key: Places, end: Places | None = None) -> Places:
        """Return how many contacts may be in the windows that end at some keys; as for `runs`."""
        (_, *loose), (_, *ranged), (_, *fixed) = self.runs(key, end)
        counted: Places = loose[1] - loose[0] + ranged[1] - ranged[0] + fixed[1] - fixed[0]
        return counted

    def fullest(self, group: Places, first: Places, last: Places) -> Places:
        """Return the key in each range at which the first of the fullest windows ends.

        A window can only become fuller where a contact stands, or where the range of one begins.
        """
        begin, end = self.keys.of(group, first), self.keys.of(group, last)
        key = np.unique(np.concatenate([self.fixed_key, self.ranged_first, begin]))
        counted = (self.count(key) << 32) | np.arange(key.size)[::-1]
        bounds = np.stack([np.searchsorted(key, begin), np.searchsorted(key, end, side="right")], axis=1)
        best = np.maximum.reduceat(np.append(counted, 0), bounds.ravel())[::2]
        fullest: Places = key[key.size - 1 - (best & 0xFFFF_FFFF)]
        return fullest
