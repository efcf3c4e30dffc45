"""No contact for some days after a conversation, over all agencies or of each."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct import breaches
from collectkit.conduct.checks.applies import applies, conversation, in_force, possibly
from collectkit.conduct.checks.ragged import numbered
from collectkit.conduct.checks.talk_days import TalkDays
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import AfterTalk, Rule

OTHER = tuple(pl.when(pl.col(end) != pl.col("contact")).then(end) for end in ("first", "last"))
"""Of the first and the last contact, one that is not the contact itself."""


def check(rule: Rule, metric: AfterTalk, part: Part) -> pl.DataFrame:
    """Return which contacts come too soon after a conversation: `breaches.FOUND`.

    A contact is after a conversation of an earlier day, and after one of its own day that began at an earlier second.
    `measured` are the days between them, of which `allowed` are enough; it is null where a day is not known. The
    evidence is the first conversation of the last day that has one, and the contact.
    """
    asked = _asked(rule, metric, part)
    kept = asked.filter(_near(metric, asked))
    line = pl.concat([kept, part.contacts.select(group=_group(metric, part))[kept["contact"]]], how="horizontal")
    about = line.filter(possibly(pl.col("about")))
    talks = line.filter(possibly(pl.col("talk"))).sort("group", "day", "contact")
    sure = TalkDays.of(talks.filter("talk")).before(about.filter("about"), metric.days)
    left = about.join(sure, on="contact", how="anti")
    maybe = pl.concat(
        [TalkDays.of(talks).before(left, metric.days, possible=True), _undated(rule, metric, left, talks)]
    )
    found = pl.concat(
        [
            sure.with_columns(verdict=pl.lit(breaches.BREACH), why=pl.lit("too_soon_after_talk")),
            maybe.with_columns(verdict=pl.lit(breaches.UNKNOWN), why=pl.lit("too_soon_if_talked")),
        ]
    )
    return (
        found.unique("contact", keep="first", maintain_order=True)
        .sort("contact")
        .select(
            "contact",
            pl.col("verdict").cast(breaches.VERDICT),
            "why",
            "measured",
            allowed=pl.lit(metric.days, pl.Int64),
            evidence=pl.concat_list(pl.min_horizontal("contact", "of"), pl.max_horizontal("contact", "of")),
        )
    )


def _asked(rule: Rule, metric: AfterTalk, part: Part) -> pl.DataFrame:
    """Return what may be a conversation (`talk`), or a contact that one forbids (`about`): in three values."""
    return (
        part.contacts.lazy()
        .with_row_index("contact")
        .select(
            "contact",
            "debtor",
            "at",
            day=pl.col("day").cast(pl.Int32).cast(pl.Int64),
            about=applies(rule.applies_to) & in_force(rule),
            talk=conversation(rule.applies_to, metric),
        )
        .filter(possibly(pl.col("about")) | possibly(pl.col("talk")))
        .collect()
    )


def _group(metric: AfterTalk, part: Part) -> pl.Expr:
    """Return whose contacts are held against each other, as one number."""
    owner = pl.col(metric.per).cast(pl.Int64)
    return (
        owner if metric.over == "all" else owner * part.run.agencies.categories.len() + pl.col("agency").to_physical()
    )


def _near(metric: AfterTalk, asked: pl.DataFrame) -> pl.Series:
    """Return which contacts matter: those that may be too soon after a talk, and the talks of their debtors."""
    debtor, day = asked["debtor"].to_numpy(), asked["day"].fill_null(0).to_numpy()
    about, talk = (asked.select(possibly(pl.col(name))).to_series().to_numpy() for name in ("about", "talk"))
    number = numbered(debtor)
    before = np.maximum.accumulate(np.append(-1, np.where(talk, np.arange(talk.size), -1)))[:-1]
    near = about & (before >= 0) & (number[before] == number) & (day - day[before] < metric.days)
    unclear = asked.select(pl.col("day").is_null() | (pl.col("at").is_null() & possibly(pl.col("talk"))))
    wild = _of_some(number, unclear.to_series().to_numpy()) & _of_some(number, talk)
    near |= about & wild
    return pl.Series(near | (talk & _of_some(number, near)), dtype=pl.Boolean)


def _of_some(number: NDArray[np.int64], chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which contacts are of a debtor with a chosen one."""
    some = np.zeros(number.size, np.bool_)
    some[number[chosen]] = True
    return some[number]


def _undated(rule: Rule, metric: AfterTalk, about: pl.DataFrame, talks: pl.DataFrame) -> pl.DataFrame:
    """Return which contacts may be too soon after a talk where the day of one of them is not known."""
    since, until = rule.effective_from, rule.effective_to
    undated, reaching = talks.filter(pl.col("day").is_null()), talks
    if since is not None:
        reaching = reaching.filter(possibly(pl.col("day") + metric.days > pl.lit(since).cast(pl.Int32)))
    if until is not None:
        reaching = reaching.filter(possibly(pl.col("day") <= pl.lit(until).cast(pl.Int32)))
    pairs = (
        (about.filter(pl.col("day").is_not_null()), undated),
        (about.filter(pl.col("day").is_null()), reaching),
    )
    return pl.concat(
        contacts.join(
            some.group_by("group").agg(first=pl.col("contact").min(), last=pl.col("contact").max()), on="group"
        )
        .with_columns(of=pl.coalesce(OTHER))
        .drop_nulls("of")
        .select("contact", measured=pl.lit(None, pl.Int64), of="of")
        for contacts, some in pairs
    )
