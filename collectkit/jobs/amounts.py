"""Reads amounts of money that options name."""

from __future__ import annotations

import polars as pl

from collectkit.errors import UsageError
from collectkit.fields import money


def tolerance(text: str | None, option: str) -> int:
    """Return how many minor units an option in major units leaves out of account; 0 without it.

    Raises:
        UsageError: it is no amount, or negative.
    """
    if text is None:
        return 0
    read = money.parse(pl.Series([text], dtype=pl.String))
    amount: int | None = read.value[0]
    if amount is None or amount < 0 or read.code is not None:
        raise UsageError(f"{option}: must be an amount, 0 or more", hint="in major units, as in 10 or 0.50")
    return amount
