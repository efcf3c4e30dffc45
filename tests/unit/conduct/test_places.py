"""The order of rows by several columns: that of a sort of tuples, whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest

from collectkit.conduct.places import ordered


@pytest.mark.parametrize(
    "ends",
    [
        [(0, 3), (0, 5)],
        [(-4, 4), (7, 8)],
        [(0, 1 << 31), (0, 1 << 31)],  # with the place it is more than 64 bits
        [(-(1 << 62), 1 << 62), (0, 4)],  # one more than 64 bits
        [(0, 2), (0, 1 << 40), (0, 1 << 40)],
    ],
)
@pytest.mark.parametrize("size", [0, 1, 300])
def test_rows_are_in_the_order_of_their_columns(ends: list[tuple[int, int]], size: int) -> None:
    rng = np.random.default_rng(size)
    columns = [rng.integers(low, high, size) for low, high in ends]
    columns[-1][::2] = columns[-1][: (size + 1) // 2]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert ordered(*columns).tolist() == sorted(range(size), key=rows.__getitem__)


def test_columns_may_be_without_a_sign() -> None:
    assert ordered(np.array([3, 0, 3], np.uint32), np.array([2, 9, 1], np.int32)).tolist() == [1, 2, 0]
