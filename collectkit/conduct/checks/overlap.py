"""Conversations that cannot all be true: two people talk to one debtor, or one collector to two debtors, at once.

A conversation lasts from its time for as long as is stated; one may begin in the second in which another ends. The
debtors of one collector may be in several parts, so all parts decide together: each is gathered, and then concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.breaches import FOUND, VERDICT
from collectkit.conduct.checks.applies import applies, in_force, possibly, surely
from collectkit.conduct.checks.intervals import NONE, Integers, Intervals, clustered, partners
from collectkit.conduct.contacts import Part
from collectkit.conduct.places import ordered
from collectkit.conduct.rule import Rule

_FACTS = ("about", "with_debtor", "by_person", "forced")
_PAIRS = {"contact": pl.Int64(), "partner": pl.Int64(), "sure": pl.Boolean(), "why": pl.String(), "seconds": pl.Int64()}
_ORDER = ("debtor", "day", "at", "file", "row")


@dataclass(frozen=True, slots=True)
class Talks:
    """Conversations of a part: those of collectors, and those of debtors that overlap.

    Attributes:
        rows: the columns of contacts, and, null where nobody knows: `about`, whether the rule is about it;
            `with_debtor`; `by_person`, whether it was no machine that talked; `forced`, whether it can break the rule.
        pairs: overlaps of one debtor's conversations: contact and partner (places in `rows`), sure, why, seconds.
    """

    rows: pl.DataFrame
    pairs: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Seen:
    """Overlaps among some of the conversations: which of these, who is somebody else's, and whether they surely are."""

    among: NDArray[np.bool_]
    person: Integers
    sure: bool


def gather(rule: Rule, part: Part) -> Talks:
    """Return what one part has of conversations that may overlap."""
    about = applies(rule.applies_to)
    rows = (
        part.contacts.lazy()
        .filter(pl.col("talk") > 0, pl.col("at").is_not_null(), possibly(about))
        .with_columns(
            about=about,
            with_debtor=pl.col("target") == "DEBTOR",
            by_person=pl.col("channel") != "AI_CALL",
            forced=in_force(rule),
        )
        .collect()
    )
    pairs = _of_debtors(rows)
    kept = rows.select(possibly(pl.col("by_person")) & pl.col("collector").is_not_null()).to_series().to_numpy().copy()
    kept[_shown(pairs)] = True
    return Talks(rows.filter(pl.Series(kept)), _moved(pairs, np.flatnonzero(kept)))


def conclude(any_part: Part, gathered: Sequence[Talks]) -> tuple[Part, pl.DataFrame]:
    """Return the conversations of all parts that overlap, as a part of its own, and `breaches.FOUND` of it.

    Both conversations break the rule, for nobody can say which of the two is false. The evidence is the contact and
    one that overlaps it; `measured` is for how many seconds.

    Args:
        any_part: one part of the run: what the part that is returned is like.
        gathered: of at least one part.
    """
    rows = pl.concat([each.rows for each in gathered])
    before = np.cumsum([0, *(each.rows.height for each in gathered)])
    of_debtors = [
        each.pairs.with_columns(pl.col("contact", "partner") + int(many))
        for each, many in zip(gathered, before, strict=False)
    ]
    pairs = _best([*of_debtors, _of_collectors(rows)])
    shown = _shown(pairs)
    shown = shown[rows[shown].select(pl.arg_sort_by(*_ORDER, nulls_last=True)).to_series().to_numpy()]
    part = replace(
        any_part,
        contacts=rows[shown].drop(_FACTS),
        events=any_part.events.clear(),
        people=any_part.people.clear(),
        placements=any_part.placements.clear(),
        hits=any_part.hits.clear(),
    )
    return part, _found(_moved(pairs, shown))


def _of_debtors(rows: pl.DataFrame) -> pl.DataFrame:
    """Return talks that two people have with one debtor at once.

    Agencies have no people in common. Of two talks of one agency, one of them by nobody knows whom, nobody can say.
    """
    talks = _in_clusters(rows, possibly(pl.col("with_debtor")), pl.col("debtor").cast(pl.Int64()))
    agency = talks["agency"].to_physical().cast(pl.Int64()).to_numpy()
    known = talks["collector"].is_not_null().to_numpy()
    collector = agency << 32 | talks["collector"].fill_null(0).cast(pl.Int64()).to_numpy()
    sure = talks.select(surely(pl.col("about") & pl.col("with_debtor"))).to_series().to_numpy()
    anybody = np.where(known, collector, -1 - np.arange(known.size))
    return _best(
        [
            _pairs(talks, _Seen(sure, agency, sure=True), "two_talk_to_debtor"),
            _pairs(talks, _Seen(sure & known, collector, sure=True), "two_talk_to_debtor"),
            _pairs(talks, _Seen(np.ones_like(sure), anybody, sure=False), "two_may_talk_to_debtor"),
        ]
    )


