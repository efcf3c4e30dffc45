"""Numbers things in the order of first sight: tokens, telephone numbers, collectors; by a digest of 64 bits of each.

Two of twenty million have the same digest in one of a hundred thousand runs.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Digests = NDArray[np.uint64]
Numbers = NDArray[np.int32]

_LEAST = 1 << 10
_FULL = 0.5


def digests(cells: pl.Series) -> Digests:
    """Return the digest of each text; of a null one as well, which means nothing."""
    return cells.hash().to_numpy()


class Numbering:
    """Things by their digests. To look up is safe in any thread while nobody adds."""

    def __init__(self) -> None:
        self.size = 0
        self._make(_LEAST)

    def _make(self, places: int) -> None:
        self._keys = np.zeros(places, np.uint64)
        self._numbers = np.full(places, -1, np.int32)

    def find(self, wanted: Digests) -> Numbers:
        """Return the number of each, -1 for what was never added."""
        mask = np.uint64(len(self._keys) - 1)
        slot = (wanted & mask).astype(np.int64)
        found = self._numbers[slot]
        other = (self._keys[slot] != wanted) & (found >= 0)
        left = np.flatnonzero(other)
        while len(left):
            slot[left] = at = (slot[left] + 1) & np.int64(mask)
            found[left] = number = self._numbers[at]
            left = left[(self._keys[at] != wanted[left]) & (number >= 0)]
        return found

    def add(self, things: Digests) -> Numbers:
        """Number what is new, in its order here; return the number of each."""
        found = self.find(things)
        new = things[found < 0]
        if not len(new):
            return found
        _, first = np.unique(new, return_index=True)
        fresh = new[np.sort(first)]
        if self.size + len(fresh) > _FULL * len(self._keys):
            keys, numbers = self._keys, self._numbers
            self._make(1 << int(np.ceil(np.log2((self.size + len(fresh)) / _FULL))))
            there = numbers >= 0
            self._put(keys[there], numbers[there])
        self._put(fresh, np.arange(self.size, self.size + len(fresh), dtype=np.int32))
        self.size += len(fresh)
        return self.find(things)

    def _put(self, keys: Digests, numbers: Numbers) -> None:
        """Put in what is not there yet."""
        mask = np.int64(len(self._keys) - 1)
        slot = (keys & np.uint64(mask)).astype(np.int64)
        while len(keys):
            free = self._numbers[slot] < 0
            self._numbers[slot[free]] = numbers[free]
            self._keys[slot[free]] = keys[free]
            left = self._numbers[slot] != numbers
            keys, numbers, slot = keys[left], numbers[left], (slot[left] + 1) & mask
