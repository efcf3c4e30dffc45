"""An order that nobody without the key can foresee, or bend by choosing ids: keyed BLAKE2b (RFC 7693)."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl

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
