"""Records that are put together from what stands and from what was written."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest

from collectkit.files.cut import cut
from collectkit.mask.in_place.writing import WIDEST, Column, Field, Table, write


def test_any_columns_in_any_order() -> None:
    rng = random.Random(5)
    for _ in range(200):
        rows, width = rng.randint(1, 9), rng.randint(2, 6)
        cells = [["王x"[: rng.randint(0, 2)] * rng.randint(0, 9) for _ in range(width)] for _ in range(rows)]
        written = [["é" * rng.randint(0, 12) or None for _ in range(rows)] for _ in range(2)]
        records = cut("".join(",".join(row) + "\n" for row in cells).encode(), rows, ord(","), width)
        assert records is not None
        tables = [Table.of(pl.Series(column, dtype=pl.String), ",") for column in written]
        chosen = [rng.randrange(width + 2) for _ in range(rng.randint(1, 9))]
        columns: list[Column] = []
        for place in chosen:
            table = tables[place - width] if place >= width else Field(place)
            assert table is not None
            columns.append(table)

        written_anew = write(records, columns, ",")
        made = written_anew.payload.decode()

        lines = [[row[p] if p < width else written[p - width][n] or "" for p in chosen] for n, row in enumerate(cells)]
        assert made == "".join(",".join(line) + "\n" for line in lines)
        assert written_anew.nulls.tolist() == [column.count("") for column in zip(*lines, strict=True)]


@pytest.mark.parametrize("cell", ["", 'a"b', "a,b", "a\nb", "a\rb", "a" * (WIDEST + 1)])
def test_cells_that_no_table_holds(cell: str) -> None:
    assert Table.of(pl.Series(["x", cell]), ",") is None


def test_the_longest_cell() -> None:
    table = Table.of(pl.Series(["x" * WIDEST, None]), ",")
    assert table is not None
    assert table.lengths.tolist() == [WIDEST, 0]
    assert np.array_equal(table.cells[0], np.full(WIDEST, ord("x")))
