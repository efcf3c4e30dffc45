"""No contact with a third person, unless the debtor cannot be reached, has died, or cannot act."""

from __future__ import annotations

import polars as pl

from collectkit.conduct.checks import known
from collectkit.conduct.checks.applies import applies, in_force, possibly, surely
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Rule, ThirdParty


def check(rule: Rule, metric: ThirdParty, part: Part) -> pl.DataFrame:
    """Return which contacts were with a third person before an event allowed it: `breaches.FOUND`.

    An event of one account is known of the person. A guarantor is no third person.
    """
    third = pl.col("target") == "THIRD_PARTY"
    rows = (
        part.contacts.lazy()
        .with_row_index("contact")
        .filter(possibly(third))
        .with_columns(about=applies(rule.applies_to) & in_force(rule))
        .filter(possibly(pl.col("about")))
    )
    excused: pl.Expr = pl.lit(value=False)
    events = known.happened(part, metric.unless)
    if not events.is_empty():
        allowing = known.before(rows, events).group_by("contact").agg(excused=surely(pl.col("known")).any())
        excused = pl.when(pl.col("excused").is_null()).then(statement=False).when("excused").then(statement=True)
        rows = rows.join(allowing, on="contact", how="left", maintain_order="left")
    return found(
        rows,
        third & pl.col("about") & ~excused,
        first_true(
            (pl.col("breaks"), "third_party"),
            (excused.is_null(), "third_party_unless_event"),
            (third, "if_it_applies"),
            otherwise="may_be_third_party",
        ),
    )
