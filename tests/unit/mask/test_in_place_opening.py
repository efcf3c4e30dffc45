"""Fields whose tokens are turned back where they stand."""

from __future__ import annotations

import tracemalloc

import polars as pl

from collectkit.files.cut import cut
from collectkit.mask.in_place.opening import opened
from collectkit.mask.in_place.writing import Field
from collectkit.mask.reveal import Opener

ROWS = 10_000


def test_a_long_cell_among_empty_ones_takes_no_room_in_each_row() -> None:
    records = cut(b"1," + b"-" * ROWS + b"\n" + b"1,\n" * ROWS, ROWS + 1, ord(","), 2)
    assert records is not None

    tracemalloc.start()
    made = opened(records, pl.int_range(ROWS + 1, eager=True), ["0", "1"], Opener((), (), {}), None, ",")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert made is not None
    assert made[0] == [Field(0), Field(1)]
    assert peak < 4 << 20
