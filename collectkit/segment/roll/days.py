"""The days of a panel: how far apart they are expected, and which of them cannot be joined.

A rate holds for the step that it was measured over. Where a month is missing, what lies on both sides of it is two
months apart: such a pair is named and left out, and nothing is joined over the gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Every = Literal["month", "week", "day"]
Reason = Literal["gap", "early"]
"""``gap``: snapshots between the two are missing; ``early``: they lie closer together than a step."""

_FROM_MONTHS = 26
"""Days from which a distance is counted in months."""
_NAMED = 24
"""How many missing snapshots are named."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The expected distance of two snapshots: *count* months, or *count* days."""

    unit: Literal["month", "day"]
    count: int

    @property
    def name(self) -> str:
        """How reports call it."""
        known = {("month", 1): "month", ("day", 7): "week", ("day", 1): "day"}
        return known.get((self.unit, self.count), f"{self.count} {self.unit}s")

    def steps(self, first: date, second: date) -> int:
        """Return how many steps lie between two days, to the nearest."""
        days = (second - first).days
        distance = _months(days) if self.unit == "month" else days
        return (2 * distance + self.count) // (2 * self.count)

    def missing(self, first: date, second: date) -> tuple[str, ...]:
        """Return the names of the snapshots that are missing between two days: ``2026-09``, or days."""
        inner = range(1, min(self.steps(first, second), _NAMED + 1))
        if self.unit == "day":
            return tuple((first + timedelta(i * self.count)).isoformat() for i in inner)
        months = (12 * first.year + first.month - 1 + i * self.count for i in inner)
        return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)


KNOWN: dict[Every, Rhythm] = {"month": Rhythm("month", 1), "week": Rhythm("day", 7), "day": Rhythm("day", 1)}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consecutive days of a panel.

    Attributes:
        reason: why it is left out; None where it is one step.
        missing: the snapshots that would have to lie between.
    """

    before: date
    after: date
    reason: Reason | None = None
    missing: tuple[str, ...] = ()


def rhythm(days: Sequence[date], every: Every | None) -> Rhythm | None:
    """Return the expected distance: the one that is asked for, else the most frequent one, the shortest of equals.

    Two days alone have none: whatever lies between them is their step.
    """
    if every is not None:
        return KNOWN[every]
    gaps = [(second - first).days for first, second in pairwise(days)]
    if len(gaps) < 2:
        return None
    met = Counter(Rhythm("month", _months(gap)) if gap >= _FROM_MONTHS else Rhythm("day", gap) for gap in gaps)
    most = max(met.values())
    return min((one for one, times in met.items() if times == most), key=lambda one: (one.unit == "month", one.count))


def pairs(days: Sequence[date], expected: Rhythm | None) -> list[Pair]:
    """Return the consecutive pairs of *days*, which are in order, each with what keeps it from being joined."""
    return [_pair(first, second, expected) for first, second in pairwise(days)]


def _pair(first: date, second: date, expected: Rhythm | None) -> Pair:
    steps = 1 if expected is None else expected.steps(first, second)
    if expected is None or steps == 1:
        return Pair(first, second)
    return Pair(first, second, "gap", expected.missing(first, second)) if steps else Pair(first, second, "early")


def _months(days: int) -> int:
    """Return days as months of 365/12 days, to the nearest."""
    return (24 * days + 365) // 730
