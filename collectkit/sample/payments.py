"""Who pays what, and when: the accounts of one package become payments, and every payment its lines on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import polars as pl

from collectkit.sample.agencies import RATES

CLAIMS = ("overdue_total_minor", "payoff_total_minor", "placement_amount_minor")
"""What may be owed: no ordinary payment is above the smallest of them, and what is overpaid is above all."""
PARTS = ("overdue_fee_minor", "overdue_penalty_minor", "overdue_interest_minor")
"""In the order in which a payment settles them; what is left settles principal."""

PPM = 1_000_000
_LEAST = 1_000
"""Smallest claim, in minor units, that anybody pays."""
_DAYS, _DAYS_NEEDED = 30, 12
"""How long after its placement an account pays, and how long it must be placed to pay at all."""
_IN_FULL, _IN_PART = 0.45, 0.35
_TIMES = 3

_DEAL = ("token", "account_id", "currency", "bucket", "placed_on", "days", "least_minor", "most_minor", "ppm", *PARTS)


def able(placed: pl.DataFrame) -> pl.DataFrame:
    """Return the accounts of a hand-over that may pay, a row each, ordered by agency and token.

    Args:
        placed: as ``placed.parquet``.

    Returns:
        With ``token``, ``least_minor`` and ``most_minor`` (of `CLAIMS`), ``days`` (how long it may pay), ``ppm`` (what
        the agency earns) and `PARTS`. Left out is what has no claim worth paying, no bucket, no currency, too little
        time, or more than one row.
    """
    claims = [name for name in CLAIMS if name in placed.columns]
    days = (pl.col("recall_on") - pl.col("placed_on")).dt.total_days().fill_null(_DAYS)
    return (
        placed.with_columns(
            *(pl.lit(0, pl.Int64).alias(name) for name in PARTS if name not in placed.columns),
            pl.col("account_token").alias("token"),
            pl.min_horizontal(claims).alias("least_minor"),
            pl.max_horizontal(claims).alias("most_minor"),
            days.clip(upper_bound=_DAYS).alias("days"),
            _earned().alias("ppm"),
        )
        .with_columns(pl.col(PARTS).fill_null(0))
        .filter(pl.col("least_minor") >= _LEAST, pl.col("days") >= _DAYS_NEEDED, pl.col("token").is_unique())
        .drop_nulls(["bucket", "currency"])
        .sort("agency", "token")
        .select("agency", *_DEAL)
    )


def _earned() -> pl.Expr:
    """The rate of an account, in parts per million: of the rows that fit, the most specific one, the agency first."""
    rows = sorted(RATES, key=lambda row: (row[0] != "*", row[1] != "*"))
    rate = pl.lit(0, pl.Int64)
    for agency, bucket, share in rows:
        fits = pl.lit(value=True)
        if agency != "*":
            fits &= pl.col("agency") == agency
        if bucket != "*":
            fits &= pl.col("bucket") == bucket
        ppm = int(Decimal(share.removesuffix("%")) * PPM / 100)
        rate = pl.when(fits).then(pl.lit(ppm, pl.Int64)).otherwise(rate)
    return rate


def half_up(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """Divide integers that are not negative, rounding half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def deals(rng: np.random.Generator, book: pl.DataFrame, slips: Mapping[str, int], share: float) -> pl.DataFrame:
    """Return the payments of one agency, a row each: ``slip`` (null for an ordinary one), ``amount_minor``, ``date``.

    Args:
        rng: decides; the same state and *book* give the same payments.
        book: as `able` returns it, of one agency.
        slips: slip -> how many accounts have it, together no more than there are.
        share: of the other accounts, how many pay.
    """
    order = rng.permutation(book.height)
    spoilt = sum(slips.values())
    names = pl.Series("slip", np.repeat(list(slips), list(slips.values())) if spoilt else [], dtype=pl.String)
    once = book[order[:spoilt]].with_columns(names, _step(0), **_partly(rng, book[order[:spoilt]]))
    rest = np.sort(order[spoilt:])
    payers = book[rest[rng.random(len(rest)) < share]]
    how = rng.random(payers.height)
    full, several = payers.filter(how < _IN_FULL), payers.filter(how >= _IN_FULL + _IN_PART)
    part = payers.filter((how >= _IN_FULL) & (how < _IN_FULL + _IN_PART))
    paid = [
        once,
        full.with_columns(_no_slip(), _step(0), amount_minor=pl.col("least_minor"), day=_day(rng, full)),
        part.with_columns(_no_slip(), _step(0), **_partly(rng, part)),
        *_instalments(rng, several),
    ]
    made = pl.concat(frame.select(*_DEAL, "slip", "step", "amount_minor", "day") for frame in paid)
    return (
        made.with_columns(date=pl.col("placed_on") + pl.duration(days="day"))
        .sort("token", "step")
        .with_columns(paid_before=pl.col("amount_minor").cum_sum().over("token") - pl.col("amount_minor"))
        .with_row_index("deal")
        .with_columns(pl.col("deal").cast(pl.Int64))
    )


def _no_slip() -> pl.Expr:
    return pl.lit(None, pl.String).alias("slip")


def _step(number: int) -> pl.Expr:
    return pl.lit(number, pl.Int64).alias("step")


def _partly(rng: np.random.Generator, book: pl.DataFrame) -> dict[str, pl.Series]:
    """A part of the claim, a tenth or more, on a day with three days around it in which it could have been paid too."""
    part = rng.integers(10, 96, book.height)
    return {"amount_minor": book["least_minor"] * pl.Series(part) // 100, "day": _day(rng, book)}


def _day(rng: np.random.Generator, book: pl.DataFrame) -> pl.Series:
    """A day of the placement, neither among its first three nor its last three."""
    room = book["days"].to_numpy() - 6
    return pl.Series(3 + np.floor(rng.random(book.height) * room).astype(np.int64))


def _instalments(rng: np.random.Generator, book: pl.DataFrame) -> list[pl.DataFrame]:
    """Two or three equal parts, as far from each other as the time allows; some debtors then stop."""
    times = rng.integers(2, _TIMES + 1, book.height)
    amount = book["least_minor"] // pl.Series(times + rng.integers(2, size=book.height))
    apart = (book["days"].to_numpy() - 6) // _TIMES
    first = 3 + np.floor(rng.random(book.height) * 2).astype(np.int64)
    return [
        book.with_columns(_no_slip(), _step(step), amount_minor=amount, day=pl.Series(first + step * apart)).filter(
            pl.Series(times > step)
        )
        for step in range(_TIMES)
    ]
