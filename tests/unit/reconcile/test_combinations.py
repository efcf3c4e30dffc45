"""Combinations: one line of one side is several of the other; a slow search over all subsets finds the same."""

from __future__ import annotations

import itertools
import random
from typing import Any, NamedTuple

import polars as pl
import pytest

from collectkit.reconcile.combinations import find


class Line(NamedTuple):
    """A payment; the name decides among lines that say the same."""

    minor: int
    day: int
    receiver: str = "AGENCY"
    account: int = 1
    name: str = ""


def frame(lines: list[Line], number: str) -> pl.DataFrame:
    schema = {"minor": pl.Int64, "day": pl.Int32, "received_by": pl.String, "account": pl.UInt64, "name": pl.String}
    found = pl.DataFrame(lines, schema=schema, orient="row").with_row_index(number)
    return found if number == "r" else found.drop("received_by")


def combined(claims: list[Line], bookings: list[Line], days: int = 3) -> list[tuple[str, list[int], list[int]]]:
    """Return of each combination which side is the one, its claims, and its ledger lines."""
    found = find(frame(claims, "r"), frame(bookings, "l"), days)
    groups = found.sort("group", "r", "l").group_by("group", maintain_order=True)
    rows = groups.agg(pl.col("split").first(), pl.col("r", "l").drop_nulls()).select("split", "r", "l").rows()
    return [("split" if split else "combined", mine, theirs) for split, mine, theirs in rows]


def test_one_claim_is_several_ledger_lines() -> None:
    assert combined([Line(100, 5)], [Line(60, 5), Line(40, 6), Line(30, 5)]) == [("split", [0], [0, 1])]


def test_several_claims_are_one_ledger_line() -> None:
    assert combined([Line(60, 5), Line(40, 6), Line(7, 5)], [Line(100, 5)]) == [("combined", [0, 1], [0])]


def test_all_lines_of_a_day_are_one_however_many_they_are() -> None:
    many = [Line(10 + n, 7) for n in range(40)]
    total = Line(sum(line.minor for line in many), 5)
    assert combined(many, [total]) == [("combined", [*range(40)], [0])]
    assert combined([total], [*many, Line(3, 6)]) == [("split", [0], [*range(40)])]


def test_all_lines_of_a_day_come_before_a_pair() -> None:
    lines = [Line(10, 5), Line(20, 5), Line(70, 5), Line(90, 6)]
    assert combined([Line(100, 5)], lines) == [("split", [0], [0, 1, 2])]


@pytest.mark.parametrize(("days", "there"), [(0, 0), (2, 0), (3, 1)])
def test_no_two_days_lie_further_apart_than_the_tolerance(days: int, there: int) -> None:
    assert len(combined([Line(100, 5)], [Line(60, 4), Line(40, 7)], days)) == there


def test_fewer_lines_come_first_then_earlier_ones() -> None:
    lines = [Line(10, 5), Line(20, 6), Line(70, 6), Line(30, 7), Line(70, 7), Line(1, 7)]
    assert combined([Line(100, 6)], lines) == [("split", [0], [2, 3])]


def test_up_to_six_lines_of_up_to_twelve() -> None:
    powers = [Line(2**n, 5 + n % 2) for n in range(12)]
    assert combined([Line(0b111111, 5)], powers) == [("split", [0], [*range(6)])]
    assert combined([Line(0b1111111, 5)], powers) == []
    assert combined([Line(0b111, 5)], [*powers, Line(2**12, 5)]) == [("split", [0], [0, 1, 2])]
    assert combined([Line(2**13 - 1, 5)], [*powers, Line(2**12, 5)]) == []
    assert combined([Line(0b11, 5)], [*powers, Line(1, 6)]) != []


@pytest.mark.parametrize("other", [{"account": 2}, {"receiver": "CREDITOR"}])
def test_accounts_and_receivers_are_not_mixed(other: dict[str, Any]) -> None:
    assert combined([Line(60, 5), Line(40, 5)._replace(**other)], [Line(100, 5)]) == []


