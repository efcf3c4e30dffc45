"""The operator that moves the dates of each person by some days that only the key tells, and what would betray them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field as Limits

from collectkit.fields.parsed import nothing
from collectkit.mask.cells import Cells
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Operator, Shows
from collectkit.mask.operators.ranges import Generalise
from collectkit.mask.person_of_row import FIELDS
from collectkit.mask.risk.weakness import places
from collectkit.tables.field import Field

Days = Annotated[int, Limits(strict=True, ge=7, le=3650)]

_SHOWN = "shows a date that others of the row are shifted against, and so by how many days; shift it too, or drop it"
_UNEQUAL = "must be the same wherever dates are shifted, or a person's dates would move apart"
_SAY = "missing: the header speaks of a day, which would tell by how many others are shifted: say what the column holds"
_DAY = re.compile(r"日(?![常记用志均])|时间|date|_on$")
_BORN = frozenset(range(10, 14))
"""Places of the month and the day of birth in an ID number."""
_OF_BIRTH = "birth_date"
"""In years it tells nothing of other dates."""


@dataclass(frozen=True, slots=True)
class ShiftDates(Losing):
    """Move all dates of a person by the same 1 to *within* days, forward or back, different for each recipient.

    What lies between two dates of a person stays. The person is the row's id_number, else its customer_id, mobile or
    account_id, whether or not they leave; a row that has none of them is left blank, and so is what is no date.
    """

    name: ClassVar[str] = "shift_dates"
    shows: ClassVar[Shows] = "shifted"
    fits: ClassVar[frozenset[Holds]] = frozenset({"date"})
    beside: ClassVar[frozenset[str]] = FIELDS
    within: Days = 60

    def apply(self, cells: Cells) -> pl.Series:
        """Return dates."""
        place = (cells.of_person % (2 * self.within)).cast(pl.Int32)
        days = place - self.within + (place >= self.within).cast(pl.Int32)  # never 0
        value = cells.typed.value
        known = value if value.dtype == pl.Date else nothing(len(value), pl.Date())
        return (known.cast(pl.Int32) + days).cast(pl.Date)

    def lost(self, cells: Cells, made: pl.Series) -> pl.Series | None:
        """Return what is no date, or nobody's; a cell that says that there is none is blank as it was."""
        value, code = cells.typed
        given = value.is_not_null() if code is None else value.is_not_null() | code.is_not_null()
        return made.is_null() & given


def betrayals(rules: Iterable[tuple[str, str, Field | None, Operator]]) -> Iterator[tuple[str, str, str]]:
    """Yield what in a policy would tell by how many days dates are shifted.

    Args:
        rules: output column, its source, what that is, and the operator.

    Yields:
        Output column, key of the rule, reason.
    """
    rules = list(rules)
    shifted = [(field, operator.within) for _, _, field, operator in rules if isinstance(operator, ShiftDates)]
    births = any(field is not None and field.name == _OF_BIRTH for field, _ in shifted)
    for output, source, field, operator in rules if shifted else ():
        if isinstance(operator, ShiftDates):
            if operator.within != shifted[0][1]:
                yield output, "within", _UNEQUAL
        elif operator.shows in {"value", "part", "text"}:
            if _shows_a_day(field, operator) or (births and _shows_birth(field, operator)):
                yield output, "operator", f"{operator.name} {_SHOWN}"
            elif field is None and _DAY.search(source.lower()):
                yield output, "kind", _SAY


def _shows_a_day(field: Field | None, operator: Operator) -> bool:
    if field is None or not field.is_day:
        return False
    return field.name != _OF_BIRTH or not isinstance(operator, Generalise) or operator.to_for(field) == "month"


def _shows_birth(field: Field | None, operator: Operator) -> bool:
    """Whether an ID number of the debtor leaves with month or day of birth in it."""
    if field is None or field.kind != "identity" or field.personal != "debtor":
        return False
    return operator.shows == "value" or bool(places(operator, "identity") & _BORN)
