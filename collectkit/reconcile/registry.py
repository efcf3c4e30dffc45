"""A registry of rules: what can be said of a thing, one rule each, and each rule gives one status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a thing has its status.

    Attributes:
        status: what the thing is.
        exception: whether a person must look at it.
        meaning: one sentence.
    """

    status: str
    exception: bool
    meaning: str


def rules(status: str, *, exception: bool, **meanings: str) -> dict[str, Rule]:
    """Return the rules that give a status: name -> rule."""
    return {name: Rule(status, exception, meaning) for name, meaning in meanings.items()}


class Registry:
    """Statuses and rules, as columns have them.

    Attributes:
        rule: the type of a column of rules.
        status: the type of a column of statuses; its order is the one in which people see them.
    """

    def __init__(self, statuses: Mapping[str, str], rules: Mapping[str, Rule]) -> None:
        """Take the meaning of each status, in order, and the rules by name."""
        self.rule, self.status = pl.Enum(list(rules)), pl.Enum(list(statuses))
        self._names = pl.Series(list(rules), dtype=self.rule)
        self._given = pl.Series([rule.status for rule in rules.values()], dtype=self.status)
        self._exceptions = self._names.filter(pl.Series([rule.exception for rule in rules.values()], dtype=pl.Boolean))

    def status_of(self, rules: pl.Expr) -> pl.Expr:
        """Return the status of each rule."""
        return rules.replace_strict(self._names, self._given, return_dtype=self.status)

    def is_exception(self, rules: pl.Expr) -> pl.Expr:
        """Return whether a person must look at what has this rule."""
        return rules.is_in(self._exceptions.implode())