def test_what_a_sum_cannot_hold_is_no_combination() -> None:
    huge = [Line(2**62, 5), Line(2**62, 5), Line(2**62, 6), Line(2**62, 6)]
    assert combined(huge, [Line(2**63 - 1, 5), Line(1, 5)]) == []


def test_a_line_is_in_one_combination() -> None:
    assert combined([Line(100, 5), Line(100, 6)], [Line(60, 5), Line(40, 5)]) == [("split", [0], [0, 1])]


Way = tuple[bool, int, tuple[int, ...]]


def slowly(claims: list[Line], bookings: list[Line], days: int) -> list[Way]:
    """Return all combinations by trying every set of lines: claim or not, the one, the others."""
    found: list[Way] = []
    taken: set[tuple[bool, int]] = set()
    sides = {True: claims, False: bookings}

    def rank(mine: bool, place: int) -> tuple[object, ...]:
        line = sides[mine][place]
        return (line.day, line.minor, line.receiver if mine else "", line.name, place)

    def take(ways: list[tuple[object, Way]]) -> None:
        for _, (split, one, parts) in sorted(ways):
            used = {(split, one), *((not split, part) for part in parts)}
            if not used & taken:
                taken.update(used)
                found.append((split, one, parts))

    def ways(several: int | None) -> list[tuple[object, Way]]:
        made: list[tuple[object, Way]] = []
        for split, one in [(side, place) for side in sides for place in range(len(sides[side]))]:
            whole = sides[split][one]
            others = [n for n in range(len(sides[not split])) if (not split, n) not in taken]
            others.sort(key=lambda n: rank(not split, n))
            sizes = range(2, len(others) + 1) if several is None else [several]
            for parts in itertools.chain.from_iterable(itertools.combinations(others, size) for size in sizes):
                lines = [sides[not split][n] for n in parts]
                on, receivers = [whole.day, *(line.day for line in lines)], {line.receiver for line in lines}
                if (split, one) in taken or sum(line.minor for line in lines) != whole.minor:
                    continue
                if max(on) - min(on) > days or (not split and len(receivers) > 1):
                    continue
                order = (whole.day, not split, rank(split, one), lines[0].receiver if not split else "")
                if several is None:
                    same = [n for n in others if sides[not split][n].day == lines[0].day]
                    if not split:
                        same = [n for n in same if sides[not split][n].receiver in receivers]
                    if set(same) != set(parts):
                        continue
                    apart = abs(whole.day - lines[0].day)
                    key: object = (len(parts), apart, whole.day, lines[0].day, not split, *order[2:])
                else:
                    key = (*order, [rank(not split, n) for n in parts])
                made.append((key, (split, one, parts)))
        return made

    take(ways(None))
    for several in range(2, 7):
        take(ways(several))
    return found


@pytest.mark.parametrize("seed", range(150))
def test_a_slow_search_finds_the_same(seed: int) -> None:
    draw = random.Random(seed)
    few = draw.choice([3, 9, 40])

    def lines(most: int) -> list[Line]:
        receivers = ["AGENCY", "AGENCY", "AGENCY", "CREDITOR"]
        return [
            Line(draw.randrange(1, few), draw.randrange(8), draw.choice(receivers), 1, draw.choice("abc"))
            for _ in range(draw.randrange(most))
        ]

    claims, bookings, days = lines(8), lines(8), draw.randrange(4)
    if bookings and draw.random() < 0.7:
        parts = draw.sample(bookings, min(len(bookings), draw.randrange(2, 7)))
        claims.append(Line(sum(part.minor for part in parts), parts[0].day))
    expected = sorted(
        (("split" if split else "combined"), *(([one], sorted(parts)) if split else (sorted(parts), [one])))
        for split, one, parts in slowly(claims, bookings, days)
    )
    assert sorted(combined(claims, bookings, days)) == expected


def test_a_heap_beside_few_lines_is_looked_through_once() -> None:
    parts = [Line(50_000_00 + 37_00 * n + 1, 5, name=f"{n:02}") for n in range(64)]
    heap = [Line(100_000_00 + n * 100 + 50, 5, name=f"{n:05}") for n in range(4_000)]
    assert combined([*heap, Line(parts[0].minor + parts[9].minor, 5)], parts) == [("split", [4_000], [0, 9])]
