"""Who went where between two snapshots: accounts matched by number, counted by the state before and after.

The result is a frame of cells: `currency`, `from` and `to` (String, rows and columns of `states.States`),
`accounts` Int64, and two sums, Int128: `opening`, the balance before, and `closing`, the balance after. What came has
no opening balance, what went no closing one. So the sum over a row is what the snapshot before has in that state, and
the sum over a column is what the snapshot after has, to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.fields import text
from collectkit.segment.roll.states import NO_BUCKET, OTHER_CURRENCY, States
from collectkit.segment.tally import exact_sum

BY = ("currency", "from", "to")


@dataclass(frozen=True, slots=True)
class Matched:
    """Two snapshots, laid on each other.

    Attributes:
        stayed: the cells of accounts that stand in both, in one currency.
        came: the rows of the snapshot after that are not in the other, and `changed`: Boolean, for those that are in it
            under another currency.
        went: the same of the snapshot before.
        both: how many accounts stand in both.
    """

    stayed: pl.DataFrame
    came: pl.DataFrame
    went: pl.DataFrame
    both: int


def match(before: pl.DataFrame, after: pl.DataFrame) -> Matched:
    """Match the accounts of two snapshots.

    Args:
        before, after: a row an account: `key` (`segment.keys`; unique), `currency` String, `state` (Enum, no null; the
            same in both), `balance` Int64 (0 where blank); and more columns.
    """
    codes = pl.concat([text.distinct(frame["currency"]) for frame in (before, after)]).unique().sort()
    names = pl.DataFrame({"currency": codes}).join(
        pl.DataFrame({"state": before["state"].dtype.categories.cast(before["state"].dtype)}),  # type: ignore[attr-defined]
        how="cross",
        maintain_order="left_right",
    )
    one, other = (_placed(frame, codes, names.height).lazy() for frame in (before, after))
    both = one.join(other, on="key", how="inner", suffix="_after")
    states = names.height // max(codes.len(), 1)
    changed = pl.col("place") // states != pl.col("place_after") // states
    sums = [exact_sum(before["balance"]), exact_sum(after["balance"].alias("balance_after"))]
    # What is left out of a join is told by what is in it; the streaming engine needs less than half of the time.
    counted, rows = pl.collect_all(
        [_counted(both, names.height, sums), both.select("row", "row_after", changed.alias("changed"))],
        engine="streaming",
    )
    return Matched(
        stayed=_stayed(counted, names),
        came=_alone(after, rows["row_after"], rows["changed"]),
        went=_alone(before, rows["row"], rows["changed"]),
        both=rows.height,
    )


def _placed(frame: pl.DataFrame, codes: pl.Series, places: int) -> pl.DataFrame:
    """Return `key`, `place` (currency and state in one number), `balance` and `row`: as little as a join can carry."""
    place = pl.col("state").to_physical().cast(pl.UInt32)
    if codes.len() > 1:
        starts = pl.Series(range(0, places, places // codes.len()), dtype=pl.UInt32)
        place += pl.col("currency").replace_strict(codes, starts, return_dtype=pl.UInt32)
    return frame.select("key", place.alias("place"), "balance", pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))


def _counted(both: pl.LazyFrame, places: int, sums: Sequence[pl.Expr]) -> pl.LazyFrame:
    """Count accounts in both, and sum their balances, by `code`: both places in one number."""
    code = pl.col("place").cast(pl.UInt64) * places + pl.col("place_after")
    return both.group_by(code.alias("code")).agg(pl.len().cast(pl.Int64).alias("accounts"), *sums)


def _stayed(counted: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of the accounts in both that kept their currency."""
    start, end = names[counted["code"] // names.height], names[counted["code"] % names.height]
    told = counted.select(
        start["currency"],
        start["state"].cast(pl.String).alias("from"),
        end["state"].cast(pl.String).alias("to"),
        "accounts",
        pl.col("balance").alias("opening"),
        pl.col("balance_after").alias("closing"),
    )
    return told.filter(start["currency"] == end["currency"])


def _alone(frame: pl.DataFrame, matched: pl.Series, changed: pl.Series) -> pl.DataFrame:
    """Return the rows that are not *matched*, and those that are and have *changed*, in order, marked."""
    moved = pl.repeat(value=False, n=frame.height, eager=True).scatter(matched.filter(changed), values=True)
    alone = pl.repeat(value=True, n=frame.height, eager=True).scatter(matched, values=False)
    wanted = alone | moved
    return frame.filter(wanted).with_columns(moved.filter(wanted).alias("changed"))


def cells(accounts: pl.DataFrame) -> pl.DataFrame:
    """Count accounts by currency, `from` and `to`, and sum their balances, of which either may be left out."""
    ends = {"opening": "opening", "closing": "balance_after"}
    sums = [
        (pl.col(name).cast(pl.Int128).sum() if name in accounts.columns else pl.lit(0, pl.Int128)).alias(end)
        for end, name in ends.items()
    ]
    counted = accounts.group_by(BY).agg(pl.len().cast(pl.Int64).alias("accounts"), *sums)
    return counted.with_columns(pl.col("from", "to").cast(pl.String))


def came(accounts: pl.DataFrame, returned: pl.Series) -> pl.DataFrame:
    """Return the cells of accounts that were not in the snapshot before.

    Args:
        accounts: `Matched.came`.
        returned: Boolean, whether the account stood in a snapshot still earlier.
    """
    entry = pl.when("changed").then(pl.lit(OTHER_CURRENCY)).when(returned).then(pl.lit("RETURNED"))
    told = accounts.select(
        "currency",
        entry.otherwise(pl.lit("NEW")).alias("from"),
        pl.col("state").alias("to"),
        pl.col("balance").alias("balance_after"),
    )
    return cells(told)


def went(accounts: pl.DataFrame, exits: pl.Series) -> pl.DataFrame:
    """Return the cells of accounts that are not in the snapshot after.

    Args:
        accounts: `Matched.went`.
        exits: what became of each, of `states.EXITS`.
    """
    end = pl.when("changed").then(pl.lit(OTHER_CURRENCY)).otherwise(exits)
    told = accounts.select(
        "currency", pl.col("state").alias("from"), end.alias("to"), pl.col("balance").alias("opening")
    )
    return cells(told)


def pooled(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Add cells up: of one pair of snapshots, or of many, which gives their average matrix."""
    whole = pl.concat(parts).group_by(BY).agg(pl.col("accounts", "opening", "closing").sum())
    return whole.sort(BY)


def standing(buckets: pl.Series, states: States) -> pl.Series:
    """Return the states of accounts in a snapshot from their buckets, null where there is none."""
    if isinstance(buckets.dtype, pl.Enum):
        # The few categories are cast: a column would be cast cell by cell.
        known = buckets.dtype.categories.cast(states.standing)
        # Chunk by chunk: where the chunks of its columns differ, a frame is copied whole.
        buckets = pl.concat([known.gather(chunk.to_physical()) for chunk in buckets.get_chunks()])
    return buckets.cast(states.standing).fill_null(NO_BUCKET).alias("state")
