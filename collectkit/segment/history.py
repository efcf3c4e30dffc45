"""The history of buckets: in which bucket an account stood, from which day to which; one day's snapshot after another.

A history has a row a stay. A stay begins on the day on which an account is first seen in a bucket, and is lifted on the
day on which it is first seen elsewhere, or not at all. Rows are never taken out and stand in the order of their
beginning: a night adds rows at the end, and closes others. `roll` and `Since` mean the same by forward, back and cured.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

from collectkit.segment.tally import NO_CURRENCY, total

SCHEMA: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "account_id": pl.String(),
        "currency": pl.String(),
        "bucket": pl.String(),
        "days_past_due": pl.Int32(),
        "added_on": pl.Date(),
        "lifted_on": pl.Date(),
        "as_of": pl.Date(),
        "overdue_total_minor": pl.Int64(),
        "overdue_before_minor": pl.Int64(),
    }
)
"""A stay: `bucket` null is no bucket, a state of its own; `days_past_due` on `added_on`; `lifted_on` null while it
stands; `as_of` the last day on which the account was seen in it, `overdue_total_minor` what was overdue then, and
`overdue_before_minor`, while it stands, what was overdue on the run before: so that the newest day can be taken back.
"""

SEEN: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {name: SCHEMA[name] for name in ("account_id", "currency", "bucket", "days_past_due", "overdue_total_minor")}
)
"""An account as one snapshot has it."""

LEAVING = ("vanished", "to_other_currency")
COMING = ("new", "returned", "from_other_currency")
MOVEMENTS = ("stayed", "forward", "back", "cured", "no_bucket", *LEAVING, *COMING)
"""What can become of an account between two snapshots, by the order of the scheme's labels: *cured* is back in the
first; *no_bucket* had none before or has none now; *returned* was not there before, but in an earlier night; an account
whose currency is another leaves the one and comes to the other."""

_SLICE = 1 << 20


def empty() -> pl.DataFrame:
    """Return a history without a day."""
    return pl.DataFrame(schema=SCHEMA)


def once(seen: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Return one row an account.

    Args:
        seen: as `SEEN`; no account number is null.

    Returns:
        The accounts in order of first sight; how many rows only said again what another says; and how many rows
        contradict each other. An account whose rows do is there, without bucket, days and money.
    """
    if seen["account_id"].n_unique() == seen.height:
        return seen, 0, 0
    alike = seen.unique(keep="first", maintain_order=True)
    several = alike.select(pl.col("account_id").is_duplicated()).to_series()
    conflicting = alike.filter(several)
    unknown = conflicting.group_by("account_id", maintain_order=True).agg(
        pl.when(pl.col("currency").n_unique() == 1).then(pl.col("currency").first()).otherwise(pl.lit(NO_CURRENCY))
    )
    whole = pl.concat([alike.filter(~several), unknown], how="diagonal").select(list(SEEN))
    return whole, seen.height - alike.height, conflicting.height


def without(history: pl.DataFrame, day: date, before: date | None) -> pl.DataFrame:
    """Take the newest *day* back.

    Args:
        before: the day of the run before it; None when there was none.
    """
    of_day = pl.col("as_of") == day
    return history.filter(pl.col("added_on") < day).with_columns(
        lifted_on=pl.when(pl.col("lifted_on") != day).then("lifted_on"),
        as_of=pl.when(of_day).then(pl.lit(before, dtype=pl.Date())).otherwise("as_of"),
        overdue_total_minor=pl.when(of_day).then("overdue_before_minor").otherwise("overdue_total_minor"),
        overdue_before_minor=pl.when(~of_day).then("overdue_before_minor"),
    )


