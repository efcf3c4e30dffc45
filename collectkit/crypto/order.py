"""An order that nobody without the key can foresee, or bend by choosing ids: keyed BLAKE2b (RFC 7693)."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

_BYTES = 8


def ranks(key: bytes, values: pl.Series) -> pl.Series:
    """Return the rank of each value: the same wherever it stands, and without pattern.

    Args:
        key: 1 to 64 bytes, see `Keyring.placement_key`.
        values: String.

    Returns:
        UInt64; null for null. Two of a million values share a rank with odds of 1 to 40 million: break ties.
    """
    keyed = hashlib.blake2b(key=key, digest_size=_BYTES)

    def digest(value: str) -> bytes:
        one = keyed.copy()
        one.update(value.encode())
        return one.digest()

    distinct = values.drop_nulls().unique()
    numbers = np.frombuffer(b"".join(map(digest, distinct)), ">u8").astype(np.uint64)
    table = pl.DataFrame({"value": distinct, "rank": numbers})
    cells = pl.DataFrame({"value": values})
    return cells.join(table, on="value", how="left", maintain_order="left")["rank"].rename(values.name)


def fractions(key: bytes, what: str, count: int) -> NDArray[np.float64]:
    """Return numbers from 0 to 1 without pattern: SHAKE256 (FIPS 202) of the keyed BLAKE2b of a word.

    Args:
        key: 1 to 64 bytes.
        what: they are for: other words give other numbers.
        count: how many; the first ones are the same for any count.
    """
    seed = hashlib.blake2b(what.encode(), key=key).digest()
    drawn = np.frombuffer(hashlib.shake_256(seed).digest(_BYTES * count), ">u8")
    return (drawn >> np.uint64(11)).astype(np.float64) / 2.0**53
