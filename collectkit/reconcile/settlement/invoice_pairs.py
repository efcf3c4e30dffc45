"""Which payment a line of an invoice means: that with its id; else that of its account, currency, amount and day."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.reconcile import owners
from collectkit.reconcile.items import Tied

_WAYS: tuple[tuple[str, ...], ...] = (("agency", "id", "back"), ("agency", "p", "cur", "amount", "day"))
_SAID = ("faulty", "fee", "rate", "base", "file", "row")
"""What decides which of equal lines is the first; one that can be read comes before one that cannot."""


def ready(tied: Tied, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with ``line``, ``p``, ``cur``, ``id`` and ``back``.

    *line*: its place; *p*: the first placement of the token's account; *cur*: its currency where the line names none;
    *back*: the line gives something back.
    """
    accounts = tied.placed.accounts
    p = owners.attribute(lines, tied.placed, None)[0]["p"]
    return lines.with_row_index("line").with_columns(
        p=p,
        cur=pl.coalesce("currency", pl.lit(accounts["currency"].gather(p))),
        back=((pl.col("fee") < 0) | (pl.col("amount") < 0)).fill_null(value=False),
        id="payment_id",
        faulty=pl.col("fault").is_not_null(),
    )


def payments(tied: Tied, agencies: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what earns, and what was reported and earns nothing, of agencies that sent an invoice.

    Returns:
        ``item``, ``unit`` (the first item of its group; else its own), ``agency``, ``cur``, ``p``, ``back``, ``amount``
        (signed; as reported, else as booked), ``day``, ``id`` (the agency's, or that of the payment that it takes back;
        else the ledger's), ``base``, ``ppm``, ``fee`` and ``r``.
    """
    returned, booked, book = tied.returned, tied.booked, tied.book
    items = tied.items.with_row_index("item").filter(pl.col("agency").is_in(agencies.implode()))
    items = items.with_columns(_unit(items))
    ids = (
        returned["payment_id"].gather(items["r"]),
        returned["payment_id"].gather(book["r"].gather(book["link"].gather(items["l"]))),
        booked["txn_id"].gather(items["l"]),
    )
    day = pl.coalesce(pl.lit(returned["day"].gather(items["r"])), pl.lit(booked["day"].gather(items["l"])))
    amount = pl.coalesce("claimed", "cash")
    earns = pl.col("base").ne_missing(0)
    if items["unit"].is_duplicated().any():
        earns = earns.any().over("unit")
    items = items.select(
        *("item", "unit", "agency", "base", "ppm", "fee", "r"),
        pl.lit(tied.placed.first(items["p"], "holding")).alias("p"),
        pl.col("cur").cast(pl.String),
        earns.alias("earns"),
        (amount < 0).alias("back"),
        amount.alias("amount"),
        day.alias("day"),
        pl.coalesce(pl.lit(each) for each in ids).alias("id"),
    )
    return items.filter("earns"), items.filter(~pl.col("earns"), pl.col("r").is_not_null())


def _unit(items: pl.DataFrame) -> pl.Expr:
    if "group" not in items.columns or items["group"].null_count() == items.height:
        return pl.col("item").alias("unit")
    shared = pl.col("item").min().over("group")
    return pl.when(pl.col("group").is_null()).then("item").otherwise(shared).alias("unit")


def paired(lines: pl.DataFrame, earning: pl.DataFrame) -> pl.DataFrame:
    """Pair lines with what earns, one to one: ``line``, ``item`` and ``unit``."""
    found = pl.DataFrame(schema={"line": pl.UInt32, "item": pl.UInt32, "unit": pl.UInt32})
    for way in _WAYS:
        left = lines.join(found, on="line", how="anti").drop_nulls(way)
        if left.is_empty():
            continue
        free = earning.join(found, on="item", how="anti").drop_nulls(way)
        mine, theirs = _numbered(left, way, _SAID), _numbered(free, way, ("item",))
        pairs = mine.join(theirs, on=[*way, "nth"], how="inner").select("line", "item", "unit")
        found = pl.concat([found, pairs])
    return found


def _numbered(frame: pl.DataFrame, way: Sequence[str], order: Sequence[str]) -> pl.DataFrame:
    """Return rows with ``nth``, from 0 among those that are equal in the columns of a way."""
    equal = frame.select(pl.struct(way).is_duplicated()).to_series()
    alone = frame.filter(~equal).with_columns(nth=pl.lit(0, pl.UInt32))
    if not equal.any():
        return alone
    some = frame.filter(equal).sort(order)
    return pl.concat([alone, some.with_columns(nth=pl.int_range(pl.len(), dtype=pl.UInt32).over(way))])


def first_like(said: pl.DataFrame, payments: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return for each line without a pair the first payment that it may mean, whoever asked for that before."""
    rest = said.filter(pl.col("item").is_null())
    found = pl.DataFrame(schema={"line": pl.UInt32, name: pl.UInt32})
    for way in _WAYS:
        left = rest.join(found, on="line", how="anti").drop_nulls(way)
        if left.is_empty():
            continue
        alike = payments.join(left, on=list(way), how="semi").sort("item")
        first = alike.unique(way, keep="first", maintain_order=True).select(*way, pl.col("item").alias(name))
        found = pl.concat([found, left.join(first, on=list(way), how="inner").select("line", name)])
    return found
