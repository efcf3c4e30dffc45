"""Plays what `conduct_slips` has: records of agencies, the creditor's log, its call platform, and the key to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from collectkit.sample import record_slips
from collectkit.sample.conduct_slips import BREACH, LEFT_OUT, SLIPS, TEXTS, ConductSlip, Contact, Known
from collectkit.sample.pools import Language

LOG, CALLS, RECORDS = "creditor-contacts.csv", "calls.csv", "{}.records.csv"
CREDITOR = "creditor"
"""Whose the log and the platform are."""
FREE: Mapping[str, pl.DataType] = MappingProxyType(
    {"token": pl.String(), "account_id": pl.String(), "placed_on": pl.Date(), "number": pl.String()}
)
"""Accounts that nobody else tells of, the only one of their debtor; `number` is a token, null where none is known."""

OWN = (
    *("account_id", "contact_id", "at", "direction", "channel", "mode", "target", "result", "talk_seconds"),
    *("collector", "number", "recording_hash", "picture_hash", "place_cell", "text"),
)
"""The columns of the creditor's log and of its platform."""
_ANSWERED = {"channel": "CALL", "direction": "OUT", "mode": "INTERACTIVE", "target": "DEBTOR", "result": "ANSWERED"}
_TALK, _SILENT, _CELL = "60", {"talk_seconds": "0"}, "yangben"
"""Seconds of a call, cells of one that nobody answered, and a place cell that is none."""
_TALKS = frozenset({"CALL", "AI_CALL"})
_FIRST_NUMBER = 9_000_001

Row = dict[str, str | None]


class Item(NamedTuple):
    """Something that must be found.

    Attributes:
        agency: whose contact it is.
        file: that tells of it; `contact_id` is what it is called there.
        token: of the account.
        verdict: ``BREACH``, or ``UNKNOWN``.
    """

    slip: str
    rule: str
    verdict: str
    agency: str
    file: str
    contact_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Played:
    """What is planted.

    Attributes:
        records: agency -> lines of its records, column -> cell.
        log: lines of the creditor's log, by time; `calls`: of its platform. Columns as `OWN`.
        items: what must be found.
        left_out: slip or rule -> why it is not planted.
        busy: tokens of the accounts.
    """

    records: Mapping[str, Sequence[Row]]
    log: pl.DataFrame
    calls: pl.DataFrame
    items: Sequence[Item]
    left_out: Mapping[str, str]
    busy: frozenset[str]


class _Account(NamedTuple):
    agency: str
    token: str
    account_id: str
    placed_on: date
    number: str | None


def play(free: Mapping[str, pl.DataFrame], shared: Mapping[str, pl.DataFrame], language: Language) -> Played:
    """Plant each slip once, by the agencies in turn.

    Args:
        free: agency -> `FREE`, in the order in which they are taken.
        shared: the same of accounts that another agency calls too (`ConductSlip.shared`).
    """
    alone, both = ({agency: _accounts(agency, rows) for agency, rows in each.items()} for each in (free, shared))
    writer, turn, left_out = _Writer(language, list(alone)), list(alone), dict(LEFT_OUT)
    for name, slip in SLIPS.items():
        left = both if slip.shared else alone
        agency = next((each for each in turn if _fits(slip, left.get(each, []))), None)
        if agency is None:
            left_out[name] = "no account is fit for it: nothing else may be told of it"
            continue
        writer.write(name, slip, left[agency][: slip.accounts])
        left[agency] = left[agency][slip.accounts :]
        turn.append(turn.pop(turn.index(agency)))
    return writer.played(left_out)


def _accounts(agency: str, rows: pl.DataFrame) -> list[_Account]:
    return [_Account(agency, *row) for row in rows.select(*FREE).iter_rows()]


def _fits(slip: ConductSlip, accounts: Sequence[_Account]) -> bool:
    return len(accounts) >= slip.accounts and (not slip.numbered or accounts[0].number is not None)


