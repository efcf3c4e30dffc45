"""The rules taken forward: when each debtor may be called next, and how often today, over all agencies.

Planned is a call to the debtor in which somebody talks, whoever makes it and by whichever number. Of rules count those
that say when it may be made: hours, counts, the days after a conversation, stops and age. The plan is careful: what
nobody knows counts against the call (`limits`), so it allows nothing that the checks do not. There are two exceptions:
nobody called after now, so a contact of no day stands in no later window; who is of no known age is taken as of age.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.conduct.contacts import Part
from collectkit.conduct.planning.limits import (
    LIMITING,
    MANY,
    NEVER,
    Known,
    Limit,
    concerns,
    days,
    in_days,
    limits,
    reach,
)
from collectkit.conduct.planning.openings import Allowed, Openings
from collectkit.conduct.planning.preference import preferred
from collectkit.conduct.rule import Hours, Rule
from collectkit.fields import moments
from collectkit.fields.zones import DAY, Seconds, Zone, zone

PLANNED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "contacts_left": pl.Int64(),
        "next_contact_at": pl.String(),
        "contact_hours": pl.String(),
        "contact_stopped": pl.String(),
        "preferred_channel": pl.String(),
    }
)
"""What is planned for an account.

- `contacts_left`: how many more calls the counts allow on the debtor's local day on which the plan begins, all agencies
  and the creditor together; 0 where none is allowed that day any more; null where no rule counts.
- `next_contact_at`: the first instant that is allowed, in local time at the debtor's first place with its offset
  (``2026-11-27T08:00:00+08:00``); null where there is none.
- `contact_hours`: from when to when it is allowed on the day of that, local at the debtor's first place, and at all its
  places (``08:00-22:00``); null where no rule names hours.
- `contact_stopped`: why nobody may call: an event (`contacts.EVENT`), or ``MINOR``.
- `preferred_channel`: see `preference.preferred`.
"""


def followed(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that a plan follows: of calls to the debtor, those that say when they may be made."""
    return [rule for rule in rules if concerns(rule.applies_to) and isinstance(rule.metric, (Hours, *LIMITING))]