def _of_collectors(rows: pl.DataFrame) -> pl.DataFrame:
    """Return talks that one collector has with two debtors at once, an agency at a time."""
    by_somebody = possibly(pl.col("by_person")) & pl.col("collector").is_not_null()
    found = []
    for agency in rows["agency"].unique().sort():
        talks = _in_clusters(rows, by_somebody & (pl.col("agency") == agency), pl.col("collector").cast(pl.Int64()))
        debtor = talks["debtor"].cast(pl.Int64()).to_numpy()
        sure = talks.select(surely(pl.col("about") & pl.col("by_person"))).to_series().to_numpy()
        found += [
            _pairs(talks, _Seen(sure, debtor, sure=True), "collector_talks_twice"),
            _pairs(talks, _Seen(np.ones_like(sure), debtor, sure=False), "collector_may_talk_twice"),
        ]
    return _best(found or [pl.DataFrame(schema=_PAIRS)])


def _in_clusters(rows: pl.DataFrame, among: pl.Expr, group: pl.Expr) -> pl.DataFrame:
    """Return those that overlap another of their group, by group and time, with `place`, `group`, `start`, `end`."""
    start = pl.col("at")
    times = (
        rows.lazy()
        .with_row_index("place")
        .filter(among)
        .select(pl.col("place").cast(pl.Int64), group=group, start=start, end=start + pl.col("talk"))
        .collect()
    )
    times = times[ordered(times["group"].to_numpy(), times["start"].to_numpy())]
    times = times.filter(pl.Series(clustered(_intervals(times))))
    return rows[times["place"]].hstack(times)


def _pairs(talks: pl.DataFrame, seen: _Seen, why: str) -> pl.DataFrame:
    """Return the overlaps among some of the talks: contact, partner, sure, why, seconds."""
    some = talks.filter(pl.Series(seen.among))
    partner = pl.Series("partner", partners(_intervals(some), seen.person[seen.among]))
    other = some.select("start", "end", "place")[partner.clip(lower_bound=0)]
    return (
        some.select(
            pl.col("forced"),
            contact="place",
            partner=other["place"],
            seconds=pl.min_horizontal("end", other["end"]) - pl.max_horizontal("start", other["start"]),
        )
        .filter(partner != NONE, possibly(pl.col("forced")))
        .select(
            "contact", "partner", sure=pl.lit(seen.sure) & surely(pl.col("forced")), why=pl.lit(why), seconds="seconds"
        )
    )


def _best(pairs: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one overlap of each contact: a sure one where there is one, and else the first."""
    return (
        pl.concat(list(pairs))
        .sort("sure", descending=True, maintain_order=True)
        .unique("contact", keep="first", maintain_order=True)
    )


def _intervals(talks: pl.DataFrame) -> Intervals:
    return Intervals(*(talks[name].to_numpy() for name in ("group", "start", "end")))


def _shown(pairs: pl.DataFrame) -> Integers:
    """Return the places that pairs name, each once, in order."""
    return np.union1d(pairs["contact"].to_numpy(), pairs["partner"].to_numpy())


def _moved(pairs: pl.DataFrame, kept: Integers) -> pl.DataFrame:
    """Return pairs whose places are those among the rows that were kept."""
    place = np.zeros(int(kept.max(initial=0)) + 1, np.int64)
    place[kept] = np.arange(kept.size)
    return pairs.with_columns(pl.Series(name, place[pairs[name].to_numpy()]) for name in ("contact", "partner"))


def _found(pairs: pl.DataFrame) -> pl.DataFrame:
    contact, partner = pl.col("contact"), pl.col("partner")
    return pairs.select(
        contact.cast(pl.UInt32()),
        verdict=pl.when("sure").then(pl.lit("BREACH")).otherwise(pl.lit("UNKNOWN")).cast(VERDICT),
        why="why",
        measured="seconds",
        allowed=pl.lit(0, pl.Int64()),
        evidence=pl.concat_list(pl.min_horizontal(contact, partner), pl.max_horizontal(contact, partner)).cast(
            FOUND["evidence"]
        ),
    ).sort("contact")
