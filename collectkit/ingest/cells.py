"""The cells of a tape, and which of them are shown: none that tells of few, and none that can be had by subtraction.

Cells with fewer than `K` debtors are merged: two at least, and with the next smallest until `K` debtors are in them. So
what is merged cannot be computed as the total minus the rest. Debtors are counted, not accounts: five accounts of one
person tell of one person. `K` is the threshold of GB/T 42460 for an equivalence class, one in five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

K = 5
"""The fewest debtors that a cell may show."""

MayShow = Callable[[str], bool]
"""Whether a label from the data may be shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What adds up: accounts, sums of money, weights and weighted sums of days and rates.

    Attributes:
        numbers: accounts, money, then weight of days, weighted days, weight of rates, weighted rates.
        debtors: hashes of the debtors, the `K` lowest: enough to know whether there are `K`.
    """

    numbers: tuple[int, ...]
    debtors: frozenset[int]

    def __add__(self, other: Cell) -> Cell:
        numbers = tuple(map(sum, zip(self.numbers, other.numbers, strict=True)))
        return Cell(numbers, self.debtors | other.debtors)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a tape.

    Attributes:
        label: None for accounts that do not say, and for what is merged.
        sums: accounts, and money in minor units.
        average_days_tenths: days past due weighted by outstanding principal, in tenths of a day, half up; None of none.
        average_rate_ppm: the annual rate, likewise, in ppm.
        merged: how many cells are in it, where it is what may not be shown apart.
    """

    label: str | None
    sums: tuple[int, ...]
    average_days_tenths: int | None
    average_rate_ppm: int | None
    merged: int = 0

    @property
    def accounts(self) -> int:
        """The number of accounts."""
        return self.sums[0]


def row(label: str | None, cell: Cell, merged: int = 0) -> Row:
    """Return a cell as a line."""
    *sums, days_weight, days, rate_weight, rate = cell.numbers
    return Row(label, tuple(sums), _average(10 * days, days_weight), _average(rate, rate_weight), merged)


def _average(weighted: int, weight: int) -> int | None:
    """Half up."""
    return (2 * weighted + weight) // (2 * weight) if weight else None


def suppressed(cells: Mapping[str | None, Cell], may_show: MayShow) -> Iterator[Row]:
    """Yield the lines of one table, the merged one last.

    Args:
        cells: label -> cell; together they have `K` debtors.
        may_show: whether a label may be shown; the cell is merged if not.
    """
    hidden = {one for one, cell in cells.items() if len(cell.debtors) < K or not (one is None or may_show(one))}
    order = sorted(cells.keys() - hidden, key=lambda one: (cells[one].numbers[0], one is None, one or ""))
    while hidden and order and (len(hidden) < 2 or len(_together(cells, hidden).debtors) < K):
        hidden.add(order.pop(0))
    yield from (row(one, cells[one]) for one in order)
    if hidden:
        yield row(None, _together(cells, hidden), len(hidden))


def _together(cells: Mapping[str | None, Cell], labels: set[str | None]) -> Cell:
    first, *others = (cells[one] for one in labels)
    return sum(others, first)
