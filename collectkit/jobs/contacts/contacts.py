"""Reads how debtors were contacted, from all agencies' returns: contacts of each debtor together, ready for checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from collectkit.conduct.contacts import CONTACTS, CREDITOR, EVENTS, HITS, Part, Run
from collectkit.conduct.reading import parting, stored, telling
from collectkit.conduct.reading.code_file import builtin, parse
from collectkit.conduct.reading.owners import Codes, Owners, of_accounts
from collectkit.errors import UsageError, meant
from collectkit.fields import phone
from collectkit.files import Input, private
from collectkit.jobs.contacts import memory
from collectkit.jobs.contacts.keys import Opener
from collectkit.jobs.contacts.people import find_owners
from collectkit.jobs.contacts.read import Hit, Reader
from collectkit.jobs.contacts.tables import Log
from collectkit.jobs.contacts.told import Told
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.register import placed_records
from collectkit.jobs.returned.returned import ReturnFile, find, split
from collectkit.jobs.stream import Progress

PART = 1 << 18
"""About so many contacts are in a part; all of one debtor are in one, however many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read.

    Attributes:
        returns: files and folders of agencies, ``AGENCY=FILE`` or named after them.
        calls: exports of call platforms, ``AGENCY=FILE``; without an agency each row may say so, or the placement does.
        own: logs of the creditor.
        placed: records of what was placed (``placed.parquet``), or the folders of hand-overs.
        register: says which placements ended.
        accounts: accounts files: they say whose accounts are one debtor's, where debtors live, and how old they are.
        zones: agency -> the zone whose clock its files mean where no offset is written; ``""`` for all others.
        timezone: the zone that is assumed where nothing is said; None assumes none.
        places: where a debtor may be of whom nobody knows; the first one is the most likely.
        region: country of telephone numbers without ``+``; one without rules is None.
        codes: a file of codes: what words mean, and empty cells.
        keys: opens the keyring, for tokens that no record of placements has; None asks none.
        use: what the keyring is opened for, on its record.
        tolerance: seconds that an agency's record of a call and the platform's may be apart.
        now: nothing can have happened after it; aware of its zone.
    """

    now: datetime
    returns: Sequence[str] = ()
    calls: Sequence[str] = ()
    own: Sequence[str] = ()
    placed: Sequence[Path] = ()
    register: Path | None = None
    accounts: Sequence[Input] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = "Asia/Shanghai"
    places: tuple[str, ...] = ("Asia/Shanghai",)
    region: str | None = "CN"
    codes: Path | None = None
    keys: Callable[[], Keys] | None = None
    use: str = "conduct"
    tolerance: int = 120


@dataclass(slots=True)
class Book:
    """Contacts that were read.

    Attributes:
        run: what holds for all of them.
        told: of each file what was read of it; `contacts` and `repeated` are known when all parts were given out.
        once: whether the parts are asked for once, so that each can be let go.
    """

    run: Run
    _owners: Owners
    _reader: Reader
    _told: Sequence[Told]
    _events: pl.DataFrame
    _logs: parting.Logs
    _nameless: pl.Series
    _repeated: Counter[int] = field(default_factory=Counter)
    _twins: Counter[int] = field(default_factory=Counter)
    _unreported: Counter[str] = field(default_factory=Counter)
    _moved: list[pl.DataFrame] = field(default_factory=list)
    once: bool = False

    @property
    def files(self) -> Sequence[str]:
        """What the tables are called that were read."""
        return [told.name for told in self._told]

    @property
    def told(self) -> Mapping[str, Any]:
        """What was read of each table: rows that came in are contacts, repeated, of other records, removed, unreadable.

        How many are repeated is known when all parts were given out.
        """
        tables = [told.as_dict(self._repeated[place], self._twins[place]) for place, told in enumerate(self._told)]
        return {
            "tables": tables,
            "unknown_accounts": self._owners.others.size,
            "calls_not_returned": dict(sorted(self._unreported.items())),
        }

    @property
    def size(self) -> int:
        """How many records of contacts were read, repeated ones included."""
        return self._reader.store.size

    def parts(self, most: int = PART) -> Iterator[Part]:
        """Yield the contacts of some debtors after others; each part is released before the next."""
        for counted in (self._repeated, self._twins, self._unreported):
            counted.clear()
        self._moved.clear()
        yield from map(self._part, self._reader.store.parts(most, spent=self.once))

    def _part(self, records: stored.Records) -> Part:
        made = parting.arrange(records, self._owners, self._logs)
        self._repeated.update(made.repeated["file"].tolist())
        self._twins.update(made.twins["twin_file"].to_list())
        names = self.run.agencies.categories
        self._unreported.update(names[code] for code in made.unreported["agency"].tolist())
        contacts = stored.frame(made.records, made.debtors, made.shifts, self.run.agencies)
        hits, moved = self._reader.hits(made.records, made.twins)
        self._moved.append(moved)
        return self._of_debtors(contacts, np.unique(made.debtors), hits)

    def _of_debtors(self, contacts: pl.DataFrame, debtors: Codes, hits: pl.DataFrame) -> Part:
        people = self._owners.people(debtors)
        mine = people.select("debtor")
        events = pl.concat(
            [self._events.join(mine, on="debtor", how="semi"), telling.of_contacts(contacts)], how="diagonal"
        )
        placements = of_accounts(self._owners.placements, contacts["account"])
        placements = placements.with_columns(pl.col("agency").cast(self.run.agencies))
        accounts = contacts["account"].unique()
        nameless = accounts.filter(accounts.is_in(self._nameless))
        return Part(self.run, contacts, events, people, placements, hits, nameless)

    def known(self) -> pl.DataFrame:
        """Return all accounts that are known, with contacts and without: `called`, `account`, `debtor`."""
        owners = self._owners
        account = pl.int_range(owners.accounts, dtype=pl.UInt32, eager=True)
        return pl.DataFrame({"called": owners.called, "account": account, "debtor": owners.debtor})

    def silent(self, debtors: pl.Series) -> Part:
        """Return a part of debtors, each once, of whom there are no contacts."""
        contacts = pl.DataFrame(schema={"agency": self.run.agencies, **CONTACTS})
        return self._of_debtors(contacts, debtors.to_numpy(), pl.DataFrame(schema=dict(HITS)))

    def of_contacts(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Return what stands in texts (``file``, ``row``) where their contacts do: those of a twin with its contact.

        It is known when all parts were given out.
        """
        moved = pl.concat([pl.DataFrame(schema=dict(parting.TWINS)), *self._moved])
        own = texts.join(moved, left_on=["file", "row"], right_on=["twin_file", "twin_row"], suffix="_own")
        return pl.concat([texts, own.with_columns(file="file_own", row="row_own").select(texts.columns)])

    def token(self, contacts: pl.DataFrame) -> pl.Series:
        """Return what the accounts of contacts are called in outputs, from their ``agency`` and ``account``."""
        return self._owners.names_of(contacts)


