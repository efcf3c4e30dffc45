"""Who went where between two snapshots: accounts matched by number, counted by the state before and after.

The result is a frame of cells: `currency`, `from` and `to` (String, rows and columns of `roll_states.States`),
`accounts` Int64, and two sums, Int128: `opening`, the balance before, and `closing`, the balance after. What came has
no opening balance, what went no closing one. So the sum over a row is what the snapshot before has in that state, and
the sum over a column is what the snapshot after has, to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.segment.roll_states import NO_BUCKET, OTHER_CURRENCY, States

BY = ("currency", "from", "to")

_INTEGERS = 18
"""So many digits, and a 1 before them, are an Int64."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Two snapshots, laid on each other.

    Attributes:
        stayed: the cells of accounts that stand in both, in one currency.
        came: of the snapshot after, what is new in it: `key`, `currency`, `state`, `balance`, `changed` (in the other
            snapshot under another currency).
        went: the rows of the snapshot before that are not in the other, with all their columns, and `changed`.
        both: how many accounts stand in both.
    """

    stayed: pl.DataFrame
    came: pl.DataFrame
    went: pl.DataFrame
    both: int


def keys(*numbers: pl.Series) -> list[pl.Series]:
    """Return account numbers as what joins fastest, one to one: Int64 where all are short and of digits alone.

    A 1 is put before the digits, for 007 is not 7.
    """
    if all((one.str.len_bytes() <= _INTEGERS).all() and one.str.contains("^[0-9]+$").all() for one in numbers):
        return [("1" + one).cast(pl.Int64).alias("key") for one in numbers]
    return [one.alias("key") for one in numbers]


def numbers(found: pl.Series) -> pl.Series:
    """Return the account numbers that keys are made of."""
    return (found if found.dtype == pl.String else found.cast(pl.String).str.slice(1)).alias("account_id")


def match(before: pl.DataFrame, after: pl.DataFrame) -> Matched:
    """Match the accounts of two snapshots.

    Args:
        before, after: a row an account: `key` (see `keys`; unique), `currency` String, `state` (Enum, never null),
            `balance` Int64 (0 where blank); *before* may have more columns.
    """
    told = ["key", "currency", "state", "balance"]
    left = before.select(*told, pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    both = left.join(after.select(told), on="key", how="full", suffix="_after", coalesce=True)
    here, there = both["state"].is_not_null(), both["state_after"].is_not_null()
    stayed = both.filter(here & there)
    changed = stayed.filter(pl.col("currency") != pl.col("currency_after"))
    if changed.height:
        stayed = stayed.filter(pl.col("currency") == pl.col("currency_after"))
    new = [pl.col(f"{name}_after").alias(name) for name in told[1:]]
    came = pl.concat([both.filter(~here).with_columns(changed=False), changed.with_columns(changed=True)])
    went = pl.concat([both.filter(~there).with_columns(changed=False), changed.with_columns(changed=True)]).sort("row")
    return Matched(
        stayed=cells(stayed.rename({"state": "from", "state_after": "to", "balance": "opening"})),
        came=came.select("key", *new, "changed"),
        went=before[went["row"]].with_columns(went["changed"]),
        both=stayed.height + changed.height,
    )


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
        accounts: as `Matched.came`.
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
        accounts: as `Matched.went`.
        exits: what became of each, of `roll_states.EXITS`.
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
    return buckets.cast(states.standing).fill_null(NO_BUCKET).alias("state")
