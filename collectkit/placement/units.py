"""Who is dealt out: a row a debtor, with what of all its accounts the dealing depends on."""

from __future__ import annotations

import polars as pl

from collectkit.crypto import order
from collectkit.placement import debtors, permits, strata
from collectkit.placement.eligibility import THIN
from collectkit.placement.permits import Roster
from collectkit.placement.reasons import CODE, NONE


def grouped(thin: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Return the accounts with `debtor`, `rank` (keyed, of the debtor) and `code`: what speaks against placing each."""
    debtor = debtors.group([thin["account"], thin["customer"], thin["identity"]])
    accounts = thin.with_columns(pl.Series("debtor", debtor))
    per_debtor = accounts.group_by("debtor", maintain_order=True).agg(
        pl.col("person").min(), pl.col("account").min().alias("first")
    )
    ranked = per_debtor.select("debtor", "person", rank=order.ranks(key, per_debtor["first"]), first="first")
    accounts = accounts.drop("person").join(ranked, on="debtor", how="left", maintain_order="left")
    accounts = accounts.with_columns(code=pl.min_horizontal("own", "person"))
    return accounts.with_columns(code=_once(accounts))


def _once(accounts: pl.DataFrame) -> pl.Series:
    """Return `code`, with ``account_repeated`` for all but one row of an account.

    The row that speaks for it: the one with most against placing, then with the smallest amount.
    """
    twice = accounts["account"].is_duplicated() & accounts["account"].is_not_null()
    if not twice.any():
        return accounts["code"]
    said = ["account", "code", "amount", "days", "bucket", "region", "hand", "former"]
    said += sorted({*THIN} - {*said})  # all that was read decides before the order of rows does
    rows = accounts.select(*said, row=pl.int_range(pl.len())).filter(twice).sort([*said, "row"])
    others = rows.filter(pl.col("account") == pl.col("account").shift())["row"]
    return accounts["code"].clone().scatter(others, CODE["account_repeated"])


def units(accounts: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Return a row for each debtor who has accounts to place, in the order of the keyed hash.

    Columns: `debtor`, `accounts`, `amount`, `strata.PARTS` (of its largest account), `may` (bits of agencies), and the
    bits of each aspect.
    """
    bits = permits.of_accounts(accounts, roster)
    wide = accounts.with_columns(pl.Series(f"may_{name}", found) for name, found in bits.items())
    # An account that stays with its agency keeps the debtor's others from all other agencies.
    elsewhere = wide.filter("running").group_by("debtor").agg(pl.col("may_elsewhere").bitwise_and())
    every = pl.lit(roster.every, dtype=pl.UInt64)
    return (
        wide.filter(pl.col("code") == NONE)
        .drop("may_elsewhere")
        .sort(
            *("rank", "first", "amount", "days", "bucket", "region", "hand"),
            descending=[False, False, True, True, False, False, False],
        )
        .group_by("debtor", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("accounts"),
            pl.col("bucket", "region", "hand").first(),
            pl.col("amount").sum(),
            pl.col("may_region", "may_hand", "may_former").bitwise_and(),
        )
        .join(elsewhere, on="debtor", how="left", maintain_order="left")
        .with_columns(pl.col("may_elsewhere").fill_null(every))
        .with_columns(
            band=strata.band("amount"),
            several=pl.col("accounts") > 1,
            may=pl.col("may_region") & pl.col("may_hand") & pl.col("may_former") & pl.col("may_elsewhere"),
        )
    )
