"""What all steps from a ledger line to its fee go by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.reconcile.commission.cards import Rate, Rates, Row, Terms
from collectkit.reconcile.commission.order import Said


@dataclass(frozen=True, slots=True)
class Given:
    """Lines, placements, rates.

    Attributes:
        lines: as `earning.earned` takes them, with ``agency`` (UInt8 or more: its code) and ``row`` (UInt32: the place
            of its row in the rates; null for none).
        accounts: `Placed.accounts`.
        terms: by code of agency.
        said: what decides among lines of one day.
        backs: `reversals.backs`; None where nothing is taken back.
    """

    lines: pl.DataFrame
    accounts: pl.DataFrame
    rates: Rates
    terms: Sequence[Terms]
    said: Said
    backs: pl.DataFrame | None

    def asked(self, name: str) -> bool:
        """Tell whether a row says anything under a key."""
        otherwise = Row.model_fields[name].default
        return any(getattr(row, name) != otherwise for row in self.rates.rate)

    def by_row(self, value: Callable[[Rate], object], dtype: pl.DataType) -> pl.Series:
        """Return for each line what its row says; null without a row."""
        return pl.Series([value(row) for row in self.rates.rate], dtype=dtype).gather(self.lines["row"])

    def by_placement(self, name: str) -> pl.Series:
        """Return for each line a column of its placement."""
        return self.accounts[name].gather(self.lines["p"])

    def agreed(self, name: str, value: str) -> list[int]:
        """Return the codes of the agencies whose terms have a value under a key."""
        return [code for code, terms in enumerate(self.terms) if getattr(terms, name) == value]

    def of_agencies(self, codes: Sequence[int]) -> pl.Series:
        """Tell which lines are of some agencies."""
        if len(codes) == len(self.terms):
            return self.lines["agency"].is_not_null()
        return self.lines["agency"].is_in(codes).fill_null(value=False)
