"""Holding contacts against one rule: which check does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks import (
    counts,
    evidence,
    hours,
    impossible,
    minors,
    placements,
    stops,
    talks,
    third_party,
    words,
)
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import (
    AfterTalk,
    Count,
    Evidence,
    Hours,
    Impossible,
    Minor,
    OutsidePlacement,
    Rule,
    StopAfter,
    ThirdParty,
    Words,
)

CHECKS: Mapping[type, Callable[[Rule, Any, Part], pl.DataFrame]] = MappingProxyType(
    {
        Hours: hours.check,
        Count: counts.check,
        AfterTalk: talks.check,
        ThirdParty: third_party.check,
        StopAfter: stops.check,
        Minor: minors.check,
        OutsidePlacement: placements.check,
        Evidence: evidence.check,
        Impossible: impossible.check,
        Words: words.check,
    }
)
"""Metric -> its check, which takes the rule, its metric and a part, and returns `breaches.FOUND`."""


def check(rule: Rule, part: Part) -> pl.DataFrame:
    """Return which contacts of a part break a rule, or may break it: `breaches.FOUND`, by contact.

    What only all parts together decide finds nothing here: concentration, and conversations that overlap (`across`).
    """
    found = CHECKS.get(type(rule.metric))
    return breaches.none() if found is None else found(rule, rule.metric, part)
