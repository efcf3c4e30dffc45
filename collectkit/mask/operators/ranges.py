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

from collectkit.fields import address, identity
from collectkit.mask.cells import Cells
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Shows, starred
from collectkit.tables.field import Field
from collectkit.tables.traditional import simplified


def _ascending(edges: tuple[int, ...]) -> tuple[int, ...]:
    if any(a >= b for a, b in pairwise(edges)):
        raise ValueError("must be a list of ascending numbers")
    return edges


Edge = Annotated[int, Limits(strict=True, ge=-(10**15), le=10**15)]
Edges = Annotated[tuple[Edge, ...], AfterValidator(_ascending), Limits(json_schema_extra={"uniqueItems": True})]

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

To = Literal["usual", "month", "year", "5 years", "10 years", "province", "city"]

_OF: Mapping[str, tuple[To, ...]] = MappingProxyType(
    {
        "date": ("month", "year", "5 years", "10 years"),
        "address": ("city", "province"),
        "identity": ("province", "5 years", "10 years"),
    }
)
"""Type or kind of a field -> what its values can become, the usual first. No finer part of an ID number is offered."""


@dataclass(frozen=True, slots=True)
class Band(Losing):
    """Replace a number by the range it lies in. *edges* are in major units (yuan, days, years), ascending.

    Below the first edge is ``<e``, from an edge up to the next ``e-f`` (f excluded), from the last on ``>=e``. Without
    *edges* they are the usual ones for amounts, rates (in parts per million), counts, ages or days past due.
    """

    name: ClassVar[str] = "band"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"money", "rate", "int", "days"})
    edges: Edges = ()

    def labels(self, field: Field | None) -> frozenset[str]:
        """Return all the ranges that there are."""
        return frozenset(_labels(self.edges_for(field)))

    def apply(self, cells: Cells) -> pl.Series:
        """Return labels; a value that is no number is starred."""
        value = cells.typed.value
        edges = self.edges_for(cells.field)
        if not edges or not value.dtype.is_integer():
            return starred(cells.raw)
        scale = 100 if cells.field is not None and cells.field.type == "money" else 1
        labels = band_labels(value, edges, scale)
        unread = value.is_null() & cells.raw.is_not_null()
        return labels.zip_with(~unread, starred(cells.raw))

    def edges_for(self, field: Field | None) -> tuple[int, ...]:
        """Return the edges of a column's ranges; none for a column that holds no numbers."""
        usual = USUAL.get(field.name, USUAL.get(field.type, ())) if field is not None else ()
        return self.edges or usual


@dataclass(frozen=True, slots=True)
class Generalise(Losing):
    """Replace a date by its month or years, an address by its city or province, an ID number by region or birth years.

    *to* may be ``month``, ``year``, ``5 years`` or ``10 years`` of a date; ``city`` or ``province`` of an address;
    ``province``, ``5 years`` or ``10 years`` of a resident ID number, whose day of birth never shows. The first of
    each is the usual.
    """

    name: ClassVar[str] = "generalise"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"date", "address", "identity"})
    to: To = "usual"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``2026-10``, ``2026``, ``1985-89``, ``广东省深圳市``; what has not the form is starred."""
        to = self.to_for(cells.field)
        if to is None:
            return starred(cells.raw)
        made = _made(cells, to)
        return made.zip_with(made.is_not_null() | cells.raw.is_null(), starred(cells.raw))

    def to_for(self, field: Field | None) -> To | None:
        """Return what a column's values become; None where *to* does not fit."""
        fitting = _fitting(field)
        return self.to if self.to in fitting else fitting[0] if fitting and self.to == "usual" else None

    def faults(self, field: Field | None) -> dict[str, str]:
        """See `Choosy`."""
        fitting = _fitting(field)
        if not fitting or self.to_for(field) is not None:
            return {}
        return {"to": f"of this column should be {' or '.join(map(repr, fitting))}"}


def _fitting(field: Field | None) -> tuple[To, ...]:
    return _OF.get(field.kind or field.type, ()) if field is not None else ()


def _made(cells: Cells, to: To) -> pl.Series:
    if cells.kind == "address":
        return address.regions(simplified(cells.raw), "city" if to == "city" else "province")
    if cells.kind != "identity":
        return _coarse(cells.typed.value, to)
    numbers = cells.canonical
    return identity.provinces(numbers) if to == "province" else _coarse(identity.births(numbers), to)


def _coarse(days: pl.Series, to: To) -> pl.Series:
    """Return months, or years: 2026-10, 2026, 2025-29."""
    if to in {"month", "year"}:
        return days.dt.strftime("%Y-%m" if to == "month" else "%Y")
    span = int(to.removesuffix(" years"))
    first = days.dt.year() // span * span
    return first.cast(pl.String) + "-" + ((first + span - 1) % 100).cast(pl.String).str.zfill(2)


def band_labels(values: pl.Series, edges: Sequence[int], scale: int) -> pl.Series:
    """Return the label of the range that each integer lies in; null stays null.

    Args:
        edges: ascending, in major units.
        scale: minor units in a major one.
    """
    labels = _labels(edges)
    limits = np.array([edge * scale for edge in edges], np.int64)
    places = pl.Series(np.searchsorted(limits, values.fill_null(0).to_numpy(), side="right"))
    return pl.Series(labels).gather(places).set(values.is_null(), None).alias(values.name)


def _labels(edges: Sequence[int]) -> list[str]:
    return [f"<{edges[0]}", *(f"{a}-{b}" for a, b in pairwise(edges)), f">={edges[-1]}"] if edges else []
