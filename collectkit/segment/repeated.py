"""Lines of a ledger that are there twice: whoever reads a ledger here counts them once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def repeated(number: str, same: Sequence[str]) -> pl.Expr:
    """Return which lines say what an earlier one says; a line without a number is always its own. No nulls.

    Args:
        number: the column of the lines' own numbers.
        same: the columns that must be alike, that of the number among them.
    """
    return pl.col(number).is_not_null() & ~pl.struct(same).is_first_distinct()