def read(asked: Asked, hit: Hit | None = None, progress: Progress | None = None, *, once: bool = False) -> Book:
    """Read all contacts.

    Args:
        hit: finds phrases in the notes of contacts.
        once: whether the parts are asked for once, so that each can be let go.

    Raises:
        RulesError: the file of codes is wrong.
        InputError: a file cannot be read, or has no contacts and no other records.
        UsageError: nothing is asked for, or nothing says whose a file is.
    """
    if not (asked.returns or asked.calls or asked.own):
        raise UsageError("no contacts to read", hint="--returns [AGENCY=]FILE, --calls or --own")
    placed = placed_records.read(placed_records.records(asked.placed), asked.register) if asked.placed else None
    placed_with = None if placed is None else placed["agency"].unique().to_list()
    files = _files(asked.returns, placed_with) if asked.returns else []
    logs = [*_logs(asked.own, CREDITOR, platform=False), *_logs(asked.calls, None, platform=True)]
    _once([*(file.path for file in files), *(log.path for log in logs)])
    names = {file.agency for file in files} | {log.agency for log in logs if log.agency} | {*(placed_with or ())}
    agencies = pl.Enum([*sorted(names - {CREDITOR}), CREDITOR])
    _met(asked.zones, {*agencies.categories, ""})
    region = asked.region if asked.region in phone.REGIONS else None
    known = find_owners(placed, asked.accounts, asked.places, region)
    codes = builtin() if asked.codes is None else parse(private.read_text(asked.codes), asked.codes.name)
    opener = None if asked.keys is None else Opener(asked.keys)
    reader = Reader(known, codes, agencies, asked.zones, asked.timezone, region, hit, opener)
    for file in files:
        reader.read(file, progress)
        memory.give_back()
    for log in logs:
        reader.read_log(log, progress)
        memory.give_back()
    if opener is not None:
        opener.record(asked.use)
    book = _book(asked, reader, agencies, known, known_placements=placed is not None)
    book.once = once
    return book


def _book(asked: Asked, reader: Reader, agencies: pl.Enum, known: Owners, *, known_placements: bool) -> Book:
    """Return what was read."""
    run = Run(agencies, reader.collectors, known.places, asked.now, known_placements)
    platform = np.array([place in reader.platforms for place in range(len(reader.told))], np.bool_)
    returned = {told.agency for place, told in enumerate(reader.told) if not platform[place] and told.contacts}
    talked = np.array([name in returned and name != CREDITOR for name in agencies.categories], np.bool_)
    logs = parting.Logs(platform, talked, reader.places, reader.places[CREDITOR], reader.moved(), asked.tolerance)
    events = pl.concat([known.events, reader.events()], how="diagonal").select(*EVENTS)
    return Book(run, known, reader, reader.told, events, logs, pl.Series(reader.nameless).implode())


def _files(stated: Sequence[str], agencies: Sequence[str] | None) -> list[ReturnFile]:
    """Return the files of returns, and whose they are; without placements a file says so itself."""
    if agencies is None:
        named = (split(each) for each in stated)
        agencies = sorted({agency or Path(name).name.partition(".")[0] for agency, name in named})
    return find(stated, agencies)[0]


def _once(paths: Sequence[Path]) -> None:
    """Refuse a file that stands twice: each of its contacts would be two.

    Raises:
        UsageError: one does.
    """
    for path, count in Counter(path.resolve() for path in paths).items():
        if count > 1:
            raise UsageError(f"{path.name}: one file twice")


def _met(zones: Mapping[str, str], agencies: Collection[str]) -> None:
    """Refuse a zone of an agency that has no files: its own would be read by another clock.

    Raises:
        UsageError: there is one.
    """
    for agency in zones:
        if agency not in agencies:
            hint = "AGENCY=ZONE, or creditor=ZONE; a zone alone is that of all others"
            raise UsageError(f"--zone: no contacts of {agency!r}{meant(agency, agencies)}", hint=hint)


def _logs(stated: Sequence[str], otherwise: str | None, *, platform: bool) -> list[Log]:
    """Return the logs, and whose they are."""
    named = (split(each) for each in stated)
    return [Log(agency or otherwise, Path(name), platform) for agency, name in named]
