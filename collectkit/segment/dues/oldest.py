"""The oldest instalment that is not paid, and what is overdue, from a schedule and what was paid.

Money settles the oldest instalment first. An instalment is paid when what is left of it, and of all before it, is
within the cure tolerance. The anchor of an account is the due date of its oldest unpaid instalment. What is due on the
very day is not overdue; what is paid beyond what is due stays and settles the instalments to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.segment.lookup import find


@dataclass(frozen=True, slots=True)
class Dues:
    """What each account of a schedule owes as of a day.

    Attributes:
        accounts: sorted by `id`, unique: `usable` (False: its lines cannot all be read or contradict each other),
            `anchor` (null: nothing is overdue) and `overdue` (Int128 minor units).
    """

    accounts: pl.DataFrame

    def lookup(self, ids: pl.Series) -> pl.DataFrame:
        """Return `usable`, `anchor` and `overdue` of each account number; nulls where there is no schedule."""
        places = pl.lit(find(self.accounts["id"], ids))
        return self.accounts.select(pl.col("usable", "anchor", "overdue").gather(places))


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The instalments of a schedule, once each.

    Attributes:
        instalments: `instalments.INSTALMENTS`.
        repeated: lines that say what another says.
        conflicting: `row` and `key` of lines of one instalment that say different things.
    """

    instalments: pl.DataFrame
    repeated: int
    conflicting: pl.DataFrame


def once(instalments: pl.DataFrame) -> Scheduled:
    """Take each instalment once: the same number, or without numbers the same due date, is the same instalment."""
    # Account and number as one: numbers have nine digits at most, and due dates stand above them all.
    unnumbered = pl.col("no").is_null()
    number = pl.when(unnumbered).then(pl.col("due_on").to_physical().cast(pl.Int64) + 2**31)
    place = number.otherwise(pl.col("no").cast(pl.Int64) + 2**30).cast(pl.UInt64)
    which = pl.col("key").cast(pl.UInt64) * pl.lit(2**32, pl.UInt64) + place
    numbers = instalments.select(which.alias("which")).to_series()
    several = numbers.is_duplicated()
    if not several.any():
        return Scheduled(instalments, 0, instalments.select("row", "key").clear())
    met = instalments.filter(several).with_columns(numbers.filter(several)).sort("row")
    alike = met.unique(("which", "due_on", "amount", "currency"), keep="first", maintain_order=True)
    differing = alike["which"].is_duplicated()
    rest = pl.concat([instalments.filter(~several), alike.filter(~differing).drop("which")])
    return Scheduled(rest, met.height - alike.height, alike.filter(differing).select("row", "key"))


def currencies(lines: pl.DataFrame) -> pl.DataFrame:
    """Return which accounts name which currencies: `key` and `currency`, once each; a blank names none."""
    return lines.select("key", "currency").drop_nulls().unique()


def of_several_currencies(named: Sequence[pl.DataFrame]) -> pl.Series:
    """Return the keys of the accounts that have more than one of `currencies`."""
    per_account = pl.concat(named).unique().group_by("key").len()
    return per_account.filter(pl.col("len") > 1)["key"].sort()


def owed(instalments: pl.DataFrame, paid: pl.DataFrame, as_of: date, tolerance: int = 0) -> pl.DataFrame:
    """Return what each account owes: `key`, `anchor` (null: nothing is overdue) and `overdue` (Int128 minor units).

    Args:
        instalments: `key`, `due_on` and `amount` (minor units, 0 and up), in any order; accounts of which nothing was
            due before *as_of* have no row in the result.
        paid: `key` and `paid`, as `settled.paid` returns it; less than nothing counts as nothing.
        as_of: what is due on this day or later is not overdue.
        tolerance: minor units that may be left unpaid.
    """
    due = instalments.lazy().filter(pl.col("due_on") < as_of).select("key", "due_on", "amount").sort("key", "due_on")
    settled = paid.lazy().with_columns(pl.col("paid").clip(lower_bound=0))
    return (
        due.join(settled, on="key", how="left", maintain_order="left")
        .select(
            "key",
            "due_on",
            (pl.col("amount").cast(pl.Int128).cum_sum().over("key") - pl.col("paid").fill_null(0)).alias("left"),
        )
        .with_columns(pl.when(pl.col("left") > tolerance).then("due_on").alias("anchor"))
        .group_by("key")
        .agg(
            pl.col("anchor").min(),
            pl.col("left").max().clip(lower_bound=0).alias("overdue"),
        )
        .collect()
    )


def dues(ids: pl.Series, owing: pl.DataFrame, set_aside: pl.Series) -> Dues:
    """Put together what the accounts of a schedule owe.

    Args:
        ids: account numbers; the place of each is its key.
        owing: as `owed` returns it.
        set_aside: keys of the accounts that cannot be counted.
    """
    keys = pl.int_range(len(ids), dtype=pl.UInt32, eager=True).alias("key")
    accounts = (
        pl.DataFrame({"id": ids, "key": keys, "usable": ~keys.is_in(set_aside.implode())})
        .join(owing, on="key", how="left", maintain_order="left")
        .with_columns(pl.col("overdue").fill_null(0))
    )
    return Dues(accounts.sort("id").drop("key").rechunk())
