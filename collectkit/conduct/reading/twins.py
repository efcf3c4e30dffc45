"""Two records of one call: what an agency returned, and what the call platform measured.

A call of the platform and a record of the same agency and account are one contact if they are the nearest to each other
and no further apart than a tolerance; or if the record has no time and is of the same local day, in order. The record
of the agency stands, with the moment and the seconds of talk that the platform measured, and the evidence of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectkit.conduct.contacts import CHANNEL, PUT_THROUGH, RESULT
from collectkit.conduct.reading.lean import Places
from collectkit.conduct.reading.meanings import NOTHING, OF_COLUMN
from collectkit.conduct.reading.owners import Owners
from collectkit.conduct.reading.stored import NO_TALK, NOBODY, TIMED, Records
from collectkit.fields.zones import DAY, Flags, Seconds

_CALLS = [CHANNEL.categories.to_list().index(code) for code in ("CALL", "AI_CALL")] + [NOTHING]
_THROUGH = [RESULT.categories.to_list().index(code) for code in PUT_THROUGH]
_ALIKE = (["account", "agency", "through"], ["account", "agency"], ["account", "through"], ["account"])
"""What two records of one call have in common; the last two of calls of which nobody says whose they are. First
those that were put through are sought among those that were."""
_EVIDENCE = ("recorded", "pictured", "located")


@dataclass(frozen=True, slots=True)
class Twins:
    """Pairs of records.

    Attributes:
        stands: places of the records of agencies.
        measured: of each the place of the platform's record.
    """

    stands: Places
    measured: Places


def find(records: Records, platform: Flags, shifts: Seconds, tolerance: int) -> Twins:
    """Find the pairs among records.

    Args:
        platform: which records a call platform wrote.
        shifts: seconds from UTC to the local time of each.
        tolerance: in seconds.
    """
    calls = np.isin(records["channel"], _CALLS)
    timed = records["clock"] < TIMED
    frame = pl.DataFrame(
        {
            "place": np.arange(len(records)),
            "account": records["account"],
            "agency": records["agency"],
            "through": np.isin(records["result"], _THROUGH) | (records["talk"] > 0),
            "at": records["at"],
            "day": np.where(timed, (records["at"] + shifts) // DAY, records["day"]).astype(np.int32),
        }
    )
    measured = frame.filter(pl.Series(calls & timed & platform))
    said = frame.filter(pl.Series(calls & ~platform))
    if measured.is_empty() or said.is_empty():
        nowhere = np.zeros(0, np.int64)
        return Twins(nowhere, nowhere)
    known = pl.Series(timed)
    met = pl.DataFrame(schema={"said": pl.Int64, "place": pl.Int64})
    for pairing, wanted in ((_nearest, known), (_in_order, ~known)):
        some = said.filter(wanted.gather(said["place"])).sort("at", "place")
        for by in _ALIKE:
            left = measured.join(met, on="place", how="anti").sort("at", "place")
            if "agency" not in by:
                left = left.filter(pl.col("agency") == NOTHING)
            met = pl.concat([met, pairing(left, some, by, tolerance)])
            some = some.join(met, left_on="place", right_on="said", how="anti", maintain_order="left")
    return Twins(met["said"].to_numpy(), met["place"].to_numpy())


def _nearest(measured: pl.DataFrame, said: pl.DataFrame, by: list[str], tolerance: int) -> pl.DataFrame:
    """Return pairs of ``said`` and ``place`` by time: each time those that are nearest to each other, until none is."""
    pairs = [pl.DataFrame(schema={"said": pl.Int64, "place": pl.Int64})]
    while measured.height and said.height:
        near = measured.join_asof(
            said.select(*by, "at", pl.col("place").alias("said"), pl.col("at").alias("then")),
            on="at",
            by=by,
            strategy="nearest",
            tolerance=tolerance,
            check_sortedness=False,
        ).drop_nulls("said")
        if near.is_empty():
            break
        near = near.with_columns(gap=(pl.col("at") - pl.col("then")).abs()).sort("gap", "place")
        pairs.append(near.unique("said", keep="first", maintain_order=True).select("said", "place"))
        measured = measured.join(pairs[-1], on="place", how="anti", maintain_order="left")
        said = said.join(pairs[-1], left_on="place", right_on="said", how="anti", maintain_order="left")
    return pl.concat(pairs)


def _in_order(measured: pl.DataFrame, said: pl.DataFrame, by: list[str], _: int) -> pl.DataFrame:
    """Return pairs of records without a time: the first of a day with the first call of that day, and so on."""
    keys = [*by, "day"]
    first, second = (one.with_columns(n=pl.int_range(pl.len()).over(keys)) for one in (measured, said))
    return first.join(second, on=[*keys, "n"], how="inner", maintain_order="left").select(
        pl.col("place_right").alias("said"), "place"
    )


def merge(records: Records, twins: Twins) -> None:
    """Put into the records of agencies what the platform knows of them."""
    said, measured = np.take(records, twins.stands), np.take(records, twins.measured)
    said["at"], said["clock"] = measured["at"], measured["clock"]
    known = measured["talk"] != NO_TALK
    said["talk"][known] = measured["talk"][known]
    for name, nothing in {**dict.fromkeys(OF_COLUMN, NOTHING), "collector": NOBODY, "number": NOBODY}.items():
        blank = said[name] == nothing
        said[name][blank] = measured[name][blank]
    for name in _EVIDENCE:
        both = np.stack([said[name], measured[name]])
        there = both == 1
        said[name] = np.where(there.any(axis=0), 1, both.min(axis=0))
    records[twins.stands] = said


def whose(records: Records, owners: Owners, days: Seconds, agencies: dict[str, int], otherwise: int) -> None:
    """Say whose the calls are of which nothing says so: of the one agency that had the account on that day.

    Args:
        days: the local day of each.
        agencies: agency -> its code.
        otherwise: whose the others are.
    """
    left = np.flatnonzero(records["agency"] == NOTHING)
    if not len(left):
        return
    calls = pl.DataFrame({"place": left, "account": records["account"][left], "day": days[left].astype(np.int32)})
    calls = calls.with_columns(pl.col("day").cast(pl.Date))
    held = calls.join(owners.placements, on="account", how="inner").filter(
        (pl.col("placed_on") <= pl.col("day")).fill_null(value=True),
        (pl.col("recall_on") >= pl.col("day")).fill_null(value=True),
    )
    one = held.group_by("place").agg(pl.col("agency").unique()).filter(pl.col("agency").list.len() == 1)
    records["agency"][left] = otherwise
    codes = one["agency"].list.first().replace_strict(agencies, return_dtype=pl.UInt8)
    records["agency"][one["place"].to_numpy()] = codes.to_numpy()
