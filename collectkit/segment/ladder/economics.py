"""The economic floor: what an action is expected to bring, less the agency's commission and its own cost."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.fields.number import PPM
from collectkit.segment.ladder.policy import Policy, Rates
from collectkit.segment.ladder.stages import AGENCY


def net(policy: Policy, present: Sequence[str]) -> pl.Expr:
    """Return balance x recovery x (1 - commission) - cost, in minor units, Int128; for the column `stage`.

    The product is divided once, and rounded half up once. Null where no balance or rate is known, the currency is
    another than the policy's, or the stage has no cost and no commission.
    """
    if policy.economics is None or "balance" not in present:
        return pl.lit(None, pl.Int128)
    cost = pl.col("stage").replace_strict(policy.economics.cost_minor or {"": 0}, default=None, return_dtype=pl.Int128)
    kept = pl.lit(None, pl.Int128)
    for rates in policy.economics.rates:
        kept = pl.when(_is_of(rates)).then(_kept(rates)).otherwise(kept)
    whole = pl.lit(2 * PPM * PPM, pl.Int128)
    expected = (pl.col("balance").cast(pl.Int128) * kept * 2 + pl.lit(PPM * PPM, pl.Int128)) // whole
    return pl.when(pl.col("currency") == policy.currency).then(expected - cost).otherwise(pl.lit(None, pl.Int128))


def _is_of(rates: Rates) -> pl.Expr:
    if rates.buckets is not None:
        return pl.col("bucket").is_in(rates.buckets).fill_null(value=False)
    days, column = rates.days, pl.col("days")
    found = column.is_not_null()
    if days is not None and days.min is not None:
        found &= column >= days.min
    if days is not None and days.max is not None:
        found &= column <= days.max
    return found.fill_null(value=False)


def _kept(rates: Rates) -> pl.Expr:
    """Return what the creditor keeps of a balance, in ppm of ppm: an agency's commission is taken off at its stage."""
    own, shared = rates.recovery_ppm * PPM, rates.recovery_ppm * (PPM - rates.commission_ppm)
    return pl.when(pl.col("stage") == AGENCY).then(pl.lit(shared, pl.Int128)).otherwise(pl.lit(own, pl.Int128))
