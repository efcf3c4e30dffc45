"""From records as they are kept to a part that is ready for checks: in order, in local time, each contact once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct import stored
from collectkit.conduct.owners import Codes, Owners
from collectkit.conduct.stored import NO_DAY, TIMED, Records
from collectkit.fields.moments import DAY
from collectkit.fields.zones import Flags

Order = NDArray[np.int64]
_SAME = [name for name in stored.RECORD.names or () if name not in {"key", "file", "row"}]
"""What two records of one contact have in common, if they have no number."""
_LAST_SECOND = (1 << 17) - 1
_LAST_DAY = (1 << 15) - 1
_ONE = ("key", "agency", "account", "day")
_MIX, _MIX_DAY = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Contacts of some debtors.

    Attributes:
        records: sorted by debtor, local day, moment, file and row; each contact once.
        debtors: whose each is.
        shifts: seconds from UTC to local time.
        repeated: records of contacts that stood there already, by ``file``.
    """

    records: Records
    debtors: Codes
    shifts: NDArray[np.int64]
    repeated: Records


def arrange(records: Records, owners: Owners) -> Arranged:
    """Put records in order, and take out those that repeat another one.

    Two records are one contact if one agency says them of one account on one day under one number: then the last one
    stands, for it corrects the others. Without a number they are one if they are of one moment and all that they say is
    the same; of records without a time of day nobody can say so.

    Args:
        records: in the order in which they were read.
    """
    debtors = owners.debtor_of(records["account"])
    timed = records["clock"] < TIMED
    at = np.where(timed, records["at"], 0)
    shifts = owners.shifts(debtors, at)
    local = at + shifts
    day = np.where(timed, local // DAY, records["day"]).astype(np.int32)
    order = _order(debtors, day, np.where(timed, local - day.astype(np.int64) * DAY, _LAST_SECOND))
    records = np.take(records, order)  # many times as fast as an index is
    records["day"] = day[order]
    debtors, shifts = debtors[order], shifts[order]
    again = _alike(records, debtors) | _numbered(records)
    if not again.any():
        return Arranged(records, debtors, shifts, records[:0])
    keep = np.flatnonzero(~again)
    return Arranged(np.take(records, keep), debtors[keep], shifts[keep], np.compress(again, records))


def _order(debtors: Codes, day: NDArray[np.int32], second: NDArray[np.int64]) -> Order:
    """Return the places of records sorted by debtor, day and second, unknown ones last."""
    known = day != NO_DAY
    dates = np.where(known, day.astype(np.int64), _LAST_DAY)
    if dates.min(initial=0) < 0 or dates.max(initial=0) > _LAST_DAY:
        return np.lexsort((second, ~known, dates, ~known, debtors))
    # One number of 63 bits is sorted many times as fast as three.
    return np.argsort((debtors.astype(np.int64) << 32) | (dates << 17) | second, kind="stable")


def _alike(records: Records, debtors: Codes) -> Flags:
    """Tell which records without a number say the same as an earlier one."""
    found = np.zeros(len(records), np.bool_)
    bare = np.flatnonzero((records["key"] == 0) & (records["clock"] < TIMED))
    if len(bare) < 2:
        return found
    moment, whose = records["at"][bare], debtors[bare]
    follows = (moment[1:] == moment[:-1]) & (whose[1:] == whose[:-1])
    met = bare[np.append(follows, False) | np.append(False, follows)]
    if len(met):
        said = pl.DataFrame({name: np.ascontiguousarray(records[name][met]) for name in _SAME})
        found[met] = ~said.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    return found


def _numbered(records: Records) -> Flags:
    """Tell which records have the number of a later one, of the same agency, account and day."""
    found = np.zeros(len(records), np.bool_)
    numbered = np.flatnonzero(records["key"] != 0)
    some = np.take(records, numbered) if len(numbered) < len(records) else records
    whose = (some["account"].astype(np.uint64) << np.uint64(16)) | some["agency"]
    day = some["day"].astype(np.int64).astype(np.uint64)
    mixed = some["key"] ^ (whose * _MIX) ^ (day * _MIX_DAY)
    ordered = np.sort(mixed)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if len(twice):
        again = numbered[np.isin(mixed, twice)]
        said = pl.DataFrame(
            {"place": again, **{name: np.ascontiguousarray(records[name][again]) for name in (*_ONE, "file", "row")}}
        )
        said = said.sort("file", "row").filter(pl.struct(*_ONE).is_last_distinct().not_())
        found[said["place"].to_numpy()] = True
    return found
