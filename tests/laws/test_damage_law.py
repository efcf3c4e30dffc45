"""Of a large damaged file exactly the damaged lines are set aside. `make campaign` does it with a million lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.damage import DAMAGE, ENCODINGS, clean_lines, damaged, faults


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_exactly_the_damaged_lines_are_rejected(tmp_path: Path, encoding: str, seed: int) -> None:
    assert list(faults(tmp_path, clean_lines(20_000), seed, encoding)) == []


def test_every_damage_changes_its_line() -> None:
    (line,) = clean_lines(1)
    assert all(spoil(line) != line for spoil in DAMAGE.values())
    data, places = damaged([line] * 1000, 0, "utf-8")
    assert 50 < len(places) < 150
    assert data.count(b"\n") == 1001
