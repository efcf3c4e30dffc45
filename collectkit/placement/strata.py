"""Like debtors side by side: strata, and how the debtors of a cell are dealt out when each agency's part is known.

In a cell debtors stand stratum by stratum, in each by amount, up in one and down in the next. Each agency's seats are
spread evenly over them: seat *k* of *n* lies in the *k*-th of *n* equal parts, at a place that is keyed. So each agency
gets its part of every stratum, of the large and of the small, however few debtors a stratum has, and nobody without the
key can foresee or bend who gets whom. (Systematic sampling from a serpentine order: Chromy 1979, Proc. Survey Res.
Methods Sect. Am. Stat. Assoc. 401.)
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

BANDS = (100_000, 500_000, 2_000_000, 5_000_000)
"""Where balance bands begin, after the first, in minor units."""

PARTS = ("bucket", "band", "region", "hand", "several")
"""What a stratum is made of."""

Fractions = Callable[[int], Floats]
"""How many -> as many keyed numbers from 0 to 1."""


def band(amount: str) -> pl.Expr:
    """Return the number of a debtor's balance band, from 0.

    Args:
        amount: the column of the sum of its accounts, minor units.
    """
    return pl.sum_horizontal((pl.col(amount) >= edge).cast(pl.Int64) for edge in BANDS)


def named(units: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return the names of all strata that are met, in order, and the place of each debtor's among them.

    A name is bucket, balance band, province, hand, and one account or several: ``M2/5000-20000/广东/1/single``.

    Args:
        units: a row a debtor, with the columns `PARTS`.
    """
    edges = [edge // 100 for edge in (0, *BANDS)]
    bands = [f"{low}-{high}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]
    distinct = units.select(PARTS).unique().sort(PARTS, nulls_last=True)
    names = distinct.select(
        pl.concat_str(
            pl.col("bucket").fill_null("?"),
            pl.col("band").replace_strict(range(len(bands)), bands, return_dtype=pl.String),
            pl.col("region").fill_null("?"),
            pl.when(pl.col("hand") > 0).then(pl.col("hand").cast(pl.String)).otherwise(pl.lit("?")),
            pl.when("several").then(pl.lit("several")).otherwise(pl.lit("single")),
            separator="/",
        ).alias("name")
    )["name"]
    placed = distinct.with_row_index("place")
    found = units.select(PARTS).join(placed, on=PARTS, how="left", nulls_equal=True, maintain_order="left")
    return names, found["place"].cast(pl.Int64)


def deal(cells: Numbers, shares: Floats, strata: Numbers, amounts: Numbers, fractions: Fractions) -> Numbers:
    """Return for each debtor the column of *shares* that it is dealt to.

    Args:
        cells: of each debtor, in the order of the keyed hash: rows of *shares*.
        shares: cells by takers; each row all together 1.
        strata: places of their names.
        amounts: minor units.
        fractions: keyed numbers.
    """
    sizes = np.bincount(cells, minlength=len(shares))
    seats = _seats(sizes, shares, fractions)
    rows, takers = np.nonzero(seats)
    counts = seats[rows, takers]
    first = np.repeat(np.cumsum(counts) - counts, counts)
    at = (np.arange(len(cells)) - first + fractions(len(cells))) / np.repeat(counts, counts)
    order = np.lexsort((at, np.repeat(rows, counts)))
    rising = np.where(strata % 2, amounts, -amounts)
    found = np.empty(len(cells), dtype=np.int64)
    found[np.lexsort((rising, strata, cells))] = np.repeat(takers, counts)[order]
    return found


def _seats(sizes: Numbers, shares: Floats, fractions: Fractions) -> Numbers:
    """Return cells by takers: how many debtors; what rounding takes from one is owed to it, and given back later.

    Of takers to which as much is owed, the keyed numbers say who comes first: the order of agencies favours nobody.
    """
    due = np.round(sizes[:, None] * shares, 9)
    seats = np.floor(due).astype(np.int64)
    owed = np.zeros(shares.shape[1])
    left = sizes - seats.sum(axis=1)
    lots = fractions(shares.size).reshape(shares.shape)
    for cell in range(len(sizes)):
        owed += due[cell] - seats[cell]
        if left[cell]:
            open_to = np.flatnonzero(shares[cell])
            most = open_to[np.lexsort((lots[cell, open_to], -np.round(owed[open_to], 6)))[: left[cell]]]
            seats[cell, most] += 1
            owed[most] -= 1
    return seats


def expected(may: NDArray[np.uint64], weights: Numbers, shares: Floats) -> Floats:
    """Return how much of the sum of *weights* each agency gets if debtors are shared among those that may take them."""
    sets, coded = np.unique(may, return_inverse=True)
    open_to = shares * members(sets, len(shares))
    totals = np.bincount(coded, weights, len(sets))
    found: Floats = (totals[:, None] * open_to / np.maximum(open_to.sum(axis=1, keepdims=True), 1e-300)).sum(axis=0)
    return found


def members(sets: NDArray[np.uint64], count: int) -> NDArray[np.bool_]:
    """Return sets of bits as rows of *count* yes or no."""
    found: NDArray[np.bool_] = (sets[:, None] >> np.arange(count, dtype=np.uint64)) & np.uint64(1) == 1
    return found
