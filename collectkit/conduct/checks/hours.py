"""Hours in which a debtor may be contacted: in local time, at every place where the debtor may be."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct import breaches
from collectkit.conduct.checks import known
from collectkit.conduct.checks.applies import applies, in_force, possibly
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Hours, Rule
from collectkit.fields.zones import DAY, Flags, Seconds, zone

WHY_NO_TIME = {
    "NO_ZONE": "zone_not_known",
    "NONEXISTENT": "time_nonexistent",
    "AMBIGUOUS": "time_ambiguous",
    "UNREADABLE": "time_unreadable",
}
"""`clock` -> why nobody can say; of others no time of day is stated."""


def check(rule: Rule, metric: Hours, part: Part) -> pl.DataFrame:
    """Return which contacts are outside the hours at a place where the debtor may be: `breaches.FOUND`.

    A contact without a time may be outside. Where a debtor may agree to other hours, one who had agreed before is
    contacted at any, see `known`.
    """
    about = (applies(rule.applies_to) & in_force(rule)).alias("about")
    asked = part.contacts.lazy().with_row_index("contact").with_columns(about).filter(possibly(about))
    timed = asked.filter(pl.col("at").is_not_null()).select("contact", "debtor", "at", "shift", "about").collect()
    outside = timed.filter(_outside(metric, timed, part))
    untimed = asked.filter(pl.col("at").is_null()).select("contact", "about", "clock").collect()
    found = pl.concat(
        [
            outside.select(
                "contact",
                verdict=pl.when("about").then(pl.lit(breaches.BREACH)).otherwise(pl.lit(breaches.UNKNOWN)),
                why=pl.when("about").then(pl.lit("outside_hours")).otherwise(pl.lit("outside_hours_if_it_applies")),
            ),
            untimed.select(
                "contact",
                verdict=pl.lit(breaches.UNKNOWN),
                why=pl.col("clock").cast(pl.String).replace_strict(WHY_NO_TIME, default="time_not_stated"),
            ),
        ]
    ).sort("contact")
    if metric.unless_agreed:
        found = _unless_agreed(found, part)
    return found.select(
        "contact",
        pl.col("verdict").cast(breaches.VERDICT),
        "why",
        measured=pl.lit(None, pl.Int64),
        allowed=pl.lit(None, pl.Int64),
        evidence=pl.concat_list("contact"),
    )


def _outside(metric: Hours, timed: pl.DataFrame, part: Part) -> pl.Series:
    """Return which moments are outside the hours at a place of the debtor."""
    at = timed["at"].to_numpy()
    outside = ~_allowed(metric, (at + timed["shift"].to_numpy()) % DAY)
    further = [where[1:] for where in part.run.places]
    if any(further):
        places = timed.select("debtor").join(part.people, on="debtor", how="left", maintain_order="left")["places"]
        where = places.to_numpy()
        several = np.array([bool(zones) for zones in further])
        left = np.flatnonzero(several[where] & ~outside)
        outside[left] = _outside_elsewhere(metric, at[left], where[left], further)
    return pl.Series(outside, dtype=pl.Boolean)


def _outside_elsewhere(metric: Hours, at: Seconds, where: NDArray[np.integer], further: list[tuple[str, ...]]) -> Flags:
    outside = np.zeros(at.size, dtype=np.bool_)
    if not at.size:
        return outside
    for name in sorted({name for names in further for name in names}):
        there = np.array([name in names for names in further])[where]
        outside |= there & ~_allowed(metric, zone(name).local(at) % DAY)
    return outside


def _allowed(metric: Hours, second: Seconds) -> Flags:
    """Return which seconds of the day are within the hours."""
    return (second >= metric.opens) & (second < metric.closes)


def _unless_agreed(found: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Take out contacts with debtors who agreed to other hours; it is unknown where nobody knows whether they had."""
    agreed = known.happened(part, {"AGREED_HOURS"})
    if agreed.is_empty():
        return found
    stands = part.contacts.select("debtor", "account", "at", "day")[found["contact"]]
    asked = pl.concat([found.select("contact"), stands], how="horizontal")
    events = known.before(asked.lazy(), agreed, "account").select("contact", "known").collect()
    certain, possible = (
        events.filter(holds)["contact"].implode() for holds in (pl.col("known"), possibly(pl.col("known")))
    )
    doubtful = pl.col("contact").is_in(possible) & (pl.col("verdict") == breaches.BREACH)
    return found.filter(~pl.col("contact").is_in(certain)).with_columns(
        verdict=pl.when(doubtful).then(pl.lit(breaches.UNKNOWN)).otherwise("verdict"),
        why=pl.when(doubtful).then(pl.lit("outside_hours_unless_agreed")).otherwise("why"),
    )
