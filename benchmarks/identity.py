"""Measures how well ID numbers that a spreadsheet rounded are told from intact ones.

    python benchmarks/identity.py --numbers 1000000

The numbers are drawn at random, of people born before 1900. Damaged are all that were typed as numbers, so none that
ends in X: kept to 15 digits, as Excel saves them, and as the double nearest to that, as a reader of workbooks gives
them. Printed are the shares of each code, cell by cell, and in a column that is known to have been rounded.
"""

from __future__ import annotations

import argparse

import numpy as np
import polars as pl

from collectkit.fields import identity
from collectkit.fields.rounded import far_more_than_chance
from collectkit.sample.people import with_check

BORN = np.datetime64("1850-01-01")
DAYS = 18_262


def intact(count: int, seed: int) -> pl.Series:
    """Return ID numbers with a right check."""
    rng = np.random.default_rng(seed)
    area = rng.integers(110_101, 659_000, count)
    born = pl.Series(BORN + rng.integers(0, DAYS, count)).dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    return with_check(area * 10**11 + born * 10**3 + rng.integers(1, 1_000, count))


def damaged(numbers: pl.Series) -> dict[str, pl.Series]:
    """Return what is left of those that were typed as numbers, by what happened to them."""
    typed = numbers.filter(~numbers.str.ends_with("X")).cast(pl.Int64)
    kept = typed // 1000 * 1000
    left = {"saved by Excel, ...000": kept, "nearest double of 15 digits": kept.cast(pl.Float64).cast(pl.Int64)}
    return {name: numbers.cast(pl.String) for name, numbers in left.items()}


def show(name: str, cells: pl.Series) -> None:
    """Print what is found of a column."""
    code = identity.parse(cells).code
    column_rounded = far_more_than_chance(identity.looks(code), len(cells))
    for how, found in (("by cells", code), ("with the column", _code(cells, column_rounded=column_rounded))):
        counts = {} if found is None else dict(found.drop_nulls().value_counts().sort("count").rows())
        shares = ", ".join(f"{code} {count:,} ({count / len(cells):.4%})" for code, count in counts.items())
        print(f"{name:<28} {len(cells):>9,}  {how:<16} {shares or 'nothing'}")


def _code(cells: pl.Series, *, column_rounded: bool) -> pl.Series | None:
    return identity.parse(cells, column_rounded=column_rounded).code


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--numbers", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    numbers = intact(options.numbers * 2, options.seed)
    show("intact", numbers.head(options.numbers))
    for name, cells in damaged(numbers).items():
        show(name, cells.head(options.numbers))


if __name__ == "__main__":
    main()
