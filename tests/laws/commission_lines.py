"""Placements and ledger lines, as the reference of commission takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Placement:
    """An account with an agency."""

    agency: str
    batch: str | None
    product: str | None
    hand: int | None
    bucket: str | None
    balance: int | None
    dpd: int | None
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Line:
    """A line of the ledger; `of` is the place of the line that it takes back."""

    p: int
    currency: str
    day: date
    cash: int
    side: str
    txn: str | None
    of: int | None = None
    principal: int | None = None
