"""Who owes whom: for each agency, currency and month, what it holds of the creditor's money, and what it has earned.

How that is settled stands in the terms of its rates (`Terms.settlement`):

- *gross*: it remits all that it received, and the creditor pays the commission;
- *net*: it withholds its commission, and remits the rest;
- *creditor*: all money goes to the creditor, who pays the commission.

Where more went back than came in, the other side owes the difference.
"""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.commission import Rates
from collectkit.reconcile.items import Tied
from collectkit.reconcile.statuses import STATUS

HELD = ("AGENCY_ONLY", "OUT_OF_WINDOW", "NOT_PLACED", "WRONG_AGENCY")
"""Statuses of money that an agency says it received, that is not matched, and is the creditor's all the same."""

_KEYS = ("agency", "cur", "month")
_NO_ACCOUNT = "of_no_account"


def statement(tied: Tied, rates: Rates) -> pl.DataFrame:
    """Return the settlement of each agency.

    Args:
        tied: as `commission.with_fees` returns it, with *rates*.

    Returns:
        By ``agency``, ``cur`` and ``month`` (its first day; of the ledger's date, else of the reported one): ``terms``;
        ``received`` (matched, less what was taken back) and ``held`` (reported and not matched), both by the agency;
        ``direct`` (to the creditor, while the agency had the account); ``earned``, ``given_back`` (above zero) and
        ``due`` (the first less the second);
        ``fees_unknown`` (lines without a rate, which are in no sum); ``remit`` (the agency must pay), ``pay`` (the
        creditor must). Int128 sums.
    """
    items = tied.items
    by_agency = (tied.returned["received_by"] == "AGENCY").gather(items["r"])
    held = pl.col("status").is_in(pl.Series(HELD, dtype=STATUS).implode()) & (pl.col("rule") != _NO_ACCOUNT)
    items = items.select(
        "agency",
        "holder",
        "cur",
        "day",
        "fee",
        pl.when(pl.col("side") == "matched").then("cash").alias("received"),
        pl.when(held & pl.lit(by_agency)).then("claimed").alias("held"),
        pl.when(pl.col("side") == "direct").then("cash").alias("direct"),
    ).filter(pl.any_horizontal(pl.col("received", "held", "direct").is_not_null()) | pl.col("fee").ne_missing(0))
    items = _of_holders(items)
    money = pl.col("received", "held", "direct").cast(pl.Int128).sum()
    fee, zero = pl.col("fee").cast(pl.Int128), pl.lit(0, pl.Int128)
    sums = (
        items.drop_nulls("agency")
        .with_columns(month=pl.col("day").cast(pl.Date).dt.truncate("1mo"))
        .group_by(_KEYS)
        .agg(
            money,
            fee.filter(pl.col("fee") > 0).sum().alias("earned"),
            (zero - fee.filter(pl.col("fee") < 0).sum()).alias("given_back"),
            pl.col("fee").null_count().cast(pl.Int64).alias("fees_unknown"),
        )
        .sort(_KEYS, nulls_last=True)
    )
    known = {agency: rates.terms_of(agency).settlement for agency in tied.placed.agencies.categories}
    terms = pl.col("agency").cast(pl.String).replace_strict(known, return_dtype=pl.String)
    sums = sums.with_columns(terms=terms, due=pl.col("earned") - pl.col("given_back"))
    both, due = pl.col("received") + pl.col("held"), pl.col("due")
    return sums.select(
        *_KEYS,
        *("terms", "received", "held", "direct", "earned", "given_back", "due", "fees_unknown"),
        _by_terms(_above(both) + _above(zero - due), _above(both - due), _above(zero - due)).alias("remit"),
        _by_terms(_above(due) + _above(zero - both), _above(due - both), _above(due)).alias("pay"),
    )


def _of_holders(items: pl.DataFrame) -> pl.DataFrame:
    """Give what is direct to the agency that had the account, also where another one claims it."""
    others = pl.col("direct").is_not_null() & (pl.col("holder") != pl.col("agency"))
    moved = items.filter(others)
    if moved.is_empty():
        return items.drop("holder")
    cash = moved.select("cur", "day", "direct", agency="holder", fee=pl.lit(0, pl.Int64))
    rest = items.with_columns(pl.when(~others).then("direct").alias("direct"))
    return pl.concat([rest.drop("holder"), cash], how="diagonal")


def _above(amount: pl.Expr) -> pl.Expr:
    """Return an amount, or zero where it is below."""
    return pl.when(amount > 0).then(amount).otherwise(pl.lit(0, pl.Int128))


def _by_terms(gross: pl.Expr, net: pl.Expr, creditor: pl.Expr) -> pl.Expr:
    terms = pl.col("terms")
    return pl.when(terms == "gross").then(gross).when(terms == "net").then(net).otherwise(creditor)
