"""Operators that make a value coarser: amounts, ages and days to ranges, dates to months or years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

import numpy as np
import polars as pl
from pydantic import AfterValidator
from pydantic import Field as Limits

from collectkit.mask.cells import Cells
from collectkit.mask.operator import Shows, starred


def _ascending(edges: tuple[int, ...]) -> tuple[int, ...]:
    if not edges or any(a >= b for a, b in pairwise(edges)):
        raise ValueError("must be a list of ascending numbers")
    return edges


Edge = Annotated[int, Limits(strict=True, ge=-(10**15), le=10**15)]
Edges = Annotated[tuple[Edge, ...], AfterValidator(_ascending)]


@dataclass(frozen=True, slots=True)
class Band:
    """Replace a number by the range it lies in. *edges* are in major units (yuan, days, years), ascending.

    Below the first edge is ``<e``, from an edge up to the next ``e-f`` (f excluded), from the last on ``>=e``.
    """

    name: ClassVar[str] = "band"
    shows: ClassVar[Shows] = "part"
    edges: Edges = (0, 1_000, 5_000, 10_000, 50_000)

    @property
    def labels(self) -> frozenset[str]:
        """All the ranges there are."""
        return frozenset(_labels(self.edges))

    def apply(self, cells: Cells) -> pl.Series:
        """Return labels; a value that is no number is starred."""
        value = cells.typed.value
        if not value.dtype.is_integer():
            return starred(cells.raw)
        scale = 100 if cells.field is not None and cells.field.type == "money" else 1
        labels = band_labels(value, self.edges, scale)
        unread = value.is_null() & cells.raw.is_not_null()
        return labels.zip_with(~unread, starred(cells.raw))


@dataclass(frozen=True, slots=True)
class Generalise:
    """Replace a date by its month or its year."""

    name: ClassVar[str] = "generalise"
    shows: ClassVar[Shows] = "part"
    to: Literal["month", "year"] = "month"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``2026-10`` or ``2026``; what is no date is starred."""
        value = cells.typed.value
        if value.dtype != pl.Date:
            return starred(cells.raw)
        text = value.dt.strftime("%Y-%m" if self.to == "month" else "%Y")
        return text.zip_with(value.is_not_null() | cells.raw.is_null(), starred(cells.raw))


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
    return [f"<{edges[0]}", *(f"{a}-{b}" for a, b in pairwise(edges)), f">={edges[-1]}"]
