"""The conditions of a ladder rule, as expressions over the facts of accounts, and in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from collectkit.fields import text
from collectkit.fields.bounds import Range
from collectkit.segment.ladder.policy import When

RANGES = {
    "days": "days",
    "balance_minor": "balance",
    "last_paid_days": "last_paid_days",
    "terms_overdue": "terms_overdue",
    "debtor_accounts": "debtor_accounts",
    "debtor_overdue_minor": "debtor_overdue",
}
"""Condition -> the fact that it looks at."""

LABELS = {
    "buckets": ("bucket",),
    "currency": ("currency",),
    "products": ("product", "product_type"),
    "hands": ("hand",),
    "ability": ("ability",),
    "willingness": ("willingness",),
    "debtor_buckets": ("debtor_bucket",),
}

AMOUNTS = ("balance_minor", "debtor_overdue_minor")
"""Conditions on money: they hold in one currency only."""


@dataclass(frozen=True, slots=True)
class Among:
    """One of some facts is one of some values.

    Attributes:
        name: the condition's key in the policy.
    """

    name: str
    facts: tuple[str, ...]
    values: tuple[str, ...] | tuple[int, ...] | tuple[bool, ...]

    def holds(self, present: Collection[str]) -> pl.Expr:
        """Return where it holds; nowhere where a fact is null or not *present*."""
        tests = [pl.col(fact).is_in(self.values) for fact in self.facts if fact in present]
        return pl.any_horizontal(tests).fill_null(value=False) if tests else pl.lit(value=False)

    def covers(self, other: Condition) -> bool:
        """Return whether it holds wherever *other* does."""
        if not isinstance(other, Among) or self.name != other.name:
            return False
        return set(other.facts) <= set(self.facts) and set(other.values) <= set(self.values)

    def __str__(self) -> str:
        named = self.facts if self.name == "flags" else self.values
        return f"{self.name} {', '.join(map(str, named))}"


@dataclass(frozen=True, slots=True)
class Between:
    """A fact lies in a range, both ends included."""

    name: str
    fact: str
    low: int | None
    high: int | None

    @property
    def facts(self) -> tuple[str, ...]:
        """The one fact."""
        return (self.fact,)

    def holds(self, present: Collection[str]) -> pl.Expr:
        """Return where it holds; nowhere where the fact is null or not *present*."""
        if self.fact not in present:
            return pl.lit(value=False)
        column = pl.col(self.fact)
        above = pl.lit(value=True) if self.low is None else column >= self.low
        below = pl.lit(value=True) if self.high is None else column <= self.high
        return (column.is_not_null() & above & below).fill_null(value=False)

    def covers(self, other: Condition) -> bool:
        """Return whether it holds wherever *other* does."""
        if not isinstance(other, Between) or self.name != other.name:
            return False
        below = self.low is None or (other.low is not None and self.low <= other.low)
        return below and (self.high is None or (other.high is not None and other.high <= self.high))

    def common(self, other: Between) -> tuple[int | None, int | None] | None:
        """Return the range that both hold in; None where there is none."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        return None if low is not None and high is not None and low > high else (low, high)

    def __str__(self) -> str:
        return f"{self.name} {span(self.low, self.high)}"


Condition: TypeAlias = Among | Between


def span(low: int | None, high: int | None) -> str:
    """Return a range in words."""
    if low is None or high is None:
        return f"{low} and more" if high is None else f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def conditions(when: When, currency: str) -> tuple[Condition, ...]:
    """Return the conditions of a rule.

    Args:
        currency: of the policy, for an amount whose currency the rule does not name.
    """
    return tuple(_conditions(when, currency))


def _conditions(when: When, currency: str) -> Iterator[Condition]:
    if when.currency is None and any(getattr(when, name) is not None for name in AMOUNTS):
        yield Among("currency", LABELS["currency"], (currency,))
    for name in When.model_fields:
        wanted = getattr(when, name)
        if wanted is None:
            continue
        if isinstance(wanted, Range):
            yield Between(name, RANGES[name], wanted.min, wanted.max)
        elif name == "flags":
            yield Among(name, wanted, (True,))
        else:
            yield Among(name, LABELS[name], _values(name, wanted))


def _values(name: str, wanted: str | tuple[str, ...] | tuple[int, ...]) -> tuple[str, ...] | tuple[int, ...]:
    if isinstance(wanted, str):
        return (wanted,)
    return tuple(product_key(str(one)) for one in wanted) if name == "products" else wanted


def product_key(name: str) -> str:
    """Return the spelling in which names of products are compared."""
    return text.plain_cell(name).lower()
