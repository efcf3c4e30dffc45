"""Which intervals of a group overlap one of somebody else: exact, in columns, however many overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
NONE = -1
"""Place of an interval that is not there."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of some groups, by group and start.

    Attributes:
        group: numbers, the same for all of a group.
        start: the first second.
        end: the second after the last one; after `start`.
    """

    group: Integers
    start: Integers
    end: Integers


def clustered(given: Intervals) -> NDArray[np.bool_]:
    """Return which intervals overlap another one of their group."""
    found = np.zeros(given.group.size, np.bool_)
    if found.size:
        joined = (given.start[1:] < _reach(given.end, given.group)[:-1]) & (given.group[1:] == given.group[:-1])
        found[1:] = joined
        found[:-1] |= joined
    return found


def partners(given: Intervals, person: Integers) -> Integers:
    """Return for each interval the place of one that overlaps it, of the same group and another person; else `NONE`."""
    if given.group.size == 0:
        return np.empty(0, np.int64)
    later = _later(given, person)
    return np.where(later != NONE, later, _earlier(given, person))


def _later(given: Intervals, person: Integers) -> Integers:
    """Return the first interval of another person that starts not before each one does, where the two overlap."""
    size = person.size
    place = np.arange(size)
    changes = (given.group[1:] != given.group[:-1]) | (person[1:] != person[:-1])
    ahead = np.where(changes, place[1:], size)
    following = np.append(np.minimum.accumulate(ahead[::-1])[::-1], size)
    at = np.minimum(following, size - 1)
    overlaps = (following < size) & (given.group[at] == given.group) & (given.start[at] < given.end)
    return np.where(overlaps, following, NONE)


def _earlier(given: Intervals, person: Integers) -> Integers:
    """Return of those before each one in order the one of another person that ends last, where the two overlap."""
    leader = _leaders(given.end, given.group)
    second = _seconds(given, person, leader)
    leader, second = (np.append(NONE, each[:-1]) for each in (leader, second))
    leader[np.append(True, given.group[1:] != given.group[:-1])] = NONE
    found = np.where((leader != NONE) & (person[leader] == person), second, leader)
    return np.where((found != NONE) & (given.end[found] > given.start), found, NONE)


def _seconds(given: Intervals, person: Integers, leader: Integers) -> Integers:
    """Return of those up to each one the one that ends last of all that are not of the leader's person.

    Where the lead passes to another person it is the former leader; from there on it is the last of the others.
    """
    leading = person[leader]
    new_group = np.append(True, given.group[1:] != given.group[:-1])
    passes = np.append(False, leading[1:] != leading[:-1]) & ~new_group
    candidate = np.where(
        passes, np.append(NONE, leader[:-1]), np.where(leading != person, np.arange(person.size), NONE)
    )
    lead = np.cumsum(passes | new_group)
    ends = np.where(candidate != NONE, given.end[candidate], given.end.min() - 1)
    return candidate[_leaders(ends, lead)]


def _leaders(end: Integers, group: Integers) -> Integers:
    """Return of those up to each one, in its group, the place of the first that ends last."""
    reach = _reach(end, group)
    new_group = group[1:] != group[:-1]
    leads = np.append(True, new_group | (end[1:] > reach[:-1]))
    return np.maximum.accumulate(np.where(leads, np.arange(end.size), 0))


def _reach(end: Integers, group: Integers) -> Integers:
    """Return the latest end of those up to each one in its group.

    Each group is moved beyond all that may end before: seconds of ten thousand years leave room for 15 million groups.
    """
    first = end.min()
    moved = np.append(0, np.cumsum(group[1:] != group[:-1])) * (end.max() - first + 1)
    reached: Integers = np.maximum.accumulate(end - first + moved) - moved + first
    return reached