def plan(rules: Sequence[Rule], part: Part, accounts: pl.DataFrame, now: datetime | date) -> pl.DataFrame:
    """Return what may be done next about each account: `PLANNED`, in the order of *accounts*.

    Args:
        part: all contacts of their debtors so far; its people have all these debtors.
        accounts: `debtor` and `account`, each account once.
        now: when the plan begins: an instant, aware of its zone, or a day, from each debtor's own midnight on.
    """
    rules = followed(rules)
    places = [_Place.of(zones, rules) for zones in part.run.places]
    starts = [place.begin(now) for place in places]
    begins = pl.DataFrame(starts, {"start": pl.Int64, "today": pl.Int64}, orient="row")
    people = part.people.join(
        begins.with_row_index("places").cast({"places": pl.UInt16}), on="places", maintain_order="left"
    )
    who = accounts.select("debtor", "account").join(people, on="debtor", how="left", maintain_order="left")
    who = who.with_row_index("entry")
    since = min((today for _, today in starts), default=0) - reach(rules)
    told = limits(rules, Known(who, _dated(part, people, places, since), part.events))
    found = [pl.DataFrame(schema={"entry": pl.UInt32, **dict(islice(PLANNED.items(), 3))})]
    for (place,), rows in who.group_by("places"):
        found.append(_planned(places[place], rows, told))
    stops = [pl.lit(limit.why) for limit in told if limit.why is not None]
    whole = who.select("entry", "debtor", contact_stopped=pl.coalesce(pl.lit(None, pl.String), *stops))
    whole = whole.join(pl.concat(found), on="entry", maintain_order="left")
    whole = whole.join(preferred(part.contacts), on="debtor", how="left", maintain_order="left")
    return whole.select(*PLANNED)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where some debtors are: the clock of the first place, and the hours that suit all."""

    first: Zone
    openings: Openings

    @classmethod
    def of(cls, zones: Sequence[str], rules: Sequence[Rule]) -> _Place:
        clocks = [zone(name) for name in zones]
        allowed = [Allowed(rule.metric, *in_days(rule)) for rule in rules if isinstance(rule.metric, Hours)]
        return cls(clocks[0], Openings(clocks, allowed))

    def begin(self, now: datetime | date) -> tuple[int, int]:
        """Return the instant and the local day when the plan begins."""
        if isinstance(now, datetime):
            at = int(now.timestamp())
            return at, int(self.first.day(np.array([at]))[0])
        return int(self.first.begin(np.array([days(now)]))[0]), days(now)


def _dated(part: Part, people: pl.DataFrame, places: Sequence[_Place], since: int) -> pl.DataFrame:
    """Return the contacts after a day, and those of no day, as `limits.Known` has them."""
    today, day = pl.col("today"), pl.col("day").cast(pl.Int32).cast(pl.Int64)
    told = part.contacts.filter((day > since).fill_null(value=True))
    told = told.join(people.drop("born_on"), on="debtor", maintain_order="left").with_columns(day.fill_null(today))
    ends = [pl.DataFrame(schema={"places": pl.UInt16, "day": pl.Int64, "end": pl.Int64})]
    for (place,), days_ in told.filter(pl.col("at").is_null()).select("places", "day").unique().group_by("places"):
        ends.append(days_.with_columns(end=places[place].first.begin(days_["day"].to_numpy() + 1) - 1))
    told = told.join(pl.concat(ends), on=["places", "day"], how="left", maintain_order="left")
    latest = pl.when(pl.col("day") > today).then("start").otherwise(pl.coalesce("at", "end"))
    return told.with_columns(pl.min_horizontal("day", today), latest=latest)


def _planned(place: _Place, who: pl.DataFrame, told: Sequence[Limit]) -> pl.DataFrame:
    """Return the columns of `PLANNED` that hours and counts give, for accounts whose debtors are at one place."""
    rows, today = who["entry"].to_numpy(), who["today"].to_numpy()
    at, free = _next(place, who["start"].to_numpy(), rows, told)
    day, open_, close = place.first.day(at), place.openings.open(at), place.openings.close(at)
    left = np.full_like(at, MANY)
    for limit in told:
        left = np.minimum(left, limit.left_over(at, close, today, rows))
    left = np.where(free & (day == today), left, 0)
    midnight = day * DAY
    columns = pl.DataFrame(
        {
            "entry": rows,
            "left": left,
            "at": at,
            "shift": place.first.shift(at),
            "since": place.first.local(open_) - midnight,
            "until": place.first.local(close - 1) + 1 - midnight,
            "free": free,
            "named": place.openings.named(at),
        }
    )
    stated = pl.when("free").then(moments.as_text(pl.col("at"), pl.col("shift")))
    return columns.select(
        "entry",
        pl.when(pl.col("left") < MANY).then("left").alias("contacts_left"),
        stated.alias("next_contact_at"),
        pl.when(pl.col("free") & pl.col("named")).then(_hours()).alias("contact_hours"),
    )


def _next(
    place: _Place, start: Seconds, rows: npt.NDArray[np.intp], told: Sequence[Limit]
) -> tuple[Seconds, npt.NDArray[np.bool_]]:
    """Return the first instants that all rules allow, and whether there is one."""
    at = start
    for _ in range(len(told) + len(place.openings.rules) + 3):
        before = at
        for limit in told:
            at = limit.released(at, place.first, rows)
        at = place.openings.next(at)
        if (at == before).all():
            break
    return at, (at == before) & (at < (NEVER - 1) * DAY)


def _hours() -> pl.Expr:
    since, until = (pl.col("since") + 59) // 60, pl.col("until") // 60
    return moments.clock_text(since) + "-" + moments.clock_text(until)
