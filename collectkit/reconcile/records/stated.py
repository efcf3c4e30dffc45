"""Records of all families in one frame: what each says, under names that do not depend on its family."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

FAMILIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ACK": {"batch": "batch", "what": "answer", "amount": "received_amount", "currency": "currency"},
        "CON": {"id": "contact_id", "what": "result", "on": "at_day"},
        "PTP": {"on": "promised_on", "due_on": "due_on", "amount": "amount", "currency": "currency"},
        "STA": {"what": "status", "on": "on"},
        "PLN": {"id": "plan_id", "what": "kind", "due_on": "first_due_on", "amount": "total", "currency": "currency"},
        "CMP": {"id": "complaint_id", "what": "about", "on": "on"},
        "OBJ": {"batch": "batch", "what": "reason", "on": "on", "due_on": "keep_until"},
        "CLS": {"what": "reason", "on": "on"},
        "INV": {"batch": "batch", "on": "on", "amount": "balance", "currency": "currency"},
        "DEL": {"batch": "batch", "what": "method", "on": "on"},
    }
)
"""Family -> column of `STATED` -> its own column."""

FAMILY = pl.Enum(list(FAMILIES))

STATED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "family": FAMILY,
        "place": pl.UInt32(),
        "file": pl.UInt32(),
        "row": pl.Int64(),
        "fault": pl.String(),
        "token": pl.String(),
        "batch": pl.String(),
        "id": pl.String(),
        "what": pl.String(),
        "on": pl.Date(),
        "due_on": pl.Date(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "again": pl.Boolean(),
        "superseded": pl.Boolean(),
    }
)
"""What a record says, beside `agency`; null for what its family has no column for.

`place`: its row in the frame of its family. `what`: a code of the family. `due_on`: of a promise, of a plan's first
instalment, or until when an agency asks to keep an account. `again`: the agency has sent the same before, word for
word.
"""

_WHERE = ("file", "row")


def gather(records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return `STATED` with ``agency``, and ``n`` (UInt32), the number of each record.

    Args:
        records: family -> its records as they were read: `record_lines.schema`, and ``agency``.
    """
    frames = [_stated(records[code], code) for code in FAMILIES if code in records and records[code].height]
    return pl.concat(frames).with_row_index("n")


def _stated(frame: pl.DataFrame, code: str) -> pl.DataFrame:
    own = {name: pl.col(source) for name, source in FAMILIES[code].items()}
    frame = frame.with_columns(superseded=_superseded(frame, code))
    own |= {name: pl.col(name) for name in (*_WHERE, "fault", "token", "superseded")}
    own |= {"family": pl.lit(code), "place": pl.int_range(pl.len()), "again": pl.lit(_again(frame, code))}
    columns = [own.get(name, pl.lit(None)).cast(type_).alias(name) for name, type_ in STATED.items()]
    return frame.select("agency", *columns)


def _superseded(frame: pl.DataFrame, code: str) -> pl.Series:
    """Tell which records a newer one replaces.

    Two records of one list or day contradict each other, and none is newer. A promise is replaced by the same one, of
    the same two days, in another file; by another promise only as `promises` says.
    """
    old = frame["superseded"]
    if code not in {"INV", "STA", "PTP"} or not old.any():
        return old
    if code == "PTP":
        key = ["agency", "token", "promised_on", "due_on"]
        newer = frame.filter(~old).select(*key, newer="file")
        met = frame.with_row_index("at").filter(old).join(newer, on=key, how="inner", nulls_equal=True)
        restated = met.filter(pl.col("file") != pl.col("newer"))["at"]
        return frame.select(pl.int_range(pl.len()).is_in(restated.implode())).to_series()
    key = ["agency", "file", "token", "on"]
    twins = frame.with_row_index("at").filter(old).join(frame.filter(~old), on=key, how="semi", nulls_equal=True)["at"]
    return old.clone().scatter(twins, values=False)


def _again(frame: pl.DataFrame, code: str) -> pl.Series:
    """Tell which records say what an earlier one says; the records of one account, or of one number, are compared."""
    none = pl.repeat(value=False, n=frame.height, eager=True)
    key = ["agency", FAMILIES[code].get("id", "token") if code != "PLN" else "token"]
    able = frame["fault"].is_null() & ~frame["superseded"]
    suspect = frame.select(pl.struct(key).is_duplicated()).to_series() & able
    if not suspect.any():
        return none
    places = suspect.arg_true()
    said = pl.struct(pl.exclude(*_WHERE))
    again = frame[places].select(~said.is_first_distinct()).to_series()
    return none.scatter(places.filter(again), values=True)


def order_of(frame: pl.DataFrame) -> list[str]:
    """Return what decides among records: everything that they say, and where they stand at the very last."""
    return [*(name for name in frame.columns if name not in {*_WHERE, "n", "place", "p"}), *_WHERE]
