"""What one rule finds in a small log, in few words."""

from __future__ import annotations

from typing import Any

from collectkit.conduct import checking
from collectkit.conduct.contacts import Part
from collectkit.conduct.reasons import REASONS
from collectkit.conduct.rule import AppliesTo, Metric, Rule


def rule(metric: Metric, **cells: Any) -> Rule:
    """Return a rule of one's own with this metric, and these other attributes."""
    known: dict[str, Any] = {
        "id": "own",
        "pack": "own",
        "jurisdiction": "*",
        "severity": "low",
        "says": {},
        "source": "own",
        "verified": "own",
    }
    return Rule(metric=metric, **known | cells)


def about(**codes: str) -> AppliesTo:
    """Return whom a rule is about, one code of each column."""
    return AppliesTo(**{name: frozenset({code}) for name, code in codes.items()})


def judged(metric: Metric, part: Part, **cells: Any) -> dict[int, tuple[str, str]]:
    """Return what the rule finds: the place of a contact -> verdict and why."""
    found = checking.check(rule(metric, **cells), part)
    assert set(found["why"]) <= set(REASONS)
    return {row["contact"]: (row["verdict"], row["why"]) for row in found.to_dicts()}
