"""Contacts as they are kept until all files are read: fifty bytes each, by debtor; and as checks read them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.contacts import CLOCK, CONTACTS
from collectkit.conduct.meanings import NOTHING, OF_COLUMN

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

_BUCKETS = 256
_BLOCK = 1 << 20


class Store:
    """Keeps contacts by debtor, so that all of some debtors can be taken out at once."""

    def __init__(self, block: int = _BLOCK) -> None:
        self._block = block
        self._waiting: list[tuple[Records, NDArray[np.uint8]]] = []
        self._blocks: list[tuple[Records, NDArray[np.int64]]] = []
        self.size = 0
        self._left = 0

    def add(self, records: Records, debtors: NDArray[np.uint32]) -> None:
        """Keep contacts, and whose they are."""
        if not len(records):
            return
        bucket = (debtors % _BUCKETS).astype(np.uint8)
        self._waiting.append((records, bucket))
        self.size += len(records)
        self._left += len(records)
        if self._left >= self._block:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        records = np.concatenate([records for records, _ in self._waiting])
        bucket = np.concatenate([bucket for _, bucket in self._waiting])
        self._waiting, self._left = [], 0
        order = np.argsort(bucket, kind="stable")
        ends = np.cumsum(np.bincount(bucket, minlength=_BUCKETS))
        self._blocks.append((np.take(records, order), np.concatenate([[0], ends])))

    def parts(self, most: int) -> Iterator[Records]:
        """Yield all contacts of some debtors at a time, in the order in which they were added; about *most* at once."""
        self._flush()
        sizes = np.sum([np.diff(ends) for _, ends in self._blocks], axis=0) if self._blocks else np.zeros(1, np.int64)
        start, held = 0, 0
        for bucket, size in enumerate([*sizes, most]):
            if held and held + size > most:
                yield np.concatenate([block[ends[start] : ends[bucket]] for block, ends in self._blocks])
                start, held = bucket, 0
            held += int(size)


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
        **{
            name: known(name, records[name] != NOTHING).cast(pl.Boolean) for name in ("recorded", "pictured", "located")
        },
    }
    return pl.DataFrame(columns).select("agency", *CONTACTS)
