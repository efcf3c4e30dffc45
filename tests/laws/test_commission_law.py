"""Fees are those of a slow reference in whole numbers; `make campaign` tries a million lines."""

from __future__ import annotations

from collections import Counter

from collectkit.reconcile.commission.rules import FEE_RULES
from tests.laws.commission import faults


def test_every_fee_is_that_of_the_reference() -> None:
    tally: Counter[str] = Counter()
    assert [fault for seed in range(15) for fault in faults(seed, 300, tally)] == []
    assert {*FEE_RULES} <= {*tally}
