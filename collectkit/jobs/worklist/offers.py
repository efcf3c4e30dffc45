"""What the creditor allows an agency to offer, added to the worklist: reads the rules, and the facts they ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import hand, text
from collectkit.fields.parsed import nothing
from collectkit.files import private
from collectkit.mask.plan import Plan
from collectkit.tables.headers import Column
from collectkit.tables.offers import OFFERS
from collectkit.tables.totals import NO_CURRENCY
from collectkit.worklist.offers.rules import Offers, Rule, parse
from collectkit.worklist.offers.terms import terms

_READ: Mapping[str, tuple[str, ...]] = {
    "currency": ("currency",),
    "bucket": ("bucket", "bucket_given"),
    "days": ("days_past_due", "days_past_due_given"),
    "product": ("product",),
    "product_type": ("product_type",),
    "hand": ("hand",),
    "placed_on": ("placed_on",),
    "recall_on": ("recall_on",),
}
"""Fact -> the fields that it is read from: the first that the file has."""

_ASKED: Mapping[str, tuple[str, ...]] = {
    "buckets": ("bucket",),
    "days": ("days",),
    "products": ("product", "product_type"),
    "hands": ("hand",),
}
"""Condition -> the facts of which the file must have one."""


def load(path: Path, agencies: Collection[str]) -> tuple[Offers, bytes]:
    """Return the rules of a file, and its bytes.

    Raises:
        RulesError: it cannot be read, or has faults.
    """
    found = private.read_text(path)
    return parse(found, path.name, agencies), found.encode()


class Offering:
    """Adds to each account of an agency what may be offered.

    Args:
        columns: field -> where the placements have it.
        name: how errors call the placements.

    Raises:
        InputError: a column that the rules ask for is not there.
    """

    def __init__(self, offers: Offers, agency: str, plan: Plan, columns: Mapping[str, Column], name: str) -> None:
        self._offers, self._agency, self._plan = offers, agency, plan
        found = {fact: next((columns[one] for one in fields if one in columns), None) for fact, fields in _READ.items()}
        self._columns = {"base": columns.get(offers.base), **found}
        missing = _missing(offers, self._columns)
        if missing:
            hint = "`collectkit segment` adds buckets and days; base in the offers file names the amount"
            raise InputError(f"{name}: --offers asks for columns that are not there", details=missing, hint=hint)

    @property
    def columns(self) -> frozenset[int]:
        """Places of the columns that are read."""
        return frozenset(column.index for column in self._columns.values() if column is not None)

    def add(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns of `tables.offers.OFFERS` for a batch: String columns named by their place."""
        facts = {fact: self._fact(fact, column, frame) for fact, column in self._columns.items()}
        return terms(pl.DataFrame([facts[fact].alias(fact) for fact in facts]), self._offers, self._agency)

    def _fact(self, fact: str, column: Column | None, frame: pl.DataFrame) -> pl.Series:
        height = frame.height
        if column is None:
            return pl.repeat(NO_CURRENCY, height, eager=True) if fact == "currency" else nothing(height, _TYPES[fact])
        cells = frame[str(column.index)]
        if fact == "hand":
            return hand.parse(cells)
        if fact in {"bucket", "product", "product_type"}:
            return text.parse(cells).value
        found: pl.Series = self._plan.cells(column, frame).typed.value
        return found.fill_null(NO_CURRENCY) if fact == "currency" else found


_TYPES: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("base", "days", "hand"), pl.Int64()),
    **dict.fromkeys(("bucket", "product", "product_type"), pl.String()),
    **dict.fromkeys(("placed_on", "recall_on"), pl.Date()),
}


def _missing(offers: Offers, columns: Mapping[str, Column | None]) -> list[str]:
    """Return what the rules ask for that is not there, with who asks."""
    lines = [f"{offers.base}: floors are shares of it"] if columns["base"] is None else []
    for rule in offers.rules:
        for condition, facts in _ASKED.items():
            if getattr(rule.when, condition) is not None and all(columns[fact] is None for fact in facts):
                lines.append(f"{' or '.join(facts)}: rule {rule.id} asks for {condition}")
    return lines


def manifest_columns() -> list[dict[str, str]]:
    """Return what a manifest says of the columns of offers."""
    return [
        {"name": name, "operator": "offer", "reason": "what the creditor allows the agency to offer"} for name in OFFERS
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a rule does.

    Attributes:
        accounts: that it is for.
        settles_for_minor: what they pay if all take the settlement; None where the rule is for something else.
    """

    rule: str
    accounts: int
    settles_for_minor: int | None

    def __add__(self, other: Offered) -> Offered:
        """Return what it does at two agencies."""
        both = None if self.settles_for_minor is None else self.settles_for_minor + (other.settles_for_minor or 0)
        return Offered(self.rule, self.accounts + other.accounts, both)


def told(frame: pl.DataFrame, offers: Offers) -> list[Offered]:
    """Return what each rule does.

    Args:
        frame: the columns of offers of all accounts of an agency.
    """
    ids = frame["offer_rules"].str.split(" ")
    settlements = {rule.id for rule in offers.settlement}

    def of(rule: Rule) -> Offered:
        held = frame.filter(ids.list.contains(rule.id).fill_null(value=False))
        least = int(held["settlement_least_minor"].sum()) if rule.id in settlements else None
        return Offered(rule.id, held.height, least)

    return [of(rule) for rule in offers.rules]
