"""What a contact leaves behind when it took place: a recording, a picture, a place, a time of day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_
from types import MappingProxyType

import polars as pl

from collectkit.conduct.checks.applies import applies, in_force, possibly, put_through
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Evidence, Rule

_STATED = ("STATED", "ASSUMED", "NO_ZONE", "AMBIGUOUS")
LEFT: Mapping[str, pl.Expr] = MappingProxyType(
    {
        "recording": pl.col("recorded"),
        "picture": pl.col("pictured"),
        "place": pl.col("located"),
        "time": pl.when(pl.col("clock").is_in(_STATED))
        .then(statement=True)
        .when(pl.col("clock") == "DAY_ONLY")
        .then(statement=False),
    }
)
"""Evidence -> whether a contact left it; null where nobody knows: the file has no such column, or a time that cannot be
read or never was. A time of day is stated even where nobody knows its zone."""


def check(rule: Rule, metric: Evidence, part: Part) -> pl.DataFrame:
    """Return which contacts lack evidence that they must leave: `breaches.FOUND`."""
    needed = {name: left for name, left in LEFT.items() if name in metric.needs}
    complete = reduce(and_, needed.values())
    about = applies(rule.applies_to) & in_force(rule)
    if metric.put_through:
        about &= put_through()
    rows = part.contacts.lazy().with_row_index("contact").filter(possibly(~complete), possibly(about))
    missing = [(~left, name) for name, left in needed.items()]
    return found(
        rows.with_columns(about=about),
        pl.col("about") & ~complete,
        first_true(
            *((pl.col("breaks") & lacks, f"no_{name}") for lacks, name in missing),
            (pl.any_horizontal(lacks for lacks, _ in missing), "no_evidence_if_needed"),
            *((left.is_null(), f"{name}_not_known") for name, left in needed.items()),
            otherwise="no_evidence_if_needed",
        ),
    )
