"""Rules of conduct a second time, one contact after another: slow, and written from what the rules say.

It shares no code with `collectkit`. Contacts are rows; what nobody knows is None, and may be anything. A contact breaks
a rule if it does whatever is not known, and may break it if it does for some of what may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
Broken = tuple[str, int | None]
"""A verdict, and what is measured."""

SOMEBODY = ("ANSWERED", "PROMISED", "REFUSED", "DISPUTED", "STOP_REQUESTED")
NOBODY = ("UNANSWERED", "INVALID_NUMBER")
MAY_BE = {
    "channel": ("CALL", "AI_CALL", "SMS", "APP", "EMAIL", "LETTER", "VISIT", "another"),
    "direction": ("OUT", "IN", "another"),
    "mode": ("INTERACTIVE", "NOTICE", "another"),
    "target": ("DEBTOR", "GUARANTOR", "THIRD_PARTY", "another"),
}
"""What a code may be that nobody knows: `another`, for its word may be one that has no code."""


@dataclass
class Log:
    """What a part has, in rows; a contact is its place. `zones`: of each debtor."""

    contacts: Sequence[Row]
    events: Sequence[Row] = ()
    people: Mapping[int, Row] = field(default_factory=dict)
    placements: Sequence[Row] = ()
    hits: Sequence[Row] = ()
    zones: Mapping[int, Sequence[str]] = field(default_factory=dict)
    now: datetime | None = None
    placed: bool = False


def all_or_none(answers: Iterable[bool]) -> bool | None:
    """Return the answer that all have; None where they differ."""
    seen = set(answers)
    return seen.pop() if len(seen) == 1 else None


def both(*answers: bool | None) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def about(to: Any, row: Row, *, whoever_began: bool = False) -> bool | None:
    """Return whether a rule is about a contact, by trying all that it may be."""
    if to.makers and ("CREDITOR" if row["agency"] == "creditor" else "AGENCY") not in to.makers:
        return False
    asked = {"channel": to.channels, "target": to.targets}
    if not whoever_began:
        asked |= {"direction": to.directions, "mode": to.modes}
    choices = [(row[name],) if row[name] is not None else MAY_BE[name] for name in asked]
    answers = (
        all(not allowed or value in allowed for value, allowed in zip(values, asked.values(), strict=True))
        for values in product(*choices)
    )
    if whoever_began or not to.not_results:
        return all_or_none(answers)
    if row["result"] is not None:
        results: tuple[str, ...] = (row["result"],)
    else:
        results = SOMEBODY if (row["talk"] or 0) > 0 else SOMEBODY + NOBODY
    left = all_or_none(result not in to.not_results for result in results)
    contradicted = row["result"] in NOBODY and (row["talk"] or 0) > 0
    return both(all_or_none(answers), None if contradicted and left is False else left)


def through(row: Row) -> bool | None:
    """Return whether somebody answered."""
    talk = row["talk"] if row["talk"] is not None and row["talk"] >= 0 else None
    if row["result"] in SOMEBODY:
        return True
    if row["result"] in NOBODY:
        return None if talk else False
    return True if talk else None


def conversation(row: Row, seconds: int) -> bool | None:
    """Return whether somebody talked for so long."""
    talk = row["talk"] if row["talk"] is not None and row["talk"] >= 0 else None
    if row["result"] in NOBODY:
        return None if talk else False
    if talk is None or (talk == 0 and row["result"] in SOMEBODY and row["result"] != "ANSWERED"):
        return None
    return bool(talk >= seconds)


def days_in_force(rule: Any, around: Iterable[date]) -> list[date]:
    """Return the days of a rule among some, the days it begins and ends, and their neighbours."""
    days = {*around, *(day for day in (rule.effective_from, rule.effective_to) if day)}
    return sorted(day for day in days if in_force(rule, day))


def in_force(rule: Any, day: date | None) -> bool | None:
    since, until = rule.effective_from or date.min, rule.effective_to or date.max
    if day is None:
        return None if rule.effective_from or rule.effective_to else True
    return bool(since <= day <= until)


# ---------------------------------------------------------------- hours


def hours(rule: Any, log: Log) -> dict[int, Broken]:
    found: dict[int, Broken] = {}
    for place, row in enumerate(log.contacts):
        applies = both(about(rule.applies_to, row), in_force(rule, row["day"]))
        if applies is False:
            continue
        agreed = had_agreed(row, log) if rule.metric.unless_agreed else False
        if agreed:
            continue
        if row["at"] is None:
            found[place] = ("UNKNOWN", None)
        elif not all(allowed_at(rule.metric, row["at"], zone) for zone in log.zones[row["debtor"]]):
            found[place] = ("BREACH" if applies and agreed is False else "UNKNOWN", None)
    return found


def allowed_at(metric: Any, at: int, zone: str) -> bool:
    there = datetime.fromtimestamp(at, ZoneInfo(zone)).time()
    return bool(metric.since <= there < metric.until or (metric.closing_included and there == metric.until))


def had_agreed(row: Row, log: Log) -> bool | None:
    answers: list[bool | None] = [False]
    for event in log.events:
        mine = event["debtor"] == row["debtor"] and event["account"] in {None, row["account"]}
        if mine and event["event"] == "AGREED_HOURS":
            over = event["until"] is not None and row["day"] is not None and row["day"] > event["until"]
            open_end = True if event["until"] is None else None if row["day"] is None else True
            answers.append(False if over else both(begun(event, row), open_end))
    return True if True in answers else None if None in answers else False


def begun(event: Row, row: Row) -> bool | None:
    """Return whether an event was at an earlier second; one of a day holds from the next day on."""
    if event["at"] is not None and row["at"] is not None:
        return bool(event["at"] < row["at"])
    if event["day"] is None or row["day"] is None:
        return None
    if event["day"] == row["day"]:
        return None if event["at"] is not None else False
    return bool(event["day"] < row["day"])


# ---------------------------------------------------------------- counts


def counts(rule: Any, log: Log) -> dict[int, Broken]:
    metric = rule.metric
    found: dict[int, Broken] = {}
    tests: dict[str, Callable[[Row], bool | None]] = {
        "attempts": lambda _: True,
        "put_through": through,
        "effective": lambda row: conversation(row, metric.talk_seconds),
    }
    counting = [both(about(rule.applies_to, row), tests[metric.of](row)) for row in log.contacts]
    window = DaysWindow(metric.days) if metric.days else MinutesWindow(metric.minutes * 60, log)
    for place, row in enumerate(log.contacts):
        if counting[place] is False or in_force(rule, row["day"]) is False:
            continue
        owner = [
            at for at, other in enumerate(log.contacts) if same_owner(metric, row, other) and counting[at] is not False
        ]
        surely = surely_before(metric, window, log, counting, owner, place)
        if counting[place] and in_force(rule, row["day"]) and surely > metric.limit:
            found[place] = ("BREACH", surely)
            continue
        most = max(
            (
                possibly_before(metric, window, log, owner, place, m, n)
                for m, n in standpoints(rule, window, log, owner, place)
            ),
            default=0,
        )
        if most > metric.limit:
            found[place] = ("UNKNOWN", most)
    return found


def same_owner(metric: Any, row: Row, other: Row) -> bool:
    key = "account" if metric.per == "account" else "debtor"
    return bool(row[key] == other[key] and (metric.over == "all" or row["agency"] == other["agency"]))


def surely_before(
    metric: Any, window: Window, log: Log, counting: Sequence[bool | None], owner: Sequence[int], place: int
) -> int:
    """Return how many contacts surely count with one: it, and those before it in its window."""
    row = log.contacts[place]
    if window.moment(row) is None or (metric.per == "number" and row["number"] is None):
        return 1
    return sum(
        bool(counting[at])
        and window.moment(log.contacts[at]) is not None
        and (metric.per != "number" or log.contacts[at]["number"] == row["number"])
        and window.holds(window.moment(row), log.contacts[at])
        and (window.moment(log.contacts[at]) != window.moment(row) or at <= place)
        for at in owner
    )


def standpoints(rule: Any, window: Window, log: Log, owner: Sequence[int], place: int) -> Iterator[tuple[Any, Any]]:
    """Yield when a contact may have been, and of which number."""
    row = log.contacts[place]
    moments = (
        [window.moment(row)]
        if window.moment(row) is not None
        else window.moments(rule, row, [log.contacts[at] for at in owner])
    )
    numbers = {row["number"]}
    if rule.metric.per == "number" and row["number"] is None:
        numbers = {log.contacts[at]["number"] for at in owner}
    yield from product(moments, numbers)


def possibly_before(
    metric: Any, window: Window, log: Log, owner: Sequence[int], place: int, moment: Any, number: Any
) -> int:
    """Return how many contacts may count with one that is of a moment and a number."""
    fixed, counted = window.moment(log.contacts[place]) is not None, 0
    for at in owner:
        other = log.contacts[at]
        alike = metric.per != "number" or None in {number, other["number"]} or other["number"] == number
        if number is None and metric.per == "number":
            alike = other["number"] is None
        late = fixed and window.moment(other) == moment and at > place
        counted += alike and window.holds(moment, other) and not late
    return counted


class DaysWindow:
    """Consecutive days, of which a contact's own is the last."""

    def __init__(self, days: int) -> None:
        self.days = days

    def moment(self, row: Row) -> Any:
        """Return where a contact stands; None where nobody knows."""
        return row["day"]

    def holds(self, day: Any, other: Row) -> bool:
        """Return whether a contact may be in the window that ends on a day."""
        return other["day"] is None or bool(timedelta() <= day - other["day"] < timedelta(self.days))

    def moments(self, rule: Any, _row: Row, others: Sequence[Row]) -> list[date]:
        """Return the days that a contact of an unknown day may have, as far as they matter."""
        known = {other["day"] for other in others if other["day"]} | {date(2026, 3, 1)}
        near = {day + timedelta(by) for day in known for by in range(-self.days, self.days + 1)}
        return days_in_force(rule, near)


