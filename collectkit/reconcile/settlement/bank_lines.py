"""From raw cells to the lines of a bank statement, and whose each of them is.

An agency is known by its id or its name in the payer, else in the summary. Of the texts of a line nothing is kept but
a payer that names an agency: all others may be persons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import dates, text
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import RawBatch
from collectkit.reconcile.cells import Cells, fault_of, first, unread
from collectkit.tables.bank import DIRECTIONS
from collectkit.tables.headers import HeaderMap

BANKED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": pl.String(),
        "reference": pl.String(),
        "day": pl.Date(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "agency": pl.String(),
        "several": pl.Boolean(),
        "payer": pl.String(),
    }
)
"""A line of a bank statement: `amount` in minor units, below zero for what the creditor paid; `several`: it names more
than one agency, and `agency` is null."""


def banked(batch: RawBatch, headers: HeaderMap, names: Mapping[str, str]) -> pl.DataFrame:
    """Read one batch of a bank statement; lines that are no records included.

    Args:
        names: agency -> what it is called; its id too.
    """
    cells = Cells.of(batch, headers)
    day, amount = dates.parse(cells.raw("day")), _amount(cells)
    way, unknown = cells.word("direction", DIRECTIONS)
    code, code_unknown = cells.currency()
    against = (way == "IN").fill_null(value=False) & (amount.value < 0).fill_null(value=False)
    fault = first(
        code_where(
            (unknown, "direction_unknown"), (code_unknown, "currency_unknown"), (against, "direction_contradicts")
        ),
        fault_of("amount", amount),
        fault_of("date", day),
    )
    agency, several, payer = _named(cells, names)
    signed = pl.when(way == "OUT").then(-amount.value.abs()).when(way == "IN").then(amount.value.abs())
    lines = pl.DataFrame(
        {
            "row": batch.rows,
            "fault": nothing(cells.height, pl.String()) if fault is None else fault,
            "reference": cells.id("reference").value,
            "day": day.value,
            "amount": pl.select(signed.otherwise(amount.value)).to_series(),
            "currency": code,
            "agency": agency,
            "several": several,
            "payer": payer,
        },
        schema=BANKED,
    )
    return pl.concat([lines, unread(batch.bad, BANKED)])


def _amount(cells: Cells) -> Parsed:
    """The signed amount: of one column, or of what came in and what went out."""
    if "amount" in cells.columns:
        return cells.money("amount")
    came, went = cells.money("credit"), cells.money("debit")
    value = pl.coalesce(_not_zero(came.value), -_not_zero(went.value), pl.lit(came.value), pl.lit(went.value))
    both = code_where((((came.value != 0) & (went.value != 0)).fill_null(value=False), "AMOUNT_UNREADABLE"))
    return Parsed(pl.select(value).to_series(), first(came.code, went.code, both))


def _not_zero(amounts: pl.Series) -> pl.Expr:
    return pl.when(amounts != 0).then(amounts)


def _named(cells: Cells, names: Mapping[str, str]) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the agency that each line names, whether it names several, and its payer where that is an agency."""
    texts = {field: _bare(cells.raw(field)) for field in ("payer", "summary")}
    patterns = {agency: _pattern(agency, name) for agency, name in names.items()}
    found = {
        field: pl.DataFrame({agency: said.str.contains(one).fill_null(value=False) for agency, one in patterns.items()})
        for field, said in texts.items()
    }
    counts = {field: pl.lit(told.select(pl.sum_horizontal(pl.all())).to_series()) for field, told in found.items()}
    which = {
        field: pl.coalesce(pl.when(told[agency]).then(pl.lit(agency)) for agency in patterns)
        for field, told in found.items()
    }
    by_payer, by_summary = counts["payer"] == 1, (counts["payer"] == 0) & (counts["summary"] == 1)
    said = pl.select(
        agency=pl.when(by_payer).then(which["payer"]).when(by_summary).then(which["summary"]),
        several=(counts["payer"] > 1) | ((counts["payer"] == 0) & (counts["summary"] > 1)),
        payer=pl.when(by_payer).then(pl.lit(cells.raw("payer"))),
    )
    return said["agency"], said["several"], said["payer"]


def _bare(cells: pl.Series) -> pl.Series:
    return text.plain(cells).str.replace_all(r"\s", "").str.to_lowercase()


def _pattern(agency: str, name: str) -> str:
    """Return what finds an agency: its id as a whole word, or its name."""
    bare = "".join(text.plain_cell(name).split()).lower()
    word = rf"(?:^|[^a-z0-9-]){re.escape(agency)}(?:[^a-z0-9-]|$)"
    return f"{word}|{re.escape(bare)}" if bare else word
