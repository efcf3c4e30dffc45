"""Counts and sums: of accounts per bucket, and of accounts that another count puts elsewhere.

A tally is a small frame: the columns it is grouped by, `accounts`, and the sum of each money column. Tallies of
batches add up to the tally of the whole. Sums are Int128, for 64 bits could overflow unseen, and per currency.
Currencies are read after the grouping: few cells instead of one an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from collectkit.fields import currency
from collectkit.segment.schemes.scheme import Scheme

PER_BUCKET = ("currency", "bucket")
"""What accounts are counted by."""

PER_MOVE = ("currency", "given", "bucket")
"""What accounts are counted by that a file's own count puts into another bucket than ours."""

NO_CURRENCY = "XXX"
"""ISO 4217 for no currency: accounts whose currency cannot be read are summed apart."""

MONEY = ("overdue_total_minor", "principal_outstanding_minor")
"""The Int64 columns that are summed, where a file has them."""

_FEW = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary: accounts and their money in one currency.

    Attributes:
        bucket: None for accounts without a bucket.
        given: the bucket of the file's own count, in a tally of moves.
        sums: money column -> minor units.
    """

    currency: str
    bucket: str | None
    accounts: int
    sums: dict[str, int]
    given: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the row flat, for a report."""
        start = {} if self.given is None else {"given": self.given}
        return {**start, "bucket": self.bucket, "currency": self.currency, "accounts": self.accounts, **self.sums}


def money_of(frame: pl.DataFrame) -> list[str]:
    """Return the columns of `MONEY` that a frame has."""
    return [name for name in MONEY if name in frame.columns]


def tally(accounts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Count the rows of *accounts* and sum their money, grouped *by* columns of it; blank money is no money.

    Args:
        accounts: a row an account; `currency` as the cells say it.
        by: `currency`, and other String columns.
    """
    sums = [exact_sum(accounts[name]) for name in MONEY if name in accounts.columns]
    grouped = accounts.group_by(by).agg(pl.len().cast(pl.Int64).alias("accounts"), *sums)
    codes = currencies(grouped["currency"])
    if codes.equals(grouped["currency"]):
        return grouped
    return total([grouped.with_columns(codes)], by)


def exact_sum(money: pl.Series) -> pl.Expr:
    """Return the sum of an Int64 column, Int128; in 64 bits, a quarter of the time, where it surely fits."""
    largest = max((abs(end) for end in (money.min(), money.max()) if isinstance(end, int)), default=0)
    if largest * money.len() < 1 << 63:
        return pl.col(money.name).sum().cast(pl.Int128)
    return pl.col(money.name).cast(pl.Int128).sum()


def currencies(cells: pl.Series) -> pl.Series:
    """Return ISO 4217 codes: a cell that names none is told apart, and not shown."""
    if len(cells) > _FEW:
        return _currencies(cells)
    known = _known(frozenset(cells))
    return pl.Series(cells.name, [known[cell] for cell in cells], dtype=pl.String)


@lru_cache(16)
def _known(cells: frozenset[str | None]) -> Mapping[str | None, str]:
    """Return the codes of the few cells that stand in each batch of a file again."""
    distinct = pl.Series(list(cells), dtype=pl.String)
    return dict(zip(distinct, _currencies(distinct), strict=True))


def _currencies(cells: pl.Series) -> pl.Series:
    codes = currency.parse(cells).value
    return codes.set(~codes.str.contains("^[A-Z]{3}$"), NO_CURRENCY)


def currency_codes(cells: pl.Series) -> pl.Series:
    """Return what `currencies` makes of each cell of a column; only its distinct cells are looked at."""
    distinct = cells.unique(maintain_order=True)
    return cells.replace_strict(distinct, currencies(distinct), return_dtype=pl.String)


def total(tallies: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """Add up tallies that were grouped *by* the same columns."""
    if not tallies:
        return pl.DataFrame(schema=dict.fromkeys(by, pl.String))
    return pl.concat(tallies).group_by(by).agg(pl.exclude(by).sum())


def rows(whole: pl.DataFrame, scheme: Scheme) -> Iterator[Row]:
    """Yield a tally *whole* in order: by currency, each bucket of the scheme even if empty, no bucket last."""
    money = money_of(whole)
    found = {(row["currency"], row["bucket"]): row for row in whole.iter_rows(named=True)}
    nothing = {"accounts": 0} | dict.fromkeys(money, 0)
    for code in sorted({code for code, _ in found}):
        for label in (*scheme.labels, None):
            row = found.get((code, label), nothing)
            yield Row(code, label, row["accounts"], {name: row[name] for name in money})


def moves(whole: pl.DataFrame, scheme: Scheme) -> Iterator[Row]:
    """Yield a tally of moves *whole* in order: by currency, given bucket and bucket."""
    money = money_of(whole)
    place = {label: number for number, label in enumerate(scheme.labels)}
    order = [pl.col(column).replace_strict(place, return_dtype=pl.Int64) for column in ("given", "bucket")]
    for row in whole.sort("currency", *order).iter_rows(named=True):
        yield Row(row["currency"], row["bucket"], row["accounts"], {name: row[name] for name in money}, row["given"])
