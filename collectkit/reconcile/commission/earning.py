"""Commission: what the rates make due on the money that an agency brought in, against what it claims.

A ledger line earns when it counts as matched: at the rate of its agency for the account's bucket at placement, whole
minor units, rounded half up once a line. What takes a payment back is on the payment's side, so the fee goes back at
the rate at which it was earned.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from collectkit.fields.number import PPM
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.items import Tied
from collectkit.reconcile.statuses import STATUSES, is_exception

CHECK = pl.Enum(["AGREES", "NOT_CLAIMED", "FEE_DIFFERS", "RATE_MISSING", "FEE_UNREADABLE"])
"""The fee that an agency claims against the fee that is due."""

WRONG = ("FEE_DIFFERS", "RATE_MISSING", "FEE_UNREADABLE")
"""Outcomes that a person must look at."""

REASON = pl.Enum([*STATUSES, *WRONG])
"""Why a person must look at an item: its status, or what is wrong with its fee."""


def fee(minor: pl.Expr, ppm: pl.Expr) -> pl.Expr:
    """Return a share of an amount, half up; of money that goes back, as much with the other sign. Never overflows."""
    whole, rest = minor.abs() // PPM, minor.abs() % PPM
    return minor.sign() * (whole * ppm + (2 * rest * ppm + PPM) // (2 * PPM))


def with_fees(tied: Tied, rates: Rates | None) -> Tied:
    """Return the same with what each item earns.

    Returns:
        Its items have ``base`` (what the fee is due on), ``ppm``, ``fee`` (null where no rate says), ``fee_claimed``
        (signed), ``fee_check`` (`CHECK`; null where nothing is due or claimed) and ``exception`` (`REASON`; null for
        none). Without rates the fees are null, and nothing is compared.
    """
    matched = pl.col("side") == "matched"
    base = pl.when(matched).then("cash").otherwise(0).fill_null(0)
    back = tied.returned["type"] == "REVERSAL"
    claimed = tied.returned.select(pl.when(pl.lit(back)).then(-pl.col("fee_claimed").abs()).otherwise("fee_claimed"))
    r = tied.items["r"]
    items = tied.items.with_columns(
        base=base,
        fee_claimed=claimed.to_series().gather(r),
        unreadable=tied.returned["fee_unreadable"].gather(r),
    )
    if rates is None:
        blank = {"ppm": pl.Int64(), "fee": pl.Int64(), "fee_check": CHECK}
        items = items.with_columns(pl.lit(None, type_).alias(name) for name, type_ in blank.items())
    else:
        items = items.with_columns(ppm=pl.lit(_ppm(tied, rates).gather(items["p"])))
        due = pl.col("base") != 0
        earned = pl.when(due).then(fee(pl.col("base"), pl.col("ppm"))).otherwise(0)
        items = items.with_columns(ppm=pl.when(due).then("ppm"), fee=earned).with_columns(fee_check=_check())
    return replace(tied, items=items.with_columns(exception=_reason()).drop("unreadable"))


def _reason() -> pl.Expr:
    wrong = pl.col("fee_check").is_in(pl.Series(WRONG, dtype=CHECK).implode())
    return (
        pl.when(is_exception(pl.col("rule")))
        .then(pl.col("status").cast(REASON))
        .when(wrong)
        .then(pl.col("fee_check").cast(pl.String).cast(REASON))
    )


def _check() -> pl.Expr:
    due = pl.col("base") != 0
    said = (
        pl.when(due & pl.col("fee").is_null())
        .then(pl.lit("RATE_MISSING"))
        .when(pl.col("unreadable"))
        .then(pl.lit("FEE_UNREADABLE"))
        .when(pl.col("fee_claimed").is_null() & due)
        .then(pl.lit("NOT_CLAIMED"))
        .when(pl.col("fee_claimed") == pl.col("fee"))
        .then(pl.when(due).then(pl.lit("AGREES")))
        .when(pl.col("fee_claimed").is_not_null())
        .then(pl.lit("FEE_DIFFERS"))
    )
    return said.cast(CHECK)


def _ppm(tied: Tied, rates: Rates) -> pl.Series:
    """Return the rate of each placed account."""
    accounts = tied.placed.accounts.select("agency", "bucket")
    pairs = accounts.unique(maintain_order=True)
    found = [rates.of(agency, bucket) for agency, bucket in pairs.cast({"agency": pl.String}).iter_rows()]
    known = pairs.with_columns(ppm=pl.Series(found, dtype=pl.Int64))
    on = ["agency", "bucket"]
    return accounts.join(known, on=on, how="left", maintain_order="left", nulls_equal=True)["ppm"]


def totals(tied: Tied, *, by_bucket: bool = False) -> pl.DataFrame:
    """Return commission by agency and currency, or also by bucket and rate.

    Args:
        tied: as `with_fees` returns it.

    Returns:
        ``agency``, ``cur`` (``bucket``, ``ppm``), ``lines`` that earn, ``base``, ``due``, ``fee_claimed`` and
        ``difference`` (Int128: no sum overflows), ``missing`` (lines without a rate).
    """
    concerned = (pl.col("base") != 0) | pl.col("fee_claimed").is_not_null()
    items = tied.items.filter(concerned, pl.col("agency").is_not_null())
    items = items.with_columns(bucket=tied.placed.accounts["bucket"].gather(items["p"]))
    keys = ["agency", "cur", *(["bucket", "ppm"] if by_bucket else [])]
    money = {"base": "base", "due": "fee", "fee_claimed": "fee_claimed"}
    due = pl.col("base") != 0
    table = items.group_by(keys).agg(
        due.sum().cast(pl.Int64).alias("lines"),
        *(pl.col(column).cast(pl.Int128).sum().alias(name) for name, column in money.items()),
        (due & pl.col("ppm").is_null()).sum().cast(pl.Int64).alias("missing"),
    )
    return table.with_columns(difference=pl.col("fee_claimed") - pl.col("due")).sort(keys, nulls_last=True)
