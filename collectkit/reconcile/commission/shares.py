"""Shares of amounts of money, exact: whole minor units, and what is left of one in millionths."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.fields.number import PPM


def fee(minor: pl.Expr, ppm: pl.Expr) -> pl.Expr:
    """Return a share of an amount, half up; of money that goes back, as much with the other sign. Never overflows."""
    whole, rest = minor.abs() // PPM, minor.abs() % PPM
    return minor.sign() * (whole * ppm + (2 * rest * ppm + PPM) // (2 * PPM))


def parts(slices: Sequence[tuple[pl.Expr, pl.Expr]]) -> tuple[pl.Expr, pl.Expr]:
    """Return the sum of the shares of some amounts, not rounded: whole minor units, and millionths of one beside them.

    Args:
        slices: amounts of 0 or more, and the ppm of each. Together they must be an Int64.
    """
    whole: pl.Expr = pl.lit(0, pl.Int64)
    left: pl.Expr = pl.lit(0, pl.Int64)
    for minor, ppm in slices:
        whole += minor // PPM * ppm
        left += minor % PPM * ppm
    return whole + left // PPM, left % PPM


def half_up(whole: pl.Expr, left: pl.Expr) -> pl.Expr:
    """Return what `parts` returns as whole minor units, half up."""
    return whole + (2 * left >= PPM).cast(pl.Int64)


def pro_rata(amount: pl.Expr, part: pl.Expr, of: pl.Expr) -> pl.Expr:
    """Return that part of an amount, half up, as Int64; all of them Int64 of 0 or more, and `part` at most `of`.

    It multiplies in Int128, and is slow: for few rows.
    """
    amount, part, of = (one.cast(pl.Int128) for one in (amount, part, of))
    return ((2 * amount * part + of) // (2 * of)).cast(pl.Int64)
