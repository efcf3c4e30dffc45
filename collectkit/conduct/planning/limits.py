"""What one rule leaves of the time to come: from when on a debtor may be called again, and how often on a day.

What nobody knows counts against the call: contacts that may count do, and one without a day, or of a day to come,
counts as of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.conduct.checks.applies import applies, conversation, counted, possibly
from collectkit.conduct.checks.minors import of_age_on
from collectkit.conduct.rule import AfterTalk, AppliesTo, Count, Minor, Rule, StopAfter
from collectkit.fields.zones import Seconds, Zone

NEVER = 3_000_000
"""A day on which nobody is called any more."""
MINOR = "MINOR"
"""Why somebody is not called who is too young; other reasons are events."""
LIMITING = (Count, AfterTalk, StopAfter, Minor)
"""Metrics that say from when on a call may be made again."""
MANY = 2**40
"""More calls than anybody makes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of those who are planned.

    Attributes:
        who: an account a row: `entry`, its place, `debtor`, `account`, `born_on`, and when its plan begins: `start`
            (seconds since 1970) and `today` (days since 1970).
        contacts: `contacts.CONTACTS` with `start` and `today` of the debtor; `day` is in days since 1970, never null
            and not after today, and `latest` (seconds) the last instant at which it can have been.
        events: `contacts.EVENTS`.
    """

    who: pl.DataFrame
    contacts: pl.DataFrame
    events: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Limit:
    """What one rule leaves, an element an account.

    Attributes:
        day: the first local day on which it allows a call again; 0 where it does now.
        at: the instant of it, of rules that count minutes.
        left: how many calls it leaves today, of rules that count days.
        window: how many seconds it counts, and how many calls it allows in them (`allowed`).
        turns: when a call leaves that window: `entry`, `group` (one number, one agency), `at`; of each no more than
            `allowed`, the last ones.
        why: what stopped calls, where something did.
        first, last: the days on which it holds.
    """

    day: Seconds
    at: Seconds | None = None
    left: Seconds | None = None
    window: int = 0
    allowed: int = 0
    turns: pl.DataFrame = field(default_factory=pl.DataFrame)
    why: pl.Series | None = None
    first: int = 0
    last: int = NEVER

    def released(self, at: Seconds, clock: Zone, rows: npt.NDArray[np.intp]) -> Seconds:
        """Return the first instants, not before *at*, that the rule allows, for some accounts at one place."""
        today = clock.day(at)
        holds = (today >= self.first) & (today <= self.last)
        at = np.where(holds, clock.day_after(at, np.minimum(self.day[rows], self.last + 1)), at)
        if self.at is None:
            return at
        ends = clock.day_after(at, np.full_like(at, self.last + 1))
        return np.where(holds, np.maximum(at, np.minimum(self.at[rows], ends)), at)

    def left_over(self, at: Seconds, close: Seconds, today: Seconds, rows: npt.NDArray[np.intp]) -> Seconds:
        """Return how many calls it leaves from *at* until before *close*, which is on the same day; else `MANY`.

        Args:
            today: the day of which `left` speaks.
        """
        holds = (today >= self.first) & (today <= self.last)
        if self.window:
            return np.where(holds, self._turned(at, close, rows), MANY)
        return np.full_like(at, MANY) if self.left is None else np.where(holds, self.left[rows], MANY)

    def _turned(self, at: Seconds, close: Seconds, rows: npt.NDArray[np.intp]) -> Seconds:
        """Each place in the window is taken again as soon as it is free."""
        free = self.allowed * ((close - 1 - at) // self.window + 1)
        spans = pl.DataFrame({"entry": rows, "begin": at, "end": close - 1, "free": free})
        spans = spans.with_columns(pl.col("entry").cast(pl.UInt32))
        begin = pl.max_horizontal("begin", "at")
        turns = self.turns.join(spans, on="entry").with_columns(
            taken=(pl.col("end") - pl.col("begin")) // self.window + 1,
            again=pl.when(begin <= pl.col("end")).then((pl.col("end") - begin) // self.window + 1).otherwise(0),
        )
        lost = turns.group_by("entry", "group").agg((pl.col("taken") - pl.col("again")).sum().alias("lost"))
        worst = lost.group_by("entry").agg(pl.col("lost").max())
        found = spans.join(worst, on="entry", how="left", maintain_order="left")
        return found.select(pl.col("free") - pl.col("lost").fill_null(0)).to_series().to_numpy()


def limits(rules: Sequence[Rule], known: Known) -> list[Limit]:
    """Return what each rule leaves, of those with one of the metrics `LIMITING`.

    Args:
        rules: about calls to the debtor, see `concerns`.
    """
    found = []
    for rule in rules:
        limit = _limit(rule, known)
        if limit is not None:
            first, last = in_days(rule)
            found.append(replace(limit, first=first, last=last))
    return found


def reach(rules: Sequence[Rule]) -> int:
    """Return of how many days contacts are needed, the one on which the plan begins among them."""
    spans = [1]
    for rule in rules:
        match rule.metric:
            case Count(days=counted, minutes=minutes):
                spans.append(counted + (minutes + 1439) // 1440 + 1)
            case AfterTalk(days=counted):
                spans.append(counted + 1)
    return max(spans)


def in_days(rule: Rule) -> tuple[int, int]:
    """Return the first and the last day on which a rule holds, as days since 1970."""
    first = 0 if rule.effective_from is None else days(rule.effective_from)
    return first, NEVER if rule.effective_to is None else days(rule.effective_to)


def concerns(to: AppliesTo) -> bool:
    """Return whether a rule is about a call to the debtor in which somebody talks."""
    asked = ((to.channels, "CALL"), (to.directions, "OUT"), (to.modes, "INTERACTIVE"), (to.targets, "DEBTOR"))
    return all(not codes or code in codes for codes, code in asked)


def days(day: date) -> int:
    """Return a day as days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _limit(rule: Rule, known: Known) -> Limit | None:
    match rule.metric:
        case Count() as metric:
            made = known.contacts.filter(possibly(applies(rule.applies_to) & counted(metric)))
            return _of_minutes(metric, made, known) if metric.minutes else _of_days(metric, made, known)
        case AfterTalk() as metric:
            return _after_talk(rule.applies_to, metric, known)
        case StopAfter() as metric:
            return _stopped(metric, known)
        case Minor() as metric:
            return _grown(metric, known)
        case _:
            return None