class _Writer:
    """Writes the slips down, one after the other."""

    def __init__(self, language: Language, agencies: Sequence[str]) -> None:
        self._texts = TEXTS[language]
        self._records: dict[str, list[Row]] = {agency: [] for agency in agencies}
        self._own: dict[str, list[Row]] = {LOG: [], CALLS: []}
        self._items: list[Item] = []
        self._busy: set[str] = set()
        self._number = _FIRST_NUMBER

    def write(self, name: str, slip: ConductSlip, accounts: Sequence[_Account]) -> None:
        """Write one slip down."""
        self._busy.update(account.token for account in accounts)
        for known in slip.known:
            self._records[accounts[0].agency].append(_known(known, accounts[0]))
        for contact in slip.contacts:
            account = accounts[contact.account]
            for file in self._files(contact, account):
                row = self._contact(contact, account, file)
                number = str(row["contact_id"])
                self._items += [
                    Item(name, rule, verdict, _whose(file, account), file, number, account.token)
                    for rule, verdict in contact.breaks.items()
                ]

    def _files(self, contact: Contact, account: _Account) -> Iterator[str]:
        if contact.by == "agency":
            yield RECORDS.format(account.agency)
        if contact.by == "creditor" or contact.twice:
            yield LOG
        if contact.by == "platform":
            yield CALLS

    def _contact(self, contact: Contact, account: _Account, file: str) -> Row:
        at = _at(account.placed_on, contact)
        cells: Row = {**_ANSWERED, **contact.cells}
        heard = cells["result"] != "UNANSWERED"
        more: Row = {"contact_id": f"LX{self._number}", "at": at, "collector": f"C{100 + len(self._busy)}"}
        self._number += 1
        if cells["channel"] in _TALKS:
            more |= {"talk_seconds": _TALK, "recording_hash": recording(account.token, at)} if heard else _SILENT
        if cells["channel"] == "VISIT":
            more |= {"picture_hash": recording(account.token, f"picture {at}"), "place_cell": _CELL}
        if cells["target"] == "DEBTOR":
            more["number"] = account.number
        row = more | {"text": self._texts.get(contact.text or "")} | cells
        if file in self._own:
            self._own[file].append({"account_id": account.account_id, **row})
        else:
            self._records[account.agency].append({"record": "CON", "token": account.token, **row})
        return row

    def played(self, left_out: Mapping[str, str]) -> Played:
        """Return all that was written."""
        log, calls = (
            pl.DataFrame(
                [{name: row.get(name) for name in OWN} for row in rows], schema=dict.fromkeys(OWN, pl.String)
            ).sort("at", "contact_id")
            for rows in self._own.values()
        )
        return Played(self._records, log, calls, self._items, left_out, frozenset(self._busy))


def outside(agency: str, slip: str, token: str) -> Item:
    """Return what must be found of a contact that an agency should not have made, by a slip of its records."""
    file = RECORDS.format(agency)
    return Item(slip, "rec-outside-placement", BREACH, agency, file, record_slips.CONTACTS[slip], token)


def key(played: Played, others: Iterable[Item], records: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Return the key as JSON values: each item that must be found, with its ``row``, and what is left out.

    Args:
        others: items that are planted elsewhere.
        records: file of an agency's records -> its lines.
    """
    rows = {
        name: dict(zip(lines["contact_id"], range(2, lines.height + 2), strict=True))
        for name, lines in {**records, LOG: played.log, CALLS: played.calls}.items()
    }
    found = [{**item._asdict(), "row": rows[item.file][item.contact_id]} for item in (*played.items, *others)]
    return {"found": found, "left_out": dict(played.left_out)}


def recording(token: str, at: str | None) -> str:
    """Return the digest of a recording that never was."""
    return hashlib.sha256(f"{token} {at}".encode()).hexdigest()


def _whose(file: str, account: _Account) -> str:
    return CREDITOR if file in (LOG, CALLS) else account.agency


def _at(placed_on: date, contact: Contact) -> str:
    day = placed_on + timedelta(contact.day)
    if contact.time is None:
        return day.isoformat()
    return f"{datetime.combine(day, time.fromisoformat(contact.time)):%Y-%m-%d %H:%M:%S}+08:00"


def _known(known: Known, account: _Account) -> Row:
    day = (account.placed_on + timedelta(known.day)).isoformat()
    return {"record": known.family, "token": account.token, "on": day, **known.cells}
