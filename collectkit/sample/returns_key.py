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
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "MATCHED": "matched",
        "MATCHED_TOLERANCE": "matched",
        "OVERPAID": "matched",
        "REVERSED": "matched",
        "ECHO": "direct",
        "LEDGER_ONLY": "direct",
    }
)
"""Status -> the part of the ledger's cash that an item is; ``unexplained`` is what no other status explains."""
EARNING = ("MATCHED", "MATCHED_TOLERANCE", "OVERPAID", "REVERSED")
"""The statuses of payments that earn the agency its share, line by line; for money that went back it is paid back."""
OUTSIDE = ("NOT_PLACED", "OUT_OF_WINDOW")
"""The statuses of money that is no part of this placement: of other accounts, or from before or after it."""


def planted(agency: str, sides: Sides) -> list[dict[str, Any]]:
    """Return the items of an agency that are no ordinary payments, and what must be said of each.

    Each has the agency (None: nobody's account), the slip, the status (None: no item at all), and its line on each side,
    None where a side has none: the ``row`` of the agency's file (the header is row 1) and the ``payment_id`` in it, the
    ledger's ``txn_id``.
    """
    spoilt = pl.col("slip").is_not_null()
    ours = sides.returned.filter(spoilt).select("deal", "item", "slip", "status", pl.col("row") + 1, "payment_id")
    theirs = sides.posted.filter(spoilt).select("deal", "item", "slip", "status", "txn_id")
    both = ours.join(theirs, on=["deal", "item", "slip", "status"], how="full", coalesce=True, nulls_equal=True)
    ordered = both.sort("slip", "deal", "item").select("slip", "status", "row", "payment_id", "txn_id")
    return [{"agency": None if row["status"] == "NOT_PLACED" else agency, **row} for row in ordered.to_dicts()]


def totals(sides: Sides) -> dict[str, dict[str, int]]:
    """Return to what an agency's lines add up: currency -> name -> minor units, and ``lines`` of its file.

    ``cash`` is what the ledger took in from its accounts while they were placed: ``matched`` + ``direct`` +
    ``unexplained``. ``commission`` is due by ``rates.toml``; ``fee_claimed`` is what the agency asks for.
    """
    cash = sides.posted.filter(pl.col("type").is_in(CASH), ~pl.col("status").is_in(OUTSIDE))
    amount = pl.col("amount_minor")
    part = pl.col("status").replace_strict(PARTS, default="unexplained", return_dtype=pl.String)
    earned = amount.sign() * half_up(amount.abs() * pl.col("ppm"), PPM)
    booked = cash.group_by("currency").agg(
        amount.sum().alias("cash_minor"),
        *(amount.filter(part == name).sum().alias(f"{name}_minor") for name in ("matched", "direct", "unexplained")),
        earned.filter(pl.col("status").is_in(EARNING)).sum().alias("commission_minor"),
    )
    sent = sides.returned.group_by("currency").agg(
        pl.len().cast(pl.Int64).alias("lines"),
        amount.sum().alias("returned_minor"),
        pl.col("fee_minor").sum().alias("fee_claimed_minor"),
    )
    both = sent.join(booked, on="currency", how="full", coalesce=True).sort("currency").fill_null(0)
    return {row.pop("currency"): row for row in both.to_dicts()}
