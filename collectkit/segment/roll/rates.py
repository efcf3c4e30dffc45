"""Roll rates in their three meanings, from the cells that are counted between snapshots.

1. *Flow rate*: the balance in the next bucket at t+1 ÷ the balance in this bucket at t. It follows no account: what is
   new in the next bucket counts, and so does what was there before where that bucket is the open one.
2. *Migration*: of the accounts in a state at t, how many are in each state at t+1, by count and by their balance at t.
   Each row sums exactly. What came is by its balance at t+1, for it had none before.
3. *Summary*: migration of the accounts that had a bucket, as forward, stay, back, cure, and the ways out.

Rates are ppm, divided once, half up; none where there is nothing to divide by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

import polars as pl

from collectkit.fields.number import ppm
from collectkit.segment.roll.states import ALL, ENTRIES, OUTCOMES, States

Meaning = Literal["flow_rate", "migration", "summary"]
Measure = Literal["accounts", "balance"]

SCHEMA: dict[str, pl.DataType] = {
    "meaning": pl.String(),
    "measure": pl.String(),
    "currency": pl.String(),
    "from_state": pl.String(),
    "to_state": pl.String(),
    "accounts": pl.Int64(),
    "balance_minor": pl.Int128(),
    "closing_minor": pl.Int128(),
    "base_accounts": pl.Int64(),
    "base_minor": pl.Int128(),
    "rate_ppm": pl.Int128(),
}
"""The columns of `Rate`, as a table has them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate, with what it was divided from and by.

    Attributes:
        measure: what is divided: accounts by `base_accounts`, or `balance_minor` by `base_minor`.
        currency: ISO 4217; ALL for accounts of all currencies.
        accounts: how many are meant.
        balance_minor: their balance at t; of a flow rate and of what came, at t+1. None without balances.
        closing_minor: their balance at t+1.
        base_accounts, base_minor: the denominator; None where the other one is.
    """

    meaning: Meaning
    measure: Measure
    currency: str
    from_state: str
    to_state: str
    accounts: int
    balance_minor: int | None
    closing_minor: int | None
    base_accounts: int | None
    base_minor: int | None
    rate_ppm: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass(slots=True)
class _Sum:
    accounts: int = 0
    opening: int = 0
    closing: int = 0

    def add(self, accounts: int, opening: int, closing: int) -> None:
        self.accounts += accounts
        self.opening += opening
        self.closing += closing


@dataclass(frozen=True, slots=True)
class _Matrix:
    """The cells of one currency."""

    currency: str
    states: States
    cells: dict[tuple[str, str], _Sum]
    measures: tuple[Measure, ...]

    def total(self, keys: Iterable[tuple[str, str]]) -> _Sum:
        whole = _Sum()
        for key in keys:
            if key in self.cells:
                cell = self.cells[key]
                whole.add(cell.accounts, cell.opening, cell.closing)
        return whole

    def row(self, start: str) -> _Sum:
        return self.total((start, end) for end in self.states.columns)

    def column(self, end: str) -> _Sum:
        return self.total((start, end) for start in self.states.rows)


def rates(cells: pl.DataFrame, states: States, *, balances: bool) -> list[Rate]:
    """Return all rates of cells, by currency, meaning, measure and state, in order.

    Args:
        cells: as `cells.pooled` returns them.
        balances: whether the snapshots have balances; without them flow rates are by count.
    """
    measures: tuple[Measure, ...] = ("accounts", "balance") if balances else ("accounts",)
    found: dict[str, dict[tuple[str, str], _Sum]] = defaultdict(lambda: defaultdict(_Sum))
    for row in cells.iter_rows(named=True):
        found[row["currency"]][row["from"], row["to"]].add(row["accounts"], row["opening"], row["closing"])
    whole = [_Matrix(currency, states, found[currency], measures) for currency in sorted(found)]
    if len(whole) > 1:
        whole.append(_Matrix(ALL, states, _added(found.values()), ("accounts",)))
    return [rate for matrix in whole for rate in (*_flow(matrix), *_migration(matrix), *_summary(matrix))]


def table(found: Sequence[Rate]) -> pl.DataFrame:
    """Return rates as a table."""
    return pl.DataFrame([rate.as_dict() for rate in found], schema=SCHEMA, orient="row")


def _added(found: Iterable[dict[tuple[str, str], _Sum]]) -> dict[tuple[str, str], _Sum]:
    whole: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for one in found:
        for key, cell in one.items():
            whole[key].add(cell.accounts, 0, 0)
    return whole


def _flow(matrix: _Matrix) -> Iterator[Rate]:
    measure = matrix.measures[-1]
    for start, end in pairwise(matrix.states.labels):
        yield _rate("flow_rate", measure, matrix, (start, end), matrix.column(end), matrix.row(start))


def _migration(matrix: _Matrix) -> Iterator[Rate]:
    for measure in matrix.measures:
        for start in matrix.states.rows:
            base = matrix.row(start)
            for end in matrix.states.columns if base.accounts else ():
                cell = matrix.total([(start, end)])
                yield _rate("migration", measure, matrix, (start, end), cell, base)


def _summary(matrix: _Matrix) -> Iterator[Rate]:
    labels = matrix.states.labels
    for measure in matrix.measures:
        for start, rows in (*((label, (label,)) for label in labels), (ALL, labels)):
            ways = [(row, end) for row in rows for end in matrix.states.columns]
            base = matrix.total(ways)
            for outcome in OUTCOMES if base.accounts else ():
                cell = matrix.total(way for way in ways if matrix.states.outcome(*way) == outcome)
                yield _rate("summary", measure, matrix, (start, outcome), cell, base)


def _rate(meaning: Meaning, measure: Measure, matrix: _Matrix, way: tuple[str, str], cell: _Sum, base: _Sum) -> Rate:
    money = "balance" in matrix.measures
    at_end = meaning == "flow_rate" or way[0] in ENTRIES
    part = cell.closing if at_end else cell.opening
    whole = base.closing if way[0] in ENTRIES else base.opening
    by_count = measure == "accounts"
    return Rate(
        meaning,
        measure,
        matrix.currency,
        *way,
        cell.accounts,
        part if money else None,
        cell.closing if money else None,
        base.accounts if by_count else None,
        None if by_count else whole,
        ppm(cell.accounts, base.accounts) if by_count else ppm(part, whole),
    )
