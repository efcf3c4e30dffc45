"""Reads the tables of contacts, batch by batch, and keeps what they say in few bytes a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct import reading
from collectkit.conduct.contacts import HITS
from collectkit.conduct.meanings import Meaning
from collectkit.conduct.numbering import Numbering, digests
from collectkit.conduct.owners import Owners
from collectkit.conduct.reading import How, Lean
from collectkit.conduct.stored import Records, Store
from collectkit.fields.zones import zone
from collectkit.files import RawBatch
from collectkit.ingest.sorting import Sorted
from collectkit.jobs.returned import ReturnFile
from collectkit.jobs.returned_tables import ReturnTable, open_tables
from collectkit.jobs.stream import Progress, in_order
from collectkit.reconcile.cells import Cells
from collectkit.tables.record_families import SPELLINGS

Hit = Callable[[pl.DataFrame], pl.DataFrame]
"""Finds phrases: from ``file``, ``row`` and ``text`` of contacts to `HITS`."""

_CONTACTS = "CON"


@dataclass(slots=True)
class Told:
    """What was read of one table.

    Attributes:
        contacts: records of contacts, repeated ones included.
        others: family -> records of another one.
        nameless: contacts that name no account.
        undone: column -> cells that cannot be read.
        words: column -> words that mean nothing -> how often they stand there.
        clocks: how times are known -> contacts.
        unknown: headers that mean nothing, as they may be shown.
    """

    agency: str
    name: str
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contacts: int = 0
    nameless: int = 0
    unreadable: int = 0
    strangers: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    undone: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    clocks: Counter[str] = field(default_factory=Counter)

    @property
    def rows_in(self) -> int:
        """All records of it."""
        return self.contacts + self.nameless + self.unreadable + self.others.total() + self.removed.total()

    def as_dict(self, repeated: int) -> dict[str, Any]:
        """Return plain values for JSON; *repeated*: how many of its contacts stand elsewhere too."""
        return {
            "agency": self.agency,
            "file": self.name,
            "rows_in": self.rows_in,
            "contacts": self.contacts - repeated,
            "repeated": repeated,
            "other_records": dict(sorted(self.others.items())),
            "without_account": self.nameless,
            "unreadable": self.unreadable,
            "removed": dict(sorted(self.removed.items())),
            "account_unknown": self.strangers,
            "clocks": dict(sorted(self.clocks.items())),
            "cells_unreadable": dict(sorted(self.undone.items())),
            "words_unknown": {name: words.total() for name, words in sorted(self.words.items())},
            "headers_unknown": list(self.unknown),
            "notes": list(self.notes),
        }


@dataclass(slots=True)
class Reader:
    """Reads tables one after the other.

    Attributes:
        agencies: the type of ``agency``.
        zones: agency -> the zone that somebody named for its files; ``""`` for all others.
        timezone: the zone that is assumed otherwise.
    """

    owners: Owners
    meanings: Mapping[str, Meaning]
    agencies: pl.Enum
    zones: Mapping[str, str]
    timezone: str | None
    hit: Hit | None
    store: Store = field(default_factory=Store)
    told: list[Told] = field(default_factory=list)
    _names: list[pl.Series] = field(default_factory=list)
    _people: Numbering = field(default_factory=Numbering)
    _phones: Numbering = field(default_factory=Numbering)
    _hits: list[pl.DataFrame] = field(default_factory=list)

    @property
    def collectors(self) -> pl.Series:
        """What the collectors are called, by their numbers."""
        return pl.concat([pl.Series("collector", [], dtype=pl.String), *self._names])

    def read(self, file: ReturnFile, progress: Progress | None = None) -> None:
        """Read all tables of a file that an agency returned.

        Raises:
            InputError: it cannot be read, or lacks columns that its family needs.
        """
        with open_tables(file.path, file.agency) as book:
            for place, one in enumerate(book.tables):
                sheet = one.table.source.sheet
                name = file.path.name if len(book.tables) == 1 or sheet is None else f"{file.path.name} [{sheet}]"
                notes = tuple(book.notes) if place == 0 else ()
                self.told.append(Told(file.agency, name, one.unknown, notes))
                self._read_table(one, file.agency, progress)

    def _how(self, opened: ReturnTable, agency: str) -> How:
        stated = self.zones.get(agency, self.zones.get(""))
        name = stated or self.timezone
        columns = opened.columns.get(_CONTACTS, {})
        number = self.agencies.categories.to_list().index(agency)
        place = len(self.told) - 1
        return How(columns, self.meanings, self.owners, place, number, zone(name) if name else None, stated is not None)

    def _read_table(self, opened: ReturnTable, agency: str, progress: Progress | None) -> None:
        source, how, told = opened.table.source, self._how(opened, agency), self.told[-1]
        wanted = (*reading.FIELDS, *(("text",) if self.hit else ()))
        columns = [column for name in wanted if (column := how.columns.get(name))]
        if opened.mixed:
            columns.append(opened.columns["PAY"]["record"])
        opened.table.select(column.index for column in columns)

        def work(chunk: Any) -> tuple[Sorted, Lean | None, pl.DataFrame | None, Counter[str]]:
            known = opened.table.sort(chunk)
            batch, others = _contacts(opened, known.batch)
            if batch is None:
                return known, None, None, others
            return known, reading.read(batch, how), self._hit(batch, how), others

        for known, lean, hits, others in in_order(source.chunks(), work):
            told.others += others
            told.removed += known.removed
            told.unreadable += len(known.batch.bad)
            if lean is not None:
                self._keep(lean, agency, told)
            if hits is not None and hits.height:
                self._hits.append(hits)
            if progress is not None:
                progress(told.rows_in, *source.progress)

    def _hit(self, batch: RawBatch, how: How) -> pl.DataFrame | None:
        column = how.columns.get("text")
        if self.hit is None or column is None:
            return None
        file = pl.repeat(how.file, batch.frame.height, dtype=pl.UInt16, eager=True)
        texts = pl.DataFrame({"file": file, "row": batch.rows, "text": batch.frame[str(column.index)]})
        return self.hit(texts.with_columns(pl.col("row").cast(pl.UInt32)).drop_nulls("text"))

    def _keep(self, lean: Lean, agency: str, told: Told) -> None:
        """Number what has no number yet, and keep the contacts."""
        records = lean.records
        places, strangers = lean.strangers
        if len(places):
            records["account"][places] = self.owners.number(strangers)
            told.strangers += len(places)
        if lean.collectors is not None:
            there = lean.collectors.is_not_null()
            named = lean.collectors.drop_nulls()
            _put(records, "collector", there, self._collectors(named, agency))
        if lean.numbers is not None:
            there = lean.numbers.is_not_null()
            _put(records, "number", there, self._phones.add(digests(lean.numbers.drop_nulls())))
        if len(lean.nameless):
            told.nameless += len(lean.nameless)
            records = np.delete(records, lean.nameless)
        told.contacts += len(records)
        told.undone += lean.undone
        for name, words in lean.words.items():
            told.words.setdefault(name, Counter()).update(words)
        for clock, count in enumerate(np.bincount(records["clock"]).tolist()):
            if count:
                told.clocks[reading.CLOCKS[clock]] += count
        self.store.add(records, self.owners.debtor_of(records["account"]))

    def _collectors(self, named: pl.Series, agency: str) -> NDArray[np.int32]:
        """Return numbers of an agency's collectors: another agency may call another person alike."""
        salt = digests(pl.Series([agency]))[0]
        before = self._people.size
        found = self._people.add(digests(named) ^ salt)
        if self._people.size > before:
            new = pl.DataFrame({"name": named, "number": found}).filter(pl.col("number") >= before)
            self._names.append(new.unique("number", keep="first").sort("number")["name"].alias("collector"))
        return found

    def hits(self, records: Records) -> pl.DataFrame:
        """Return `HITS` of some contacts."""
        if not self._hits:
            return pl.DataFrame(schema=dict(HITS))
        if len(self._hits) > 1:
            self._hits = [pl.concat(self._hits)]
        mine = pl.DataFrame({name: np.ascontiguousarray(records[name]) for name in ("file", "row")})
        return self._hits[0].join(mine, on=["file", "row"], how="semi", maintain_order="left")


def _put(records: Records, name: str, there: pl.Series, numbers: NDArray[np.int32]) -> None:
    if len(numbers) == len(records):
        records[name] = numbers
    else:
        records[name][there.to_numpy()] = numbers


def _contacts(opened: ReturnTable, batch: RawBatch) -> tuple[RawBatch | None, Counter[str]]:
    """Return the contacts of a batch, and how many records of each other family it has."""
    if not opened.mixed:
        if opened.default == _CONTACTS:
            return batch, Counter()
        return None, Counter({opened.default: batch.frame.height})
    stated, unknown = Cells(batch, opened.columns["PAY"]).word("record", SPELLINGS)
    stated = stated.fill_null(opened.default).set(unknown, "unknown")
    mine = stated == _CONTACTS
    others = Counter(dict(stated.filter(~mine).value_counts().iter_rows()))
    if not mine.any():
        return None, others
    if _CONTACTS in opened.contested:
        raise opened.contested[_CONTACTS]
    return batch if mine.all() else batch.filter(mine, ()), others
