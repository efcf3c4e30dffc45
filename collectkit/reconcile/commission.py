"""Commission: what the rates make due on the money that an agency brought in, against what it claims.

A ledger line earns when it counts as matched: at the rate of its agency for the account's bucket at placement, whole
minor units, rounded half up once a line. What takes a payment back is on the payment's side, so the fee goes back at
the rate at which it was earned.
"""

from __future__ import annotations

import polars as pl

from collectkit.fields.number import PPM
from collectkit.reconcile.items import Tied
from collectkit.reconcile.rates import Rates

CHECK = pl.Enum(["AGREES", "NOT_CLAIMED", "DIFFERS", "RATE_MISSING", "UNREADABLE"])
"""The fee that an agency claims against the fee that is due."""

WRONG = ("DIFFERS", "RATE_MISSING", "UNREADABLE")
"""Outcomes that a person must look at."""


def fee(minor: pl.Expr, ppm: pl.Expr) -> pl.Expr:
    """Return a share of an amount, half up; of money that goes back, as much with the other sign. Never overflows."""
    whole, rest = minor.abs() // PPM, minor.abs() % PPM
    return minor.sign() * (whole * ppm + (2 * rest * ppm + PPM) // (2 * PPM))


def with_fees(tied: Tied, rates: Rates | None) -> pl.DataFrame:
    """Return the items with what they earn.

    Returns:
        The items with ``base`` (what the fee is due on), ``ppm``, ``fee`` (null where no rate says), ``fee_claimed``
        (signed) and ``fee_check`` (`CHECK`; null where nothing is due or claimed); ``exception`` also holds where the
        fee is wrong. Without rates the fees are null, and nothing is compared.
    """
    matched = pl.col("side") == "matched"
    base = pl.when(matched).then("cash").otherwise(0).fill_null(0)
    back = tied.returned["type"] == "REVERSAL"
    claimed = tied.returned.select(pl.when(pl.lit(back)).then(-pl.col("fee_claimed").abs()).otherwise("fee_claimed"))
    items = tied.items.with_columns(
        base=base,
        fee_claimed=claimed.to_series().gather(tied.items["r"]),
        unreadable=tied.returned["fee_unreadable"].gather(tied.items["r"]),
    )
    if rates is None:
        blank = {"ppm": pl.Int64(), "fee": pl.Int64(), "fee_check": CHECK}
        nothing = [pl.lit(None, type_).alias(name) for name, type_ in blank.items()]
        return items.with_columns(*nothing).drop("unreadable")
    items = items.with_columns(ppm=_ppm(tied, rates).gather(items["p"]))
    earned = pl.when(pl.col("base") == 0).then(0).otherwise(fee(pl.col("base"), pl.col("ppm")))
    items = items.with_columns(ppm=pl.when(pl.col("base") != 0).then("ppm"), fee=earned)
    items = items.with_columns(fee_check=_check())
    wrong = pl.col("fee_check").is_in(pl.Series(WRONG, dtype=CHECK).implode()).fill_null(value=False)
    return items.with_columns(exception=pl.col("exception") | wrong).drop("unreadable")


def _check() -> pl.Expr:
    due = pl.col("base") != 0
    said = (
        pl.when(due & pl.col("fee").is_null())
        .then(pl.lit("RATE_MISSING"))
        .when(pl.col("unreadable"))
        .then(pl.lit("UNREADABLE"))
        .when(pl.col("fee_claimed").is_null() & due)
        .then(pl.lit("NOT_CLAIMED"))
        .when(pl.col("fee_claimed") == pl.col("fee"))
        .then(pl.when(due).then(pl.lit("AGREES")))
        .when(pl.col("fee_claimed").is_not_null())
        .then(pl.lit("DIFFERS"))
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


def by_agency(items: pl.DataFrame, keys: tuple[str, ...] = ("agency", "cur")) -> pl.DataFrame:
    """Return commission by *keys*.

    Returns:
        ``lines`` that earn, ``base``, ``due``, ``claimed`` (Int128: no sum overflows), ``missing`` (lines without rate).
    """
    money = {"base": "base", "due": "fee", "claimed": "fee_claimed"}
    concerned = items.filter(
        (pl.col("base") != 0) | pl.col("fee_claimed").is_not_null(), pl.col("agency").is_not_null()
    )
    return (
        concerned.group_by(keys)
        .agg(
            (pl.col("base") != 0).sum().cast(pl.Int64).alias("lines"),
            *(pl.col(column).cast(pl.Int128).sum().alias(name) for name, column in money.items()),
            ((pl.col("base") != 0) & pl.col("ppm").is_null()).sum().cast(pl.Int64).alias("missing"),
        )
        .sort(keys)
    )
