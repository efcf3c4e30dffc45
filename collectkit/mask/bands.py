"""Ranges of numbers, with their labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl


def band_labels(values: pl.Series, edges: Sequence[int], scale: int) -> pl.Series:
    """Return the label of the range that each integer lies in; null stays null.

    Args:
        edges: ascending, in major units.
        scale: minor units in a major one.
    """
    labels = [f"<{edges[0]}", *(f"{a}-{b}" for a, b in zip(edges, edges[1:], strict=False)), f">={edges[-1]}"]
    limits = np.array([edge * scale for edge in edges], np.int64)
    places = pl.Series(np.searchsorted(limits, values.fill_null(0).to_numpy(), side="right"))
    return pl.Series(labels).gather(places).set(values.is_null(), None).alias(values.name)
