"""What was known of a debtor when a contact was made: events that came before it and still held.

An event of a day without a time counts from the next day on, and one that came in the same second did not come before.
Where an order cannot be told it may be either: a contact without a time on the day of an event, or an event of which
nobody knows when.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import polars as pl

from collectkit.conduct.checks.applies import possibly
from collectkit.conduct.contacts import Part

ORDER = ("event_day", "event_at", "event_file", "event_row")
"""Events by time, those of the accounts file last."""


def happened(part: Part, names: Collection[str]) -> pl.DataFrame:
    """Return the events with these names, their columns named ``event_...`` but for `debtor` and `event`."""
    return part.events.filter(pl.col("event").is_in(sorted(names))).rename(
        {name: f"event_{name}" for name in ("account", "at", "day", "until", "file", "row")}
    )


def contacts_of(part: Part, debtors: pl.Series) -> pl.LazyFrame:
    """Return the contacts of some debtors, in order, with their place as `contact`; the others are not looked at.

    Args:
        debtors: each once.
    """
    by_debtor, asked = part.contacts["debtor"], debtors.sort()
    first = by_debtor.search_sorted(asked, side="left")
    last = by_debtor.search_sorted(asked, side="right")
    some = first < last
    spans = pl.select(pl.int_ranges(first.filter(some), last.filter(some), dtype=pl.UInt32)).to_series()
    places = spans.explode(empty_as_null=False, keep_nulls=False).alias("contact")
    return part.contacts[places].insert_column(0, places).lazy()


def before(rows: pl.LazyFrame, events: pl.DataFrame, per: Literal["debtor", "account"] = "debtor") -> pl.LazyFrame:
    """Return contacts with each event that came, or may have come, before and still held, in no order.

    Args:
        rows: contacts with their place as `contact`.
        events: as `happened` gives them; with `person`, those of different persons stand for themselves.
        per: `account`: an event of an account is not one of the debtor's others; one of no account is one of them all.

    `known` is whether the event came before and held; null where nobody knows. Of events that say the same until the
    same day only the first counts.
    """
    oldest = _oldest(events, per).lazy()
    if per == "debtor":
        pairs = rows.join(oldest, on="debtor")
    else:
        of_all = oldest.filter(pl.col("event_account").is_null())
        of_one = rows.join(
            oldest, left_on=("debtor", "account"), right_on=("debtor", "event_account"), coalesce=False
        ).drop("debtor_right")
        pairs = pl.concat([rows.join(of_all, on="debtor"), of_one], how="diagonal")
    return pairs.with_columns(known=_came() & _holds()).filter(possibly(pl.col("known")))


def _oldest(events: pl.DataFrame, per: Literal["debtor", "account"]) -> pl.DataFrame:
    same = ["debtor", "event", "event_until", *(("event_account",) if per == "account" else ())]
    same += [name for name in ("person",) if name in events.columns]
    kind = {"timed": pl.col("event_at").is_not_null(), "dated": pl.col("event_day").is_not_null()}
    return (
        events.with_columns(**kind)
        .sort(*ORDER, nulls_last=True)
        .unique([*same, *kind], keep="first", maintain_order=True)
        .drop(*kind)
    )


def _came() -> pl.Expr:
    at, day, event_at, event_day = (pl.col(name) for name in ("at", "day", "event_at", "event_day"))
    by_day = pl.when(event_day < day).then(statement=True).when(event_day > day).then(statement=False)
    return (
        pl.when(at.is_not_null() & event_at.is_not_null())
        .then(event_at < at)
        .when(event_at.is_null())
        .then(event_day < day)
        .otherwise(by_day)
    )


def _holds() -> pl.Expr:
    return pl.col("event_until").is_null() | (pl.col("day") <= pl.col("event_until"))
