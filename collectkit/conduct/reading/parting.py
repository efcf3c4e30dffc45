"""From records as they are kept to a part that is ready for checks: in order, in local time, each contact once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.places import ordered
from collectkit.conduct.reading import stored, twins
from collectkit.conduct.reading.owners import Codes, Owners
from collectkit.conduct.reading.stored import NO_DAY, NOBODY, TIMED, Records
from collectkit.conduct.reading.twins import Twins
from collectkit.fields.zones import DAY, Flags, Seconds

Order = NDArray[np.int64]
_SAME = [name for name in stored.RECORD.names or () if name not in {"key", "file", "row"}]
"""What two records of one contact have in common, if they have no number."""
TWINS: Mapping[str, pl.DataType] = MappingProxyType(
    {"file": pl.UInt16(), "row": pl.UInt32(), "twin_file": pl.UInt16(), "twin_row": pl.UInt32()}
)
"""Where a contact stands, and where the platform's record of it does."""
_LAST_SECOND = (1 << 17) - 1
_ONE = ("key", "agency", "account", "day")
_MIX, _MIX_DAY = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass(frozen=True, slots=True)
class Logs:
    """What is known of the tables that were read.

    Attributes:
        platform: by ``file``: whether a call platform wrote it.
        returned: by the code of ``agency``: whether it returned contacts.
        agencies: agency -> its code.
        creditor: the code of the creditor.
        collectors: by agency and number of a collector which one of the agency's it is, where only the name was known.
        tolerance: seconds that two records of one call may be apart.
    """

    platform: Flags
    returned: Flags
    agencies: dict[str, int]
    creditor: int
    collectors: NDArray[np.uint32]
    tolerance: int


@dataclass(frozen=True, slots=True)
class Arranged:
    """Contacts of some debtors.

    Attributes:
        records: sorted by debtor, local day, moment, file and row; each contact once.
        debtors: whose each is.
        shifts: seconds from UTC to local time.
        repeated: records of contacts that stood there already.
        twins: records of a call platform of calls that agencies returned, and where these stand: ``file``, ``row``,
            ``twin_file``, ``twin_row``.
        unreported: calls of an agency on a platform that it did not return, though it returned others.
    """

    records: Records
    debtors: Codes
    shifts: Seconds
    repeated: Records
    twins: pl.DataFrame
    unreported: Records


def arrange(records: Records, owners: Owners, logs: Logs) -> Arranged:
    """Put records in order, and take out those that repeat another one.

    Two records are one contact if one agency says them of one account on one day under one number: then the last one
    stands, for it corrects the others. Without a number they are one if they are of one moment and all that they say is
    the same; of records without a time of day nobody can say so. For a call on a platform see `twins`.

    Args:
        records: in the order in which they were read.
    """
    records, debtors, shifts = _ordered(records, owners)
    again = _alike(records, debtors) | _numbered(records)
    repeated, pairs = np.compress(again, records), pl.DataFrame(schema=dict(TWINS))
    platform = logs.platform[records["file"]]
    if platform.any():
        keep = np.flatnonzero(~again)
        records, platform = np.take(records, keep), platform[keep]
        found = twins.find(records, platform, shifts[keep], logs.tolerance)
        pairs = _pairs(records, found)
        twins.merge(records, found)
        twins.whose(records, owners, records["day"], logs.agencies, logs.creditor)
        named = np.flatnonzero(records["collector"] != NOBODY)
        records["collector"][named] = logs.collectors[records["agency"][named], records["collector"][named]]
        again = np.zeros(len(records), np.bool_)
        again[found.measured] = True
        records, debtors, shifts = _ordered(np.compress(~again, records), owners)
    elif again.any():
        keep = np.flatnonzero(~again)
        records, debtors, shifts = np.take(records, keep), debtors[keep], shifts[keep]
    silent = logs.platform[records["file"]] & logs.returned[records["agency"]]
    return Arranged(records, debtors, shifts, repeated, pairs, np.compress(silent, records))


def _pairs(records: Records, found: Twins) -> pl.DataFrame:
    """Return where each pair stands."""
    said, measured = records[found.stands], records[found.measured]
    columns = {"file": said["file"], "row": said["row"], "twin_file": measured["file"], "twin_row": measured["row"]}
    return pl.DataFrame({name: np.ascontiguousarray(column) for name, column in columns.items()}, schema=dict(TWINS))


def _ordered(records: Records, owners: Owners) -> tuple[Records, Codes, Seconds]:
    """Return records by debtor, local day and moment, the day filled in; whose they are; and their shifts."""
    debtors = owners.debtor_of(records["account"])
    timed = records["clock"] < TIMED
    shifts = owners.shifts(debtors, np.where(timed, records["at"], 0))
    local = records["at"] + shifts
    day = np.where(timed, local // DAY, records["day"]).astype(np.int32)
    order = _order(debtors, day, np.where(timed, local - day.astype(np.int64) * DAY, _LAST_SECOND))
    records = np.take(records, order)  # many times as fast as an index is
    records["day"] = day[order]
    return records, debtors[order], shifts[order]


def _order(debtors: Codes, day: NDArray[np.int32], second: NDArray[np.int64]) -> Order:
    """Return the places of records sorted by debtor, day and second, unknown ones last."""
    known = day != NO_DAY
    last = day.max(initial=0) + 1
    return ordered(debtors, np.where(known, day, last), second)


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
