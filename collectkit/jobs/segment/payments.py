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
from collectkit.jobs.returned.returned import need
from collectkit.jobs.stream import in_order
from collectkit.reconcile import lines
from collectkit.segment.debtors.behaviour import PAYMENTS
from collectkit.tables import cash
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
        by_posting: lines without a value date that count from their day of posting.
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
    by_posting: int = 0

    def add(self, booked: lines.Booked, removed: Counter[str], used: int) -> None:
        """Count a batch, of which *used* lines are in the window."""
        good = booked.lines.filter(pl.col("fault").is_null())
        if good.height:
            first, last = good.select(first=pl.col("day").min(), last=pl.col("day").max()).row(0)
            self.first, self.last = min(self.first or first, first), max(self.last or last, last)
        self.rows_in += booked.lines.height + booked.others.total() + removed.total()
        self.used += used
        self.outside += good.height - used
        self.others += booked.others
        self.set_aside.update(booked.lines["fault"].drop_nulls().to_list())
        self.removed += removed
        self.by_posting += booked.by_posting

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
            "ledger_by_posting": self.by_posting,
        }


def read_payments(source: Input, since: date, until: date) -> Ledger:
    """Read the cash lines of a ledger from one day to another, both included.

    Raises:
        InputError: it cannot be read, or lacks a needed column.
    """
    count, frames, others = Ledger(), [pl.DataFrame(schema=PAYMENTS)], [pl.DataFrame(schema=PAYMENTS)]
    with open_table(source, known=OF_LEDGER) as table:
        named = ("account_id", "amount", *(() if table.headers.of("posted_on") else ("value_date",)))
        need(table, {name: LEDGER[name] for name in named})

        def work(chunk: Any) -> tuple[lines.Booked, Counter[str], pl.DataFrame, pl.DataFrame]:
            batch, removed = table.read(chunk)
            booked = lines.booked(batch, table.headers)
            good = _payments(booked.lines.filter(pl.col("fault").is_null()))
            inside = pl.col("day").is_between(since, until)
            # Whether a reversal takes back another decides what it means, and the other may be of any day.
            return booked, removed, good.filter(inside), good.filter(~inside, pl.col("type") == "REVERSAL")

        for booked, removed, used, reversals in in_order(table.source.chunks(), work):
            count.add(booked, removed, used.height)
            frames.append(used)
            others.append(reversals)
    _set_unclear_aside(count, pl.concat(frames), pl.concat(others))
    return count


def _set_unclear_aside(count: Ledger, used: pl.DataFrame, outside: pl.DataFrame) -> None:
    """Keep the lines in the window of which it is clear which way their money went."""
    unclear = cash.unclear(pl.concat([used, outside]), "account", "txn").head(used.height)
    count.payments = used.filter(~unclear)
    count.used -= int(unclear.sum())
    count.set_aside += Counter({"reversal_unclear": int(unclear.sum())})


def _payments(good: pl.DataFrame) -> pl.DataFrame:
    """Return `PAYMENTS`."""
    hashed = {"txn": "txn_id", "reverses": "reverses"}
    return good.select(
        pl.col("account_id").alias("account"),
        *("currency", "day", "amount"),
        pl.col("type").cast(pl.String),
        *(pl.when(pl.col(old).is_not_null()).then(pl.col(old).hash()).alias(new) for new, old in hashed.items()),
    )
