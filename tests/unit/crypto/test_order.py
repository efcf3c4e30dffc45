"""Ranks by key: fixed for ever, the same wherever a value stands, and another order under another key."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.crypto.keyring import new
from collectkit.crypto.order import ranks

KEY = bytes(range(32))


def test_frozen_ranks() -> None:
    first, empty, name = 0xD2521955297E477E, 0xB6FBE0459EB623DA, 0x039696840F1E1B14
    found = ranks(KEY, pl.Series("account_id", ["LN-1", None, "", "张三", "LN-1"]))
    assert found.to_list() == [first, None, empty, name, first]
    assert (found.name, str(found.dtype)) == ("account_id", "UInt64")


@given(values=st.lists(st.none() | st.text(max_size=4), max_size=40))
def test_each_value_has_the_rank_of_its_own(values: list[str | None]) -> None:
    def alone(value: str) -> int:
        return int.from_bytes(hashlib.blake2b(value.encode(), key=KEY, digest_size=8).digest(), "big")

    found = ranks(KEY, pl.Series(values, dtype=pl.String))
    assert found.to_list() == [None if value is None else alone(value) for value in values]


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_nothing_has_no_rank(values: list[None]) -> None:
    found = ranks(KEY, pl.Series(values, dtype=pl.String))
    assert (found.to_list(), str(found.dtype)) == (values, "UInt64")


def test_another_ring_another_order() -> None:
    one, two = new(), new()
    values = pl.Series([f"LN-{n:04}" for n in range(1_000)])
    orders = [ranks(ring.placement_key(), values).arg_sort().to_list() for ring in (one, one.with_recipient("a"), two)]
    assert orders[0] == orders[1] != orders[2]
    assert orders[0] != sorted(orders[0])


def test_ranks_fill_their_range_evenly() -> None:
    found = ranks(KEY, pl.Series([f"{n:08}" for n in range(64_000)]))
    counts = (found // (1 << 58)).value_counts()["count"]
    # 64 cells of 1,000: the deviation of each is 31.4; six of them are never seen.
    assert len(counts) == 64
    assert counts.min() > 810  # type: ignore[operator]
    assert counts.max() < 1_190  # type: ignore[operator]
