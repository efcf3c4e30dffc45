"""Checks find what a slow reference finds, one contact after another; `tests.laws.conduct` tries many more logs."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.conduct import METRICS, tried


@pytest.mark.parametrize("name", METRICS)
def test_every_finding_is_that_of_the_reference(name: str) -> None:
    tally: Counter[str] = Counter()
    assert [fault for seed in range(40) for fault in tried(random.Random(f"{name} {seed}"), name, tally)] == []
    assert {f"{name} BREACH", f"{name} UNKNOWN"} <= {*tally}


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=20, deadline=None)
@given(rng=st.randoms(use_true_random=False))
def test_no_log_is_found_to_differ(name: str, rng: random.Random) -> None:
    assert tried(rng, name, Counter()) == []
