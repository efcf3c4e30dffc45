"""Eight bytes at a time, from any place of an array, in loops that are `compiled`: the first byte is the lowest one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from collectkit.compiled import compiled, primitive

Bytes = npt.NDArray[np.uint8]
Place = int | np.int64

SIZE = 8
SLACK = 2 * SIZE
ONES = np.uint64(0x0101010101010101)
"""The number 1 in each byte."""


@primitive
def load(data: Bytes, place: Place) -> np.uint64:
    """Return the eight bytes from *place* on; they must be there."""
    raise NotImplementedError


@primitive
def store(data: Bytes, place: Place, word: np.uint64) -> None:
    """Put eight bytes in from *place* on; there must be room."""


@compiled
def copy(data: Bytes, start: Place, size: Place, out: Bytes, at: Place) -> None:
    """Copy *size* bytes. `SLACK` more may be overwritten behind them, for which there must be room.

    Few cells are longer than two words, and to copy these always is sooner than to ask.
    """
    if start + size + SLACK > len(data):
        for place in range(size):
            out[at + place] = data[start + place]
    else:
        store(out, at, load(data, start))
        store(out, at + SIZE, load(data, start + SIZE))
        for place in range(2 * SIZE, size, SIZE):
            store(out, at + place, load(data, start + place))
