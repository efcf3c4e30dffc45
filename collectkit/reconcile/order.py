"""The order in which people see items: a matter of what they say, not of where they stood."""

from __future__ import annotations

from typing import cast

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.reconcile.statuses import STATUS

_RETURNED = ("payment_id", "token", "fee_claimed", "received_by", "type", "reverses", "day", "file", "row")
_BOOKED = ("txn_id", "account_id", "type", "reverses", "day", "file", "row")
_BY = (
    *("claimed", "cash", "payment_id", "l_txn_id", "token", "l_account_id", "rule", "cur"),
    *("fee_claimed", "received_by", "type", "reverses", "day", "l_type", "l_reverses", "l_day"),
    *("file", "row", "l_file", "l_row"),
)
"""What decides among items with equal keys: what their lines say, and where they stood at the very last."""


def in_order(tied: Tied) -> pl.Series:
    """Return the places of the items in the order in which people see them.

    Exceptions first; then by agency, status, account, day, amount; then by what the lines say. Where the lines stood
    decides last, among items that say the same.
    """
    items = tied.items
    agency = pl.col("agency").to_physical().cast(pl.UInt64).fill_null(len(tied.placed.agencies.categories))
    first, last = (cast("int", edge or 0) for edge in (items["day"].min(), items["day"].max()))
    digits = [
        (pl.col("exception").is_null().cast(pl.UInt64), 2),
        (agency, len(tied.placed.agencies.categories) + 1),
        (pl.col("status").to_physical().cast(pl.UInt64), len(STATUS.categories)),
        (pl.col("p").cast(pl.UInt64).fill_null(tied.placed.accounts.height), tied.placed.accounts.height + 1),
        ((pl.col("day") - first).cast(pl.UInt64).fill_null(last - first + 1), last - first + 2),
    ]
    key: pl.Expr = pl.lit(0, pl.UInt64)
    for digit, base in digits:
        key = key * base + digit
    keys = items.select(key.alias("key")).to_series()
    order = keys.arg_sort()
    return _ties_broken(tied, keys, order)


def _ties_broken(tied: Tied, keys: pl.Series, order: pl.Series) -> pl.Series:
    """Put items with equal keys in the order of what their lines say."""
    sorted_keys = keys.gather(order)
    again = (sorted_keys == sorted_keys.shift()).fill_null(value=False)
    tied_places = (again | again.shift(-1, fill_value=False)).arg_true()
    if not len(tied_places):
        return order
    some = order.gather(tied_places)
    items = tied.items[some]
    said = items.select("claimed", "cash", "cur", "rule").with_columns(
        key=keys.gather(some),
        item=some,
        **{name: tied.returned[name].gather(items["r"]) for name in _RETURNED},
        **{f"l_{name}": tied.booked[name].gather(items["l"]) for name in _BOOKED},
    )
    return order.scatter(tied_places, said.sort("key", *_BY)["item"])
