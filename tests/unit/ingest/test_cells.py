"""Which cells of a tape are shown: never few debtors, never one that the total gives away, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from collectkit.ingest.cells import Cell, K, Row, row, suppressed


def cell(debtors: range, accounts: int | None = None, owed: int = 7) -> Cell:
    """A cell of these debtors, an account each unless said."""
    count = len(debtors) if accounts is None else accounts
    return Cell((count, owed * count, 0, 0, 0, 0), frozenset(sorted(debtors)[:K]))


def shown(cells: Mapping[str | None, Cell]) -> dict[str | None, Row]:
    return {one.label if not one.merged else "merged": one for one in suppressed(cells, lambda _: True)}


def test_cells_of_enough_debtors_are_all_shown() -> None:
    found = shown({"a": cell(range(5)), "b": cell(range(5, 15))})
    assert {label: one.accounts for label, one in found.items()} == {"a": 5, "b": 10}


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    found = shown({"a": cell(range(4)), "b": cell(range(10, 30)), "c": cell(range(30, 40))})
    assert set(found) == {"b", "merged"}
    assert (found["merged"].merged, found["merged"].accounts) == (2, 14)


def test_two_small_cells_are_merged_until_there_are_enough_debtors() -> None:
    cells: dict[str | None, Cell] = {
        "a": cell(range(1)),
        "b": cell(range(1, 3)),
        "c": cell(range(10, 30)),
        "d": cell(range(30, 100)),
    }
    found = shown(cells)
    assert set(found) == {"d", "merged"}
    assert found["merged"].merged == 3
    enough = shown({"a": cell(range(2)), "b": cell(range(2, 5)), "c": cell(range(10, 30))})
    assert (enough["merged"].merged, set(enough)) == (2, {"c", "merged"})


def test_many_accounts_of_one_debtor_are_one_debtor() -> None:
    found = shown({"a": cell(range(1), accounts=500), "b": cell(range(1, 10)), "c": cell(range(10, 40))})
    assert set(found) == {"c", "merged"}


def test_a_label_that_may_not_be_shown_is_merged() -> None:
    cells: dict[str | None, Cell] = {"a": cell(range(9)), "secret": cell(range(10, 90)), None: cell(range(100, 120))}
    found = list(suppressed(cells, lambda label: label != "secret"))
    assert [(one.label, one.merged) for one in found] == [(None, 0), (None, 2)]
    assert found[1].accounts == 89


def test_averages_are_rounded_half_up_once() -> None:
    assert row("a", Cell((1, 5, 200, 25, 4, 10), frozenset())).average_days_tenths == 1  # 0.125 days
    assert row("a", Cell((1, 5, 200, 30, 4, 10), frozenset())).average_days_tenths == 2  # 0.15 days
    assert row("a", Cell((1, 5, 200, 30, 4, 10), frozenset())).average_rate_ppm == 3
    assert row("a", Cell((1, 5, 0, 0, 0, 0), frozenset())).average_days_tenths is None


sizes = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), min_size=1, max_size=12)


@given(sizes)
def test_nothing_small_is_seen_or_can_be_computed(sizes: list[tuple[int, int]]) -> None:
    cells: dict[str | None, Cell] = {}
    start = 0
    for number, (debtors, more) in enumerate(sizes):
        cells[f"c{number}"] = cell(range(start, start + debtors), debtors + more)
        start += debtors
    if start < K:
        return
    rows = list(suppressed(cells, lambda _: True))
    assert sum(one.accounts for one in rows) == sum(one.numbers[0] for one in cells.values())
    assert sum(one.sums[1] for one in rows) == sum(one.numbers[1] for one in cells.values())
    named = {one.label for one in rows if not one.merged}
    assert all(len(cells[label].debtors) >= K for label in named)
    hidden = [cells[label] for label in cells if label not in named]
    assert len(hidden) != 1
    if hidden:
        assert len(frozenset().union(*(one.debtors for one in hidden))) >= K
