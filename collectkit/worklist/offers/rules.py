"""The rules of offers: for which accounts, down to which floor, on whose authority. docs/offers.md explains the format.

Of each kind the first rule that holds decides. What no rule is for is not offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from collectkit.crypto.derivation import is_id
from collectkit.errors import RulesError, meant
from collectkit.fields import toml
from collectkit.fields.bounds import Range
from collectkit.fields.money import LARGEST
from collectkit.fields.percentage import Share
from collectkit.fields.rule_files import read
from collectkit.fields.toml import FROZEN, Tuple

Authority: TypeAlias = Literal["agency", "creditor"]

MOST_RULES = 200
HINT = "docs/offers.md shows an offers file"
_KINDS = ("settlement", "instalment", "extension")
_TOP_KEYS = ("version", "base", "currency", *_KINDS)


def _agency(value: object) -> object:
    if isinstance(value, str) and not is_id(value):
        raise ValueError("must be an agency's id")
    return value


_Word = Annotated[str, Field(min_length=1)]
_Words = Annotated[tuple[_Word, ...], Tuple, Field(min_length=1)]
_Agencies = Annotated[tuple[Annotated[str, BeforeValidator(_agency)], ...], Tuple, Field(min_length=1)]
_Hands = Annotated[tuple[Annotated[int, Field(ge=1, le=9)], ...], Tuple, Field(min_length=1)]
_Amount = Annotated[int, Field(ge=0, le=LARGEST)]


class When(BaseModel):
    """The conditions of a rule; all that are there must hold. A fact that an account lacks holds nowhere.

    Attributes:
        base_minor: the range of the base.
        products: any of them is the product or the type of product.
    """

    model_config = FROZEN

    buckets: _Words | None = None
    days: Range | None = None
    base_minor: Range | None = None
    products: _Words | None = None
    hands: _Hands | None = None
    agencies: _Agencies | None = None


class Rule(BaseModel):
    """What all kinds share.

    Attributes:
        authority: ``agency``: it may agree by itself; ``creditor``: it must ask.
        valid_days: the offer holds so many days from the placement on; None for as long as the placement.
    """

    model_config = FROZEN

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    when: When = When()
    authority: Authority
    valid_days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class Settlement(Rule):
    """The least that closes an account: the larger of a share of the base and an amount, never more than the base."""

    floor: Share
    floor_minor: _Amount = 0

    @model_validator(mode="after")
    def _is_not_for_nothing(self) -> Settlement:
        if self.floor == self.floor_minor == 0:
            raise ValueError("must have a floor above 0%, or a floor_minor: else accounts are closed for nothing")
        return self


class Instalment(Rule):
    """A plan: how many instalments, the least of each, and of the first one, where a share of the base may be more."""

    most: Annotated[int, Field(ge=2, le=360)]
    first: Share = 0
    least_minor: _Amount = 0


class Extension(Rule):
    """A later due date, without a waiver."""

    most_days: Annotated[int, Field(ge=1, le=365)]


class Offers(BaseModel):
    """All rules of a file.

    Attributes:
        base: the amount that floors are shares of.
        currency: of all amounts; accounts in another one are offered nothing.
    """

    model_config = FROZEN

    base: Literal["payoff_total", "overdue_total", "placement_amount"] = "payoff_total"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"
    settlement: tuple[Settlement, ...] = ()
    instalment: tuple[Instalment, ...] = ()
    extension: tuple[Extension, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all kinds."""
        return (*self.settlement, *self.instalment, *self.extension)


def parse(text: str, place: str, agencies: Collection[str]) -> Offers:
    """Read offers from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.
        agencies: the ids that rules may name.

    Raises:
        RulesError: with every fault found.
    """
    data = toml.parse(text, place, HINT)
    faults = toml.unknown(data, _TOP_KEYS)
    if data.get("version") != 1:
        faults.append("version: must be 1")
    models: Mapping[str, type[Rule]] = {"settlement": Settlement, "instalment": Instalment, "extension": Extension}
    rules = {kind: list(_rules(model, kind, data.get(kind, []), faults)) for kind, model in models.items()}
    if not any(data.get(kind) for kind in _KINDS):
        faults.append("there must be at least one [[settlement]], [[instalment]] or [[extension]]")
    head = read(Offers, {key: data[key] for key in ("base", "currency") if key in data}, "", faults)
    faults += _lint(rules, agencies)
    if faults or head is None:
        raise RulesError.listing(place, faults, hint=HINT)
    return head.model_copy(update={kind: tuple(rule for _, rule in found) for kind, found in rules.items()})


def _rules(model: type[Rule], kind: str, tables: Any, faults: list[str]) -> Iterator[tuple[str, Rule]]:
    """Yield the rules of a kind that can be read, each with its place."""
    if not isinstance(tables, list) or len(tables) > MOST_RULES:
        faults.append(f"{kind}: must be tables, {MOST_RULES} at most: [[{kind}]]")
        return
    for number, table in enumerate(tables, 1):
        rule = read(model, table, f"{kind}.{number}", faults)
        if rule is not None:
            yield f"{kind}.{number}", rule


def _lint(rules: Mapping[str, list[tuple[str, Rule]]], agencies: Collection[str]) -> Iterator[str]:
    ids = Counter(rule.id for found in rules.values() for _, rule in found)
    yield from (f"id {name!r}: {count} rules have it" for name, count in ids.items() if count > 1)
    for found in rules.values():
        for number, (place, rule) in enumerate(found):
            for name in rule.when.agencies or ():
                if name not in agencies:
                    yield f"{place}.when.agencies: unknown agency {name!r}{meant(name, agencies)}"
            before = next((earlier for earlier, other in found[:number] if other.when in (When(), rule.when)), None)
            if before is not None:
                yield f"{place}: can never hold: {before} takes all its accounts"
