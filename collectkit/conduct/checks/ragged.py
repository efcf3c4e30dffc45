"""Runs of different lengths, one after the other in one array."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.breaches import MOST

Places = NDArray[np.int64]


def numbered(run: NDArray[np.integer]) -> Places:
    """Return the number of the run of equal values that each stands in, from 0 on."""
    return np.cumsum(np.append(False, run[1:] != run[:-1])[: run.size])


def spans(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """Return the places of runs ``start, start + 1, ...`` in one array, and the number of the run of each."""
    run = np.repeat(np.arange(starts.size), lengths)
    within = np.arange(run.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(starts, lengths) + within, run


def evidence(contact: NDArray[np.uint32], *sources: tuple[NDArray[np.uint32], Places, Places]) -> pl.Series:
    """Return the evidence of each contact: the contacts that count with it, it among them, in order.

    Args:
        contact: the contacts that break a rule.
        sources: contacts; for each that breaks the rule where its run among them begins, and where it ends. Runs that
            come later count later: of more than `MOST`, the last ones stand, and always the contact itself.
    """
    runs, values = [], []
    for among, begin, end in sources:
        first = np.maximum(begin, end - MOST)
        at, run = spans(first, np.maximum(end - first, 0))
        itself = among[at] == contact[run]
        runs.append(run[~itself])
        values.append(among[at[~itself]])
    runs.append(np.arange(contact.size))
    values.append(contact)
    return (
        pl.DataFrame({"run": np.concatenate(runs), "evidence": np.concatenate(values).astype(np.uint32)})
        .sort("run", maintain_order=True)
        .group_by("run", maintain_order=True)
        .agg(pl.col("evidence").tail(MOST).sort())["evidence"]
    )
