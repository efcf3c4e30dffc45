"""Contacts of debtors, ready for checks: who contacted whom, when in the debtor's local time, and with what result.

What a file does not say, or says in a word that nobody knows, is null. Null is never "allowed": a check that needs the
value cannot be made, and says so (`breaches.UNKNOWN`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import polars as pl

CREDITOR = "creditor"
"""Who made the contacts of the creditor's own log."""
MAKERS = ("AGENCY", "CREDITOR")
"""Who makes contacts: some agency, or the creditor itself."""

CHANNEL = pl.Enum(["CALL", "AI_CALL", "SMS", "APP", "EMAIL", "LETTER", "VISIT"])
DIRECTION = pl.Enum(["OUT", "IN"])
MODE = pl.Enum(["INTERACTIVE", "NOTICE"])
TARGET = pl.Enum(["DEBTOR", "GUARANTOR", "THIRD_PARTY"])
RESULT = pl.Enum(["ANSWERED", "PROMISED", "REFUSED", "DISPUTED", "UNANSWERED", "INVALID_NUMBER", "STOP_REQUESTED"])
PUT_THROUGH = ("ANSWERED", "PROMISED", "REFUSED", "DISPUTED", "STOP_REQUESTED")
"""Results that only a contact has that somebody answered."""
CLOCK = pl.Enum(["STATED", "ASSUMED", "DAY_ONLY", "NO_ZONE", "NONEXISTENT", "AMBIGUOUS", "UNREADABLE"])
"""How the time of a contact is known.

`STATED`: with its offset, or in a zone that somebody named. `ASSUMED`: in the workspace's zone. The others leave `at`
null: no time of day; no zone; a local time that never was, or was twice, for clocks were changed; nothing readable.
"""

CONTACTS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "debtor": pl.UInt32(),
        "account": pl.UInt32(),
        "file": pl.UInt16(),
        "row": pl.UInt32(),
        "at": pl.Int64(),
        "shift": pl.Int32(),
        "day": pl.Date(),
        "clock": CLOCK,
        "channel": CHANNEL,
        "direction": DIRECTION,
        "mode": MODE,
        "target": TARGET,
        "result": RESULT,
        "talk": pl.Int32(),
        "collector": pl.UInt32(),
        "number": pl.UInt32(),
        "recorded": pl.Boolean(),
        "pictured": pl.Boolean(),
        "located": pl.Boolean(),
    }
)
"""The columns of contacts, with ``agency`` (Enum of the agencies of the run and `CREDITOR`) before them.

- `debtor`: the same for all accounts of a person, over all agencies; never null: what cannot be opened has a debtor of
  its own token. `account`: the same.
- `file`, `row`: the place of its table among those that were read, and its row there (the header is row 1).
- `at`: seconds since 1970 in UTC; `shift`: seconds to add for the debtor's local time at the first of its places.
- `day`: the debtor's local day; known without `at` where only a day is stated.
- `talk`: seconds of conversation, as stated: may be below zero.
- `collector`: place in `Run.collectors`. `number`: the same for one telephone number, whoever dials it.
- `recorded`, `pictured`, `located`: whether there is the digest of a recording (sound), of a picture, a place cell;
  null where the file has no such column.

Contacts that stand twice (sent again, or in an agency's return and on the call platform) are here once.
"""

EVENT = pl.Enum(
    [
        *("REFUSED_CONTACT", "DISPUTED", "STOP_REQUESTED", "COMPLAINED", "UNREACHABLE", "DECEASED", "INCAPACITATED"),
        *("HARDSHIP", "INSOLVENT", "REPRESENTED", "AGREED_HOURS"),
    ]
)
"""What is known of a debtor from a moment on.

`REFUSED_CONTACT`: a third person wants no more contacts. `STOP_REQUESTED`: the debtor does, or the file says
do-not-contact. `REPRESENTED`: has a lawyer. `AGREED_HOURS`: agreed to be contacted at other hours.
"""
EVENTS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "debtor": pl.UInt32(),
        "account": pl.UInt32(),
        "event": EVENT,
        "at": pl.Int64(),
        "day": pl.Date(),
        "until": pl.Date(),
        "file": pl.UInt16(),
        "row": pl.UInt32(),
    }
)
"""Events: `account` is null where it is one of the person; `at` where only the day is known; `until` for an open end
(the last day on which it holds). An event of a day without a time counts from the next day on; `file` and `row` are
null where it is of the accounts file."""

PEOPLE: Mapping[str, pl.DataType] = MappingProxyType(
    {"debtor": pl.UInt32(), "places": pl.UInt16(), "born_on": pl.Date()}
)
"""Debtors: `places` is where they may be (place in `Run.places`); never null. `born_on` is null where nobody knows."""

PLACEMENTS: Mapping[str, pl.DataType] = MappingProxyType(
    {"account": pl.UInt32(), "placed_on": pl.Date(), "recall_on": pl.Date()}
)
"""Placements, with ``agency`` before: the first and the last day on which the agency may act; null for an open end."""

HITS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "file": pl.UInt16(),
        "row": pl.UInt32(),
        "phrase": pl.String(),
        "category": pl.String(),
        "start": pl.UInt32(),
        "end": pl.UInt32(),
        "sure": pl.Boolean(),
    }
)
"""Phrases in notes and transcripts: the id of the phrase in its lexicon, its category, where it stands in the text (in
characters), and whether it is beyond doubt the collector's."""


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for all contacts of a run.

    Attributes:
        agencies: the type of ``agency``.
        collectors: what `collector` counts: an agency's name for one of its people, unique within the agency only.
        places: the time zones of a debtor that may be in several, the first one the most likely: names of IANA.
        now: nothing can have happened after it; aware of its zone.
        placed: whether placements are known; without them no contact is outside of one.
    """

    agencies: pl.Enum
    collectors: pl.Series
    places: tuple[tuple[str, ...], ...]
    now: datetime
    placed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """All contacts of some debtors, and what is known of these.

    Attributes:
        contacts: `CONTACTS`, sorted by debtor, day, at (nulls last), file and row. A contact is its place in it.
        events: `EVENTS`.
        people: `PEOPLE`, a row a debtor.
        placements: `PLACEMENTS`.
        hits: `HITS`.
        nameless: accounts of which a telephone number is known, and nothing else.
    """

    run: Run
    contacts: pl.DataFrame
    events: pl.DataFrame
    people: pl.DataFrame
    placements: pl.DataFrame
    hits: pl.DataFrame
    nameless: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt32))
