"""No contact after an event: somebody asked for none, disputes the debt, has died, has a lawyer."""

from __future__ import annotations

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks import known
from collectkit.conduct.checks.applies import applies, in_force, possibly, surely
from collectkit.conduct.checks.finding import ITSELF, first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Rule, StopAfter

REFUSED = "REFUSED_CONTACT"


def check(rule: Rule, metric: StopAfter, part: Part) -> pl.DataFrame:
    """Return which contacts came after an event that stops them: `breaches.FOUND`.

    The evidence is the contact, and the one of the event where that was a contact. After a third person refused, it is
    contacts with that person that break the rule. A person is who has a number: without one, of the refusal or of the
    contact, nobody can say.
    """
    events = known.happened(part, metric.events)
    if events.is_empty():
        return breaches.none()
    about = (applies(rule.applies_to) & in_force(rule)).alias("about")
    rows = known.contacts_of(part, events["debtor"].unique()).with_columns(about)
    pairs = known.before(rows.filter(possibly(pl.col("about"))), _with_origin(events, rows), metric.per)
    refused = pl.col("event") == REFUSED
    same_person = (pl.col("target") == "THIRD_PARTY") & (pl.col("number") == pl.col("person"))
    breaks = pl.col("about") & pl.col("known") & (same_person | ~refused)
    first = (
        pairs.with_columns(breaks=breaks)
        .filter(possibly(pl.col("breaks")))
        .sort("contact", ~surely(pl.col("breaks")), *known.ORDER, "event", nulls_last=True)
        .unique("contact", keep="first", maintain_order=True)
    )
    return found(
        first,
        pl.col("breaks"),
        pl.when("breaks")
        .then("after_" + pl.col("event").cast(pl.String).str.to_lowercase())
        .otherwise(
            first_true(
                (pl.col("known").is_null(), "may_be_after_event"),
                (refused & same_person.is_null(), "may_be_who_refused"),
                otherwise="if_it_applies",
            )
        ),
        evidence=pl.when(pl.col("origin") != pl.col("contact"))
        .then(pl.concat_list(pl.min_horizontal("contact", "origin"), pl.max_horizontal("contact", "origin")))
        .otherwise(ITSELF),
    )


def _with_origin(events: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """Return events with the contact in which they came (`origin`), and the number of a third person who refused."""
    came_in = rows.select("debtor", "file", "row", origin="contact", person="number").collect()
    refused = pl.col("event") == REFUSED
    return events.join(
        came_in,
        left_on=("debtor", "event_file", "event_row"),
        right_on=("debtor", "file", "row"),
        how="left",
    ).with_columns(person=pl.when(refused).then("person"))
