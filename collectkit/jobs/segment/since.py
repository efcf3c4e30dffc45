"""What became of the accounts since the run before: the report of a history, and the line for the morning's mail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from collectkit.fields.number import ppm
from collectkit.report import morning
from collectkit.report.numbers import Language
from collectkit.segment.history import MOVEMENTS

_MONEY = ("overdue_before_minor", "overdue_total_minor")


@dataclass(frozen=True, slots=True)
class Since:
    """One day of a history against the one before.

    Attributes:
        against: the day of the run before; None on the first day of a history.
        accounts: how many there are today.
        rejected: `findings.CODES` key -> lines and rows that are no account of the history.
        rejected_before: how many these were on the run before.
        repeated: rows that only said again what another row says.
        moved: see `segment.history.advanced`.
        tells_money: whether the file says what is overdue.
    """

    as_of: date
    against: date | None
    accounts: int
    rejected: Counter[str]
    rejected_before: int | None
    repeated: int
    moved: pl.DataFrame
    tells_money: bool

    def movements(self) -> list[dict[str, Any]]:
        """Return accounts and money by currency and movement, each movement even if empty; none on the first day.

        The money is what was overdue on the run before, and what is now. What was there before is all but those of
        `segment.history.COMING`; what is there now is all but those of `LEAVING`.
        """
        found = {(row["currency"], row["movement"]): row for row in self.moved.iter_rows(named=True)}
        nothing = {"accounts": 0} | dict.fromkeys(_MONEY, 0)
        return [
            {"movement": name, "currency": code}
            | {key: found.get((code, name), nothing)[key] for key in ("accounts", *_MONEY * self.tells_money)}
            for code in sorted({code for code, _ in found})
            for name in MOVEMENTS
            if self.against is not None
        ]

    def overdue(self) -> list[dict[str, Any]]:
        """Return what is overdue by currency: on the run before, now, and the change in ppm, rounded half up."""
        whole = self.moved.group_by("currency").agg(pl.col(_MONEY).sum()).sort("currency")
        return [
            {"currency": row["currency"], **{key: row[key] for key in _MONEY}, "change_ppm": _change(*_of(row))}
            for row in whole.iter_rows(named=True)
            if self.tells_money
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "against": None if self.against is None else self.against.isoformat(),
            "accounts": self.accounts,
            "repeated": self.repeated,
            "rejected": self.rejected.total(),
            "rejected_before": self.rejected_before,
            "reasons": dict(sorted(self.rejected.items())),
            "movements": self.movements(),
            "overdue": self.overdue(),
        }

    def line(self, language: Language) -> str:
        """Return all of it in one plain line, for mail or chat."""
        counts: Counter[str] = Counter()
        for row in self.movements():
            counts[row["movement"]] += row["accounts"]
        owed = [morning.Owed(row["currency"], row[_MONEY[1]], row["change_ppm"]) for row in self.overdue()]
        known = self.rejected_before
        more = None if known is None else self.rejected.total() - known
        told = morning.Told(self.as_of, self.against, self.accounts, counts, self.rejected.total(), more, owed)
        return morning.line(told, language)


def _of(row: dict[str, int]) -> tuple[int, int]:
    return row[_MONEY[0]], row[_MONEY[1]]


def _change(before: int, now: int) -> int | None:
    """Return the change in parts per million of *before*, half up away from zero; None of nothing, and of a credit."""
    size = ppm(abs(now - before), before)
    return size if size is None or now >= before else -size
