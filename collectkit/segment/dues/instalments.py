"""Lines of a schedule and of a ledger, from raw cells to compact columns.

What an account was to pay, and what settled it. What a line of the ledger is, `tables.cash` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import number
from collectkit.files import RawBatch
from collectkit.segment.lines import Cells, Lines
from collectkit.tables import cash, ledger
from collectkit.tables.headers import HeaderMap
from collectkit.tables.schedule import PARTS

INSTALMENTS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.UInt32(),
        "key": pl.UInt32(),
        "no": pl.Int32(),
        "due_on": pl.Date(),
        "amount": pl.Int64(),
        "currency": pl.UInt32(),
    }
)
"""An instalment: 28 bytes. `key` is the account as a number; `no` and `currency` are null where they are blank."""

ENTRIES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.UInt32(),
        "key": pl.UInt32(),
        "reversal": pl.Boolean(),
        "amount": pl.Int64(),
        "currency": pl.UInt32(),
        "day": pl.Date(),
        "posted": pl.Date(),
        "txn": pl.UInt64(),
        "reverses": pl.UInt64(),
    }
)
"""A line of the ledger that settles, or takes back: 45 bytes. `txn` and `reverses` are hashes of numbers, which are
only compared within an account."""

SETTLING = (*ledger.CASH, "WAIVER")
"""The types that change what is left to pay. A waiver settles as money does, though it recovers nothing."""

_DOUBTFUL = {"reversal_unclear": "reversal", "amount_sign": "amount"}
"""Doubt of `tables.cash.ways` -> the column that gives it."""


def instalments(batch: RawBatch, headers: HeaderMap) -> Lines:
    """Read one batch of a schedule: `INSTALMENTS` with `account` (String) for `key`, `currency` as text."""
    cells = Cells.of(batch, headers)
    account, due_on = cells.account(), cells.day("due_on", needed=True)
    no = cells.integer("no").cast(pl.Int32)  # of nine digits at most
    amount = cells.money("amount", needed=True) if "amount" in cells.columns else _sum(cells)
    cells.fault("amount", (amount < 0).fill_null(value=False), "INSTALMENT_NEGATIVE")
    columns = {"account": account, "no": no, "due_on": due_on, "amount": amount}
    return cells.lines({**columns, "currency": cells.currency()})


def _sum(cells: Cells) -> pl.Series:
    """Return the amount due where only its parts are said; a part that is blank is nothing, if another is not."""
    parts = [cells.money(name) for name in PARTS if name in cells.columns]
    there = pl.any_horizontal(pl.lit(part).is_not_null() for part in parts)
    # Parts near the largest amount would overflow unseen: what does not fit is no amount.
    whole = pl.sum_horizontal(pl.lit(part).cast(pl.Int128) for part in parts).cast(pl.Int64, strict=False)
    amount = pl.select(pl.when(there).then(whole)).to_series()
    cells.fault("amount", cells.sound & amount.is_null(), "NEEDED_BLANK")
    return amount


def entries(batch: RawBatch, headers: HeaderMap) -> Lines:
    """Read one batch of a ledger: `ENTRIES` with `account` (String) for `key`, `currency` as text.

    Lines of other types than `SETTLING` are counted only.
    """
    type_, unknown = Cells.of(batch, headers).word("type", ledger.TYPES)
    wanted = type_.is_in(SETTLING).fill_null(value=True)
    others = Counter(type_.filter(~wanted).to_list())
    if others:
        batch, type_, unknown = batch.filter(wanted, batch.bad), type_.filter(wanted), unknown.filter(wanted)
    cells = Cells.of(batch, headers)
    cells.fault("type", unknown, "TYPE_UNKNOWN")
    account, amount = cells.account(), cells.money("amount", needed=True)
    value, posted = cells.day("value_date"), cells.day("posted_on")
    day, by_posting = cash.day(value, posted)  # where a date cannot be read the line is not sound
    cells.fault("value_date", cells.sound & day.is_null(), "NEEDED_BLANK")
    reverses = cells.id("reverses")
    flag = number.parse_flag(cells.raw("reversal")).value if "reversal" in cells.columns else None
    ways = cash.ways(type_, flag, amount, reverses)
    for doubt, name in _DOUBTFUL.items():
        cells.fault(name, (ways["doubt"] == doubt).fill_null(value=False), doubt.upper())
    if "value_date" in cells.columns:
        cells.warn("value_date", by_posting & cells.sound, "VALUE_DATE_BLANK")
    columns = {
        "account": account,
        "reversal": ways["type"] == "REVERSAL",
        "amount": ways["amount"],
        "currency": cells.currency(),
        "day": day,
        "posted": posted.fill_null(day),
        "txn": _hash(cells.id("txn_id")),
        "reverses": _hash(reverses),
    }
    return cells.lines(columns, others)


def _hash(texts: pl.Series) -> pl.Series:
    return texts.hash().set(texts.is_null(), None)
