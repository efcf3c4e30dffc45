"""Does a file hold what its trailers say? Each speaks of one family; one that differs becomes a row with that fault."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import number
from collectkit.reconcile.cells import Cells, troubled
from collectkit.tables.record_families import MONEY, SPELLINGS

TRAILERS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "family": pl.String(),
        "currency": pl.String(),
        "rows": pl.Int64(),
        "amount": pl.Int64(),
        "unreadable": pl.Boolean(),
    }
)
"""A trailer: what it does not say is null; `unreadable` where it says what nobody can read."""


def read(cells: Cells) -> pl.DataFrame:
    """Read a batch of trailers, as `TRAILERS`."""
    family, family_unknown = cells.word("family", SPELLINGS)
    rows, amount = number.parse_int(cells.raw("rows")), cells.money("amount")
    currency, currency_unknown = cells.currency()
    return pl.DataFrame(
        {
            "row": cells.batch.rows,
            "family": family,
            "currency": currency,
            "rows": rows.value,
            "amount": amount.value,
            "unreadable": family_unknown | currency_unknown | troubled(rows) | troubled(amount),
        },
        schema=dict(TRAILERS),
    )


def compare(code: str, records: pl.DataFrame, trailers: pl.DataFrame) -> pl.DataFrame:
    """Return a row of *records*, with a fault and all else blank, for each trailer that differs.

    Trailers that name several currencies speak each of its own; else each speaks of all records.

    Args:
        code: the family of *records*: all of one file, also those that cannot be read.
        trailers: `TRAILERS` of that family; what one does not say is not compared.
    """
    apart = "currency" in records.columns and trailers["currency"].drop_nulls().n_unique() > 1
    facts: dict[str | None, tuple[int, int]] = {}
    faults = []
    for trailer in trailers.iter_rows(named=True):
        about = trailer["currency"] if apart else None
        if about not in facts:
            facts[about] = _facts(code, records, about)
        faults.append(_fault(trailer, *facts[about]))
    differing = trailers.select("row", pl.Series("fault", faults, records.schema["fault"])).drop_nulls("fault")
    return pl.concat([records.clear(), differing], how="diagonal")


def is_net(records: pl.DataFrame, amount: int) -> bool:
    """Return whether payments less reversals come to an amount: people add up so, where a trailer does not."""
    if "type" not in records.columns:
        return False
    back = pl.col("type") == "REVERSAL"
    signed = pl.when(back).then(-pl.col("amount")).otherwise("amount")
    return int(records.select(signed.cast(pl.Int128).sum()).item()) == amount


def _facts(code: str, records: pl.DataFrame, currency: str | None) -> tuple[int, int]:
    """Return how many records there are, and their sum as it stands; of a currency, or of all."""
    if currency is not None:
        records = records.filter(pl.col("currency") == currency)
    money = MONEY.get(code)
    return records.height, 0 if money is None else int(records[money].cast(pl.Int128).sum())


def _fault(trailer: Mapping[str, object], rows: int, amount: int) -> str | None:
    if trailer["unreadable"]:
        return "trailer_unreadable"
    if trailer["rows"] not in {None, rows}:
        return "trailer_rows"
    return None if trailer["amount"] in {None, amount} else "trailer_sum"
