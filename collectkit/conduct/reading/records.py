"""From raw cells to records of contacts, as they are kept; nothing is done row by row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from collectkit.conduct.contacts import CLOCK
from collectkit.conduct.reading import calls
from collectkit.conduct.reading.cells import Cells
from collectkit.conduct.reading.lean import How, Lean
from collectkit.conduct.reading.meanings import NOTHING, OF_COLUMN
from collectkit.conduct.reading.numbering import digests
from collectkit.conduct.reading.owners import spelled
from collectkit.conduct.reading.stored import LAST, NO_DAY, NO_TALK, NOBODY, RECORD
from collectkit.fields import moments, number, text
from collectkit.fields.zones import Flags
from collectkit.files import RawBatch

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "recorded": ("recording_hash", "recording"), "pictured": ("picture_hash",), "located": ("place_cell",)
}  # fmt: skip
"""Evidence -> the columns that have it."""
FIELDS = (
    *(
        "token",
        "contact_id",
        "at",
        "on",
        "started_at",
        "answered_at",
        "ended_at",
        *OF_COLUMN,
        "answered",
        "talk_seconds",
    ),
    *("collector", "collector_name", "number", "caller", "called", "agency"),
    *(name for names in EVIDENCE.values() for name in names),
)
"""The columns that are read, beside the text."""

CLOCKS: tuple[str, ...] = tuple(CLOCK.categories)
"""How times are known, by their codes."""
_CLOCKS = {name: place for place, name in enumerate(CLOCKS)}


def read(batch: RawBatch, how: How) -> Lean:
    """Read contacts. Safe in any thread while nobody adds owners."""
    cells = Cells(batch, how.columns)
    records = np.zeros(cells.height, RECORD)
    records["file"], records["agency"], records["row"] = how.file, how.agency, batch.rows.to_numpy()
    nowhere = np.zeros(0, np.int64)
    none = nowhere, pl.Series([], dtype=pl.String)
    lean = Lean(records, none, None, None, none, nowhere, nowhere)
    _owners(cells, how, lean)
    _moments(cells, how, lean)
    for name, meaning in how.meanings.items():
        cell = cells.of(name)
        if cell is None:
            records[name] = meaning.blank
        else:
            records[name], strange = meaning.read(cell)
            if strange:
                lean.words[name] = strange
    _rest(cells, lean)
    if how.columns.keys() & calls.FIELDS:
        calls.read(cells, how, lean)
    return lean


def _owners(cells: Cells, how: How, lean: Lean) -> None:
    """Look up accounts: by what stands there, and what is not known by its one spelling."""
    named = cells.of("token")
    if named is None:
        lean.nameless = np.arange(cells.height)
        return
    found, known = how.owners.find(digests(named))
    known &= named.is_not_null().to_numpy()
    lean.records["account"] = found
    if known.all():
        return
    places = np.flatnonzero(~known)
    left = spelled(named.gather(places))
    blank = left.is_null().to_numpy()
    lean.nameless = places[blank]
    places, left = places[~blank], left.drop_nulls()
    found, known = how.owners.find(digests(left))
    lean.records["account"][places] = found
    lean.strangers = places[~known], left.filter(pl.Series(~known))


def _moments(cells: Cells, how: How, lean: Lean) -> None:
    """Read when: the moment in UTC, or the day, and how that is known."""
    records, stated = lean.records, _stated(cells, how.order)
    if stated is None:
        records["clock"], records["day"] = _CLOCKS["UNREADABLE"], NO_DAY
        return
    written = moments.parse(stated).midnights_as_days()
    at, known, never, twice = written.utc(how.zone)
    strange = known & ((at < 0) | (at > LAST))
    known &= ~strange
    in_zone = _CLOCKS["STATED" if how.stated else "ASSUMED"]
    clock = np.where(written.zoned, _CLOCKS["STATED"], in_zone)
    if not known.all():
        others = (
            (never, "NONEXISTENT"), (twice, "AMBIGUOUS"), (~written.dated | strange, "UNREADABLE"),
            (~written.timed, "DAY_ONLY"),
        )  # fmt: skip
        clock = np.where(known, clock, np.select([met for met, _ in others], [_CLOCKS[n] for _, n in others],
                                                 _CLOCKS["NO_ZONE"]))  # fmt: skip
    records["clock"], records["at"] = clock, np.where(known, at, 0)
    records["day"] = np.where(written.dated, written.day, NO_DAY)


def _stated(cells: Cells, order: moments.Order | None) -> pl.Series | None:
    """Return what says when: where a column has the day and another the time of day, both."""
    at, on = (None if cell is None else moments.ordered(cell, order) for cell in (cells.of("at"), cells.of("on")))
    if at is None or on is None:
        return on if at is None else at
    return moments.joined(on, at)


def _rest(cells: Cells, lean: Lean) -> None:
    records = lean.records
    key = cells.of("contact_id")
    if key is not None:
        key = text.without_blanks(text.plain(key))
        there = key.is_not_null().to_numpy()
        records["key"] = np.where(there, np.maximum(digests(key), 1), 0)
    records["talk"] = NO_TALK
    if (talk := cells.of("talk_seconds")) is not None:
        read_ = number.parse_seconds(talk).value
        records["talk"] = read_.clip(-(2**31) + 1, 2**31 - 1).fill_null(int(NO_TALK)).to_numpy()
        if missing := read_.null_count() - talk.null_count():
            lean.undone["talk_seconds"] = missing
    records["collector"], records["number"] = NOBODY, NOBODY
    named = cells.of("collector")
    lean.collectors = None if named is None else _plain_names(named)
    for name, columns in EVIDENCE.items():
        if not any(column in cells.columns for column in columns):
            records[name] = NOTHING
            continue
        filled = [_filled(cell) for column in columns if (cell := cells.of(column)) is not None]
        records[name] = np.any(filled, axis=0) if filled else 0


def _plain_names(cells: pl.Series) -> pl.Series:
    """Return what few are called, in one spelling; null for nobody."""
    each = cells.unique()
    plain = text.without_blanks(text.plain(each))
    return cells if each.equals(plain) else cells.replace_strict(each, plain, return_dtype=pl.String)


def _filled(cells: pl.Series) -> Flags:
    filled: Flags = (~cells.is_in([*text.BLANKS])).fill_null(value=False).to_numpy()
    return filled
