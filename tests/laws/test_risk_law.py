"""Laws of re-identification risk: the arithmetic agrees with slow ones that share no line with it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.mask.risk.classes import Figures, assess
from collectkit.mask.risk.persons import People, digest

Cell = str | None
Row = tuple[Cell, ...]
"""First the person, then two quasi-identifiers or three, then an amount."""

CELLS = st.sampled_from([None, "", "a", "b", " b", "c"])
ROWS = st.integers(2, 4).flatmap(
    lambda wide: st.lists(
        st.tuples(st.sampled_from([None, "", "p", "q", "r", "s", "t"]), *[CELLS] * wide), min_size=1, max_size=14
    )
)


def figures(rows: Sequence[Sequence[Cell]], batches: int = 1) -> Figures:
    """Return what we compute: the last column is an amount, those between are quasi-identifiers."""
    wide = len(rows[0]) - 1
    people = People(wide)
    cut = -(-len(rows) // batches)
    for start in range(0, len(rows), cut):
        columns = [pl.Series(cells, dtype=pl.String) for cells in zip(*rows[start : start + cut], strict=True)]
        people.add(digest(columns[1:], columns[0], len(columns[0])))
    return assess(people.records(), range(wide - 1), [wide - 1])


def naive(rows: Sequence[Row]) -> list[tuple[frozenset[str], ...]]:
    """Return one record a person: in each column the set of what their rows have there."""
    met: dict[object, list[set[str]]] = {}
    for number, (person, *cells) in enumerate(rows):
        record = met.setdefault(person or number, [set() for _ in cells])
        for values, cell in zip(record, cells, strict=True):
            values.update({cell.strip()} if cell else ())
    return [tuple(map(frozenset, record)) for record in met.values()]


def judged(keys: Sequence[object]) -> tuple[int, int, int, int, int, Fraction]:
    """Return persons, classes, the smallest, the unique, those in classes below five, and the mean risk."""
    sizes = Counter(keys)
    risks = [Fraction(1, sizes[key]) for key in keys]
    exposed = sum(risk > Fraction(1, 5) for risk in risks)
    return (
        len(keys),
        len(sizes),
        min(sizes.values()),
        risks.count(Fraction(1)),
        exposed,
        sum(risks, Fraction(0)) / len(keys),
    )


@given(ROWS, st.integers(1, 3))
def test_classes_are_those_of_a_slow_count(rows: list[Row], batches: int) -> None:
    found, records = figures(rows, batches), naive(rows)
    wide = len(records[0]) - 1

    told = [found.together, *(one.alone for one in found.columns), *(one.without for one in found.columns)]
    keys: list[list[object]] = [[record[:-1] for record in records]]
    keys += [[record[place] for record in records] for place in range(wide)]
    keys += [[record[:place] + record[place + 1 : -1] for record in records] for place in range(wide)]
    told.append(found.patterns)
    keys.append([tuple(not values for values in record) for record in records])
    for classes, key in zip(told, keys, strict=True):
        persons, count, smallest, unique, exposed, mean = judged(key)
        assert (classes.persons, classes.classes, classes.smallest) == (persons, count, smallest)
        assert (classes.unique, classes.exposed) == (unique, exposed)
        assert classes.highest == 1 / smallest
        assert classes.average == pytest.approx(float(mean))
        assert sum(count for count, _ in classes.sizes.values()) == classes.classes
        assert sum(persons for _, persons in classes.sizes.values()) == classes.persons

    amounts = Counter(record[-1] for record in records if record[-1])
    (amount,) = found.amounts
    assert amount.persons == sum(amounts.values())
    assert amount.unique == found.unique_by_amount == sum(count == 1 for count in amounts.values())
    for one in found.columns:
        for fewer in (one.without, one.alone):
            assert found.together.classes >= fewer.classes
            assert found.together.smallest <= fewer.smallest
            assert found.together.exposed >= fewer.exposed
            assert found.together.unique >= fewer.unique


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_rows_that_come_again_tell_nothing(rows: list[Row], chance: random.Random) -> None:
    named = [(person or "nobody", *cells) for person, *cells in rows]
    shuffled = named * 2
    chance.shuffle(shuffled)
    assert figures(shuffled) == figures(named)


@pytest.mark.parametrize("sizes", [(2,), (5, 1), (3, 6, 9), (1, 12, 2)])
def test_a_class_that_is_split_raises_the_mean_by_one_class(sizes: tuple[int, ...]) -> None:
    rows = [(f"{of}-{n}", f"v{of}", None) for of, size in enumerate(sizes) for n in range(size)]
    before = figures(rows).together
    largest = sizes.index(max(sizes))
    for apart in range(1, sizes[largest]):
        moved = {f"{largest}-{n}" for n in range(apart)}
        after = figures([(p, "new" if p in moved else v, a) for p, v, a in rows]).together
        assert after.average - before.average == pytest.approx(1 / len(rows))
        assert after.smallest == min(*before_sizes(sizes, largest), apart, sizes[largest] - apart)


def before_sizes(sizes: tuple[int, ...], largest: int) -> list[int]:
    """Return the sizes of the classes that stay whole, and more than there are persons."""
    return [10**6, *(size for of, size in enumerate(sizes) if of != largest)]


def test_many_rows_of_one_person_are_one_record() -> None:
    rows: list[Row] = [("p", f"v{n % 40}", "1") for n in range(200)]
    rows += [*(("q", f"v{n}", "2") for n in range(40)), ("r", "v1", "3"), ("r", "v2", "3"), (None, "v1", "4")]
    found = figures(rows)
    assert (found.together.persons, found.together.classes, found.together.unique) == (4, 3, 2)
    assert found.unique_by_amount == 4


def test_classes_are_those_of_pycanon() -> None:
    """It is no dependency, and runs where it is installed."""
    anonymity = pytest.importorskip("pycanon.anonymity")
    pandas = pytest.importorskip("pandas")
    for seed in range(40):
        chance = random.Random(seed)
        wide, long = chance.randint(1, 4), chance.randint(1, 60)
        letters = [chance.randint(1, 4) for _ in range(wide)]
        rows: list[Row] = [
            (f"p{n}", *(chance.choice("abcd"[:most]) for most in letters), chance.choice("xyz")) for n in range(long)
        ]
        frame = pandas.DataFrame([row[1:] for row in rows], columns=[f"c{n}" for n in range(wide + 1)])
        quasi = [f"c{n}" for n in range(wide)]
        found = figures(rows).together
        assert found.smallest == anonymity.k_anonymity(frame, quasi)
        assert found.classes == len(frame.groupby(quasi).size())
