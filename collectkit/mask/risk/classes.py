"""How well persons hide among others: equivalence classes, and what the figures say.

Persons whose records agree in all quasi-identifiers form a class. Whoever knows that a person is in the file, and knows
these facts, guesses right with a probability of one in the size of the class (prosecutor risk).

Thresholds: GB/T 42460-2023, for sharing under an agreement. Seen second-hand, not verified against the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collectkit.mask.risk.persons import BLANK, Records, class_sizes, lone

CLASS_RISK = 0.2
"""The most that one person's risk may be: classes of five or more."""
OVERALL_RISK = 0.05
"""The most that the risk may be on average over all persons."""
CROWD = 5
"""The least size of a class whose risk is not above `CLASS_RISK`."""
SOURCE = "GB/T 42460-2023, seen second-hand, not verified against the text"

_EDGES = (1, 2, 3, 5, 10, 20, 100)
_LABELS = ("1", "2", "3-4", "5-9", "10-19", "20-99", "100+")
_DECIMALS = 6
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of some persons by some columns.

    Attributes:
        persons: in all.
        classes: how many there are.
        smallest: persons in the smallest; 0 where there is nobody.
        unique: persons who are alone in theirs.
        exposed: persons in classes smaller than `CROWD`, whose risk is above `CLASS_RISK`.
        sizes: range of sizes -> classes, persons.
    """

    persons: int
    classes: int
    smallest: int
    unique: int
    exposed: int
    sizes: Mapping[str, tuple[int, int]]

    @property
    def highest(self) -> float:
        """The risk of the person who stands out most."""
        return 1 / self.smallest if self.smallest else 0.0

    @property
    def average(self) -> float:
        """The mean risk over all persons: of a class of any size, the risks of its persons come to one."""
        return self.classes / self.persons if self.persons else 0.0

    @property
    def exposed_share(self) -> float:
        """Which share of the persons is exposed."""
        return self.exposed / self.persons if self.persons else 0.0

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "persons": self.persons,
            "classes": self.classes,
            "smallest_class": self.smallest,
            "highest_risk": round(self.highest, _DECIMALS),
            "average_risk": round(self.average, _DECIMALS),
            "unique_persons": self.unique,
            "exposed_persons": self.exposed,
            "exposed_share": round(self.exposed_share, _DECIMALS),
        }


def classes(keys: NDArray[np.uint64]) -> Classes:
    """Return the classes of persons whose keys are equal."""
    counts = class_sizes(keys)
    ranges = np.searchsorted(_EDGES, counts, side="right") - 1
    sizes = {
        label: (int((ranges == place).sum()), int(counts[ranges == place].sum()))
        for place, label in enumerate(_LABELS)
        if (ranges == place).any()
    }
    return Classes(
        persons=len(keys),
        classes=len(counts),
        smallest=int(counts.min(initial=len(keys))),
        unique=int((counts == 1).sum()),
        exposed=int(counts[counts < CROWD].sum()),
        sizes=MappingProxyType(sizes),
    )


@dataclass(frozen=True, slots=True)
class ByColumn:
    """What one quasi-identifier does.

    Attributes:
        alone: the classes by this column alone; its values (sets of values) are the classes.
        without: the classes by all the others.
    """

    alone: Classes
    without: Classes


@dataclass(frozen=True, slots=True)
class Amount:
    """How one column of exact amounts tells persons apart.

    Attributes:
        persons: who have an amount there.
        unique: of these, who have one that nobody else has.
    """

    persons: int
    unique: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is computed of some records.

    Attributes:
        together: the classes by all quasi-identifiers.
        columns: of each quasi-identifier.
        amounts: of each column of amounts.
        unique_by_amount: persons who have a unique amount in any of them.
        patterns: the classes by which cells are blank, in all these columns.
    """

    together: Classes
    columns: tuple[ByColumn, ...]
    amounts: tuple[Amount, ...]
    unique_by_amount: int
    patterns: Classes


def assess(records: Records, quasi: Sequence[int], amounts: Sequence[int]) -> Figures:
    """Compute the figures of some records.

    Args:
        quasi: places of the columns that are quasi-identifiers.
        amounts: places of the columns with exact amounts.
    """
    together = np.zeros(records.persons, np.uint64)
    patterns = np.zeros(records.persons, np.uint64)
    by_amount = np.zeros(records.persons, np.bool_)
    alone, counted = [], []
    for place in quasi:
        cells = records.column(place)
        together += cells
        patterns = _with(patterns, cells)
        alone.append(classes(cells))
    for place in amounts:
        cells = records.column(place)
        patterns = _with(patterns, cells)
        unique = lone(cells) & (cells != BLANK)
        by_amount |= unique
        counted.append(Amount(int((cells != BLANK).sum()), int(unique.sum())))
    without = [classes(together - records.column(place)) for place in quasi]
    columns = tuple(map(ByColumn, alone, without))
    return Figures(classes(together), columns, tuple(counted), int(by_amount.sum()), classes(patterns))


def _with(patterns: NDArray[np.uint64], cells: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Add to each person's pattern whether this cell is blank too; of any number of columns it is a hash."""
    return np.asarray(patterns * _SPREAD + (cells == BLANK), np.uint64)
