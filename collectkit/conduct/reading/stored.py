"""Contacts as they are kept until all files are read: forty bytes each, by debtor; and as checks read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.contacts import CLOCK, CONTACTS
from collectkit.conduct.reading.meanings import NOTHING, OF_COLUMN

RECORD = np.dtype(
    [
        ("key", np.uint64), ("at", np.int64), ("account", np.uint32), ("row", np.uint32), ("day", np.int32),
        ("talk", np.int32), ("collector", np.uint32), ("number", np.uint32), ("file", np.uint16), ("agency", np.uint8),
        ("clock", np.uint8), ("channel", np.uint8), ("direction", np.uint8), ("mode", np.uint8), ("target", np.uint8),
        ("result", np.uint8), ("recorded", np.uint8), ("pictured", np.uint8), ("located", np.uint8),
    ]
)  # fmt: skip
"""A contact; `NOBODY`, `NO_DAY`, `NO_TALK`, `NOTHING` stand for null; `key` is the digest of its number, 0 for none."""
Records = NDArray[np.void]

NOBODY = np.uint32(0xFFFFFFFF)
NO_DAY = np.int32(-(1 << 31))
NO_TALK = np.int32(-(1 << 31))
TIMED = CLOCK.categories.to_list().index("DAY_ONLY")
"""Clocks below this one know the moment."""

LAST = (1 << 32) - 1
"""The last second since 1970 that can be kept."""

_KEPT = np.dtype(
    [
        *((name, np.uint32) for name in ("key", "when", "account", "row", "collector", "number")), ("talk", np.int32),
        ("file", np.uint16), ("evidence", np.uint8),
        *((name, np.uint8) for name in ("agency", "clock", "channel", "direction", "mode", "target", "result")),
    ]
)  # fmt: skip
"""The same in fewer bytes: `when` is the moment, or the day from the first one that fits; `key` is half of itself, for
two records are compared only within an account and a day; `evidence` has two bits for each kind."""
_ALIKE = [name for name in _KEPT.names or () if name not in {"key", "when", "evidence"}]
_EVIDENCE = ("recorded", "pictured", "located")
_FIRST_DAY = np.int64(NO_DAY)

_BUCKETS = 256
_GROUPS = 2
"""So many pieces a block is kept in: each so large that its memory goes back to the system when it is let go."""
_EACH = _BUCKETS // _GROUPS
_BLOCK = 1 << 21


class Store:
    """Keeps contacts by debtor, so that all of some debtors can be taken out at once."""

    def __init__(self, block: int = _BLOCK) -> None:
        # One place to write to, used again and again: many small arrays that stay would leave holes between them.
        self._waiting = np.empty(block, _KEPT)
        self._buckets = np.empty(block, np.uint8)
        self._filled = 0
        self._groups: list[list[Records]] = [[] for _ in range(_GROUPS)]
        self._ends: list[NDArray[np.int64]] = []
        self.size = 0

    def add(self, records: Records, debtors: NDArray[np.uint32]) -> None:
        """Keep contacts, and whose they are."""
        self.size += len(records)
        start = 0
        while start < len(records):
            count = min(len(records) - start, len(self._waiting) - self._filled)
            at, end = slice(self._filled, self._filled + count), start + count
            _pack(records[start:end], self._waiting[at])
            self._buckets[at] = debtors[start:end] % _BUCKETS
            self._filled, start = self._filled + count, end
            if self._filled == len(self._waiting):
                self._flush()

    def _flush(self) -> None:
        if not self._filled:
            return
        bucket = self._buckets[: self._filled]
        order = np.argsort(bucket, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=_BUCKETS))])
        for group, pieces in enumerate(self._groups):
            places = order[ends[group * _EACH] : ends[(group + 1) * _EACH]]
            pieces.append(np.take(self._waiting[: self._filled], places))
        self._ends.append(ends)
        self._filled = 0

    def parts(self, most: int, *, spent: bool = False) -> Iterator[Records]:
        """Yield all contacts of some debtors at a time, in the order in which they were added; about *most* at once.

        Args:
            spent: whether contacts are let go when they were given out, for nobody asks for them again.
        """
        self._flush()
        if spent:
            self._waiting, self._buckets = self._waiting[:0].copy(), self._buckets[:0].copy()
        sizes = np.sum([np.diff(ends) for ends in self._ends], axis=0) if self._ends else np.zeros(1, np.int64)
        start, held = 0, 0
        for bucket, size in enumerate([*sizes, most]):
            if held and held + size > most:
                yield _unpacked([*self._of(start, bucket)], held)
                start, held = bucket, 0
                for pieces in self._groups[: bucket // _EACH] if spent else ():
                    pieces.clear()
            held += int(size)

    def _of(self, first: int, last: int) -> Iterator[Records]:
        """Yield the contacts of some buckets, block by block."""
        for block, ends in enumerate(self._ends):
            for group in range(first // _EACH, (last - 1) // _EACH + 1):
                begin, low, high = (ends[each] for each in (group * _EACH, max(first, group * _EACH),
                                                            min(last, (group + 1) * _EACH)))  # fmt: skip
                yield self._groups[group][block][low - begin : high - begin]


def _pack(records: Records, kept: Records) -> None:
    for name in _ALIKE:
        kept[name] = records[name]
    key, timed = records["key"], records["clock"] < TIMED
    kept["key"] = np.where(key == 0, 0, np.maximum(key & np.uint64(LAST), 1))
    kept["when"] = np.where(timed, records["at"], records["day"] - _FIRST_DAY)
    kept["evidence"] = sum((records[name] & 3) << (2 * place) for place, name in enumerate(_EVIDENCE))


def _unpacked(pieces: Sequence[Records], size: int) -> Records:
    records, at = np.empty(size, RECORD), 0
    for kept in pieces:
        part = records[at : at + len(kept)]
        at += len(kept)
        for name in ("key", *_ALIKE):
            part[name] = kept[name]
        timed, when = kept["clock"] < TIMED, kept["when"].astype(np.int64)
        part["at"] = np.where(timed, when, 0)
        part["day"] = np.where(timed, NO_DAY, when + _FIRST_DAY)
        for place, name in enumerate(_EVIDENCE):
            bits = (kept["evidence"] >> (2 * place)) & 3
            part[name] = np.where(bits == 3, NOTHING, bits)
    return records


def frame(records: Records, debtors: NDArray[np.uint32], shifts: NDArray[np.int64], agencies: pl.Enum) -> pl.DataFrame:
    """Return contacts as checks read them: `CONTACTS` with ``agency`` before, in the order of *records*.

    Args:
        debtors: whose each is.
        shifts: seconds from UTC to the local time of each.
    """
    timed = records["clock"] < TIMED

    def known(name: str, where: NDArray[np.bool_]) -> pl.Series:
        values = pl.Series(name, np.ascontiguousarray(records[name]))
        return values if where.all() else values.set(pl.Series(~where), None)

    def coded(name: str, dtype: pl.Enum) -> pl.Series:
        return known(name, records[name] != NOTHING).cat.to(dtype)

    columns = {
        "agency": coded("agency", agencies),
        "debtor": pl.Series(debtors),
        "account": known("account", timed | True),
        "file": known("file", timed | True),
        "row": known("row", timed | True),
        "at": known("at", timed),
        "shift": pl.Series(shifts.astype(np.int32)).set(pl.Series(~timed), None),
        "day": known("day", records["day"] != NO_DAY).cast(pl.Date),
        "clock": coded("clock", CLOCK),
        **{name: coded(name, dtype) for name, dtype in OF_COLUMN.items()},
        "talk": known("talk", records["talk"] != NO_TALK),
        **{name: known(name, records[name] != NOBODY) for name in ("collector", "number")},
        **{name: known(name, records[name] != NOTHING).cast(pl.Boolean) for name in _EVIDENCE},
    }
    return pl.DataFrame(columns).select("agency", *CONTACTS)
