"""A plan at work on fields where they stand: what it makes of records that were cut, as the bytes that leave.

What no editor knows is read as text, and the plan's operators do it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from collectkit.crypto.tokens import Tokens
from collectkit.fields import money
from collectkit.files.cut import Cut
from collectkit.files.joining import Table
from collectkit.mask.cells import Cells
from collectkit.mask.in_place import keeping, persons
from collectkit.mask.in_place.edit import Edit, Work
from collectkit.mask.operators.codes import Token
from collectkit.mask.operators.masks import MaskPhone
from collectkit.mask.operators.naming import MaskName
from collectkit.mask.operators.passing import Keep
from collectkit.mask.plan import Lost, Plan, Step
from collectkit.tables.totals import GROUPING


@dataclass(frozen=True, slots=True)
class Edited:
    """Some records as they leave.

    Attributes:
        edits: by output column.
        read: the columns that were read as text, and as they left.
        lost: as `Plan.apply` returns it.
        inside: what was replaced inside texts: output column -> kind -> how many.
    """

    edits: Mapping[str, Edit]
    read: pl.DataFrame
    lost: tuple[Lost, ...]
    inside: Mapping[str, Counter[str]]

    def number(self, name: str) -> pl.Series:
        """Return a column of numbers."""
        numbers = self.edits[name].numbers
        return self.read[name] if numbers is None else pl.Series(name, numbers.astype(np.int64))

    @property
    def as_of(self) -> list[date]:
        """The days that the records hold for."""
        numbers = self.edits["as_of"].numbers if "as_of" in self.edits else None
        if numbers is not None:
            days = np.unique(numbers[numbers > 0]).tolist()
            return [date(day // 10_000, day // 100 % 100, day % 100) for day in days]
        read = self.read["as_of"] if "as_of" in self.read.columns else pl.Series(dtype=pl.String)
        return read.drop_nulls().unique().to_list() if read.dtype == pl.Date else []

    def sum(self, name: str) -> int:
        """Return the sum of a column of numbers."""
        numbers = self.edits[name].numbers
        return int(self.read[name].cast(pl.Int128).sum() if numbers is None else numbers.sum())

    def bare(self) -> Edited:
        """Return the same without what was written: who waits for its turn needs no memory for it."""
        return Edited({}, pl.DataFrame(), self.lost, self.inside)


@dataclass(slots=True)
class Edits:
    """A plan, and for each of its steps what can do it in place."""

    plan: Plan
    _editors: dict[str, Work] = field(init=False)

    def __post_init__(self) -> None:
        found = {step.output: _editor(step, self.plan) for step in self.plan.steps}
        self._editors = {name: editor for name, editor in found.items() if editor is not None}

    def _edited(self, records: Cut) -> dict[str, Edit]:
        """Return what the editors make of the records, by output column: all of one part, then all of the next."""
        found: dict[str, Edit] = {}
        places = {step.output: step.column.index for step in self.plan.steps}
        working = {name: editor(records, places[name]) for name, editor in self._editors.items()}
        while working:
            for name, steps in list(working.items()):
                try:
                    next(steps)
                except StopIteration as done:
                    del working[name]
                    if done.value is not None:
                        found[name] = done.value
        return found

    def apply(self, records: Cut, separator: str) -> Edited | None:
        """Make the records that leave; None where a cell would need quotes or is very long."""
        edits = self._edited(records)
        left = [step for step in self.plan.steps if step.output not in edits]
        if not left:
            return Edited(edits, pl.DataFrame(), (), {})
        rest = replace(self.plan, steps=tuple(left))
        inside: dict[str, Counter[str]] = {}
        frame = pl.DataFrame([records.texts(place) for place in sorted(rest.columns)])
        made, lost = rest.apply(frame, inside)
        for series in made:
            written = Table.of(series.cast(pl.String), separator)
            if written is None:
                return None
            edits[series.name] = Edit(written, series.null_count())
        return Edited(edits, made, lost, inside)


def _editor(step: Step, plan: Plan) -> Work | None:
    """Return what does a step in place; None where only its operator can."""
    cells = plan.cells(step.column, pl.DataFrame(schema={str(step.column.index): pl.String}))
    china = cells.region == "CN"
    match step.rule.operator:
        case Keep() if step.output not in GROUPING:
            return _keeping(cells, china=china)
        case MaskPhone() if cells.kind == "phone" and china:
            return persons.masked_mobile
        case MaskName():
            return persons.surname
        case Token() if isinstance(cells.minter, Tokens):
            return _token(cells, cells.minter, china=china)
        case _:
            return None


def _keeping(cells: Cells, *, china: bool) -> Work | None:
    known = cells.field
    if known is None or (known.type == "text" and known.kind in _AS_IT_CAME):
        return keeping.text if known is None or known.name != "currency" else None
    if known.kind is not None:
        numbers = keeping.digits if cells.kind in _GIVEN else None
        return persons.kept_mobile if cells.kind == "phone" and china else numbers
    if known.type == "money":
        return keeping.amount if money.minor_per_unit(cells.unit) == money.YUAN else None
    if known.type == "int" or (known.type == "days" and cells.unit != "期"):
        return keeping.count
    return keeping.day if known.type == "date" else None


def _token(cells: Cells, minter: Tokens, *, china: bool) -> Work | None:
    if cells.kind == "phone" and china:
        return partial(persons.token_of_mobile, minter=minter)
    if cells.kind in _GIVEN:
        return partial(persons.token_of_digits, minter=minter, kind=cells.kind)
    return None


_AS_IT_CAME = (None, "name", "address", "email", "text")
_GIVEN = ("account", "customer")
