"""What an operator makes of a field where it stands."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from collectkit.files.cut import Cut
from collectkit.files.joining import Column

Made = TypeVar("Made")
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Edit:
    """A field of some records as it leaves.

    Attributes:
        column: its cells.
        nulls: how many of them are empty.
        numbers: the values of a column of numbers, 0 where there is none; of days, as the number ``20261031``.
    """

    column: Column
    nulls: int
    numbers: Words | None = None


Steps: TypeAlias = Generator[None, None, Made]
"""Does its work in as many steps as the records have parts: several take turns, so that a part stays in the cache."""

Work: TypeAlias = Callable[[Cut, int], Steps[Edit | None]]
"""Does what an operator does with the field at a place of some records, byte for byte; None where it has cells that it
does not know."""


def in_parts(records: Cut, loop: Callable[[Cut, slice], int]) -> Steps[int | None]:
    """Have a *loop* go over the records, part by part; return how many cells are empty.

    Args:
        loop: takes a part and says which records it is; returns how many of its cells are empty, or -1 where one is
            spelled in a way that it does not know: then None is returned, and no more is done.
    """
    nulls = 0
    for part, rows in records.parts():
        found = loop(part, rows)
        if found < 0:
            return None
        nulls += found
        yield
    return nulls


def finished(steps: Steps[Made]) -> Made:
    """Do all steps; return what came of them."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            made: Made = done.value
            return made
