"""Contacts in whose note or transcript the collector says what no collector may say."""

from __future__ import annotations

import polars as pl

from collectkit.conduct.checks.applies import applies, in_force
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Rule, Words


def check(rule: Rule, metric: Words, part: Part) -> pl.DataFrame:
    """Return which contacts have a phrase of the categories: `breaches.FOUND`; none is allowed.

    `measured` is how many phrases there are. Where no phrase is beyond doubt the collector's, nobody can say.
    """
    said = (
        part.hits.filter(pl.col("category").is_in(sorted(metric.categories)))
        .group_by("file", "row")
        .agg(pl.len().cast(pl.Int64).alias("measured"), pl.col("sure").any())
    )
    rows = (
        part.contacts.lazy()
        .with_row_index("contact")
        .select("contact", "file", "row", about=applies(rule.applies_to) & in_force(rule))
        .join(said.lazy(), on=["file", "row"])
        .sort("contact")
    )
    sure, about = pl.col("sure"), pl.col("about")
    return found(
        rows,
        about & pl.when("sure").then(statement=True),
        first_true((~sure, "phrase_of_somebody"), (about, "phrase_of_collector"), otherwise="phrase_if_it_applies"),
        measured=pl.col("measured"),
        allowed=pl.lit(0),
    )
