"""The rules of the grid of ability and willingness: thresholds over what an account did, read from TOML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.fields.rule_files import said
from collectkit.fields.toml import FROZEN, Tuple

PERIOD = 30
"""Days of one period; what is looked at is whole periods."""

Measure = Literal[
    "payments",
    "months_paid",
    "full_instalments",
    "paid_to_instalments_ppm",
    "paid_to_overdue_ppm",
    "promises_kept",
    "promises_broken",
    "promises_kept_ppm",
    "contacts",
    "contacts_answered",
    "contacts_answered_ppm",
]
"""What a rule may ask of; see `grid.measured`."""

AXES = ("ability", "willingness")

_HINT = "docs/household.md shows the rules of the grid"
_Bounds = Mapping[Measure, Annotated[int, Field(ge=0, le=10**12)]]


class Rule(BaseModel):
    """One level, and what must hold for it: every bound, both ends included; what is unknown holds for none."""

    model_config = FROZEN

    level: Literal["high", "medium", "low"]
    reason: Annotated[str, Field(min_length=1)]
    at_least: _Bounds = {}
    at_most: _Bounds = {}


_Rules = Annotated[tuple[Rule, ...], Tuple, Field(min_length=1)]


class GridRules(BaseModel):
    """The rules of both axes, each in order: the first that holds counts.

    Attributes:
        window_days: what is looked at, up to the as-of date.
        promise_days: how many days after its day a promised payment may come.
    """

    model_config = FROZEN

    version: Literal[1]
    name: str
    window_days: Annotated[int, Field(ge=PERIOD, le=720, multiple_of=PERIOD)] = 180
    promise_days: Annotated[int, Field(ge=0, le=31)] = 3
    ability: _Rules
    willingness: _Rules

    def of(self, axis: str) -> tuple[Rule, ...]:
        """Return the rules of an axis."""
        return self.ability if axis == "ability" else self.willingness


def parse(text: str, place: str) -> GridRules:
    """Read rules from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    table = toml.parse(text, place, _HINT)
    try:
        rules = GridRules.model_validate(table)
    except ValidationError as error:
        raise RulesError.listing(place, said(error, table=table), hint=_HINT) from None
    if faults := [fault for axis in AXES for fault in _lint(axis, rules.of(axis))]:
        raise RulesError.listing(place, faults, hint=_HINT)
    return rules


def _lint(axis: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    """Say what is wrong with rules that have the right form."""
    for number, rule in enumerate(rules, 1):
        place = f"{axis}.{number}"
        if not rule.at_least and not rule.at_most:
            yield f"{place}: must ask for something: at_least or at_most"
        for name in rule.at_least:
            if rule.at_least[name] > rule.at_most.get(name, rule.at_least[name]):
                yield f"{place}.at_most.{name}: less than at_least: no account is both"


BUILT_IN = parse((files(__package__) / "grid.toml").read_text(encoding="utf-8"), "built-in.toml")
"""The rules without a file of one's own."""
