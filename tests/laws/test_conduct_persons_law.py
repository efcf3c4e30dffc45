"""Laws of the rules of persons, placements, evidence and records: a slow checker agrees, log by log."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collectkit.conduct.checks.intervals import NONE, Intervals, clustered, partners
from tests.laws.conduct_persons import agree_on_a_part, agree_on_all_parts

LOGS = 25
INTERVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 9), st.integers(0, 3)), max_size=12
)


def test_checks_of_one_part_agree_with_the_slow_checker() -> None:
    for seed in range(LOGS):
        agree_on_a_part(seed)


def test_what_all_parts_decide_agrees_with_the_slow_checker() -> None:
    for seed in range(LOGS):
        agree_on_all_parts(seed)


@given(INTERVALS)
def test_intervals_that_overlap_are_those_that_each_against_each_other_shows(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    group, start, length, person = np.array(sorted(drawn), np.int64).reshape(-1, 4).T
    intervals = Intervals(group, start, start + length)
    one, other = np.arange(group.size)[:, None], np.arange(group.size)
    overlaps = (group[one] == group) & (start[one] < intervals.end) & (start < intervals.end[one]) & (one != other)
    assert clustered(intervals).tolist() == overlaps.any(axis=1).tolist()
    conflicts = overlaps & (person[one] != person)
    found = partners(intervals, person)
    assert (found != NONE).tolist() == conflicts.any(axis=1).tolist()
    assert all(conflicts[place, partner] for place, partner in enumerate(found) if partner != NONE)
