"""What an operator makes of a field where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from collectkit.files.cut import Cut
from collectkit.files.joining import Column

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


Work: TypeAlias = Callable[[Cut, int], Edit | None]
"""Does what an operator does with the field at a place of some records, byte for byte; None where it has cells that it
does not know."""
