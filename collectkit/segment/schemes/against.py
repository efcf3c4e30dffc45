"""One scheme against others: how many accounts, and how much money, another scheme puts elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.segment.days import bucket
from collectkit.segment.extra import Added
from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.tally import money_of, tally, total

_PER_PAIR = ("currency", "bucket", "other")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Accounts by their bucket under two schemes; adds up over batches.

    Attributes:
        scheme: the one that accounts are segmented by.
        pairs: name of another scheme -> the tally by currency, bucket, and bucket under the other one.
    """

    scheme: Scheme
    others: Sequence[Scheme]
    pairs: Mapping[str, pl.DataFrame]

    def __add__(self, more: Elsewhere) -> Elsewhere:
        """Return the comparison of both batches."""
        pairs = {name: total([mine, more.pairs[name]], _PER_PAIR) for name, mine in self.pairs.items()}
        return Elsewhere(self.scheme, self.others, pairs)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON.

        Returns:
            `schemes`: by scheme and currency, the accounts that both place, and accounts and money whose bucket has
            another label there; null where the schemes have no label in common, and every account would count;
            `buckets`: the accounts and money of each pair of buckets, those without one last.
        """
        return {
            "schemes": [row for other in self.others for row in self._moved(other)],
            "buckets": [row for other in self.others for row in self._pairs(other)],
        }

    def _moved(self, other: Scheme) -> Iterator[dict[str, Any]]:
        placed = self.pairs[other.name].drop_nulls(["bucket"]).sort("currency")
        moved = (pl.col("bucket") != pl.col("other")) if set(self.scheme.labels) & set(other.labels) else None
        money = money_of(placed)
        for (currency,), rows in placed.group_by("currency", maintain_order=True):
            gone = None if moved is None else rows.filter(moved).sum()
            yield {
                "scheme": other.name,
                "currency": currency,
                "compared": rows["accounts"].sum(),
                **{f"moved_{name}": None if gone is None else gone[name].item() for name in ("accounts", *money)},
            }

    def _pairs(self, other: Scheme) -> Iterator[dict[str, Any]]:
        found = self.pairs[other.name]
        order = [_place("bucket", self.scheme), _place("other", other)]
        money = money_of(found)
        ordered = found.sort("currency", *order, nulls_last=True)
        for row in ordered.select(*_PER_PAIR[1:], "currency", "accounts", *money).iter_rows(named=True):
            yield {"scheme": other.name, **row}


@dataclass(frozen=True, slots=True)
class Against:
    """Compares the buckets of a scheme with those of others; adds no column."""

    scheme: Scheme
    others: Sequence[Scheme]
    name: str = "against"
    fields: frozenset[str] = frozenset()

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """No column."""
        return {}

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:  # noqa: ARG002 - no field is read
        """Compare a batch."""
        pairs = {
            other.name: tally(accounts.with_columns(other=bucket(pl.col("days"), other, pl.col("as_of"))), _PER_PAIR)
            for other in self.others
        }
        return Added(pl.DataFrame(), Elsewhere(self.scheme, self.others, pairs))


def _place(column: str, scheme: Scheme) -> pl.Expr:
    places = {label: number for number, label in enumerate(scheme.labels)}
    return pl.col(column).replace_strict(places, default=None, return_dtype=pl.Int64)
