"""What checks of single contacts find, in the columns of `breaches.FOUND`."""

from __future__ import annotations

import polars as pl

from collectkit.conduct.breaches import BREACH, UNKNOWN, VERDICT
from collectkit.conduct.checks.applies import possibly

_NOTHING = pl.lit(None, pl.Int64())
ITSELF = pl.concat_list("contact")
"""The contact as its own evidence."""


def found(
    rows: pl.LazyFrame,
    breaks: pl.Expr,
    why: pl.Expr,
    *,
    measured: pl.Expr = _NOTHING,
    allowed: pl.Expr = _NOTHING,
    evidence: pl.Expr = ITSELF,
) -> pl.DataFrame:
    """Return which contacts break a rule, or may break it: `breaches.FOUND`.

    Args:
        rows: each contact at most once, in order, with its place as `contact`.
        breaks: whether it breaks the rule; null where nobody knows.
        why: in both cases.
    """
    return (
        rows.with_columns(breaks=breaks)
        .filter(possibly(pl.col("breaks")))
        .select(
            "contact",
            verdict=pl.when("breaks").then(pl.lit(BREACH)).otherwise(pl.lit(UNKNOWN)).cast(VERDICT),
            why=why,
            measured=measured.cast(pl.Int64),
            allowed=allowed.cast(pl.Int64),
            evidence=evidence,
        )
        .collect()
    )


def first_true(*reasons: tuple[pl.Expr, str], otherwise: str) -> pl.Expr:
    """Return the key of the first reason that holds."""
    chosen = pl.lit(otherwise)
    for holds, key in reversed(reasons):
        chosen = pl.when(holds).then(pl.lit(key)).otherwise(chosen)
    return chosen
