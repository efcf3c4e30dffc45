"""Small logs of contacts, written in a few words, and the `Part` they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectkit.conduct.contacts import CONTACTS, CREDITOR, EVENTS, HITS, PEOPLE, PLACEMENTS, Part, Run

Row = dict[str, Any]

AGENCIES = ("agency-a", "agency-b", CREDITOR)
COLLECTORS = ("ann", "bob", "eve")
SHANGHAI = ("Asia/Shanghai",)
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def contact(local: str | None = "2026-03-02 10:00:00", debtor: int = 0, **cells: Any) -> Row:
    """Return a contact: an answered call, unless the cells say otherwise.

    Args:
        local: its time at the debtor's first place; a date alone is a day without a time; None: nothing is known.
        debtor: the account is the same, unless `account` is given.
        cells: columns of `CONTACTS`, and `agency`; `collector` and `number` are places, or None; `shift` moves the time
            by other than the zone's own seconds.
    """
    known: Row = {
        "local": local,
        "debtor": debtor,
        "account": debtor,
        "agency": "agency-a",
        "file": 0,
        "channel": "CALL",
        "direction": "OUT",
        "mode": "INTERACTIVE",
        "target": "DEBTOR",
        "result": "ANSWERED",
        "talk": 60,
        "collector": 0,
        "number": debtor,
        "recorded": True,
        "pictured": None,
        "located": None,
    }
    return known | cells


def event(name: str, local: str | None, debtor: int = 0, **cells: Any) -> Row:
    """Return an event of a debtor: at a local time, of a day (a date alone), or of nobody knows when (None)."""
    known: Row = {"local": local, "debtor": debtor, "account": None, "event": name, "file": 1, "until": None}
    return known | cells


def person(debtor: int = 0, places: Sequence[str] = SHANGHAI, born_on: dt.date | None = None) -> Row:
    """Return what is known of a debtor."""
    return {"debtor": debtor, "places": tuple(places), "born_on": born_on}


def placement(
    account: int, agency: str = "agency-a", placed_on: dt.date | None = None, recall_on: dt.date | None = None
) -> Row:
    """Return a placement of an account."""
    return {"agency": agency, "account": account, "placed_on": placed_on, "recall_on": recall_on}


def hit(row: int, category: str = "abusive", *, sure: bool = True, **cells: Any) -> Row:
    """Return a phrase found in the text of a row of file 0."""
    return {"file": 0, "row": row, "phrase": "p1", "category": category, "start": 0, "end": 2, "sure": sure} | cells


def part(
    contacts: Iterable[Row],
    events: Iterable[Row] = (),
    people: Iterable[Row] = (),
    placements: Iterable[Row] | None = None,
    hits: Iterable[Row] = (),
    *,
    now: dt.datetime = NOW,
    places: Sequence[str] = SHANGHAI,
) -> Part:
    """Return a part, its contacts in their order.

    Args:
        people: those who are not named are at `places`.
        placements: None: nobody knows them.

    The row of a contact is its place in `contacts` and 2, unless it has `row`.
    """
    rows = list(contacts)
    known = {each["debtor"]: each for each in people}
    persons = [known.get(number, person(number, places)) for number in sorted({*known, *(r["debtor"] for r in rows)})]
    where = tuple(dict.fromkeys(each["places"] for each in persons)) or (tuple(places),)
    zones = {each["debtor"]: each["places"][0] for each in persons}
    run = Run(
        agencies=pl.Enum(AGENCIES),
        collectors=pl.Series("collector", COLLECTORS, dtype=pl.String()),
        places=where,
        now=now,
        placed=placements is not None,
    )
    agency = {"agency": run.agencies}
    told = [_timed(row, zones[row["debtor"]]) | {"row": row.get("row", at + 2)} for at, row in enumerate(rows)]
    happened = [
        _timed(row, zones.get(row["debtor"], places[0])) | {"row": row.get("row", at + 2)}
        for at, row in enumerate(events)
    ]
    return Part(
        run=run,
        contacts=_frame(told, agency | dict(CONTACTS)).sort("debtor", "day", "at", "file", "row", nulls_last=True),
        events=_frame(happened, EVENTS),
        people=_frame([each | {"places": where.index(each["places"])} for each in persons], PEOPLE),
        placements=_frame(placements or (), agency | dict(PLACEMENTS)),
        hits=_frame(hits, HITS),
    )


def _timed(row: Row, zone: str) -> Row:
    local = row["local"]
    if local is None:
        return {"at": None, "shift": None, "day": None, "clock": "UNREADABLE"} | row
    stated = dt.datetime.fromisoformat(local)
    if len(local) == len("2026-03-02"):
        return {"at": None, "shift": None, "day": stated.date(), "clock": "DAY_ONLY"} | row
    there = stated.replace(tzinfo=ZoneInfo(zone))
    offset = there.utcoffset() or dt.timedelta()
    return {
        "at": int(there.timestamp()),
        "shift": int(offset.total_seconds()),
        "day": stated.date(),
        "clock": "STATED",
    } | row


def _frame(rows: Iterable[Row], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=dict(schema))
