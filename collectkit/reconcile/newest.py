"""Which statements are superseded: of one thing the newest stands, whatever the order in which files came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import polars as pl

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"INV": ("token",), "STA": ("token",), "PTP": ("token", "due_on"), "PLN": ("token", "plan_id")}
)
"""Family -> what its statements are of, beside the agency; families that are not here say what happened, and stay."""

DAYS: Mapping[str, str] = MappingProxyType(
    {"PAY": "day", "CON": "at_day", "PTP": "promised_on"}
    | dict.fromkeys(("STA", "CMP", "OBJ", "CLS", "INV", "DEL"), "on")
)
"""Family -> the day on which it was so. Days that are still to come, when something falls due, are none."""


def newest_day(code: str, records: pl.DataFrame) -> date | None:
    """Return the newest day that readable records of a family state; None where they state none."""
    if code not in DAYS:
        return None
    found = records.select(pl.col(DAYS[code]).filter(pl.col("fault").is_null()).max()).item()
    return found if isinstance(found, date) else None


def mark(code: str, records: pl.DataFrame, ages: Sequence[tuple[date | None, str]]) -> pl.DataFrame:
    """Set `superseded` of records that a newer statement replaces; those that cannot be read stay as they are.

    A record is as new as its own day, else as its file. An inventory is a list: one of an older day is superseded as a
    whole by one of the same batch, for what is not on the newer one is held no more.

    Args:
        records: of all agencies, by `record_lines.schema`, with ``agency``.
        ages: of each table (`file`) the newest day that its file states, and what decides between files of one day.
    """
    if code not in KEYS or records.is_empty():
        return records
    order = sorted(range(len(ages)), key=lambda place: (ages[place][0] or date.min, ages[place][1], place))
    ranks = pl.Series([order.index(place) for place in range(len(ages))], dtype=pl.UInt32)
    days = pl.Series([day for day, _ in ages], dtype=pl.Date)
    own = pl.col(DAYS[code]) if code in DAYS else pl.lit(None, pl.Date)
    of_file = pl.lit(days.gather(records["file"]))
    dated = records.select(
        pl.col("agency", "file", "row", *KEYS[code], *(["batch"] if code == "INV" else [])),
        readable=pl.col("fault").is_null(),
        dated=pl.coalesce(own, of_file),
        rank=pl.lit(ranks.gather(records["file"])),
    ).with_row_index("place")
    readable = dated.filter("readable")
    newer = readable.sort("dated", "rank", "row").unique(["agency", *KEYS[code]], keep="last")["place"]
    older = readable.filter(~pl.col("place").is_in(newer.implode()))["place"]
    if code == "INV":
        older = older.append(_of_older_lists(readable))
    if older.is_empty():
        return records
    return records.with_columns(superseded=records["superseded"].clone().scatter(older.unique(), True))


def _of_older_lists(records: pl.DataFrame) -> pl.Series:
    """Return the places of records on a list that is older than another one of its agency and batch."""
    if records["file"].n_unique() < 2:
        return pl.Series(dtype=pl.UInt32)
    lists = records.group_by("agency", "batch", "file").agg(pl.col("dated").max())
    newest = pl.col("dated") < pl.col("dated").max().over("agency", "batch")
    return records.join(lists.filter(newest), on=["agency", "batch", "file"], how="semi", nulls_equal=True)["place"]
