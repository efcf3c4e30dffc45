"""Commission: what the rates make due on each item of a reconciliation, against what its agency claims."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from collectkit.reconcile.commission import checking
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.commission.earning import EARNED, earned
from collectkit.reconcile.commission.order import Said
from collectkit.reconcile.items import Tied

_NAMES = {"row": "rate_row", "rule": "fee_rule"}
_BOOKED = ("txn_id", "type", "reverses")
_RETURNED = ("payment_id", "fee_claimed", "received_by", "token", "type", "reverses", "day")


def with_fees(tied: Tied, rates: Rates | None) -> Tied:
    """Return the same with what each item earns.

    Returns:
        Its items have ``base`` (what the fee is of; null where that is not known), ``ppm`` (null where several rates
        count), ``fee`` (null where it is not known), ``rate_row`` (the number of its row in the rates file),
        ``fee_rule`` (`rules.FEE_RULE`: why the fee is what it is), ``fee_claimed`` (signed; null when sent again),
        ``fee_check`` (`checking.CHECK`; null where nothing is due or claimed) and ``exception`` (`checking.REASON`;
        null for none).
        Without rates the fees are null, and nothing is compared.

    Raises:
        InputError: the rates ask for what is known of no placement.
    """
    r = tied.items["r"]
    back = tied.returned["type"] == "REVERSAL"
    claimed = tied.returned.select(pl.when(pl.lit(back)).then(-pl.col("fee_claimed").abs()).otherwise("fee_claimed"))
    resent = tied.items["rule"] == "resent"
    asked = claimed.to_series().gather(r), tied.returned["fee_unreadable"].gather(r)
    fee_claimed, unreadable = (one.set(resent, None) for one in asked) if resent.any() else asked
    items = tied.items.with_columns(fee_claimed=fee_claimed, unreadable=unreadable)
    if rates is None:
        matched = pl.when(pl.col("side") == "matched").then("cash").otherwise(0).fill_null(0)
        blank = {name: dtype for name, dtype in EARNED.items() if name != "base"}
        nothing = (pl.lit(None, dtype).alias(_NAMES.get(name, name)) for name, dtype in blank.items())
        items = items.with_columns(*nothing, base=matched, fee_check=pl.lit(None, checking.CHECK))
    else:
        items = items.hstack(earned(lines(tied, rates), tied.placed, rates, said(tied)).rename(_NAMES))
        items = items.with_columns(fee_check=checking.check(items))
    return replace(tied, items=items.with_columns(exception=checking.reason()).drop("unreadable"))


def lines(tied: Tied, rates: Rates) -> pl.DataFrame:
    """Return the items as lines that may earn, as `earning.earned` takes them.

    What fell in the window of another agency than the one that claims it earns nothing.
    """
    at = tied.items["l"]
    able = tied.items.select("p", "cur", "day", "cash", "side").with_columns(of=_of(tied))
    if tied.placed.shared.height:
        elsewhere = (tied.items["holder"] != tied.items["agency"]).fill_null(value=False)
        able = able.with_columns(able["side"].set(elsewhere, "outside"))
    if any(row.base == "principal" for row in rates.rate):
        able = able.with_columns(principal=tied.booked["principal"].gather(at))
    return able


def _of(tied: Tied) -> pl.Series:
    """Return the item of the payment that each item takes back."""
    link = tied.book["link"]
    if link.null_count() == len(link):
        return pl.repeat(None, tied.items.height, dtype=pl.UInt32, eager=True)
    items = tied.items.with_row_index("item").select("item", "l").drop_nulls("l")
    item = pl.repeat(None, tied.book.height, dtype=pl.UInt32, eager=True).scatter(items["l"], items["item"])
    counted = tied.items["side"].is_in(["matched", "direct"]).fill_null(value=False)
    return item.gather(link.gather(tied.items["l"])).set(~counted, None)


def said(tied: Tied) -> Said:
    """What decides among ledger lines of one day: their transaction ids, then what else they and their claims say."""

    def told(places: pl.Series) -> pl.DataFrame:
        items = tied.items.select("r", "l", "p", "cash")[places]
        booked = tied.booked.select(_BOOKED)[items["l"]].rename(lambda name: f"booked_{name}")
        claimed = tied.returned.select(_RETURNED)[items["r"]].rename(lambda name: f"claimed_{name}")
        own = items.select(said_p="p", said_cash="cash")
        return booked.select("booked_txn_id").hstack(own).hstack(booked.drop("booked_txn_id")).hstack(claimed)

    return told
