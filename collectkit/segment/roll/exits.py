"""What became of accounts that are no longer there: said by the ledger, or by their own columns; else MISSING.

In this order, for the days after the first snapshot up to the second:

1. the last of the ledger's charge-offs and sales that were not reversed: WRITTEN_OFF or SOLD;
2. repayments, less what went back and each line once, come to what was owed: PAID; with what was waived: SETTLED;
3. the account's own `charged_off_on`: WRITTEN_OFF; its own `recall_on`: RECALLED.

What was owed is the overdue total before; where that is nothing, the principal outstanding. Nothing is ever taken for
cured or paid because it is not there.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from collectkit.segment.repeated import repeated
from collectkit.tables.ledger import BACK, CASH

TYPES = ("REPAYMENT", "REVERSAL", "REFUND", "WAIVER", "CHARGE_OFF", "SALE")
"""The types of ledger lines that can explain an exit."""

_ENDS = {"CHARGE_OFF": "WRITTEN_OFF", "SALE": "SOLD"}
_SAME = ("key", "txn_id", "type", "amount", "currency", "day", "reverses")
"""What lines say that are one: a line that is there twice, number and all, counts once."""


def explain(went: pl.DataFrame, lines: pl.DataFrame | None, before: date, after: date) -> pl.Series:
    """Return the exit of each account: String, of `states.EXITS`.

    Args:
        went: `key` and `currency`; where they are known, `overdue_total_minor`, `principal_outstanding_minor` (Int64),
            `charged_off_on` and `recall_on` (Date).
        lines: the ledger: `key`, `txn_id`, `type`, `amount` (Int64, below zero for what goes back), `currency` (null:
            the account's), `day`, `reverses`; in the order in which they were booked. None where there is no ledger.
    """
    exit_ = pl.coalesce(*_by_ledger(), *_by_columns(went, before, after), pl.lit("MISSING"))
    booked = _booked(went, lines, before, after)
    told = went.with_columns(_owed(went).alias("owed")).join(booked, on="key", how="left", maintain_order="left")
    return told.select(exit_.alias("exit")).to_series()


def _by_ledger() -> list[pl.Expr]:
    owed = pl.col("owed") > 0
    return [
        pl.col("end"),
        pl.when(owed & (pl.col("cash") >= pl.col("owed"))).then(pl.lit("PAID")),
        pl.when(owed & (pl.col("waived") > 0) & (pl.col("cash") + pl.col("waived") >= pl.col("owed"))).then(
            pl.lit("SETTLED")
        ),
    ]


def _by_columns(went: pl.DataFrame, before: date, after: date) -> list[pl.Expr]:
    ends = {"charged_off_on": "WRITTEN_OFF", "recall_on": "RECALLED"}
    return [
        pl.when(pl.col(name).is_between(before, after, closed="right")).then(pl.lit(end))
        for name, end in ends.items()
        if name in went.columns
    ]


def _owed(went: pl.DataFrame) -> pl.Expr:
    known = [
        pl.when(pl.col(name) > 0).then(pl.col(name))
        for name in ("overdue_total_minor", "principal_outstanding_minor")
        if name in went.columns
    ]
    return pl.coalesce(*known, pl.lit(None, pl.Int64))


def _booked(went: pl.DataFrame, lines: pl.DataFrame | None, before: date, after: date) -> pl.DataFrame:
    """Return `key`, `end`, `cash` and `waived` of the accounts that have lines between the two days."""
    if lines is None:
        none = {"end": pl.String(), "cash": pl.Int128(), "waived": pl.Int128()}
        return pl.DataFrame(schema={"key": went["key"].dtype, **none})
    met = (
        lines.filter(pl.col("day").is_between(before, after, closed="right"))
        .join(went.select("key", pl.col("currency").alias("own")), on="key", how="inner", maintain_order="left")
        .filter(pl.col("currency").fill_null(pl.col("own")) == pl.col("own"), ~repeated("txn_id", _SAME))
    )
    met = _without_reversed(met).sort("day", maintain_order=True)
    amount, kind = pl.col("amount"), pl.col("type")
    cash = pl.when(kind.is_in(CASH)).then(amount).otherwise(0)
    waived = pl.when(kind == "WAIVER").then(amount).otherwise(0)
    end = kind.replace_strict(_ENDS, default=None, return_dtype=pl.String)
    return met.group_by("key", maintain_order=True).agg(
        end.drop_nulls().last().alias("end"),
        cash.cast(pl.Int128).sum().alias("cash"),
        waived.cast(pl.Int128).sum().alias("waived"),
    )


def _without_reversed(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines without waivers, charge-offs and sales that were reversed, and without those reversals.

    The reversal of a repayment stays: it takes back cash.
    """
    back = lines.filter(pl.col("type") == "REVERSAL").select("key", pl.col("reverses").alias("txn_id")).drop_nulls()
    if not back.height:
        return lines
    bookings = lines.filter(~pl.col("type").is_in(["REPAYMENT", *BACK]))
    undone = bookings.join(back.unique(), on=["key", "txn_id"], how="semi").select("key", "txn_id").unique()
    gone = undone.rename({"txn_id": "reverses"})
    kept = lines.join(undone, on=["key", "txn_id"], how="anti", maintain_order="left")
    return kept.join(gone, on=["key", "reverses"], how="anti", maintain_order="left")
