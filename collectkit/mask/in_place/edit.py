"""What an operator makes of a field where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from collectkit.files.cut import Field
from collectkit.files.digit_words import Words
from collectkit.files.padded import FILL, padded
from collectkit.files.stretches import Bytes


@dataclass(frozen=True, slots=True)
class Edit:
    """A field of some records as it leaves.

    Attributes:
        text: rows x bytes, `padded.FILL` where nothing stands.
        nulls: how many cells are empty.
        numbers: the values of a column of numbers, 0 where there is none; of days, as the number ``20261031``.
    """

    text: Bytes
    nulls: int
    numbers: Words | None = None


Work: TypeAlias = Callable[[Field], Edit | None]
"""Does what an operator does, byte for byte; None where a field has cells that it does not know."""


@dataclass(frozen=True, slots=True)
class Editor:
    """What does the work of an operator in place.

    Attributes:
        width: how many bytes of each cell it will ask for, as a rule.
        last: whether these are the last ones.
    """

    work: Work
    width: int
    last: bool = False


def as_it_stands(field: Field, numbers: Words | None = None) -> Edit | None:
    """Return the field unchanged; None where it is too long."""
    text = padded(field)
    return None if text is None else Edit(text, field.empties, numbers)


def blanked(field: Field, text: Bytes) -> Edit:
    """Return *text*, which is the caller's own, but nothing for the cells that are empty."""
    if field.empties:
        text[field.lengths == 0] = FILL
    return Edit(text, field.empties)
