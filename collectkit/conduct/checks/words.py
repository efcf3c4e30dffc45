"""Contacts in whose note or transcript the collector says what no collector may say."""

from __future__ import annotations

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks.applies import applies, in_force, possibly
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
    about = applies(rule.applies_to) & in_force(rule)
    contacts = part.contacts.with_row_index("contact").select("contact", "file", "row", about=about)
    told = contacts.join(said, on=["file", "row"]).filter(possibly(pl.col("about"))).sort("contact")
    why = (
        pl.when(~pl.col("sure"))
        .then(pl.lit("phrase_of_somebody"))
        .when(pl.col("about"))
        .then(pl.lit("phrase_of_collector"))
        .otherwise(pl.lit("phrase_if_it_applies"))
    )
    broken = (pl.col("sure") & pl.col("about")).fill_null(value=False)
    return told.select(
        "contact",
        pl.when(broken)
        .then(pl.lit(breaches.BREACH))
        .otherwise(pl.lit(breaches.UNKNOWN))
        .cast(breaches.VERDICT)
        .alias("verdict"),
        why.alias("why"),
        "measured",
        pl.lit(0, pl.Int64).alias("allowed"),
        pl.concat_list("contact").alias("evidence"),
    )
