"""Random logs of contacts: many at one instant, much that nobody knows, days on which clocks change, ends of months."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from collectkit.conduct.contacts import Part
from tests.unit.conduct.building import NOW, Row, contact, event, hit, part, person, placement

PLACES = (
    ("Asia/Shanghai",),
    ("America/New_York",),
    ("America/New_York", "America/Chicago"),
    ("America/Los_Angeles", "Pacific/Honolulu", "America/New_York"),
    ("America/Santiago",),  # clocks change at midnight
    ("America/St_Johns",),  # in 2010 a minute after midnight: the day before came again
    ("Australia/Lord_Howe", "Pacific/Apia"),  # by half an hour; across the date line
)
STARTS = (
    dt.datetime(2026, 3, 7, 20, tzinfo=dt.UTC),  # clocks in the US change on 8 March
    dt.datetime(2026, 10, 31, 20, tzinfo=dt.UTC),  # and on 1 November
    dt.datetime(2026, 4, 4, 20, tzinfo=dt.UTC),  # in Chile and on Lord Howe on 5 April
    dt.datetime(2026, 9, 5, 20, tzinfo=dt.UTC),  # in Chile on 6 September
    dt.datetime(2010, 11, 7, 2, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 2, 27, 12, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 29, 12, tzinfo=dt.UTC),
)
STEPS = (0, 0, 0, 1, 30, 59, 60, 61, 600, 3599, 3600, 3601, 7200, 21_600, 86_399, 86_400, 86_401, 172_800)
CODES: dict[str, Sequence[Any]] = {
    "agency": ("agency-a", "agency-a", "agency-b", "creditor"),
    "channel": ("CALL", "CALL", "CALL", "AI_CALL", "SMS", "VISIT", "LETTER", None),
    "direction": ("OUT", "OUT", "OUT", "OUT", "IN", None),
    "mode": ("INTERACTIVE", "INTERACTIVE", "NOTICE", None),
    "target": ("DEBTOR", "DEBTOR", "DEBTOR", "GUARANTOR", "THIRD_PARTY", None),
    "result": (
        "ANSWERED",
        "ANSWERED",
        "PROMISED",
        "REFUSED",
        "DISPUTED",
        "UNANSWERED",
        "INVALID_NUMBER",
        "STOP_REQUESTED",
        None,
    ),
    "talk": (60, 60, 60, 30, 29, 1, 0, 0, None, -5),
    "collector": (0, 1, 2, None),
    "recorded": (True, True, False, None),
    "pictured": (True, False, None),
    "located": (True, False, None),
}
EVENT_NAMES = (
    *("REFUSED_CONTACT", "DISPUTED", "STOP_REQUESTED", "COMPLAINED", "UNREACHABLE", "DECEASED", "INCAPACITATED"),
    *("HARDSHIP", "INSOLVENT", "REPRESENTED", "AGREED_HOURS"),
)


def log(rng: random.Random, most: int = 12) -> Part:
    """Return a log of a few debtors with two accounts each, and what is known of them."""
    start, known = rng.choice(STARTS), rng.random() < 0.4
    debtors = range(rng.choice((1, 1, 2, 3)))
    people = [
        person(debtor, rng.choice(PLACES), rng.choice((None, dt.date(1990, 1, 1), dt.date(2008, 3, 9))))
        for debtor in debtors
    ]
    zones = {each["debtor"]: each["places"][0] for each in people}
    rows, at = [], int(start.timestamp())
    for _ in range(rng.randint(0, most)):
        at += rng.choice(STEPS)
        debtor = rng.choice(debtors)
        cells = {name: (codes[0] if known else rng.choice(codes)) for name, codes in CODES.items()}
        cells |= {"agency": rng.choice(CODES["agency"]), "file": rng.randint(0, 1)}
        cells["account"] = 2 * debtor + rng.choice((0, 0, 0, 1))
        cells["number"] = rng.choice((10 * debtor, 10 * debtor, 10 * debtor + 1, None))
        rows.append(contact(None, debtor, **cells, **when(rng, at, zones[debtor])))
    happened = [some_event(rng, start, rng.choice(debtors), zones) for _ in range(rng.choice((0, 0, 1, 2)))]
    hits = [
        hit(row + 2, rng.choice(("abusive", "threatening")), sure=rng.random() < 0.7)
        for row in range(len(rows))
        if rng.random() < 0.1
    ]
    return part(
        rows, happened, people, placements(rng, start, debtors), hits, now=rng.choice((NOW, start + dt.timedelta(2)))
    )


def when(rng: random.Random, at: int, zone: str) -> Row:
    """Return a moment in local time, or what of it is known."""
    there = dt.datetime.fromtimestamp(at, ZoneInfo(zone))
    shift = int((there.utcoffset() or dt.timedelta()).total_seconds())
    chance = rng.random()
    if chance < 0.06:
        return {"at": None, "shift": None, "day": None, "clock": "UNREADABLE"}
    if chance < 0.18:
        clock = rng.choice(("DAY_ONLY", "NO_ZONE", "AMBIGUOUS", "NONEXISTENT"))
        return {"at": None, "shift": None, "day": there.date(), "clock": clock}
    return {"at": at, "shift": shift, "day": there.date(), "clock": rng.choice(("STATED", "ASSUMED"))}


def some_event(rng: random.Random, start: dt.datetime, debtor: int, zones: dict[int, str]) -> Row:
    at = int(start.timestamp()) + sum(rng.choice(STEPS) for _ in range(4))
    until = rng.choice((None, None, (start + dt.timedelta(rng.randint(0, 4))).date()))
    account = rng.choice((None, 2 * debtor, 2 * debtor + 1))
    name = rng.choice((*EVENT_NAMES, "AGREED_HOURS"))
    moment = when(rng, at, zones[debtor])
    return event(name, None, debtor, account=account, until=until) | {"at": moment["at"], "day": moment["day"]}


def placements(rng: random.Random, start: dt.datetime, debtors: Sequence[int]) -> list[Row] | None:
    """Return placements of most accounts, or None: nobody knows them."""
    if rng.random() < 0.5:
        return None
    return [
        placement(
            2 * debtor + which,
            rng.choice(("agency-a", "agency-b")),
            rng.choice((None, (start + dt.timedelta(rng.randint(-3, 3))).date())),
            rng.choice((None, (start + dt.timedelta(rng.randint(0, 4))).date())),
        )
        for debtor in debtors
        for which in (0, 0, 1)
        if rng.random() < 0.7
    ]