def advanced(
    history: pl.DataFrame, day: date, seen: pl.DataFrame, labels: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add a day that lies after all others.

    Args:
        seen: one row an account, as `SEEN`.
        labels: of the scheme, mildest first.

    Returns:
        The history; and the movements: `movement`, `currency`, `accounts`, `overdue_before_minor` and
        `overdue_total_minor` (Int128: of the run before, and now), in no order.
    """
    places = _places(history, seen)
    found = places["place"]
    stands = history["lifted_on"].is_null()
    now = seen.select(pl.col("bucket", "overdue_total_minor").gather(found))
    same = found.is_not_null() & history["bucket"].eq_missing(now["bucket"])
    kept = history.with_columns(
        lifted_on=history["lifted_on"].set(stands & ~same, day),
        as_of=history["as_of"].set(same, day),
        overdue_total_minor=now["overdue_total_minor"].zip_with(same, history["overdue_total_minor"]),
        overdue_before_minor=history["overdue_total_minor"].set(~same, None),
    )
    fresh = seen.filter(_unmarked(seen.height, found.filter(same))).sort("account_id", "currency")
    dated = fresh.with_columns(pl.lit(day).alias("added_on"), pl.lit(None, pl.Date()).alias("lifted_on"), as_of=day)
    added = dated.with_columns(pl.lit(None, pl.Int64()).alias("overdue_before_minor")).select(list(SCHEMA))
    moved = _moved(history.filter(stands), places.filter(stands), now.filter(stands), labels)
    come = _come(history, seen, places)
    return pl.concat([kept, added]), _summed(pl.concat([moved, come]))


def _places(history: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Return for each row of the history that stands where its account is among those seen; null elsewhere.

    Returns:
        `place`, where its currency is the same; `other`, where it is not.
    """
    at = _at(history["account_id"].set(history["lifted_on"].is_not_null(), None), seen["account_id"])
    same = history["currency"] == seen["currency"].gather(at)
    return pl.DataFrame({"place": at.set(~same, None), "other": at.set(same, None)})


def _at(wanted: pl.Series, there: pl.Series) -> pl.Series:
    """Return where each of *wanted* stands in *there*; null for null, and for what is not there.

    They are joined by 64 bits of each, and compared afterwards: to join the text itself takes four times the memory.
    """
    found = _joined(_bits(wanted), _bits(there))
    if len(found) == len(wanted) and ((wanted == there.gather(found)) | found.is_null()).all():
        return found
    return _joined(wanted, there)


def _joined(wanted: pl.Series, there: pl.Series) -> pl.Series:
    places = pl.DataFrame({"key": there}).with_row_index("at")
    return pl.DataFrame({"key": wanted}).join(places, on="key", how="left", maintain_order="left")["at"]


def _bits(text: pl.Series) -> pl.Series:
    return text.hash().set(text.is_null(), None)


def _unmarked(height: int, places: pl.Series) -> pl.Series:
    """Return which of *height* rows are at none of the *places*."""
    return pl.repeat(value=True, n=height, dtype=pl.Boolean(), eager=True).scatter(places, values=False)


def _moved(standing: pl.DataFrame, places: pl.DataFrame, now: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """Return the movement of each account that stood in a bucket until now."""
    rank = {label: number for number, label in enumerate(labels)}
    was, is_ = (
        frame["bucket"].replace_strict(rank, default=None, return_dtype=pl.Int32).alias(name)
        for frame, name in ((standing, "was"), (now, "is"))
    )
    before, after = pl.col("was"), pl.col("is")
    movement = (
        pl.when(pl.col("other").is_not_null())
        .then(pl.lit("to_other_currency"))
        .when(pl.col("place").is_null())
        .then(pl.lit("vanished"))
        .when(before.is_null() | after.is_null())
        .then(pl.lit("no_bucket"))
        .when(before == after)
        .then(pl.lit("stayed"))
        .when(before < after)
        .then(pl.lit("forward"))
        .when(after == 0)
        .then(pl.lit("cured"))
        .otherwise(pl.lit("back"))
    )
    frame = places.with_columns(was, is_)
    return pl.DataFrame(
        {
            "movement": frame.select(movement).to_series(),
            "currency": standing["currency"],
            "overdue_before_minor": standing["overdue_total_minor"],
            "overdue_total_minor": now["overdue_total_minor"],
        }
    )


def _come(history: pl.DataFrame, seen: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the movement of each account that did not stand in its currency the run before."""
    known = history.filter(pl.col("lifted_on").is_not_null())["account_id"]
    other = ~_unmarked(seen.height, places["other"].drop_nulls())
    fresh = seen.with_columns(other.alias("other")).filter(_unmarked(seen.height, places["place"].drop_nulls()))
    movement = (
        pl.when("other")
        .then(pl.lit("from_other_currency"))
        .when(pl.col("account_id").is_in(known.implode()))
        .then(pl.lit("returned"))
        .otherwise(pl.lit("new"))
    )
    before = pl.lit(None, pl.Int64()).alias("overdue_before_minor")
    return fresh.select(movement.alias("movement"), "currency", before, "overdue_total_minor")


def _summed(each: pl.DataFrame) -> pl.DataFrame:
    """Add up movements, some rows at a time: as numbers of 128 bits all at once would take much memory."""
    by, sums = ["movement", "currency"], pl.col("overdue_before_minor", "overdue_total_minor").cast(pl.Int128).sum()
    accounts = pl.len().cast(pl.Int64).alias("accounts")
    pieces = list(each.iter_slices(_SLICE)) or [each]
    return total([piece.group_by(by).agg(accounts, sums) for piece in pieces], by)
