"""Items as they are written: every column of `tables.items.ITEMS`, a slice at a time, to bound the memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.tables.items import ITEMS

_TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "item": pl.Int64(),
        "group": pl.Int64(),
        "row": pl.Int64(),
        "ledger_row": pl.Int64(),
        "rate_row": pl.Int64(),
        "rate_ppm": pl.Int64(),
        "since": pl.Date(),
        "until": pl.Date(),
        "claimed_on": pl.Date(),
        "booked_on": pl.Date(),
    }
)
SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {name: pl.Int64() if name.endswith("_minor") else _TYPES.get(name, pl.String()) for name in ITEMS}
)
"""The types of `ITEMS`."""

_FROM_RETURNED = ("row", "payment_id", "type", "received_by", "reverses")
_FROM_LEDGER = {"ledger_row": "row", "txn_id": "txn_id", "ledger_type": "type", "ledger_reverses": "reverses"}


class Files(NamedTuple):
    """Names of the files that lines are of, by their ``file``."""

    returns: Sequence[str]
    ledgers: Sequence[str]


def slices(tied: Tied, order: pl.Series, files: Files, rows: int) -> Iterator[pl.DataFrame]:
    """Yield the items in *order*, *rows* at a time.

    Args:
        tied: as `commission.with_fees` returns it.
        order: as `order.in_order` returns it.
        files: what the files of both sides are called.
    """
    for start in range(0, len(order), rows):
        yield picked(tied, order, pl.int_range(start, min(start + rows, len(order)), eager=True), files)


def first_of_each(tied: Tied, order: pl.Series, exceptions: int, rows: int) -> pl.Series:
    """Return where in *order* the first items stand: *exceptions* of those to be looked at, *rows* of each status."""
    status = tied.items["status"].to_physical().gather(order)
    several = tied.items.height - tied.items["exception"].null_count()
    first = pl.int_range(min(exceptions, several), dtype=pl.UInt32, eager=True)
    of_each = [(status == code).arg_true().head(rows) for code in status.unique()]
    places: pl.Series = pl.concat([first, *of_each]).unique().sort()
    return places


def picked(tied: Tied, order: pl.Series, places: pl.Series, files: Files) -> pl.DataFrame:
    """Return the items at *places* in *order*; `slices` says the rest. ``item`` counts from 1 in that order."""
    items = tied.items[order.gather(places)]
    r, at, p = (items[name] for name in ("r", "l", "p"))
    returned, booked, accounts = tied.returned, tied.booked, tied.placed.accounts
    account = _first_of((accounts["account_id"], p), (booked["account_id"], at), (tied.opened, r))
    token = _first_of((accounts["token"], p), (returned["token"], r))
    names, ledgers = (pl.Series(each, dtype=pl.String) for each in files)
    return items.with_columns(
        item=places + 1,
        account_id=account,
        token=token,
        currency="cur",
        bucket=accounts["bucket"].gather(p),
        since=accounts["since"].gather(p),
        until=accounts["until"].gather(p),
        file=names.gather(returned["file"].gather(r)),
        ledger_file=ledgers.gather(booked["file"].gather(at)),
        claimed_on=returned["day"].gather(r),
        booked_on=booked["day"].gather(at),
        claimed_minor="claimed",
        cash_minor="cash",
        base_minor="base",
        rate_ppm="ppm",
        fee_minor="fee",
        fee_claimed_minor="fee_claimed",
        **{name: returned[name].gather(r) for name in _FROM_RETURNED},
        **{name: booked[source].gather(at) for name, source in _FROM_LEDGER.items()},
    ).select(pl.col(name).cast(type_) for name, type_ in SCHEMA.items())


def _first_of(*sources: tuple[pl.Series, pl.Series]) -> pl.Series:
    """Return of each row the first value that there is: what stands in a column at a place."""
    found = sources[0][0].gather(sources[0][1])
    for column, at in sources[1:]:
        blank = found.is_null()
        if not blank.any():
            break
        found = found.zip_with(~blank, column.gather(at))
    return found
