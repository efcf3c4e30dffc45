"""How counts are spread: how many are 1, 2, 3, 4 to 10, and more."""

from __future__ import annotations

import polars as pl

CLASSES = {"1": (1, 1), "2": (2, 2), "3": (3, 3), "4-10": (4, 10), "11+": (11, 2**32)}
"""Name of a class -> its smallest and largest count."""


def spread(counts: pl.Series) -> dict[str, int]:
    """Return class -> how many of the counts fall into it; classes without any are left out."""
    found = {name: int(counts.is_between(low, high).sum()) for name, (low, high) in CLASSES.items()}
    return {name: number for name, number in found.items() if number}
