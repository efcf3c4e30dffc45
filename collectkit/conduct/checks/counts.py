"""How many contacts there may be in a window: of days or of minutes, over all agencies or of each.

Contacts are counted in the order of their time; of those at one instant, in the order of their files and rows; one of a
known day without a time is the last of its day. So the number of breaches is that of contacts above the limit.

What nobody knows may be anything. A contact that may not count, or may be of another day, minute or number, makes
others and itself `UNKNOWN` where they would be too many with it, and is counted in no `BREACH`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from collectkit.conduct import breaches
from collectkit.conduct.checks.applies import applies, counted, in_force, possibly, surely
from collectkit.conduct.checks.ragged import Places, evidence, numbered
from collectkit.conduct.checks.windows import FAR, Run, Windows
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Count, Rule
from collectkit.fields.zones import zone


def check(rule: Rule, metric: Count, part: Part) -> pl.DataFrame:
    """Return which contacts are more than the rule allows in the window that ends with each: `breaches.FOUND`."""
    asked = _asked(rule, metric, part)
    kept = asked.filter(_many(metric, asked))
    if kept.is_empty():
        return breaches.none()
    line = _in_groups(_placed(rule, metric, part, kept), metric)
    width = metric.days or metric.minutes * 60
    found = pl.concat([_breaches(line, metric.limit, width), _unknown(line, metric.limit, width)])
    return (
        found.sort("contact", "verdict", -pl.col("measured"), maintain_order=True)
        .unique("contact", keep="first", maintain_order=True)
        .select("contact", "verdict", "why", "measured", allowed=pl.lit(metric.limit, pl.Int64), evidence="evidence")
    )


def _asked(rule: Rule, metric: Count, part: Part) -> pl.DataFrame:
    """Return the contacts that count or may: `contact`, `debtor`, `place` on the line of time, `certain`."""
    return (
        part.contacts.lazy()
        .with_row_index("contact")
        .select(
            "contact",
            "debtor",
            place=pl.col("day").cast(pl.Int32).cast(pl.Int64) if metric.days else pl.col("at"),
            certain=applies(rule.applies_to) & counted(metric),
        )
        .filter(possibly(pl.col("certain")))
        .with_columns(surely(pl.col("certain")))
        .collect()
    )


def _many(metric: Count, asked: pl.DataFrame) -> pl.Series:
    """Return which contacts are of debtors who may have more contacts in a window than are allowed.

    A window has more than `limit` of them where the one `limit` before is in it, or comes later (clocks were put back
    over midnight); where places are not all known, a debtor with more in all may have.
    """
    debtor, place, limit = asked["debtor"].to_numpy(), asked["place"].fill_null(FAR).to_numpy(), metric.limit
    number = numbered(debtor)
    later, earlier = slice(limit, None), slice(0, max(debtor.size - limit, 0))
    same = number[later] == number[earlier]
    close = place[later] - place[earlier] < (metric.days or metric.minutes * 60)
    wild = np.zeros(debtor.size, np.bool_)
    wild[number[place == FAR]] = True
    many = np.zeros(debtor.size, np.bool_)
    many[number[later][same & (close | wild[number[later]])]] = True
    return pl.Series(many[number], dtype=pl.Boolean)


def _placed(rule: Rule, metric: Count, part: Part, kept: pl.DataFrame) -> pl.DataFrame:
    """Add what decides groups and windows.

    Added are `account`, `agency`, `number`; `force`: whether the contact can break the rule; `first` and `last`: the
    ends of the range in which one without a place is, null where it may be anywhere; `since` and `until`: the ends of
    the range in which it can break the rule.
    """
    force = in_force(rule).alias("force")
    more = part.contacts.select("account", "agency", "number", pl.col("day").cast(pl.Int32).cast(pl.Int64), force)
    effective = {
        name: pl.lit(day, pl.Date).cast(pl.Int32).cast(pl.Int64)
        for name, day in (("since", rule.effective_from), ("until", rule.effective_to))
    }
    placed = pl.concat([kept, more[kept["contact"]]], how="horizontal").with_columns(**effective)
    if metric.days:
        placed = placed.with_columns(first=pl.lit(None, pl.Int64), last=pl.lit(None, pl.Int64))
    else:
        placed = _in_seconds(part, placed)
    return placed.with_columns(
        since=pl.coalesce("first", "since", pl.lit(-FAR)), until=pl.coalesce("last", "until", pl.lit(FAR))
    )


def _in_seconds(part: Part, placed: pl.DataFrame) -> pl.DataFrame:
    """Add `first` and `last`, the seconds in which the day of a contact without a time begins and ends.

    The days `since` and `until` become such seconds of that debtor too.
    """
    places = placed.join(part.people, on="debtor", how="left", maintain_order="left")["places"]
    zones = [zones[0] for zones in part.run.places]
    ends = {"first": pl.col("day"), "last": pl.col("day") + 1, "since": pl.col("since"), "until": pl.col("until") + 1}
    days = placed.select(pl.when(pl.col("place").is_null()).then(end).alias(name) for name, end in ends.items())
    return placed.with_columns(_moments(places, day, zones) for day in days).with_columns(pl.col("last", "until") - 1)


def _moments(places: pl.Series, days: pl.Series, zones: Sequence[str]) -> pl.Series:
    """Return the first second of each day; null for null."""
    found = np.zeros(days.len(), dtype=np.int64)
    for place in places.filter(days.is_not_null()).unique():
        at = np.flatnonzero((days.is_not_null() & (places == place)).to_numpy())
        found[at] = zone(zones[place]).begin(days[at].to_numpy())
    return pl.select(pl.when(days.is_not_null()).then(pl.Series(found)).alias(days.name)).to_series()


def _in_groups(placed: pl.DataFrame, metric: Count) -> pl.DataFrame:
    """Add `group`: which contacts are counted together; and `sure`: whether one surely counts, there and at its place.

    A number is counted for each debtor. A contact whose number nobody knows stands in each group of its debtor.
    """
    placed = placed.with_columns(sure=pl.col("certain") & pl.col("place").is_not_null())
    owner = ["account" if metric.per == "account" else "debtor", *(["agency"] if metric.over == "agency" else [])]
    if metric.per == "number":
        known = placed.select(*owner, "number").drop_nulls().unique()
        nowhere = placed.filter(pl.col("number").is_null()).drop("number").with_columns(sure=pl.lit(value=False))
        spread = nowhere.join(known, on=owner, how="left").select(placed.columns)
        placed = pl.concat([placed.filter(pl.col("number").is_not_null()), spread])
        owner.append("number")
    return placed.with_columns(group=pl.struct(owner).rank("dense").cast(pl.Int64) - 1)


def _breaches(line: pl.DataFrame, limit: int, width: int) -> pl.DataFrame:
    """Return which contacts surely are too many, by those that surely count."""
    sure = line.filter("sure").sort("group", "place", "contact")
    windows = Windows.of(sure, width)
    end = np.arange(1, sure.height + 1)
    over = _over(sure, limit, windows.count(windows.fixed_key, end))
    runs = windows.runs(windows.fixed_key[over["at"]], end[over["at"]])
    alone = line.filter(pl.col("certain") & ~pl.col("sure") & pl.col("force") & (limit == 0)).unique("contact")
    return pl.concat([_found(over, breaches.BREACH, *runs), _found(alone.with_columns(measured=1), breaches.BREACH)])


def _unknown(line: pl.DataFrame, limit: int, width: int) -> pl.DataFrame:
    """Return which contacts may be too many, by all that may count."""
    windows = Windows.of(line, width)
    fixed = line.filter(pl.col("place").is_not_null()).sort("group", "place", "contact")
    end = np.arange(1, fixed.height + 1)
    over = _over(fixed, limit, windows.count(windows.fixed_key, end))
    runs = windows.runs(windows.fixed_key[over["at"]], end[over["at"]])
    somewhere = line.filter(pl.col("place").is_null() & (pl.col("since") <= pl.col("until")))
    key = windows.fullest(*(somewhere[name].to_numpy() for name in ("group", "since", "until")))
    may_be = _over(somewhere, limit, windows.count(key))
    return pl.concat(
        [
            _found(over, breaches.UNKNOWN, *runs),
            _found(may_be, breaches.UNKNOWN, *windows.runs(key[may_be["at"]])),
        ]
    )


def _over(line: pl.DataFrame, limit: int, measured: Places) -> pl.DataFrame:
    """Return the contacts with more than are allowed that the rule is in force for, or may be; `at`: their places."""
    return line.with_columns(measured=pl.Series(measured), at=pl.int_range(pl.len())).filter(
        (pl.col("measured") > limit) & possibly(pl.col("force"))
    )


def _found(over: pl.DataFrame, verdict: str, *runs: Run) -> pl.DataFrame:
    why = "more_than_allowed" if verdict == breaches.BREACH else "more_if_unknown_count"
    return over.select(
        "contact",
        pl.lit(verdict, breaches.VERDICT).alias("verdict"),
        pl.lit(why).alias("why"),
        pl.col("measured").cast(pl.Int64),
        evidence(over["contact"].to_numpy(), *runs).alias("evidence"),
    )
