"""Pairs whose amounts differ a little: a slow search over all pairs finds the same, and heaps of lines cost little."""

from __future__ import annotations

import random

import polars as pl

from collectkit.reconcile.near_amounts import pair

SCHEMA = {"account": pl.UInt64, "minor": pl.Int64, "day": pl.Int32, "name": pl.String}
Line = tuple[int, int, int, str]


def frame(lines: list[Line], number: str) -> pl.DataFrame:
    return pl.DataFrame(lines, schema=SCHEMA, orient="row").with_row_index(number)


def slowly(claims: list[Line], bookings: list[Line], days: int, amount: int) -> list[tuple[int, int]]:
    ways = sorted(
        (abs(mine[1] - theirs[1]), abs(mine[2] - theirs[2]), mine[0], mine[2], mine, theirs[2], theirs, r, at)
        for r, mine in enumerate(claims)
        for at, theirs in enumerate(bookings)
        if mine[0] == theirs[0] and abs(mine[1] - theirs[1]) <= amount and abs(mine[2] - theirs[2]) <= days
    )
    found: list[tuple[int, int]] = []
    for *_, r, at in ways:
        if all(r != mine and at != theirs for mine, theirs in found):
            found.append((r, at))
    return sorted(found)


def test_a_slow_search_finds_the_same() -> None:
    at = random.Random(9)
    for _ in range(200):
        sides = [
            [
                (at.randint(1, 2), at.randint(100, 104), at.randint(1, 4), f"{n:02}" if at.random() < 0.5 else f"{-n}")
                for n in range(at.randint(1, 12))
            ]
            for _ in range(2)
        ]
        found = pair(frame(sides[0], "r"), frame(sides[1], "l"), 2, 2)
        assert sorted(found.rows()) == slowly(sides[0], sides[1], 2, 2)


def test_a_heap_of_equal_lines_costs_no_more_than_its_lines() -> None:
    heaps = [[(1, minor, 5, f"{n:06}") for n in range(20_000)] for minor in (100, 101)]
    found = pair(frame(heaps[0], "r"), frame(heaps[1], "l"), 3, 5)
    assert found.rows() == [(n, n) for n in range(20_000)]
