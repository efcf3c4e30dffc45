"""The rows that are looked at: spread evenly, and no more memory the longer the input is."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from collectkit.mask.likeness import Sample

ROWS, WIDTH, BATCHES = 50_000, 400, 16


def resident() -> int:
    """Return the memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_sample_does_not_keep_its_batches_in_memory() -> None:
    sample = Sample()
    before = resident()
    for number in range(BATCHES):
        long = pl.int_range(number, number + ROWS, eager=True).cast(pl.String).str.pad_start(WIDTH, "0")
        sample.add(sample.of(pl.DataFrame({"0": long})))
        del long

    assert len(sample.column(0)) > 2048
    assert resident() - before < ROWS * WIDTH * BATCHES / 2


def test_cells_are_as_they_were() -> None:
    batch = pl.DataFrame({"0": ["", None, "a", "x" * 100]})
    assert Sample().of(batch).rows.equals(batch)


def test_the_longer_the_input_the_fewer_rows_of_a_batch_are_looked_at() -> None:
    sample, batch = Sample(), pl.DataFrame({"0": map(str, range(ROWS))})
    late = sample.of(batch)
    taken = []
    for _ in range(BATCHES):
        some = sample.of(batch)
        taken.append(some.rows.height)
        sample.add(some)

    sample.add(late)  # as if it was made before the others

    assert taken == sorted(taken, reverse=True)
    assert taken[-1] < taken[0] / 4
    rows = sample.column(0).cast(pl.Int64)
    steps = rows.diff().filter(rows.diff() > 0)
    assert steps.n_unique() == 1