class MinutesWindow:
    """Seconds up to a contact: one exactly so long before it is out."""

    def __init__(self, seconds: int, log: Log) -> None:
        self.seconds, self.log = seconds, log

    def moment(self, row: Row) -> Any:
        """Return where a contact stands; None where nobody knows."""
        return row["at"]

    def holds(self, at: Any, other: Row) -> bool:
        """Return whether a contact may be in the window that ends at a second."""
        if other["at"] is not None:
            return bool(at - self.seconds < other["at"] <= at)
        if other["day"] is None:
            return True
        first, last = self.day(other, other["day"])
        return bool(first <= at and at - self.seconds < last)

    def day(self, row: Row, day: date) -> tuple[int, int]:
        """Return the first second of a local day, and the first after it."""
        zone = ZoneInfo(self.log.zones[row["debtor"]][0])
        return first_second(day, zone), first_second(day + timedelta(1), zone)

    def moments(self, rule: Any, row: Row, others: Sequence[Row]) -> list[int]:
        """Return the seconds that a contact without a time may have, as far as they matter."""
        zone = ZoneInfo(self.log.zones[row["debtor"]][0])
        days = {other["day"] for other in others if other["day"]} | {date(2026, 3, 1)}
        near = {other["at"] for other in others if other["at"] is not None}
        near |= {first_second(day, zone) for day in days | {day + timedelta(1) for day in days}}
        near |= {first_second(day, zone) for day in (rule.effective_from, rule.effective_to) if day}
        near |= {at + by for at in set(near) for by in (-1, 1, self.seconds - 1, 1 - self.seconds, -self.seconds)}
        local = {at: datetime.fromtimestamp(at, zone).date() for at in near}
        if row["day"] is not None:
            return [at for at, day in local.items() if day == row["day"]]
        return [at for at, day in local.items() if in_force(rule, day)]


