"""The key to the returns: what must be said of every item that is no ordinary payment, and to what all adds up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.sample.both_sides import Sides
from collectkit.sample.payments import PPM, half_up

CASH = ("PAYMENT", "REVERSAL")
"""The types of lines that are money moving."""
SIDE: Mapping[str, str] = MappingProxyType(
    {
        "MATCHED": "matched",
        "MATCHED_TOLERANCE": "matched",
        "SPLIT": "matched",
        "COMBINED": "matched",
        "OVERPAID": "matched",
        "REVERSED": "matched",
        "ECHO": "direct",
        "LEDGER_ONLY": "direct",
    }
)
"""Status -> the part of the ledger's cash that an item is; ``unexplained`` is what no other status explains."""
EARNING = ("MATCHED", "MATCHED_TOLERANCE", "SPLIT", "COMBINED", "OVERPAID", "REVERSED")
"""The statuses of payments that earn the agency its share, line by line; for money that went back it is paid back."""
OUTSIDE = ("NOT_PLACED", "OUT_OF_WINDOW")
"""The statuses of money that is no part of this placement: of other accounts, or from before or after it."""


def planted(agency: str, sides: Sides) -> list[dict[str, Any]]:
    """Return the items of an agency that are no ordinary payments, and what must be said of each.

    Each has the agency (None: nobody's account), the slip, the status (None: no item at all); its line on each side,
    None where a side has none: the ``row`` of the agency's file (the header is row 1) and the ``payment_id`` in it, the
    ledger's ``txn_id``; the fee that is due, and the one that is claimed (None: none).
    """
    item, spoilt = ["slip", "deal", "item", "status"], pl.col("slip").is_not_null()
    sent = sides.returned.filter(spoilt)
    ours = sent.select(*item, pl.col("row") + 1, "payment_id", pl.col("fee_minor").alias("fee_claimed_minor"))
    theirs = sides.posted.filter(spoilt).select(*item, "txn_id", _due().alias("fee_due_minor"))
    both = ours.join(theirs, on=item, how="full", coalesce=True, nulls_equal=True).sort(item[:3])
    told = both.select(
        pl.when(pl.col("status").ne_missing("NOT_PLACED")).then(pl.lit(agency)).alias("agency"),
        *("slip", "status", "row", "payment_id", "txn_id"),
        pl.col("fee_due_minor").fill_null(0),
        "fee_claimed_minor",
    )
    return told.to_dicts()


def _due() -> pl.Expr:
    """What a line of the ledger earns its agency."""
    amount = pl.col("amount_minor")
    earned = amount.sign() * half_up(amount.abs() * pl.col("ppm"), PPM)
    return pl.when(pl.col("status").is_in(EARNING)).then(earned).otherwise(0)


def totals(sides: Sides) -> dict[str, dict[str, int]]:
    """Return to what an agency's lines add up: currency -> name -> minor units, and ``lines`` of its file.

    ``cash`` is what the ledger took in from its accounts while they were placed: ``matched`` + ``direct`` +
    ``unexplained``. ``commission`` is due by ``rates.toml``; ``fee_claimed`` is what the agency asks for.
    """
    cash = sides.posted.filter(pl.col("type").is_in(CASH), ~pl.col("status").is_in(OUTSIDE))
    amount = pl.col("amount_minor")
    part = pl.col("status").replace_strict(SIDE, default="unexplained", return_dtype=pl.String)
    booked = cash.group_by("currency").agg(
        amount.sum().alias("cash_minor"),
        *(amount.filter(part == name).sum().alias(f"{name}_minor") for name in ("matched", "direct", "unexplained")),
        _due().sum().alias("commission_minor"),
    )
    sent = sides.returned.group_by("currency").agg(
        pl.len().cast(pl.Int64).alias("lines"),
        amount.sum().alias("returned_minor"),
        pl.col("fee_minor").sum().alias("fee_claimed_minor"),
    )
    both = sent.join(booked, on="currency", how="full", coalesce=True).sort("currency").fill_null(0)
    return {row.pop("currency"): row for row in both.to_dicts()}
