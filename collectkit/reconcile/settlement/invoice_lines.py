"""From raw cells to the lines of an invoice, each value in its type; and its totals row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import currency, dates, money, text
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import RawBatch
from collectkit.reconcile.cells import Cells, first, troubled, unread
from collectkit.tables.headers import HeaderMap

_CODE = re.compile("[A-Z]{3}")

INVOICED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": pl.String(),
        "payment_id": pl.String(),
        "token": pl.String(),
        "day": pl.Date(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "base": pl.Int64(),
        "rate": pl.Int64(),
        "fee": pl.Int64(),
    }
)
"""A line of an invoice: money in minor units, the rate in ppm; `fault` says why it cannot be read."""

STATED: Mapping[str, pl.DataType] = MappingProxyType({"row": pl.Int64(), "currency": pl.String(), "fee": pl.Int64()})
"""A totals row of an invoice; a null `fee` could not be read, or is of no known currency."""


def invoiced(batch: RawBatch, headers: HeaderMap) -> pl.DataFrame:
    """Read one batch of an invoice; lines that are no records included."""
    cells = Cells.of(batch, headers)
    payment, token = cells.id("payment_id"), text.without_blanks(text.plain(cells.raw("token")))
    day, amount, base, fee = dates.parse(cells.raw("value_date")), *map(cells.money, ("amount", "base", "fee"))
    rate, (code, code_unknown) = cells.rate("rate"), cells.currency()
    fault = first(
        code_where((payment.value.is_null() & token.is_null(), "names_nothing"), (code_unknown, "currency_unknown")),
        *(
            _unreadable(what, parsed)
            for what, parsed in (("fee", fee), ("rate", rate), ("base", base), ("amount", amount), ("date", day))
        ),
        code_where((fee.value.is_null(), "fee_blank")),
    )
    lines = pl.DataFrame(
        {
            "row": batch.rows,
            "fault": nothing(cells.height, pl.String()) if fault is None else fault,
            "payment_id": payment.value,
            "token": token,
            "day": day.value,
            "amount": amount.value,
            "currency": code,
            "base": base.value,
            "rate": rate.value,
            "fee": fee.value,
        },
        schema=INVOICED,
    )
    return pl.concat([lines, unread(batch.bad, INVOICED)])


def _unreadable(what: str, parsed: Parsed) -> pl.Series | None:
    """The rule of cells that are not blank and cannot be read."""
    return None if parsed.code is None else code_where((troubled(parsed), f"{what}_unreadable"))


def stated(row: int, cells: Mapping[int, str], headers: HeaderMap) -> pl.DataFrame:
    """Read a totals row.

    Args:
        cells: by the place of their column.
    """
    fee, column = headers.of("fee"), headers.of("currency")
    cell = cells.get(fee.index) if fee else None
    read = money.parse(pl.Series([cell], dtype=pl.String), money.minor_per_unit(fee.unit if fee else None)).value[0]
    named = cells.get(column.index) if column else None
    code = None if named is None else currency.parse(pl.Series([named])).value[0]
    if code is not None and not _CODE.fullmatch(code):
        code = read = None
    return pl.DataFrame({"row": [row], "currency": [code], "fee": [read]}, schema=STATED)
