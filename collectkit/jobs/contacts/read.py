"""Reads the tables of contacts, batch by batch, and keeps what they say in few bytes a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.contacts import CREDITOR, EVENTS, HITS
from collectkit.conduct.reading import records as reading
from collectkit.conduct.reading import telling
from collectkit.conduct.reading.cells import Cells
from collectkit.conduct.reading.code_file import Codes
from collectkit.conduct.reading.lean import How, Lean
from collectkit.conduct.reading.meanings import NOTHING, OF_COLUMN, Meaning
from collectkit.conduct.reading.numbering import Digests, Numbering, digests
from collectkit.conduct.reading.owners import Opened, Owners
from collectkit.conduct.reading.stored import Records, Store
from collectkit.fields import phone
from collectkit.fields.zones import zone
from collectkit.files import RawBatch
from collectkit.ingest.sorting import Sorted
from collectkit.jobs.contacts.keys import Opener
from collectkit.jobs.contacts.tables import Log, families, open_log, open_returned
from collectkit.jobs.contacts.told import Told
from collectkit.jobs.returned.returned import ReturnFile
from collectkit.jobs.returned.tables import ReturnTable
from collectkit.jobs.stream import Progress, in_order

Hit = Callable[[pl.DataFrame], pl.DataFrame]
"""Finds phrases: from ``file``, ``row`` and ``text`` of contacts to `HITS`."""

_CONTACTS = "CON"


@dataclass(slots=True)
class _Piece:
    """What a batch gave."""

    sorted: Sorted
    lean: Lean | None
    hits: pl.DataFrame | None
    events: pl.DataFrame
    others: Counter[str]
    states: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Reader:
    """Reads tables one after the other.

    Attributes:
        agencies: the type of ``agency``.
        zones: agency -> the zone that somebody named for its files; ``""`` for all others.
        timezone: the zone that is assumed otherwise.
        region: country of telephone numbers without ``+``.
        opener: opens tokens that no placement has; None where there is no keyring.
        platforms: places in *told* of logs that a call platform wrote.
    """

    owners: Owners
    codes: Codes
    agencies: pl.Enum
    zones: Mapping[str, str]
    timezone: str | None
    region: str | None
    hit: Hit | None
    opener: Opener | None = None
    store: Store = field(default_factory=Store)
    told: list[Told] = field(default_factory=list)
    platforms: set[int] = field(default_factory=set)
    _names: list[pl.Series] = field(default_factory=list)
    _people: Numbering = field(default_factory=Numbering)
    _phones: Numbering = field(default_factory=Numbering)
    _hits: list[pl.DataFrame] = field(default_factory=list)
    _events: list[pl.DataFrame] = field(default_factory=list)
    _nameless: list[NDArray[np.uint32]] = field(default_factory=list)

    @property
    def collectors(self) -> pl.Series:
        """What the collectors are called, by their numbers."""
        return pl.concat([pl.Series("collector", [], dtype=pl.String), *self._names])

    @property
    def nameless(self) -> NDArray[np.uint32]:
        """Accounts of which only a telephone number is known."""
        return np.unique(np.concatenate([np.zeros(0, np.uint32), *self._nameless]))

    def read(self, file: ReturnFile, progress: Progress | None = None) -> None:
        """Read all tables of a file that an agency returned.

        Raises:
            InputError: it cannot be read, or lacks columns that its family needs.
        """
        with open_returned(file.path, file.agency) as book:
            for place, one in enumerate(book.tables):
                sheet = one.table.source.sheet
                name = file.path.name if len(book.tables) == 1 or sheet is None else f"{file.path.name} [{sheet}]"
                notes = tuple(book.notes) if place == 0 else ()
                self.told.append(Told(file.agency, name, one.unknown, notes))
                self._read_table(one, file.agency, progress, self.codes.of(file.agency))

    def read_log(self, log: Log, progress: Progress | None = None) -> None:
        """Read a log of contacts.

        Raises:
            InputError: it cannot be read, or says neither whom nor when.
        """
        with open_log(log) as opened:
            self.told.append(Told(log.agency or "", log.path.name, opened.unknown, tuple(opened.table.source.notes)))
            if log.platform:
                self.platforms.add(len(self.told) - 1)
            meanings = self.codes.of(log.agency)
            if log.platform:
                meanings = {**meanings, "channel": meanings["channel"].otherwise("CALL")}
            self._read_table(opened, log.agency, progress, meanings)

    def _how(self, opened: ReturnTable, agency: str | None, meanings: Mapping[str, Meaning]) -> How:
        stated = self.zones.get(agency or CREDITOR, self.zones.get(""))
        name = stated or self.timezone
        return How(
            columns=opened.columns.get(_CONTACTS, {}),
            meanings=meanings,
            owners=self.owners,
            file=len(self.told) - 1,
            agency=NOTHING if agency is None else self.places[agency],
            zone=zone(name) if name else None,
            stated=stated is not None,
            agencies=self.places,
            region=self.region,
            order=self.codes.order_of(agency),
        )

    @property
    def places(self) -> dict[str, int]:
        """Agency -> its code."""
        return {agency: code for code, agency in enumerate(self.agencies.categories)}

    def _read_table(
        self, opened: ReturnTable, agency: str | None, progress: Progress | None, meanings: Mapping[str, Meaning]
    ) -> None:
        source, how, told = opened.table.source, self._how(opened, agency, meanings), self.told[-1]
        wanted = (*reading.FIELDS, *(("text",) if self.hit else ()))
        columns = [column for name in wanted if (column := how.columns.get(name))]
        told_of = {code: opened.columns[code] for code in telling.FAMILIES if code in opened.columns}
        columns += [own[name] for own in told_of.values() for name in telling.FIELDS if name in own]
        if opened.mixed:
            columns.append(opened.columns["PAY"]["record"])
        opened.table.select(column.index for column in columns)

        def work(chunk: Any) -> _Piece:
            known = opened.table.sort(chunk)
            piece = _Piece(known, None, None, pl.DataFrame(schema=dict(telling.TOLD)), Counter())
            for code, batch in families(opened, known.batch):
                if code == _CONTACTS:
                    piece.lean, piece.hits = reading.read(batch, how), self._hit(batch, how)
                    continue
                piece.others[code] += batch.frame.height
                if code in told_of:
                    cells = Cells(batch, told_of[code])
                    events, states = telling.read(code, cells, how.zone, how.order)
                    piece.events, piece.states = pl.concat([piece.events, events]), piece.states + states
            return piece

        for piece in in_order(source.chunks(), work):
            told.others += piece.others
            told.removed += piece.sorted.removed
            told.unreadable += len(piece.sorted.batch.bad)
            if piece.states:
                told.words.setdefault("status", Counter()).update(piece.states)
            if piece.lean is not None:
                self._keep(piece.lean, agency, told)
            if piece.hits is not None and piece.hits.height:
                self._hits.append(piece.hits)
            if piece.events.height:
                accounts = self._accounts(agency)
                self._events.append(
                    telling.owned(piece.events, self.owners, how.file, accounts, agency).select(*EVENTS)
                )
            if progress is not None:
                progress(told.rows_in, *source.progress)

    def _hit(self, batch: RawBatch, how: How) -> pl.DataFrame | None:
        column = how.columns.get("text")
        if self.hit is None or column is None:
            return None
        file = pl.repeat(how.file, batch.frame.height, dtype=pl.UInt16, eager=True)
        texts = pl.DataFrame({"file": file, "row": batch.rows, "text": batch.frame[str(column.index)]})
        return self.hit(texts.with_columns(pl.col("row").cast(pl.UInt32)).drop_nulls("text"))

    def _keep(self, lean: Lean, agency: str | None, told: Told) -> None:
        """Number what has no number yet, and keep the contacts."""
        records = lean.records
        if lean.numbers is not None:
            numbers, there = lean.numbers
            self._open_numbers(lean, numbers, agency)
            records["number"][there] = self._phones.add(numbers[there])
        if len(lean.callers):
            names = pl.Series(records["number"][lean.callers]).cast(pl.String)
            records["account"][lean.callers] = self.owners.number("number-" + names)
            self._nameless.append(np.unique(records["account"][lean.callers]))
        places, strangers = lean.strangers
        if len(places):
            records["account"][places] = self.owners.number(strangers, self._accounts(agency), agency)
        told.strangers += int(np.count_nonzero(records["account"][places] >= self.owners.accounts)) + len(lean.callers)
        if lean.collectors is not None:
            there = lean.collectors.is_not_null().to_numpy()
            records["collector"][there] = self._collectors(lean.collectors.drop_nulls(), records["agency"][there])
        if len(lean.nameless):
            told.nameless += len(lean.nameless)
            records = np.delete(records, lean.nameless)
        told.contacts += len(records)
        told.undone += lean.undone
        for name in OF_COLUMN:
            if bare := np.count_nonzero(records[name] == NOTHING):
                told.bare[name] += int(bare)
        for name, words in lean.words.items():
            told.words.setdefault(name, Counter()).update(words)
        for clock, count in enumerate(np.bincount(records["clock"]).tolist()):
            if count:
                told.clocks[reading.CLOCKS[clock]] += count
        self.store.add(records, self.owners.debtor_of(records["account"]))

    def _accounts(self, agency: str | None) -> Opened | None:
        return None if self.opener is None else partial(self.opener.accounts, agency=agency)

    def _open_numbers(self, lean: Lean, numbers: Digests, agency: str | None) -> None:
        """Let a telephone be the same whatever token it has: that of its number, for those that open."""
        places, tokens = lean.number_tokens
        if self.opener is None or not len(places):
            return
        each = tokens.unique(maintain_order=True)
        known = phone.canonical(self.opener.numbers(each, agency), self.region)
        meant = tokens.replace_strict(each, known, return_dtype=pl.String)
        there = meant.is_not_null().to_numpy()
        numbers[places[there]] = digests(meant.drop_nulls())

    def _collectors(self, named: pl.Series, agency: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return numbers of agencies' collectors: another agency may call another person alike."""
        before = self._people.size
        found = self._people.add(digests(named) ^ _salts()[agency])
        if self._people.size > before:
            new = pl.DataFrame({"name": named, "number": found}).filter(pl.col("number") >= before)
            self._names.append(new.unique("number", keep="first").sort("number")["name"].alias("collector"))
        return found

    def moved(self) -> NDArray[np.uint32]:
        """Return by agency and number of a collector which one of the agency's it is, where only the name was known."""
        names = self.collectors
        every = np.arange(len(names), dtype=np.uint32)
        moved = np.tile(every, (len(self.agencies.categories), 1))
        things = digests(names)
        loose = self._people.find(things ^ _salts()[NOTHING]) == every
        for code in range(len(moved) if loose.any() else 0):
            own = self._people.find(things ^ _salts()[code])
            met = loose & (own >= 0)
            moved[code][met] = own[met]
        return moved

    def hits(self, records: Records, twins: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return `HITS` of some contacts; those in the text of a twin as hits of the contact that it is of.

        Args:
            twins: `parting.TWINS`.

        Returns:
            The hits, and the twins that have some.
        """
        if not self._hits:
            return pl.DataFrame(schema=dict(HITS)), twins.clear()
        if len(self._hits) > 1:
            self._hits = [pl.concat(self._hits)]
        own = pl.DataFrame({name: np.ascontiguousarray(records[name]) for name in ("file", "row")})
        mine = own.with_columns(twin_file="file", twin_row="row")
        every = pl.concat([mine, twins.select(mine.columns)])
        found = self._hits[0].join(
            every, left_on=["file", "row"], right_on=["twin_file", "twin_row"], how="inner", maintain_order="left",
            suffix="_own",
        )  # fmt: skip
        with_hits = twins.join(self._hits[0], left_on=["twin_file", "twin_row"], right_on=["file", "row"], how="semi")
        return found.with_columns(file="file_own", row="row_own").select(*HITS), with_hits

    def events(self) -> pl.DataFrame:
        """Return `EVENTS` of states and complaints."""
        return pl.concat([pl.DataFrame(schema=dict(EVENTS)), *self._events])


@cache
def _salts() -> NDArray[np.uint64]:
    """Return a number for each agency: when it is asked for, since loading a module starts no threads."""
    return digests(pl.Series([f"agency {code}" for code in range(256)]))
