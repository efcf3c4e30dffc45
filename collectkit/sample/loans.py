"""Loans that hang together: amounts add up, dates follow each other, days past due follow from the dates.

Instalment loans with equal principal; interest on the balance, a penalty of 0.05 % a day on overdue principal.
For every account, exactly::

    overdue_total         = overdue principal + interest + penalty + fee
    overdue_principal    <= principal_outstanding <= original_principal
    days_past_due_given   = as_of - oldest_unpaid_due
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]

AS_OF = dt.date(2026, 10, 31)
"""The day the sample speaks of."""

BUCKETS = ("M0", "M1", "M2", "M3", "M3+")
_BUCKET_SHARES = (0.02, 0.34, 0.17, 0.12, 0.35)
_BUCKET_STARTS = np.array([0, 1, 31, 61, 91])
_LONGEST = 1_080
_PENALTY_PER_DAY = 5, 10_000


@dataclass(frozen=True, slots=True)
class Product:
    """What one kind of loan looks like: principal in yuan, terms in months, yearly rates in parts per million."""

    share: float
    principal: tuple[int, int]
    terms: tuple[int, ...]
    rates: tuple[int, ...]
    late_fee: int
    """Minor units for each overdue instalment."""


PRODUCTS = (
    Product(0.38, (1_000, 20_000), (3, 6, 12), (216_000, 240_000), 0),
    Product(0.27, (2_000, 50_000), (6, 12, 24), (120_000, 158_800, 180_000), 2_000),
    Product(0.22, (10_000, 200_000), (12, 24, 36), (89_900, 120_000, 154_500), 3_000),
    Product(0.06, (30_000, 300_000), (24, 36), (108_000, 132_500), 5_000),
    Product(0.07, (50_000, 500_000), (12, 24, 36), (72_000, 98_000), 0),
)
"""In the order of `pools.Pools.products`."""

MONEY = (
    "original_principal",
    "principal_outstanding",
    "overdue_principal",
    "overdue_interest",
    "overdue_penalty",
    "overdue_fee",
    "overdue_total",
    "payoff_total",
    "last_paid_amount",
)
"""The columns in minor units, Int64."""


class Contracts(NamedTuple):
    """What was agreed: principal and late fee in minor units, terms in months, rate in parts per million a year."""

    principal: Ints
    terms: Ints
    rate: Ints
    late_fee: Ints


def loans(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Return *count* loans; money of `MONEY` in minor units, dates as Date, rates in parts per million.

    Further columns: ``product`` (position in `PRODUCTS`), ``terms_total``, ``terms_paid``, ``terms_overdue``,
    ``days_past_due_given``, ``bucket_given``.
    """
    product = rng.choice(len(PRODUCTS), size=count, p=[p.share for p in PRODUCTS])
    agreed = _contracts(rng, product)
    days = _days(rng, count)
    paid = np.floor(agreed.terms * rng.random(count) ** 1.4).astype(np.int64)
    frame = _dated(rng, days, paid, agreed.terms)
    overdue = np.minimum(frame["terms_overdue"].to_numpy(), agreed.terms - paid)
    money = _money(agreed, paid, overdue, days)
    bucket = np.searchsorted(_BUCKET_STARTS, days, side="right") - 1
    return frame.with_columns(
        product=pl.Series(product),
        annual_rate=pl.Series(agreed.rate),
        terms_total=pl.Series(agreed.terms),
        terms_paid=pl.Series(paid),
        terms_overdue=pl.Series(overdue),
        days_past_due_given=pl.Series(days),
        bucket_given=pl.Series(np.array(BUCKETS)[bucket], dtype=pl.String),
        **{name: pl.Series(values) for name, values in money.items()},
    ).with_columns(pl.when(pl.col("terms_paid") > 0).then(pl.col("last_paid_on", "last_paid_amount")))


def _contracts(rng: np.random.Generator, product: Ints) -> Contracts:
    """Draw the terms of each loan: principal log-uniform, in whole hundreds of yuan."""
    agreed = Contracts(*(np.zeros(len(product), dtype=np.int64) for _ in Contracts._fields))
    for place, kind in enumerate(PRODUCTS):
        mine = np.flatnonzero(product == place)
        low, high = np.log(kind.principal)
        agreed.principal[mine] = np.round(np.exp(rng.uniform(low, high, len(mine))) / 100).astype(np.int64) * 10_000
        agreed.terms[mine] = rng.choice(kind.terms, len(mine))
        agreed.rate[mine] = rng.choice(kind.rates, len(mine))
        agreed.late_fee[mine] = kind.late_fee
    return agreed


def _days(rng: np.random.Generator, count: int) -> Ints:
    """Days past due: many fresh cases, a long tail of old ones."""
    bucket = rng.choice(len(BUCKETS), size=count, p=_BUCKET_SHARES)
    within = np.floor(30 * rng.random(count) ** 1.3).astype(np.int64)
    tail = np.minimum(np.floor(rng.exponential(170, count)), _LONGEST - _BUCKET_STARTS[-1]).astype(np.int64)
    days: Ints = _BUCKET_STARTS[bucket] + np.where(bucket == 0, 0, np.where(bucket == len(BUCKETS) - 1, tail, within))
    return days


def _dated(rng: np.random.Generator, days: Ints, paid: Ints, terms: Ints) -> pl.DataFrame:
    """Dates from the oldest unpaid due date backwards: one instalment a month, the last paid one just before."""
    frame = pl.DataFrame({"days": days, "paid": paid, "terms": terms, "early": rng.integers(4, size=len(days))})
    due = pl.lit(AS_OF) - pl.duration(days="days")
    months = (AS_OF.year - pl.col("due").dt.year()) * 12 + AS_OF.month - pl.col("due").dt.month()
    return (
        frame.with_columns(due=due)
        .with_columns(disbursed_on=pl.col("due").dt.offset_by(pl.format("-{}mo", pl.col("paid") + 1)))
        .select(
            pl.lit(AS_OF).alias("as_of"),
            "disbursed_on",
            pl.col("due").dt.offset_by(pl.format("{}mo", pl.col("terms") - pl.col("paid") - 1)).alias("matures_on"),
            pl.col("due").alias("oldest_unpaid_due"),
            (pl.col("due").dt.offset_by("-1mo") - pl.duration(days="early")).alias("last_paid_on"),
            (months + (pl.col("due").dt.day() < AS_OF.day)).cast(pl.Int64).alias("terms_overdue"),
        )
    )


def _money(agreed: Contracts, paid: Ints, overdue: Ints, days: Ints) -> dict[str, Ints]:
    """Return the columns of `MONEY`; *paid* and *overdue* count instalments."""
    part = agreed.principal // agreed.terms
    outstanding = agreed.principal - paid * part
    late = np.where(paid + overdue == agreed.terms, outstanding, overdue * part)
    interest = half_up(outstanding * agreed.rate * overdue, 12_000_000)
    per_day, base = _PENALTY_PER_DAY
    penalty = half_up(late * days * per_day, base)
    fee = agreed.late_fee * overdue
    amounts = (
        agreed.principal,
        outstanding,
        late,
        interest,
        penalty,
        fee,
        late + interest + penalty + fee,
        outstanding + interest + penalty + fee,
        part + half_up((outstanding + part) * agreed.rate, 12_000_000),
    )
    return dict(zip(MONEY, amounts, strict=True))


def half_up(numerator: Ints, denominator: int) -> Ints:
    """Divide non-negative integers, rounding half up."""
    return (2 * numerator + denominator) // (2 * denominator)
