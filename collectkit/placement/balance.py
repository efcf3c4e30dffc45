"""How even a placement came out: each agency's share against its target, and whether it got like accounts."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from collectkit.fields.number import PPM
from collectkit.placement.allocate import Allocation


@dataclass(frozen=True, slots=True)
class Balance:
    """One agency's part of what was placed.

    Attributes:
        amount_minor: in the currency of the placement.
        target_ppm: its target among the agencies that may get new accounts.
        reachable_ppm: the share of accounts that licences and hands leave it, were all debtors dealt by targets.
        accounts_ppm, amount_ppm: its shares of what was placed.
        error_ppm: `accounts_ppm` minus `target_ppm`.
        smd_amount, smd_days: standardised mean difference of its accounts against all others: mean minus mean, over
            the root of the mean variance; thousandths. None where there is nothing to compare. Beyond ±100 two groups
            are commonly called unlike (Austin 2009, Stat. Med. 28:3083).
    """

    agency: str
    accounts: int
    debtors: int
    amount_minor: int
    target_ppm: int
    reachable_ppm: int
    accounts_ppm: int
    amount_ppm: int
    error_ppm: int
    smd_amount: int | None
    smd_days: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def balance(thin: pl.DataFrame, found: Allocation) -> list[Balance]:
    """Return the balance of each agency that may get new accounts.

    Args:
        thin: `eligibility.THIN`.
        found: what became of it.
    """
    placed = found.rows.with_columns(thin["amount"], thin["days"]).filter(pl.col("agency").is_not_null())
    amount = int(placed["amount"].sum())
    total = sum(agency.target_share for agency in found.roster.open)
    rows = []
    for agency in found.roster.open:
        its = (placed["agency"] == agency.agency_id).fill_null(value=False)
        own, others = placed.filter(its), placed.filter(~its)
        target = _ppm(agency.target_share, total)
        accounts = _ppm(own.height, placed.height)
        rows.append(
            Balance(
                agency.agency_id,
                own.height,
                own["debtor_group"].n_unique(),
                int(own["amount"].sum()),
                target,
                found.reachable[agency.agency_id],
                accounts,
                _ppm(int(own["amount"].sum()), amount),
                accounts - target,
                _smd(own["amount"], others["amount"]),
                _smd(own["days"], others["days"]),
            )
        )
    return rows


def _ppm(part: int, whole: int) -> int:
    """Return a share in parts per million, rounded half up."""
    return (2 * part * PPM + whole) // (2 * whole) if whole else 0


def _smd(own: pl.Series, others: pl.Series) -> int | None:
    first, second = _moments(own), _moments(others)
    if first is None or second is None or first[1] + second[1] <= 0:
        return None
    return round(1000 * (first[0] - second[0]) / math.sqrt((first[1] + second[1]) / 2))


def _moments(values: pl.Series) -> tuple[float, float] | None:
    """Return mean and variance; from exact sums, for the order of rows must not show."""
    numbers = values.drop_nulls().cast(pl.Int128)
    count, total, squares = len(numbers), int(numbers.sum()), int((numbers * numbers).sum())
    if count < 2:
        return None
    return total / count, (count * squares - total * total) / (count * (count - 1))
