"""What a roll found: the periods and what they were counted from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import polars as pl

from collectkit.jobs.segment.snapshots import Snapshot
from collectkit.segment.roll import cells as roll
from collectkit.segment.roll.days import Pair, Rhythm
from collectkit.segment.roll.rates import Rate, rates
from collectkit.segment.roll.states import ALL, ENTRIES, NO_BUCKET, OTHER_CURRENCY, States

DEFINITIONS = {
    "flow_rate": "balance in the next bucket at t+1 / balance in this bucket at t; follows no account",
    "migration": "of the accounts in a state at t, by count and by balance at t; each row sums exactly; what came is "
    "by its balance at t+1",
    "summary": "migration of the accounts that had a bucket at t: forward, stay, back, cure, and the ways out",
}
"""The three meanings of a roll rate, and what each is divided by."""


@dataclass(slots=True)
class Period:
    """From one day to the next.

    Attributes:
        cells: as `segment.roll.cells.cells`.
        both: accounts that stand in both snapshots.
        pair: whether the two are joined, and if not, why.
    """

    before: date
    after: date
    cells: pl.DataFrame
    accounts_before: int
    accounts_after: int
    both: int
    pair: Pair | None = None

    def count(self, column: str, *states: str) -> int:
        """Return how many accounts are in rows or columns of the matrix."""
        return int(self.cells.filter(pl.col(column).is_in(states))["accounts"].sum())

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        counts = {state.lower(): self.count("from", state) for state in ENTRIES}
        return {
            "from": self.before.isoformat(),
            "to": self.after.isoformat(),
            "accounts_before": self.accounts_before,
            "accounts_after": self.accounts_after,
            "in_both": self.both,
            **counts,
            "left": self.accounts_before - self.both,
            "missing": self.count("to", "MISSING"),
        }


@dataclass(slots=True)
class RollReport:
    """What was found; filled snapshot by snapshot.

    Attributes:
        scheme: its name; None where the labels and their order were given.
        column: the header of the column that gives labels; None where days were counted.
        files: what each snapshot was, as JSON.
        balance: the field that is summed; None where the files have none.
        expected: how far apart the days should lie; None where two days are all there are.
        ledger: what it had.
        notes: what has to be known when the figures are read: code and how many.
    """

    scheme: str | None
    column: str | None
    states: States
    files: list[dict[str, Any]] = field(default_factory=list)
    balance: str | None = None
    days: list[date] = field(default_factory=list)
    expected: Rhythm | None = None
    periods: list[Period] = field(default_factory=list)
    ledger: dict[str, Any] | None = None
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def joined(self) -> list[Period]:
        """The periods that are one step long."""
        return [period for period in self.periods if period.pair is not None and period.pair.reason is None]

    def add_file(self, read: Snapshot, accounts: pl.DataFrame, unknown: int) -> None:
        """Count a file whose *accounts* have their states; *unknown* of them have a label that is in no order."""
        read.no_bucket = int((accounts["state"] == NO_BUCKET).sum())
        self.files.append(read.as_dict())
        self.notes["unknown_label"] += unknown
        if "charged_off_on" in accounts.columns:
            charged_off = accounts["charged_off_on"] <= accounts["as_of"]
            self.notes["charged_off_standing"] += int(charged_off.sum())

    def rates(self, period: Period) -> list[Rate]:
        """Return the rates of one period."""
        return rates(period.cells, self.states, balances=self.balance is not None)

    def pooled(self) -> list[Rate]:
        """Return the rates of all joined periods together: their counts and sums added up, then divided."""
        cells = roll.pooled([period.cells for period in self.joined])
        return rates(cells, self.states, balances=self.balance is not None)

    def noted(self) -> dict[str, int]:
        """Return what has to be known: code -> how many."""
        counted = Counter(self.notes)
        for period in self.joined:
            counted["no_overlap"] += period.both == 0
            counted["returned"] += period.count("from", "RETURNED")
            counted["other_currency"] += period.count("from", OTHER_CURRENCY)
        for found in chain.from_iterable(one["warnings"] for one in self.files):
            if found["code"] != "NEEDED_BLANK":  # accounts without a bucket have a state of their own
                counted[found["code"].lower()] += found["count"]
        for name in ("unread", "by_posting"):
            counted[f"ledger_{name}"] += (self.ledger or {}).get(name, 0)
        counted["left_out"] += len(self.periods) - len(self.joined)
        return {name: count for name, count in counted.items() if count}

    def left_out(self) -> list[dict[str, Any]]:
        """Return the periods that are not joined, and why."""
        pairs = [period.pair for period in self.periods if period.pair is not None and period.pair.reason]
        return [
            {
                "from": pair.before.isoformat(),
                "to": pair.after.isoformat(),
                "reason": pair.reason,
                "missing": list(pair.missing),
            }
            for pair in pairs
        ]

    def head(self) -> dict[str, Any]:
        """Return what the figures are of."""
        return {
            "scheme": self.scheme,
            "labels_from": self.column,
            "states": list(self.states.labels),
            "balance": self.balance,
            "every": None if self.expected is None else self.expected.name,
            "days": [day.isoformat() for day in self.days],
        }

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: the summary; `facts` of the figures have every rate."""
        whole = [rate for rate in self.pooled() if rate.meaning == "summary" and rate.from_state == ALL]
        outcomes = [rate.as_dict() for rate in whole if rate.accounts]
        shown = ("currency", "measure", "to_state", "accounts", "balance_minor", "rate_ppm")
        return {
            **self.head(),
            "files": self.files,
            "ledger": self.ledger,
            "periods": [period.as_dict() for period in self.joined],
            "left_out": self.left_out(),
            "outcomes": [{name: one[name] for name in shown} for one in outcomes],
            "notes": self.noted(),
        }
