"""Rules of persons, placements, evidence and records in plain Python, a contact at a time: slow, and written apart.

A log is lists of dicts, as `Part` has columns. What is found is, by the place of the contact, BREACH or UNKNOWN, and
what was measured. True, False and None are what holds, what does not, and what nobody knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import (
    Concentration,
    Evidence,
    Impossible,
    Minor,
    OutsidePlacement,
    Rule,
    StopAfter,
    ThirdParty,
)

Row = dict[str, Any]
Found = dict[int, tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Log:
    """Contacts of one or several parts, one after the other, and what is known."""

    contacts: list[Row]
    events: list[Row]
    people: dict[int, Row]
    placements: list[Row]
    now: dt.datetime
    places: tuple[tuple[str, ...], ...]
    placed: bool

    @classmethod
    def of(cls, *parts: Part) -> Log:
        """Return what parts of one run hold."""
        run = parts[0].run
        return cls(
            contacts=[row for part in parts for row in part.contacts.to_dicts()],
            events=[row for part in parts for row in part.events.to_dicts()],
            people={row["debtor"]: row for part in parts for row in part.people.to_dicts()},
            placements=[row for part in parts for row in part.placements.to_dicts()],
            now=run.now,
            places=run.places,
            placed=run.placed,
        )


def every(*facts: bool | None) -> bool | None:
    if False in facts:
        return False
    return None if None in facts else True


def some(facts: Iterable[bool | None]) -> bool | None:
    known = list(facts)
    if True in known:
        return True
    return None if None in known else False


def equal(cell: Any, value: Any) -> bool | None:
    return None if cell is None or value is None else bool(cell == value)


def opposite(fact: bool | None) -> bool | None:
    return None if fact is None else not fact


def among(cell: str | None, codes: frozenset[str]) -> bool | None:
    if not codes:
        return True
    return None if cell is None else cell in codes


def of_codes(rule: Rule, row: Row) -> bool | None:
    """Tell whether the rule is about the contact."""
    to = rule.applies_to
    return every(
        among(row["channel"], to.channels),
        among(row["direction"], to.directions),
        among(row["mode"], to.modes),
        among(row["target"], to.targets),
        not_so_ended(row, to.not_results),
        among("CREDITOR" if row["agency"] == "creditor" else "AGENCY", to.makers),
    )


def not_so_ended(row: Row, results: frozenset[str]) -> bool | None:
    """Tell whether a contact had another result than these; nobody knows where it contradicts the talk."""
    if row["result"] in results & {"UNANSWERED", "INVALID_NUMBER"} and (row["talk"] or 0) > 0:
        return None
    return opposite(among(row["result"], results)) if results else True


def in_time(rule: Rule, row: Row) -> bool | None:
    """Tell whether the rule is in force on the day of the contact."""
    if rule.effective_from is None and rule.effective_to is None:
        return True
    if row["day"] is None:
        return None
    day: dt.date = row["day"]
    return (rule.effective_from or dt.date.min) <= day <= (rule.effective_to or dt.date.max)


def about(rule: Rule, row: Row) -> bool | None:
    return every(of_codes(rule, row), in_time(rule, row))


def verdict(broken: bool | None, measured: int | None = None) -> tuple[str, int | None] | None:
    if broken is False:
        return None
    return ("BREACH" if broken else "UNKNOWN", measured)


def came_before(event: Row, row: Row) -> bool | None:
    """Tell whether the event came before the contact, and still held."""
    if event["until"] is None:
        held: bool | None = True
    else:
        held = None if row["day"] is None else row["day"] <= event["until"]
    if event["day"] is None:
        return every(None, held)
    if event["at"] is not None and row["at"] is not None:
        return every(event["at"] < row["at"], held)
    if row["day"] is None:
        return every(None, held)
    if event["day"] == row["day"]:
        return every(False if event["at"] is None else None, held)
    return every(event["day"] < row["day"], held)


def third_party(rule: Rule, metric: ThirdParty, log: Log) -> Found:
    found: dict[int, Any] = {}
    for place, row in enumerate(log.contacts):
        excuses = [e for e in log.events if e["debtor"] == row["debtor"] and e["event"] in metric.unless]
        excused = some(came_before(event, row) for event in excuses)
        found[place] = verdict(every(equal(row["target"], "THIRD_PARTY"), about(rule, row), opposite(excused)))
    return kept(found)


def stop_after(rule: Rule, metric: StopAfter, log: Log) -> Found:
    origin = {(row["file"], row["row"]): row for row in log.contacts}
    found: dict[int, Any] = {}
    for place, row in enumerate(log.contacts):
        stopped = []
        for event in log.events:
            if event["debtor"] != row["debtor"] or event["event"] not in metric.events:
                continue
            if metric.per == "account" and event["account"] not in {None, row["account"]}:
                continue
            who: bool | None = True
            if event["event"] == "REFUSED_CONTACT":
                refused = origin.get((event["file"], event["row"]), {"debtor": None})
                number = refused["number"] if refused["debtor"] == event["debtor"] else None
                who = every(equal(row["target"], "THIRD_PARTY"), equal(row["number"], number))
            stopped.append(every(came_before(event, row), who))
        found[place] = verdict(every(about(rule, row), some(stopped)))
    return kept(found)


def minor(rule: Rule, metric: Minor, log: Log) -> Found:
    found: dict[int, Any] = {}
    for place, row in enumerate(log.contacts):
        born, day = log.people[row["debtor"]]["born_on"], row["day"]
        age = None
        if born is not None and day is not None and born <= day:
            age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        young = None if age is None else age < metric.years
        found[place] = verdict(every(about(rule, row), equal(row["target"], "DEBTOR"), young), age)
    return kept(found)


def outside_placement(rule: Rule, _: OutsidePlacement, log: Log) -> Found:
    found: dict[int, Any] = {}
    for place, row in enumerate(log.contacts if log.placed else []):
        if row["agency"] == "creditor":
            continue
        spans = [
            (each["placed_on"] or dt.date.min, each["recall_on"] or dt.date.max)
            for each in log.placements
            if (each["account"], each["agency"]) == (row["account"], row["agency"])
        ]
        whole = (dt.date.min, dt.date.max) in spans
        day = row["day"]
        if day is None:
            inside = True if whole else (None if spans else False)
            found[place] = verdict(every(about(rule, row), opposite(inside)))
            continue
        over = [(day - last).days for _, last in spans if last < day]
        ahead = [(first - day).days for first, _ in spans if first > day]
        inside = any(first <= day <= last for first, last in spans)
        measured = min(over) if over else min(ahead, default=None)
        found[place] = verdict(every(about(rule, row), not inside), measured)
    return kept(found)


def evidence(rule: Rule, metric: Evidence, log: Log) -> Found:
    found: dict[int, Any] = {}
    for place, row in enumerate(log.contacts):
        clock: dict[str, bool] = dict.fromkeys(("STATED", "ASSUMED", "NO_ZONE", "AMBIGUOUS"), True) | {
            "DAY_ONLY": False
        }
        left = {
            "recording": row["recorded"],
            "picture": row["pictured"],
            "place": row["located"],
            "time": clock.get(row["clock"]),
        }
        took_place = answered(row) if metric.put_through else True
        complete = every(*(left[name] for name in metric.needs))
        found[place] = verdict(every(about(rule, row), took_place, opposite(complete)))
    return kept(found)


def answered(row: Row) -> bool | None:
    talked = row["talk"] is not None and row["talk"] > 0
    if row["result"] is None:
        return True if talked else None
    if row["result"] in {"UNANSWERED", "INVALID_NUMBER"}:
        return None if talked else False
    return True


def impossible(rule: Rule, metric: Impossible, log: Log) -> Found:
    judge: Callable[[Rule, int, Log], Any] = {"negative": negative, "future": future, "overlap": overlap}[metric.what]
    return kept({place: judge(rule, place, log) for place in range(len(log.contacts))})


def negative(rule: Rule, place: int, log: Log) -> Any:
    row = log.contacts[place]
    if row["talk"] is None or row["talk"] >= 0:
        return None
    return verdict(about(rule, row), row["talk"])


def future(rule: Rule, place: int, log: Log) -> Any:
    row = log.contacts[place]
    zone = log.places[log.people[row["debtor"]]["places"]][0]
    today, after = (moment.astimezone(ZoneInfo(zone)).date() for moment in (log.now, log.now + dt.timedelta(seconds=1)))
    if row["at"] is not None:
        later: bool | None = dt.datetime.fromtimestamp(row["at"], dt.UTC) > log.now
    else:
        day = row["day"]
        later = None if day is None or (day == today == after) else day > today
    return verdict(every(about(rule, row), later))


def overlap(rule: Rule, place: int, log: Log) -> Any:
    """Judge one conversation against all others: the overlap that is surest, and then any."""
    row = log.contacts[place]
    judged = [
        every(of_codes(rule, row), of_codes(rule, other), in_time(rule, row), at_once(row, other))
        for number, other in enumerate(log.contacts)
        if number != place
    ]
    return verdict(some(judged))


def at_once(one: Row, other: Row) -> bool | None:
    for row in (one, other):
        if row["at"] is None or row["talk"] is None or row["talk"] <= 0:
            return False
    if one["at"] + one["talk"] <= other["at"] or other["at"] + other["talk"] <= one["at"]:
        return False
    if one["debtor"] == other["debtor"]:
        return every(
            equal(one["target"], "DEBTOR"), equal(other["target"], "DEBTOR"), opposite(same_person(one, other))
        )
    machine = some(equal(row["channel"], "AI_CALL") for row in (one, other))
    known = one["collector"] is not None and other["collector"] is not None
    return every(known and same_person(one, other), opposite(machine))


def same_person(one: Row, other: Row) -> bool | None:
    return False if one["agency"] != other["agency"] else equal(one["collector"], other["collector"])


def concentration(
    rule: Rule, metric: Concentration, log: Log, breaches: Iterable[int]
) -> dict[tuple[str, int | None], str]:
    """Return whose share is too large, by agency and collector.

    Args:
        breaches: the contact of each breach of another rule.
    """
    rows = log.contacts if metric.of == "contacts" else [log.contacts[place] for place in breaches]
    found = {}
    for agency in sorted({row["agency"] for row in rows} - {"creditor"}):
        cases = [(row["collector"], about(rule, row)) for row in rows if row["agency"] == agency]
        cases = [(who, fact) for who, fact in cases if fact is not False]
        for who in {who for who, _ in cases}:
            found[agency, who] = shares(who, cases, metric)
        if found.get((agency, None)) == "UNKNOWN":
            for who in {who for who, _ in cases} - {None}:
                if found[agency, who] == "UNKNOWN":
                    found[agency, who] = None
    return {who: said for who, said in found.items() if said is not None}


def shares(who: int | None, cases: list[tuple[int | None, bool | None]], metric: Concentration) -> str | None:
    """Judge one collector by the least and the most that the share can be."""
    surely = sum(fact is True for name, fact in cases if name == who)
    not_theirs = sum(name != who for name, _ in cases)
    possibly = sum(name in {who, None} for name, _ in cases)
    surely_of_others = sum(fact is True for name, fact in cases if name not in {who, None})
    certain = sum(fact is True for _, fact in cases)
    limit = metric.share_ppm
    if who is not None and certain >= metric.least and surely * 10**6 > limit * (surely + not_theirs):
        return "BREACH"
    if len(cases) >= metric.least and possibly * 10**6 > limit * (possibly + surely_of_others):
        return "UNKNOWN"
    return None


def kept(found: dict[int, Any]) -> Found:
    return {place: said for place, said in found.items() if said is not None}
