"""Who is one debtor: accounts that share an account number, a customer number or an ID number, however far round.

Account 1 and 2 may share a customer number, 2 and 3 an ID number: all three are one debtor's. Numbers are compared in
canonical form; an ID number that has none (damaged, masked, foreign) joins nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def group(keys: Sequence[pl.Series]) -> Numbers:
    """Return which debtor each account is of: 0 and up, in order of first sight.

    Args:
        keys: columns, each as long as there are accounts: who has an equal value in one of them is the same debtor.
            Null joins nothing.
    """
    size = len(keys[0])
    label = np.arange(size, dtype=np.int64)
    members = [_shared(key) for key in keys]
    while True:
        before = label
        for rows, starts, sizes in members:
            label = _joined(label, rows, starts, sizes)
        if np.array_equal(label, before):
            return _dense(label)


def _shared(key: pl.Series) -> tuple[Numbers, Numbers, Numbers]:
    """Return the rows whose value others have too, value by value; where each value starts; and its rows."""
    grouped = (
        pl.DataFrame({"key": key, "row": pl.int_range(len(key), dtype=pl.Int64, eager=True)})
        .filter(pl.col("key").is_not_null() & pl.col("key").is_duplicated())
        .sort("key", "row")
    )
    if not grouped.height:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    new = (grouped["key"] != grouped["key"].shift()).fill_null(value=True)
    starts = new.arg_true().cast(pl.Int64).to_numpy()
    return grouped["row"].to_numpy(), starts, np.diff(starts, append=grouped.height)


def _joined(label: Numbers, rows: Numbers, starts: Numbers, sizes: Numbers) -> Numbers:
    """Return labels in which rows of one value have the smallest label among them, and so have their labels' owners.

    A label is the number of a row of the same debtor. To hook the old label's row too, and then to follow labels to
    their end, joins long chains in few rounds.
    """
    if not len(rows):
        return label
    least = np.repeat(np.minimum.reduceat(label[rows], starts), sizes)
    joined = label.copy()
    np.minimum.at(joined, label[rows], least)
    np.minimum.at(joined, rows, least)
    while True:
        further = joined[joined]
        if np.array_equal(further, joined):
            return joined
        joined = further


def _dense(label: Numbers) -> Numbers:
    """Return the labels as 0, 1, 2 ...: a label is the first row of its debtor, so they are in order of first sight."""
    return (np.cumsum(label == np.arange(len(label))) - 1)[label]
