"""What the leak gate remembers: a set, exact, in a few bytes a key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.mask.gate import remembered
from collectkit.mask.gate.remembered import Remembered

Lots = st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 300), max_size=80), max_size=12)


@settings(max_examples=40)
@given(Lots, st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 300), max_size=50))
def test_it_holds_what_was_added_and_nothing_else(lots: list[list[int]], asked: list[int]) -> None:
    found, known = Remembered(), {key for lot in lots for key in lot}
    for place, lot in enumerate(lots):
        found.add(np.array(lot, np.uint64))
        if place % 3 == 2:
            found.pack()

    keys = sorted(known | set(asked))
    assert found.holds(np.array(keys, np.uint64), pack=False).tolist() == [key in known for key in keys]
    assert found.holds(np.array(keys, np.uint64)).tolist() == [key in known for key in keys]
    assert {key for lot in found.lots() for key in lot.tolist()} == known


def test_many_lots_become_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 5_000)
    rng, found = np.random.default_rng(1), Remembered()
    lots = [rng.integers(0, 10**11, 100).astype(np.uint64) for _ in range(60)]
    for lot in lots:
        found.add(lot)
        found.pack()

    assert len(found._packed) < 25
    assert found.holds(np.concatenate(lots)).all()
    assert not found.holds(np.arange(10**12, 10**12 + 1_000, dtype=np.uint64)).any()


def test_a_row_of_five_identifiers_takes_sixteen_bytes() -> None:
    rng, rows = np.random.default_rng(1), 400_000
    kinds = [
        13_000_000_000 + rng.integers(0, 7 * 10**9, rows),
        (110_000 + rng.integers(0, 3_000, rows)) * 10**11 + 19_000_000_000 + rng.integers(0, 10**11 // 2, rows),
        700_000_000 + np.arange(rows),
        2_024_000_000_000 + np.arange(rows),
    ]
    size = 0
    for kind in kinds:
        found = Remembered()
        for lot in np.array_split(kind.astype(np.uint64), 8):
            found.add(lot)
        found.pack()
        size += found.size
    assert size / rows < 16
