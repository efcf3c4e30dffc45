"""Which row of the rates file a payment goes by.

Of the rows that fit, the one counts that names the agency; then that which names the product; then the hand, the
bucket, the amount placed. The day of placement must be one on which the row is valid; it makes no row more specific.
A file in which two rows are equally specific for one account is refused (`card_file.parse`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import product as every_pair
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.reconcile.commission.cards import Rate, Rates, Terms
from collectkit.reconcile.commission.named import ANY
from collectkit.reconcile.terms import Placed

INDEX = pl.UInt32()
_EPOCH = date(1970, 1, 1)


def of_placements(rates: Rates, accounts: pl.DataFrame) -> pl.Series:
    """Return the row of each placement, by its bucket at placement.

    Args:
        accounts: `Placed.accounts`.

    Returns:
        UInt32: the place in ``rates.rate``; null where no row fits.

    Raises:
        InputError: rows ask for what is known of no placement.
    """
    _need(accounts, _named(rates.rate))
    facts = _facts(rates.rate, accounts)
    kinds = facts.unique(maintain_order=True)
    find = _Finder(rates.rate)
    found = [find.row(**kind) for kind in kinds.iter_rows(named=True)]
    known = kinds.with_columns(row=pl.Series(found, dtype=INDEX))
    return facts.join(known, on=facts.columns, how="left", maintain_order="left", nulls_equal=True)["row"]


def of_lines(
    rates: Rates, accounts: pl.DataFrame, terms: Sequence[Terms], p: pl.Series, day: pl.Series
) -> tuple[pl.Series, pl.Series | None]:
    """Return the row of each ledger line.

    Args:
        terms: by the code of each agency.
        p: places of placements; null for none.
        day: of each line, in days since 1970.

    Returns:
        UInt32, as `of_placements`; and where a row cannot be chosen because the days past due are not known, None where
        no agency is paid by the bucket on the day of payment.

    Raises:
        InputError: rows ask for what is known of no placement; or the days past due are known of none, and count.
    """
    row = of_placements(rates, accounts).gather(p)
    later = [number for number, one in enumerate(terms) if one.bucket_at == "payment"]
    if not later:
        return row, None
    _need(accounts, ["dpd"])
    facts = _facts(rates.rate, accounts).drop("bucket", strict=False)
    kinds = facts.unique(maintain_order=True)
    numbered = kinds.with_columns(kind=pl.int_range(pl.len(), dtype=INDEX))
    kind = facts.join(numbered, on=facts.columns, how="left", maintain_order="left", nulls_equal=True)["kind"]
    begun = accounts.select(pl.col("dpd").cast(pl.Int64) - pl.col("since").to_physical()).to_series()
    agency = accounts["agency"].to_physical().gather(p)
    unknown = pl.repeat(value=False, n=len(p), eager=True)
    find = _Finder(rates.rate)
    for number in later:
        own = (agency == number).arg_true()
        days = (begun.gather(p.gather(own)) + day.gather(own)).clip(0)
        edges = rates.schemes[str(terms[number].scheme)]
        table = [find.row(**one, bucket=label) for one in kinds.iter_rows(named=True) for _, label in edges]
        nth = pl.Series([first for first, _ in edges], dtype=pl.Int64).search_sorted(days.fill_null(0), side="right")
        place = kind.gather(p.gather(own)).cast(pl.UInt64) * len(edges) + (nth.cast(pl.UInt64) - 1)
        row = row.scatter(own, pl.Series(table, dtype=INDEX).gather(place.set(days.is_null(), None)))
        unknown = unknown.scatter(own, days.is_null())
    return row, unknown


def with_tails(placed: Placed, rates: Rates | None) -> Placed:
    """Return the placements with the days after their recall in which payments still earn.

    Raises:
        InputError: rows ask for what is known of no placement.
    """
    if rates is None or not any(row.tail_days for row in rates.rate):
        return placed
    days = pl.Series([row.tail_days for row in rates.rate], dtype=pl.Int32)
    tail = days.gather(of_placements(rates, placed.accounts)).fill_null(0)
    return replace(placed, accounts=placed.accounts.with_columns(tail=tail))


def _named(rows: Iterable[Rate]) -> list[str]:
    """Return what some row asks for that a placement may not say."""
    asked = {"product": False, "hand": False, "balance": False}
    for row in rows:
        asked["product"] |= row.product != ANY
        asked["hand"] |= row.hand is not None
        asked["balance"] |= row.balance
    return [name for name, is_asked in asked.items() if is_asked]


def _need(accounts: pl.DataFrame, names: Iterable[str]) -> None:
    called = {"product": "product", "hand": "hand", "balance": "amount placed", "dpd": "days past due"}
    lacking = [called[name] for name in names if accounts[name].null_count() == accounts.height]
    if lacking and accounts.height:
        raise InputError(
            f"the rates file goes by {' and '.join(lacking)}, and what was placed does not say it of any account",
            hint="placed.parquet has it when the accounts file had it at the hand-over; older ones never do",
        )


def _facts(rows: Sequence[Rate], accounts: pl.DataFrame) -> pl.DataFrame:
    """Return what some row asks of each placement; amounts and days as the last edge of a row that they reach."""
    amounts = _edges(edge for row in rows for edge in (row.balance_from, row.balance_to))
    ends = [None if row.valid_to is None else _number(row.valid_to) + 1 for row in rows]
    days = _edges([*(None if row.valid_from is None else _number(row.valid_from) for row in rows), *ends])
    facts = [pl.col("agency"), *(pl.col(name) for name in _named(rows) if name != "balance")]
    if any(row.bucket != ANY for row in rows):
        facts.append(pl.col("bucket"))
    if len(amounts) > 1:
        facts.append(_reached(pl.col("balance"), amounts))
    if len(days) > 1:
        facts.append(_reached(pl.col("since").to_physical().cast(pl.Int64), days))
    return accounts.select(facts)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _edges(edges: Iterable[int | None]) -> list[int]:
    return [-(2**62), *sorted({edge for edge in edges if edge is not None})]


def _reached(cells: pl.Expr, edges: list[int]) -> pl.Expr:
    """Return the last edge that each value reaches: all values between two edges are alike to all rows."""
    values = pl.Series(edges, dtype=pl.Int64)

    def reach(series: pl.Series) -> pl.Series:
        nth = values.search_sorted(series.fill_null(0), side="right")
        return values.gather(nth - 1).set(series.is_null(), None)

    return cells.map_batches(reach, return_dtype=pl.Int64)


class _Finder:
    """Finds the most specific row."""

    def __init__(self, rows: Sequence[Rate]) -> None:
        self._rows: defaultdict[tuple[Any, ...], list[tuple[int, Rate]]] = defaultdict(list)
        for place, row in enumerate(rows):
            self._rows[row.agency, row.product, row.hand, row.bucket].append((place, row))
        for alike in self._rows.values():
            alike.sort(key=lambda each: not each[1].balance)

    def row(
        self,
        agency: str,
        product: str | None = None,
        hand: int | None = None,
        bucket: str | None = None,
        balance: int | None = None,
        since: int | None = None,
    ) -> int | None:
        """Return the place of the row that counts; None where none fits."""
        for names in every_pair((agency, ANY), (product or ANY, ANY), (hand, None), (bucket or ANY, ANY)):
            for place, row in self._rows.get(names, ()):
                if _holds(row, balance, since):
                    return place
        return None


def _holds(row: Rate, balance: int | None, since: int | None) -> bool:
    if row.balance:
        if balance is None or (row.balance_from is not None and balance < row.balance_from):
            return False
        if row.balance_to is not None and balance >= row.balance_to:
            return False
    if row.valid_from is None and row.valid_to is None:
        return True
    if since is None or (row.valid_from is not None and since < _number(row.valid_from)):
        return False
    return row.valid_to is None or since <= _number(row.valid_to)
