"""Records that cannot be true, each by itself: a conversation shorter than nothing, a contact that is yet to come."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks.applies import applies, in_force, possibly
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Impossible, Rule


def check(rule: Rule, metric: Impossible, part: Part) -> pl.DataFrame:
    """Return which records cannot be true: `breaches.FOUND`. What overlaps is decided by all parts together."""
    about = applies(rule.applies_to) & in_force(rule)
    match metric.what:
        case "negative":
            return _negative(about, part)
        case "future":
            return _future(about, part)
        case "overlap":
            return breaches.none()


def _negative(about: pl.Expr, part: Part) -> pl.DataFrame:
    talk = pl.col("talk")
    return found(
        part.contacts.lazy().with_row_index("contact").filter(talk < 0),
        about,
        first_true((pl.col("breaks"), "talk_negative"), otherwise="if_it_applies"),
        measured=talk,
        allowed=pl.lit(0),
    )


def _future(about: pl.Expr, part: Part) -> pl.DataFrame:
    """A contact without a time is in the future if its day is, where the debtor is.

    Of a day that has begun and is not over nobody can say.
    """
    at, day, now = pl.col("at"), pl.col("day"), part.run.now
    there, left = (
        [moment.astimezone(ZoneInfo(places[0])).date() for places in part.run.places]
        for moment in (now, now + timedelta(seconds=1))
    )
    days = pl.LazyFrame(
        {"places": range(len(there)), "today": there, "left": left},
        schema={"places": pl.UInt16(), "today": pl.Date(), "left": pl.Date()},
    )
    after_now = pl.when(at.is_not_null()).then(at > int(now.timestamp()))
    rows = part.contacts.lazy().with_row_index("contact").filter(after_now.otherwise(possibly(day >= min(left))))
    return found(
        rows.join(part.people.lazy().select("debtor", "places"), on="debtor", how="left", maintain_order="left")
        .join(days, on="places", how="left", maintain_order="left")
        .with_columns(after=after_now.otherwise(_to_come(day))),
        about & pl.col("after"),
        first_true(
            (pl.col("breaks"), "in_future"),
            (day.is_null(), "day_not_known"),
            (pl.col("after").is_null(), "later_today"),
            otherwise="if_it_applies",
        ),
    )


def _to_come(day: pl.Expr) -> pl.Expr:
    """Return whether a day is to come: no for one that is over, null for one that is not."""
    return pl.when(day > pl.col("today")).then(statement=True).when(day < pl.col("left")).then(statement=False)
