"""Two kinds of debtor: those who cannot pay and those who will not. Seen in what they did, never guessed.

What an account did is measured, rules turn measures into a level of ability and one of willingness, and where nothing
is known both are ``unknown``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.fields import account, money
from collectkit.fields.number import PPM
from collectkit.fields.parsed import nothing
from collectkit.segment.debtors.grid_rules import AXES, GridRules, Rule
from collectkit.segment.debtors.told import PER_CELL, UNKNOWN, GridTold
from collectkit.segment.extra import Added
from collectkit.segment.lookup import find
from collectkit.segment.tally import currency_codes, money_of, tally

SCHEMA: Mapping[str, pl.DataType] = dict.fromkeys(AXES, pl.String())


@dataclass(frozen=True, slots=True)
class Grid:
    """The extra; see `extra.Extra`.

    Attributes:
        known: as `behaviour.behaviour` returns it.
        ledger: whether there is a ledger that reaches into the window: then an account without a line paid nothing.
        instalment_unit: the unit that the header of the instalment names.
        read: what was read, for the report.
    """

    rules: GridRules
    known: pl.DataFrame
    ledger: bool
    instalment_unit: str | None = None
    read: Mapping[str, Any] = field(default_factory=dict)

    name = "grid"
    fields = frozenset({"account_id", "instalment"})
    schema = SCHEMA

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Place each account in the grid."""
        measures = measured(accounts, self._found(accounts, cells), self.ledger)
        rules = {axis: _first(self.rules.of(axis), measures) for axis in AXES}
        columns = pl.DataFrame([_levels(self.rules.of(axis), rules[axis]).alias(axis) for axis in AXES])
        by = Counter({(axis, number): count for axis in AXES for number, count in _counts(rules[axis])})
        cells_ = tally(accounts.select("currency", *money_of(accounts)).hstack(columns), PER_CELL)
        return Added(columns, GridTold(self.rules, self.read, cells_, by))

    def _found(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> pl.DataFrame:
        """Return what is known of each account, and its `instalment` (minor units); null where nothing is."""
        numbers = account.parse(cells["account_id"]).value
        instalment = nothing(accounts.height, pl.Int64())
        if "instalment" in cells:
            instalment = money.parse(cells["instalment"], money.minor_per_unit(self.instalment_unit)).value
        found = looked_up(self.known, numbers)
        return found.with_columns(numbers.alias("account"), instalment.alias("instalment"))


def looked_up(known: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Return the row of each account, of nulls where there is none; *known* is in order of `account`."""
    places = find(known["account"], numbers)
    return known.select(pl.all().gather(pl.lit(places))) if known.height else known.clear(len(numbers))


def measured(accounts: pl.DataFrame, found: pl.DataFrame, ledger: bool) -> pl.DataFrame:
    """Return what rules ask of: Int64, null where it is unknown.

    - `payments`: those that stand; `months_paid`: periods of 30 days in which more was paid than taken back.
    - `full_instalments`: periods in which an instalment or more was paid; `paid_to_instalments_ppm`: what was paid to
      an instalment for each period.
    - `paid_to_overdue_ppm`: what was paid to what is overdue now.
    - `promises_kept`, `promises_broken`, `promises_kept_ppm`, `contacts`, `contacts_answered`,
      `contacts_answered_ppm`.

    Args:
        accounts: `currency`, and `overdue_total_minor` where the file has it.
        found: a row an account, of `behaviour.behaviour`, and `instalment`.
        ledger: whether an account without a line paid nothing.
    """
    periods = [name for name in found.columns if name.startswith("period_")]
    blank = nothing(accounts.height, pl.Int64())
    owed = accounts.get_column("overdue_total_minor", default=blank).alias("overdue")
    frame = found.with_columns(currency_codes(accounts["currency"]), owed)
    paid = pl.sum_horizontal(periods).clip(lower_bound=0)
    told = pl.col("account").is_not_null() & ~pl.col("mixed").fill_null(value=False)
    told &= (pl.col("paid_in") == pl.col("currency")).fill_null(value=True) & pl.lit(ledger)
    due = pl.when(pl.col("instalment") > 0).then(pl.col("instalment").cast(pl.Int128))
    kept, broken = pl.col("promises_kept"), pl.col("promises_broken")
    measures = {
        "payments": pl.col("payments").fill_null(0),
        "months_paid": pl.sum_horizontal((pl.col(name).fill_null(0) > 0).cast(pl.Int64) for name in periods),
        "full_instalments": _full(periods, due),
        "paid_to_instalments_ppm": _ppm(paid, due * len(periods)),
        "paid_to_overdue_ppm": _ppm(paid, pl.when(pl.col("overdue") > 0).then("overdue")),
        "promises_kept": kept,
        "promises_broken": broken,
        "promises_kept_ppm": _ppm(kept, kept + broken),
    }
    return frame.select(
        *(pl.when(told).then(measure).alias(name) for name, measure in measures.items()),
        "contacts",
        "contacts_answered",
        _ppm(pl.col("contacts_answered"), pl.col("contacts")).alias("contacts_answered_ppm"),
    )


def _full(periods: Sequence[str], instalment: pl.Expr) -> pl.Expr:
    met = pl.sum_horizontal((pl.col(name).fill_null(0) >= instalment).cast(pl.Int64) for name in periods)
    return pl.when(instalment.is_not_null()).then(met)


def _ppm(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Divide once, and round half up; null where there is nothing to divide by."""
    wide = pl.when(whole > 0).then(whole).cast(pl.Int128)
    return ((part.cast(pl.Int128) * (2 * PPM) + wide) // (2 * wide)).cast(pl.Int64, strict=False)


def _first(rules: Sequence[Rule], measures: pl.DataFrame) -> pl.Series:
    """Return the number of the first rule that holds for each account, null where none does."""
    cases = [pl.when(_holds(rule)).then(pl.lit(number, pl.Int64)) for number, rule in enumerate(rules)]
    return measures.select(pl.coalesce(cases).alias("rule")).to_series()


def _holds(rule: Rule) -> pl.Expr:
    bounds = [pl.col(name) >= value for name, value in rule.at_least.items()]
    bounds += [pl.col(name) <= value for name, value in rule.at_most.items()]
    return pl.all_horizontal(*(bound.fill_null(value=False) for bound in bounds))


def _levels(rules: Sequence[Rule], numbers: pl.Series) -> pl.Series:
    names = pl.Series([*(rule.level for rule in rules), UNKNOWN], dtype=pl.String)
    return names.gather(numbers.fill_null(len(rules)))


def _counts(numbers: pl.Series) -> list[tuple[int, int]]:
    return pl.DataFrame({"rule": numbers.fill_null(-1)}).group_by("rule").len().rows()
