"""Accounts of invented agencies, and the tables that reconciliations would leave of them, summed one by one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.reconcile.measures import SCHEMA as MEASURES
from collectkit.reconcile.performance import SCHEMA, Days
from collectkit.reconcile.scorecard.panel import Source

PLACED_ON, RECALL_ON = dt.date(2026, 9, 1), dt.date(2026, 11, 30)
AUTUMN = Days(dt.date(2026, 9, 1), dt.date(2026, 11, 30))


@dataclass(frozen=True, slots=True)
class Account:
    """One account: *paid* by month since placement."""

    agency: str
    bucket: str = "M1"
    band: int | None = 0
    balance: int = 50_000
    paid: Mapping[int, int] = field(default_factory=dict)
    batch: str = "B1"
    hand: int | None = None
    placed_on: dt.date = PLACED_ON
    recall_on: dt.date | None = RECALL_ON
    currency: str = "CNY"

    @property
    def key(self) -> tuple[Any, ...]:
        """The cell that it is in."""
        return (
            *(self.agency, self.batch, self.placed_on, self.recall_on, self.bucket, self.band, self.hand),
            self.currency,
        )


def table(accounts: Sequence[Account], months: Sequence[tuple[int, dt.date, dt.date]]) -> pl.DataFrame:
    """Return what a reconciliation leaves, added up one account at a time.

    Args:
        months: that the ledger covers, with the first and the last day of each that it covers.
    """
    rows = []
    for key in dict.fromkeys(account.key for account in accounts):
        mine = [account for account in accounts if account.key == key]
        by = [0] * len(mine)
        for month, first, last in months:
            new = [account.paid.get(month, 0) for account in mine]
            after = [old + more for old, more in zip(by, new, strict=True)]
            balances = [account.balance if account.band is not None else 0 for account in mine]
            rows.append(
                (
                    *key, month, first, last, len(mine), sum(balances), float(sum(x * x for x in balances)), sum(new),
                    0, None, sum(paid > 0 for paid in new),
                    float(sum(y * y - z * z for y, z in zip(after, by, strict=True))),
                    float(sum(x * y for x, y in zip(balances, new, strict=True))),
                )
            )  # fmt: skip
            by = after
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


AUTUMN_MONTHS = [
    (0, dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
    (1, dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
    (2, dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
]


def source(accounts: Sequence[Account], name: str = "autumn", **counts: Mapping[str, int]) -> Source:
    """Return a reconciliation of a whole autumn.

    Args:
        counts: agency (``_`` for ``-``) -> measure -> count.
    """
    rows = [(agency.replace("_", "-"), measure, count)
            for agency, of in counts.items() for measure, count in of.items()]  # fmt: skip
    measures = pl.DataFrame(rows, schema=dict(MEASURES), orient="row")
    return Source(name, table(accounts, AUTUMN_MONTHS), AUTUMN, measures)


def drawn(
    agency: str,
    count: int,
    chance: Mapping[str, float],
    seed: int,
    *,
    mix: Mapping[str, float] | None = None,
    **cells: Any,
) -> list[Account]:
    """Draw accounts: *chance* says by bucket how likely one pays; who pays, pays a part of the balance once.

    Args:
        mix: bucket -> its weight; alike without.
    """
    dice = random.Random(seed)
    buckets = list(chance)
    accounts = []
    for _ in range(count):
        (bucket,) = dice.choices(buckets, [mix[name] if mix else 1 for name in buckets])
        band = dice.choice([0, 100_000, 500_000])
        balance = dice.randrange(max(band, 20_000), max(4 * band, 100_000))
        pays = dice.random() < chance[bucket]
        paid = {dice.randrange(3): dice.randrange(balance // 10, balance)} if pays else {}
        accounts.append(Account(agency, bucket, band, balance, paid, **cells))
    return accounts
