"""When a debtor may be contacted at all its places at once, by the rules of hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectkit.conduct.rule import Hours
from collectkit.fields.zones import DAY, Seconds, Zone

_ROUNDS = 8
"""How often all clocks are asked for an hour that suits all; those of one country agree within two."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hours, and the first and the last day on which their rule holds (days since 1970)."""

    hours: Hours
    first: int
    last: int

    def holds(self, day: Seconds) -> npt.NDArray[np.bool_]:
        """Return whether it holds on these days."""
        return (day >= self.first) & (day <= self.last)


@dataclass(frozen=True, slots=True)
class Openings:
    """The hours of some places.

    Attributes:
        clocks: of each place; the first one says what day it is.
        rules: all of them must allow a contact.
    """

    clocks: Sequence[Zone]
    rules: Sequence[Allowed]

    def next(self, at: Seconds) -> Seconds:
        """Return the first instant, not before *at*, that is allowed everywhere.

        Where no hour suits all places it is some later instant, and not the same when asked again.
        """
        first = self.clocks[0]
        for _ in range(_ROUNDS):
            before = at
            for clock in self.clocks:
                for rule in self.rules:
                    ends = first.day_after(at, np.full_like(at, rule.last + 1))
                    opened = np.minimum(_opened(clock, rule, at), ends)
                    at = np.where(rule.holds(first.day(at)), opened, at)
            if (at == before).all():
                break
        return at

    def open(self, at: Seconds) -> Seconds:
        """Return the first allowed instant of the local day of *at*."""
        first = self.clocks[0]
        return self.next(first.begin(first.day(at)))

    def close(self, at: Seconds) -> Seconds:
        """Return the first instant after *at*, which is allowed, that is not; at the latest when the day ends."""
        first = self.clocks[0]
        day = first.day(at)
        end = first.day_after(at, day + 1)
        for clock in self.clocks:
            midnight = clock.day(at) * DAY
            for rule in self.rules:
                closed = clock.after(at, midnight + rule.hours.closes)
                end = np.where(rule.holds(day), np.minimum(end, closed), end)
        return end

    def named(self, at: Seconds) -> npt.NDArray[np.bool_]:
        """Return whether any rule names hours on the local day of *at*."""
        day = self.clocks[0].day(at)
        found = np.zeros_like(day, np.bool_)
        for rule in self.rules:
            found |= rule.holds(day)
        return found


def _opened(clock: Zone, rule: Allowed, at: Seconds) -> Seconds:
    local = clock.local(at)
    midnight = local // DAY * DAY
    late = local - midnight >= rule.hours.closes
    return clock.after(at, midnight + late * DAY + rule.hours.opens)
