"""Reads what accounts did, for the grid of ability and willingness: payments of the ledger, promises and contacts.

A line that cannot be used is counted with its reason, and is never guessed at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import Input, private
from collectkit.jobs.diaries import read_diary, split
from collectkit.jobs.keys import Keys
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned import need
from collectkit.jobs.stream import in_order
from collectkit.jobs.tokens_back import under_accounts
from collectkit.reconcile import lines
from collectkit.segment.debtors import grid_rules
from collectkit.segment.debtors.behaviour import PAYMENTS, Events, behaviour
from collectkit.segment.debtors.grid import Grid
from collectkit.segment.plan import Plan
from collectkit.tables.ledger import LEDGER, OF_LEDGER


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Makes the extra `segment.debtors.grid.Grid`.

    Attributes:
        ledger: the creditor's own; None without one.
        returns: ``FILE`` or ``AGENCY=FILE``.
        rules: a file; the built-in rules without one.
        keys: opens the keyring; called only when a file has tokens. None when there is none.
    """

    ledger: Input | None = None
    returns: Sequence[str] = ()
    rules: Path | None = None
    keys: Callable[[], Keys] | None = None

    def __post_init__(self) -> None:
        """Refuse a grid of nothing.

        Raises:
            UsageError: there is neither ledger nor returns.
        """
        if self.ledger is None and not self.returns:
            hint = "--ledger FILE, --returns [AGENCY=]FILE: it is computed from what accounts did, never guessed"
            raise UsageError("--grid needs a ledger or returns", hint=hint)

    @property
    def files(self) -> list[Path]:
        """What is read."""
        named = [self.rules, None if self.ledger is None else self.ledger.path]
        return [path for path in named if path is not None] + [split(each)[1] for each in self.returns]

    def __call__(self, plan: Plan) -> Grid:
        """Read all files.

        Raises:
            RulesError: the rules are wrong.
            InputError: a file cannot be read, or lacks a needed column.
            UsageError, KeyringError: a file has tokens, and there is no keyring that opens them.
        """
        rules = grid_rules.BUILT_IN if self.rules is None else grid_rules.parse(*_text(self.rules))
        if plan.as_of is None:
            raise UsageError("--as-of is needed", hint="what was done up to which day?")
        since = plan.as_of - timedelta(rules.window_days - 1)
        paid = _Ledger() if self.ledger is None else read_ledger(self.ledger, since, plan.as_of)
        diaries = [read_diary(each, since, plan.as_of) for each in self.returns]
        reaches = paid.last is not None and paid.last >= since
        paid_to = min(paid.last or since, plan.as_of) if reaches else None
        events = Events(paid.payments, paid_to, *under_accounts(diaries, self.keys, "segment"))
        unit = plan.columns["instalment"].unit if "instalment" in plan.columns else None
        told = {} if self.ledger is None else paid.as_dict()
        told |= {"returns": [each.as_dict() for each in diaries]} if diaries else {}
        return Grid(rules, behaviour(events, plan.as_of, rules), reaches, unit, told)


def _text(path: Path) -> tuple[str, str]:
    return private.read_text(path), path.name


@dataclass(slots=True)
class _Ledger:
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


def read_ledger(source: Input, since: date, until: date) -> _Ledger:
    """Read the cash lines of a ledger from one day to another, both included.

    Raises:
        InputError: it cannot be read, or lacks a needed column.
    """
    count, frames = _Ledger(), [pl.DataFrame(schema=PAYMENTS)]
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