def _groups(metric: Count, counted: pl.DataFrame, known: Known) -> tuple[pl.DataFrame, list[str]]:
    """Return contacts with the `entry` of each account for which they count, and what tells groups of them apart.

    One of which nobody knows the number (or the agency) counts with each of its debtor's.
    """
    apart = ["agency"] * (metric.over == "agency") + ["number"] * (metric.per == "number")
    for column in apart:
        if counted[column].null_count():
            each = known.contacts.select("debtor", column).unique()
            untold = counted.filter(pl.col(column).is_null()).drop(column).join(each, on="debtor")
            counted = pl.concat([counted.filter(pl.col(column).is_not_null()), untold.select(counted.columns)])
    return _with_rows(counted, known, "account" if metric.per == "account" else "debtor"), apart


def _with_rows(frame: pl.DataFrame, known: Known, key: str) -> pl.DataFrame:
    return frame.join(known.who.select(key, "entry"), on=key)


def _of_days(metric: Count, counted: pl.DataFrame, known: Known) -> Limit:
    counted = counted.filter(pl.col("today") - pl.col("day") < metric.days)
    grouped, apart = _groups(metric, counted, known)
    made = pl.len().cast(pl.Int64)
    if not metric.limit:
        return Limit(_filled(known, value=NEVER), left=_filled(known))
    again = pl.when(made >= metric.limit).then(pl.col("day").top_k(metric.limit).min() + metric.days)
    each = grouped.group_by("entry", *apart).agg(again.alias("day"), made.alias("made"))
    worst = each.group_by("entry").agg(pl.col("day", "made").max())
    left = np.maximum(metric.limit - _filled(known, worst.select("entry", "made")), 0)
    return Limit(_filled(known, worst.select("entry", "day")), left=left)


def _of_minutes(metric: Count, counted: pl.DataFrame, known: Known) -> Limit:
    window = metric.minutes * 60
    if not metric.limit:
        return Limit(_filled(known, value=NEVER), left=_filled(known))
    counted = counted.filter(pl.col("latest") + window > pl.col("start"))
    grouped, apart = _groups(metric, counted, known)
    turns = grouped.group_by("entry", *apart).agg((pl.col("latest").top_k(metric.limit) + window).alias("at"))
    turns = turns.select("entry", pl.int_range(pl.len()).alias("group"), "at")
    again = pl.when(pl.col("at").list.len() >= metric.limit).then(pl.col("at").list.min())
    worst = turns.select("entry", again.alias("at")).group_by("entry").agg(pl.col("at").max())
    return Limit(
        _filled(known),
        at=_filled(known, worst),
        window=window,
        allowed=metric.limit,
        turns=turns.explode("at"),
    )


def _after_talk(to: AppliesTo, metric: AfterTalk, known: Known) -> Limit:
    talks = known.contacts.filter(possibly(conversation(to, metric)))
    last = _with_rows(talks, known, metric.per).group_by("entry").agg(pl.col("day").max() + metric.days)
    return Limit(_filled(known, last))


def _stopped(metric: StopAfter, known: Known) -> Limit:
    told = known.events.filter(pl.col("event").is_in(sorted(metric.events - {"REFUSED_CONTACT"})))
    whole = pl.lit(value=True) if metric.per == "debtor" else pl.col("account").is_null()
    of_debtor = _with_rows(told.filter(whole), known, "debtor").select("entry", "event", "until")
    of_account = _with_rows(told.filter(~whole), known, "account").select("entry", "event", "until")
    ends = (pl.col("until").cast(pl.Int32).cast(pl.Int64) + 1).fill_null(NEVER)
    stops = pl.concat([of_debtor, of_account]).select("entry", "event", ends.alias("day"))
    stops = stops.join(known.who.select("entry", "today"), on="entry").filter(pl.col("day") > pl.col("today"))
    last = stops.sort("entry", "day", "event", descending=[False, True, False]).unique("entry", keep="first")
    why = known.who.select("entry").join(last, on="entry", how="left", maintain_order="left")["event"]
    return Limit(_filled(known, last.select("entry", "day")), why=why.cast(pl.String))


def _grown(metric: Minor, known: Known) -> Limit:
    grown = of_age_on(metric.years).cast(pl.Int32).cast(pl.Int64).alias("day")
    young = known.who.select("entry", grown, pl.when(grown > pl.col("today")).then(pl.lit(MINOR)).alias("why"))
    return Limit(_filled(known, young.select("entry", "day")), why=young["why"])


def _filled(known: Known, told: pl.DataFrame | None = None, value: int = 0) -> Seconds:
    """Return an element an account: what is told of its `entry`, else the value."""
    whole = np.full(known.who.height, value, np.int64)
    if told is not None:
        some = told.drop_nulls()
        whole[some["entry"].to_numpy()] = some[some.columns[1]].to_numpy()
    return whole
