"""Reads what was paid in some window, from the creditor's ledger: line by line, and no more held than lies in it.

A line that cannot be used is counted with its reason, and is never guessed at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.files import Input
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned import need
from collectkit.jobs.stream import in_order
from collectkit.reconcile import lines
from collectkit.segment.debtors.behaviour import PAYMENTS
from collectkit.tables.ledger import LEDGER, OF_LEDGER


@dataclass(slots=True)
class Ledger:
    """What was read of a ledger.

    Attributes:
        payments: `PAYMENTS`, in the window.
        first: the first day of any cash line.
        last: the last one.
        used: lines that are payments in the window; all rows are used, outside, others, set aside or removed.
        others: type -> lines that move no cash.
    """

    payments: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAYMENTS))
    first: date | None = None
    last: date | None = None
    rows_in: int = 0
    used: int = 0
    outside: int = 0
    others: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def add(self, judged: pl.DataFrame, others: Counter[str], removed: Counter[str], used: int) -> None:
        """Count a batch; *judged* is its cash lines."""
        good = judged.filter(pl.col("fault").is_null())
        if good.height:
            first, last = good.select(first=pl.col("day").min(), last=pl.col("day").max()).row(0)
            self.first, self.last = min(self.first or first, first), max(self.last or last, last)
        self.rows_in += judged.height + others.total() + removed.total()
        self.used += used
        self.outside += good.height - used
        self.others += others
        self.set_aside.update(judged["fault"].drop_nulls().to_list())
        self.removed += removed

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "ledger_from": None if self.first is None else self.first.isoformat(),
            "ledger_to": None if self.last is None else self.last.isoformat(),
            "ledger_rows_in": self.rows_in,
            "ledger_used": self.used,
            "ledger_outside_window": self.outside,
            "ledger_other_types": dict(sorted(self.others.items())),
            "ledger_set_aside": dict(sorted(self.set_aside.items())),
            "ledger_removed": dict(self.removed),
        }


def read_payments(source: Input, since: date, until: date) -> Ledger:
    """Read the cash lines of a ledger from one day to another, both included.

    Raises:
        InputError: it cannot be read, or lacks a needed column.
    """
    count, frames = Ledger(), [pl.DataFrame(schema=PAYMENTS)]
    with open_table(source, known=OF_LEDGER) as table:
        named = ("account_id", "amount", *(() if table.headers.of("posted_on") else ("value_date",)))
        need(table, {name: LEDGER[name] for name in named})

        def work(chunk: Any) -> tuple[pl.DataFrame, Counter[str], Counter[str], pl.DataFrame]:
            batch, removed = table.read(chunk)
            booked = lines.booked(batch, table.headers)
            judged = _judged(booked.lines)
            return judged, booked.others, removed, _payments(judged, since, until)

        for judged, others, removed, used in in_order(table.source.chunks(), work):
            count.add(judged, others, removed, used.height)
            frames.append(used)
    count.payments = pl.concat(frames)
    return count


def _judged(booked: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with `fault` also where an amount has the sign of another type."""
    back = pl.col("type") != "REPAYMENT"
    wrong = pl.when(back == (pl.col("amount") > 0)).then(pl.lit("amount_sign"))
    return booked.with_columns(pl.coalesce("fault", wrong).alias("fault"))


def _payments(judged: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    good = judged.filter(pl.col("fault").is_null() & pl.col("day").is_between(since, until))
    hashed = {"txn": "txn_id", "reverses": "reverses"}
    return good.select(
        pl.col("account_id").alias("account"),
        *("currency", "day", "amount", "type"),
        *(pl.when(pl.col(old).is_not_null()).then(pl.col(old).hash()).alias(new) for new, old in hashed.items()),
    )
