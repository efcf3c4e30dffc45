"""The order of rows by columns of whole numbers: one sort of one number for all of them, where they fit into it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
_BITS = 64


def ordered(*columns: Integers) -> NDArray[np.int64]:
    """Return the places of rows by the first column, then by the next; of equal rows the first one comes first.

    Args:
        columns: one at least, of one length.
    """
    size = len(columns[0])
    packed, bits = np.zeros(size, np.uint64), 0
    for column in columns if size else ():
        low = int(column.min())
        width = (int(column.max()) - low).bit_length()
        bits += width
        if bits > _BITS:
            return np.lexsort(columns[::-1])
        packed = (packed << np.uint64(width)) | (column.astype(np.int64) - low).astype(np.uint64)
    width = size.bit_length()
    if bits + width > _BITS:
        return np.argsort(packed, kind="stable")
    # With their places in them, numbers alone are to be sorted, which is many times as fast.
    packed = (packed << np.uint64(width)) | np.arange(size, dtype=np.uint64)
    packed.sort()
    return (packed & np.uint64((1 << width) - 1)).astype(np.int64)
