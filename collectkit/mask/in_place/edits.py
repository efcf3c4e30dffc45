"""A plan at work on fields where they stand: what it makes of records that were cut, as the bytes that leave.

What no editor knows is read as text, and the plan's operators do it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl

from collectkit.crypto.tokens import Tokens
from collectkit.fields import money
from collectkit.files.cut import Cut
from collectkit.mask.cells import Cells
from collectkit.mask.in_place import ways
from collectkit.mask.in_place.digits import Read, Words, reading
from collectkit.mask.in_place.writing import Column, Field, OtherSpellingError, Table, write
from collectkit.mask.operators.codes import Token
from collectkit.mask.operators.masks import MaskPhone
from collectkit.mask.operators.naming import MaskName
from collectkit.mask.operators.passing import Keep
from collectkit.mask.plan import Lost, Plan, Step
from collectkit.tables.totals import GROUPING

_CHINA, _NOUGHT = np.uint64(86), np.uint64(0)
_AS_IT_CAME = (None, "name", "address", "email", "text")
"""Kinds of text that `keep` does not rewrite."""
_GIVEN = ("account", "customer")
"""Kinds of numbers in which zeros in front count, and which have no other spelling."""

Minting: TypeAlias = Callable[[Read], Table | None]
"""Makes tokens of numbers; None where they are not of the kind."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Some records as they leave.

    Attributes:
        payload: as they are written.
        nulls: output column -> how many of its cells are empty.
        numbers: output column -> the values of amounts, 0 where there is none; of days, as the number ``20261031``.
        read: the columns that were read as text, as they leave.
        lost: as `Plan.apply` returns it.
        inside: what was replaced inside texts: output column -> kind -> how many.
    """

    payload: bytes
    nulls: Mapping[str, int]
    numbers: Mapping[str, Words]
    read: pl.DataFrame
    lost: tuple[Lost, ...]
    inside: Mapping[str, Counter[str]]

    def number(self, name: str) -> pl.Series:
        """Return a column of numbers."""
        numbers = self.numbers.get(name)
        return self.read[name] if numbers is None else pl.Series(name, numbers.astype(np.int64))

    @property
    def as_of(self) -> list[date]:
        """The days that the records hold for."""
        numbers = self.numbers.get("as_of")
        if numbers is not None:
            days = np.unique(numbers[numbers > 0]).tolist()
            return [date(day // 10_000, day // 100 % 100, day % 100) for day in days]
        read = self.read["as_of"] if "as_of" in self.read.columns else pl.Series(dtype=pl.String)
        return read.drop_nulls().unique().to_list() if read.dtype == pl.Date else []

    def sum(self, name: str) -> int:
        """Return the sum of a column of numbers."""
        numbers = self.numbers.get(name)
        return int(self.read[name].cast(pl.Int128).sum() if numbers is None else numbers.sum())


class Readings:
    """Fields of some records as numbers, each read once."""

    def __init__(self, records: Cut) -> None:
        self.records = records
        self._found: dict[int, Read | None] = {}

    def of(self, place: int) -> Read | None:
        """See `digits.reading`."""
        if place not in self._found:
            self._found[place] = reading(self.records, place)
        return self._found[place]


@dataclass(slots=True)
class Edits:
    """A plan, and for each of its steps what can do it in place: one of `ways`, or what makes tokens."""

    plan: Plan
    _ways: dict[str, int | Minting] = field(init=False)

    def __post_init__(self) -> None:
        found = {step.output: _way(step, self.plan) for step in self.plan.steps}
        self._ways = {name: way for name, way in found.items() if way is not None}

    def apply(self, readings: Readings, separator: str) -> Edited | None:
        """Make the records that leave; None where a cell would need quotes or is very long."""
        columns, names = dict(self._in_place(readings)), [step.output for step in self.plan.steps]
        made: dict[str, pl.Series] = {}
        lost: list[Lost] = []
        inside: dict[str, Counter[str]] = {}
        while True:
            left = tuple(step for step in self.plan.steps if step.output not in columns)
            for series in self._as_text(left, readings.records, lost, inside) if left else ():
                table = Table.of(series.cast(pl.String), separator)
                if table is None:
                    return None
                columns[series.name], made[series.name] = table, series
            try:
                written = write(readings.records, [columns[name] for name in names], separator)
            except OtherSpellingError as other:
                del columns[names[other.column]]
                continue
            nulls = dict(zip(names, written.nulls.tolist(), strict=True))
            numbers = {names[place]: found for place, found in written.numbers.items()}
            lost.sort(key=lambda one: names.index(one.column))
            return Edited(written.payload, nulls, numbers, pl.DataFrame([*made.values()]), tuple(lost), inside)

    def _in_place(self, readings: Readings) -> Iterator[tuple[str, Column]]:
        """Yield the columns that need not be read as text."""
        for step in self.plan.steps:
            way, place = self._ways.get(step.output), step.column.index
            if isinstance(way, int):
                yield step.output, Field(place, way)
            elif way is not None and (found := readings.of(place)) is not None and (table := way(found)) is not None:
                yield step.output, table

    def _as_text(
        self, steps: tuple[Step, ...], records: Cut, lost: list[Lost], inside: dict[str, Counter[str]]
    ) -> pl.DataFrame:
        """Return what the operators make of the columns of some steps, read as text; see `Plan.apply`."""
        some = replace(self.plan, steps=steps)
        frame = pl.DataFrame([records.texts(place) for place in sorted(some.columns)])
        made, not_kept = some.apply(frame, inside)
        lost += not_kept
        return made


def _way(step: Step, plan: Plan) -> int | Minting | None:
    """Return what does a step in place; None where only its operator can."""
    cells = plan.cells(step.column, pl.DataFrame(schema={str(step.column.index): pl.String}))
    china = cells.region == "CN"
    match step.rule.operator:
        case Keep() if step.output not in GROUPING:
            return _keeping(cells, china=china)
        case MaskPhone() if cells.kind == "phone" and china:
            return ways.STARRED_MOBILE
        case MaskName():
            return ways.SURNAME
        case Token() if isinstance(cells.minter, Tokens):
            if cells.kind == "phone" and china:
                return partial(_tokens_of_mobiles, minter=cells.minter)
            return partial(_tokens, cells.minter, cells.kind) if cells.kind in _GIVEN else None
        case _:
            return None


def _keeping(cells: Cells, *, china: bool) -> int | None:
    known = cells.field
    if known is None:
        return ways.TEXT
    if known.type == "text" and known.kind in _AS_IT_CAME:
        return None if known.name == "currency" else ways.TEXT
    if known.kind is not None:
        numbers = ways.DIGITS if cells.kind in _GIVEN else None
        return ways.MOBILE if cells.kind == "phone" and china else numbers
    if known.type == "money":
        return ways.AMOUNT if money.minor_per_unit(cells.unit) == money.YUAN else None
    if known.type == "int" or (known.type == "days" and cells.unit != "期"):
        return ways.COUNT
    return ways.DAY if known.type == "date" else None


def _tokens_of_mobiles(found: Read, minter: Tokens) -> Table | None:
    """Return tokens of mobile numbers of China; None where there are others among them."""
    of_china = (found.numbers >= ways.LEAST_MOBILE) & (found.numbers <= ways.MOST_MOBILE)
    known = of_china & (found.sizes == ways.MOBILE_SIZE)
    if int(np.count_nonzero(known)) + found.nulls < len(found.numbers):
        return None
    return _tokens(minter, "phone", found, _CHINA * np.uint64(10**ways.MOBILE_SIZE), len(str(_CHINA)))


def _tokens(minter: Tokens, kind: str, found: Read, code: np.uint64 = _NOUGHT, digits: int = 0) -> Table:
    """Return tokens of numbers with a *code* of some *digits* in front."""
    cells = minter.of_numbers(kind, found.numbers + code, found.sizes + digits)
    lengths = np.full(len(cells), cells.shape[1], np.uint8)
    if found.nulls:
        lengths[found.sizes == 0] = 0
    return Table(cells, lengths)
