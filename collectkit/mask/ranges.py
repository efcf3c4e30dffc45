"""Operators that make a value coarser: amounts, ages and days to ranges, dates to months or years, homes to regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

import numpy as np
import polars as pl
from pydantic import AfterValidator
from pydantic import Field as Limits

from collectkit.fields import address, dates, identity, number
from collectkit.mask.cells import Cells
from collectkit.mask.holding import Holds, holds
from collectkit.mask.operator import Losing, Shows, starred
from collectkit.tables.field import Field


def _ascending(edges: tuple[int, ...]) -> tuple[int, ...]:
    if not edges or any(a >= b for a, b in pairwise(edges)):
        raise ValueError("must be a list of ascending numbers")
    return edges


Edge = Annotated[int, Limits(strict=True, ge=-(10**15), le=10**15)]
Edges = Annotated[
    tuple[Edge, ...], AfterValidator(_ascending), Limits(json_schema_extra={"minItems": 1, "uniqueItems": True})
]

USUAL: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "money": (0, 1_000, 5_000, 10_000, 50_000),
        "rate": (0, 60_000, 120_000, 180_000, 240_000, 360_000),
        "days": (0, 1, 31, 61, 91, 181, 361),
        "int": (0, 1, 4, 7, 13, 25, 37),
        "age": (18, 25, 30, 35, 40, 45, 50, 55, 60),
    }
)
"""Type of a field, or the field itself -> edges where a policy names none. Those of days are edges of buckets too."""

_OF_DAYS = frozenset({"month", "year", "5 years", "10 years"})
_OF_HOMES = frozenset({"province", "city"})
_OF_IDS = frozenset({"province", "5 years", "10 years"})
_REGIONS = frozenset({"province", "city", "county", "region", "native_place"})
"""Fields that are regions already."""


@dataclass(frozen=True, slots=True)
class Band(Losing):
    """Replace a number by the range it lies in. *edges* are in major units (yuan, days, years), ascending.

    Below the first edge is ``<e``, from an edge up to the next ``e-f`` (f excluded), from the last on ``>=e``. Without
    *edges* they are the usual ones for amounts, rates (in parts per million), counts, ages or days past due.
    """

    name: ClassVar[str] = "band"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"money", "rate", "int", "days"})
    edges: Edges | None = None

    def apply(self, cells: Cells) -> pl.Series:
        """Return labels; a value that is no number is starred."""
        value = cells.typed.value if cells.field else number.parse_int(cells.raw).value
        edges = self.edges_for(cells.field)
        if edges is None or not value.dtype.is_integer():
            return starred(cells.raw)
        scale = 100 if cells.field is not None and cells.field.type == "money" else 1
        labels = band_labels(value, edges, scale)
        unread = value.is_null() & cells.raw.is_not_null()
        return labels.zip_with(~unread, starred(cells.raw))

    def edges_for(self, field: Field | None) -> tuple[int, ...] | None:
        """Return its edges, else the usual ones of a field, if there are any."""
        if self.edges is not None or field is None:
            return self.edges
        return USUAL.get(field.name, USUAL.get(field.type))


@dataclass(frozen=True, slots=True)
class Generalise(Losing):
    """Replace a date by its month or years, an address by its province or city, an ID number by region or birth years.

    *to* is ``month``, ``year``, ``5 years`` or ``10 years`` of a date; ``province`` or ``city`` of an address;
    ``province``, ``5 years`` or ``10 years`` of a resident ID number, whose day of birth never shows.
    """

    name: ClassVar[str] = "generalise"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"date", "address", "identity", "text"})
    to: Literal["month", "year", "5 years", "10 years", "province", "city"] = "month"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``2026-10``, ``2026``, ``1985-89``, ``广东省深圳市``; what has not the form is starred."""
        made = self._made(cells) if self._fits(cells.field) else None
        if made is None:
            return starred(cells.raw)
        return made.zip_with(made.is_not_null() | cells.raw.is_null(), starred(cells.raw))

    def faults(self, field: Field | None) -> dict[str, str]:
        """See `Choosy`."""
        if field is None or holds(field) not in self.fits or self._fits(field):
            return {}
        if field.kind == "identity":
            return {"to": "of an ID number should be 'province', '5 years' or '10 years'"}
        return {"to": "does not fit: generalise is for dates (month, years), addresses (province, city) and ID numbers"}

    def _fits(self, field: Field | None) -> bool:
        if field is None:
            return True
        if field.kind == "identity":
            return self.to in _OF_IDS
        if field.kind == "address" or field.name in _REGIONS:
            return self.to in _OF_HOMES
        return field.is_day and self.to in _OF_DAYS

    def _made(self, cells: Cells) -> pl.Series:
        if cells.kind == "identity":
            numbers = cells.canonical
            return identity.provinces(numbers) if self.to == "province" else self._days(identity.births(numbers))
        if self.to in _OF_HOMES:
            return address.regions(cells.raw, "province" if self.to == "province" else "city")
        return self._days(dates.parse(cells.raw).value if cells.typed.value.dtype != pl.Date else cells.typed.value)

    def _days(self, days: pl.Series) -> pl.Series:
        if self.to in {"month", "year"}:
            return days.dt.strftime("%Y-%m" if self.to == "month" else "%Y")
        span = int(self.to.removesuffix(" years"))
        first = days.dt.year() // span * span
        return first.cast(pl.String) + "-" + ((first + span - 1) % 100).cast(pl.String).str.zfill(2)


def band_labels(values: pl.Series, edges: Sequence[int], scale: int) -> pl.Series:
    """Return the label of the range that each integer lies in; null stays null.

    Args:
        edges: ascending, in major units.
        scale: minor units in a major one.
    """
    labels = [f"<{edges[0]}", *(f"{a}-{b}" for a, b in pairwise(edges)), f">={edges[-1]}"]
    limits = np.array([edge * scale for edge in edges], np.int64)
    places = pl.Series(np.searchsorted(limits, values.fill_null(0).to_numpy(), side="right"))
    return pl.Series(labels).gather(places).set(values.is_null(), None).alias(values.name)
