"""Pairs: as many as there can be, each line in one, whatever the order of the lines."""

from __future__ import annotations

import itertools
import random

import polars as pl
import pytest

from collectkit.reconcile import matching
from collectkit.reconcile.matching import pair

Line = tuple[int, int, int]


def frame(number: str, lines: list[Line]) -> pl.DataFrame:
    schema = {"account": pl.UInt64, "minor": pl.Int64, "day": pl.Int32}
    rows = pl.DataFrame(lines, schema=schema, orient="row").with_row_index(number)
    return rows.with_columns(id=pl.col(number).cast(pl.String))


def paired(claims: list[Line], bookings: list[Line], days: int) -> list[tuple[int, int]]:
    return sorted(pair(frame("r", claims), frame("l", bookings), days).rows())


def test_the_nth_of_equal_lines_belongs_to_the_nth() -> None:
    assert paired([(1, 100, 5)] * 3, [(1, 100, 5)] * 2, 0) == [(0, 0), (1, 1)]


def test_the_same_day_comes_first() -> None:
    assert paired([(1, 100, 5), (1, 100, 6)], [(1, 100, 6), (1, 100, 7)], 3) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("differing", [(2, 100, 5), (1, 101, 5), (1, -100, 5), (1, 100, 9)])
def test_account_and_amount_always_agree(differing: Line) -> None:
    assert paired([(1, 100, 5)], [differing], 3) == []


def test_nothing_to_pair() -> None:
    assert paired([], [(1, 100, 5)], 3) == paired([(1, 100, 5)], [], 3) == paired([], [], 0) == []


def test_lines_whose_numbers_are_the_same_by_chance_are_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    claims, bookings = [(1, 100, 5), (2, 100, 5), (2, 100, 5)], [(2, 100, 5), (3, 100, 5), (1, 100, 5)]
    found = paired(claims, bookings, 0)
    same = pl.Series([7], dtype=pl.UInt64)
    monkeypatch.setattr(matching, "numbers", lambda lines, _: same.new_from_index(0, lines.height).alias("number"))
    assert paired(claims, bookings, 0) == found == [(0, 2), (1, 0)]


def most(claims: list[int], bookings: list[int], days: int) -> int:
    """Return how many pairs there can be, by trying all of them."""
    if not claims:
        return 0
    first, rest = claims[0], claims[1:]
    tries = [most(rest, bookings, days)]
    for place, other in enumerate(bookings):
        if abs(first - other) <= days:
            tries.append(1 + most(rest, bookings[:place] + bookings[place + 1 :], days))
    return max(tries)


@pytest.mark.parametrize("seed", range(40))
def test_near_days_make_as_many_pairs_as_can_be(seed: int) -> None:
    draw = random.Random(seed)
    mine, theirs = ([draw.randrange(14) for _ in range(draw.randrange(1, 6))] for _ in range(2))
    exact = sum(min(mine.count(day), theirs.count(day)) for day in set(mine))
    alone, free = list(mine), list(theirs)
    for day in set(mine):
        for _ in range(min(mine.count(day), theirs.count(day))):
            alone.remove(day)
            free.remove(day)
    found = paired([(1, 100, day) for day in mine], [(1, 100, day) for day in theirs], 3)
    assert len(found) == exact + most(alone, free, 3)
    assert all(abs(mine[r] - theirs[at]) <= 3 for r, at in found)
    assert len({r for r, _ in found}) == len({at for _, at in found}) == len(found)


def test_many_groups_at_once() -> None:
    claims = [(account, 100, day) for account, day in itertools.product(range(50), (1, 4, 9))]
    bookings = [(account, 100, day) for account, day in itertools.product(range(25, 75), (2, 3, 20))]
    found = paired(claims, bookings, 2)
    assert len(found) == 2 * 25
    assert {claims[r][0] for r, _ in found} == set(range(25, 50))
