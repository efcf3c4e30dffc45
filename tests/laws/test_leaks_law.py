"""The leak gate finds what is planted, wherever it is, and refuses nothing else; `make campaign` tries 1,000."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectkit.jobs.keys.keys import Keys
from tests.laws.leaks import faults, workplace


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Path, Keys]]:
    with workplace() as found:
        yield found


def test_what_is_planted_is_found_and_nothing_else(place: tuple[Path, Keys]) -> None:
    tally: Counter[str] = Counter()
    assert [fault for seed in range(10) for fault in faults(*place, seed, tally)] == []
    assert tally["clean"] == 10
    assert sum(tally.values()) > 14
