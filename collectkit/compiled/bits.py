"""Sixty-four bytes at a time, as one bit each, in loops that are `compiled`: the first byte is the lowest bit."""

from __future__ import annotations

import numpy as np

from collectkit.compiled import primitive
from collectkit.compiled.words import Bytes, Place

SIZE = 64


@primitive
def within(data: Bytes, place: Place, least: np.uint8, more: np.uint8) -> np.uint64:
    """Return a bit for each of the 64 bytes from *place* on: *least*, or up to so many *more*.

    The bytes must be there.
    """
    raise NotImplementedError


@primitive
def lowest(word: np.uint64) -> int:
    """Return the place of the lowest bit that is set; one must be."""
    raise NotImplementedError


@primitive
def count(word: np.uint64) -> int:
    """Return how many bits are set."""
    raise NotImplementedError


@primitive
def word(bits: np.uint64) -> np.uint64:
    """Return the same, as a number from here on: else LLVM takes it apart to 64 flags at each step."""
    raise NotImplementedError


def rest_of(data: Bytes) -> Bytes:
    """Return the bytes behind the last whole 64, and zeros behind them: `within` wants 64."""
    rest = np.zeros(SIZE, np.uint8)
    rest[: len(data) % SIZE] = data[len(data) // SIZE * SIZE :]
    return rest