Window = DaysWindow | MinutesWindow


def first_second(day: date, zone: ZoneInfo) -> int:
    """Return the first second of a day in a zone, by halving."""
    low = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 2 * 86_400
    high = low + 4 * 86_400
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).date() < day:
            low = middle
        else:
            high = middle
    return high


# ---------------------------------------------------------------- days after a talk


def after_talk(rule: Any, log: Log) -> dict[int, Broken]:
    metric = rule.metric
    found: dict[int, Broken] = {}
    talk = [
        both(about(rule.applies_to, row, whoever_began=True), conversation(row, metric.talk_seconds))
        for row in log.contacts
    ]
    for place, row in enumerate(log.contacts):
        forbidden = both(about(rule.applies_to, row), in_force(rule, row["day"]))
        if forbidden is False:
            continue
        sure: list[int | None] = []
        perhaps: list[int | None] = []
        for at, other in enumerate(log.contacts):
            if at == place or not same_owner(metric, row, other) or talk[at] is False:
                continue
            after = too_soon(rule, other, row)
            known = None not in {other["day"], row["day"]}
            apart = (row["day"] - other["day"]).days if known else None
            if after and talk[at] and forbidden:
                sure.append(apart)
            if after is not False:
                perhaps.append(apart)
        if sure:
            found[place] = ("BREACH", least(sure))
        elif perhaps:
            found[place] = ("UNKNOWN", least(perhaps))
    return found


def least(apart: Sequence[int | None]) -> int | None:
    return min((days for days in apart if days is not None), default=None)


def too_soon(rule: Any, talk: Row, row: Row) -> bool | None:
    """Return whether a contact comes after a talk and within its days, of which the talk's own is the first."""
    days = rule.metric.days
    if talk["day"] is None:
        return None
    if row["day"] is None:
        could = any(in_force(rule, talk["day"] + timedelta(by)) for by in range(days))
        return None if could else False
    apart = (row["day"] - talk["day"]).days
    if apart == 0 and None in {talk["at"], row["at"]}:
        return None
    return bool(0 < apart < days or (apart == 0 and talk["at"] < row["at"]))
