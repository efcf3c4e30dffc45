"""Columns that are looked at together are seen as each is alone."""

from __future__ import annotations

import random

import polars as pl

from collectkit.mask.likeness import sight, sights
from tests.laws.columns import TYPICAL

CELLS = [*TYPICAL, "wx: abc12345", "粤B12345", "123-45-6789", "+1 415-555-0100", "19900101", "<18", "Mary Smith", None]


def test_no_column_is_seen_in_another() -> None:
    draw = random.Random(3)
    sizes = (0, 1, 5, 40, 0, 9, 40, 3)
    columns = [pl.Series(draw.choices(draw.sample(CELLS, 6), k=size), dtype=pl.String) for size in sizes]
    together = sights(columns)
    assert together == [sight(column) for column in columns]
    assert together[0].seen.cells == together[4].seen.cells == 0
    assert len({kind for seen in together for kind in seen.seen.whole}) > 2
