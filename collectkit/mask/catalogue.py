"""What each operator does, in words: its parameters, the columns it fits, and an example that it has really made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.crypto.derivation import Context
from collectkit.crypto.tokens import Tokens
from collectkit.mask.cells import Cells
from collectkit.mask.holding import HOLDS, Holds, declare, holds
from collectkit.mask.operator import Operator, ReadsBeside, Shows, fitting, forbidden
from collectkit.mask.operators import OPERATORS
from collectkit.mask.schema import described, parameters
from collectkit.tables.accounts import ACCOUNTS

EXAMPLES: Mapping[Holds, str] = MappingProxyType(
    {
        "phone": "13800138000",
        "identity": "110105184912310020",
        "bank": "4111111111111111",
        "account": "HT-2026-000017",
        "customer": "C0001234",
        "name": "欧阳样本",
        "address": "北京市朝阳区样本路1号2单元301室",
        "email": "ouyang.yangben@example.com",
        "text": "周五再打 13800138000",
        "date": "2026-10-31",
        "money": "12345.67",
        "rate": "18%",
        "int": "37",
        "days": "45天",
        "flag": "是",
    }
)
"""What a column of a kind may hold: invented, and nobody's number."""

_EXAMPLE_KEY = bytes(32)
"""No secret: with it examples look the same everywhere."""


_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "string": "text",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A key beside ``operator``: what it may be, in words, and what it is when it is not written."""

    name: str
    default: Any
    allowed: str


@dataclass(frozen=True, slots=True)
class Example:
    """A cell, what it holds, and what leaves: None for nothing."""

    holds: Holds
    cell: str
    leaves: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One operator.

    Attributes:
        does: what it does, in whole sentences.
        shows: what of the value is in the result, or stands for it.
        fits: what a column must hold.
    """

    name: str
    does: str
    shows: Shows
    parameters: tuple[Parameter, ...]
    fits: tuple[Holds, ...]
    example: Example

    @property
    def picky(self) -> bool:
        """Whether it is not for every column."""
        return self.fits != HOLDS

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def catalogue() -> tuple[Entry, ...]:
    """Return all operators, in the order of their names."""
    return tuple(_entry(name, kind) for name, kind in OPERATORS.items())


def _entry(name: str, kind: type[Operator]) -> Entry:
    found = tuple(Parameter(key, of.get("default"), allowed(of)) for key, of in parameters(kind).items())
    return Entry(name, described(kind), kind.shows, found, fitting(kind), _example(kind()))


def _example(operator: Operator) -> Example:
    words = fitting(type(operator))
    word = next(word for word in words if not forbidden(operator, declare("", word, "debtor")))
    fields = operator.beside if isinstance(operator, ReadsBeside) else ()
    beside: dict[str, Cells] = {}  # one for all, as in a plan
    others = [name for name in fields if holds(ACCOUNTS[name]) != word]
    beside |= {name: _cells(holds(ACCOUNTS[name]), beside) for name in others}
    (made,) = operator.apply(_cells(word, beside))
    return Example(word, EXAMPLES[word], None if made is None else str(made))


def _cells(word: Holds, beside: Mapping[str, Cells] = MappingProxyType({})) -> Cells:
    minter = Tokens(_EXAMPLE_KEY, Context("0", "example"))
    return Cells(pl.Series([EXAMPLES[word]]), declare("", word, "debtor"), None, "CN", minter, beside)


def allowed(of: Mapping[str, Any]) -> str:
    """Return in words what the schema of a parameter allows."""
    choices = of.get("enum") or [of[key] for key in ("const",) if key in of]
    if choices:
        return " or ".join(map(str, choices))
    if "anyOf" in of:
        return " or ".join(map(allowed, of["anyOf"]))
    if of.get("type") == "array":
        return f"a list, each {allowed(of.get('items', {}))}"
    return _TYPES.get(of.get("type", ""), "anything") + _limits(of)


def _limits(of: Mapping[str, Any]) -> str:
    least, most = of.get("minimum"), of.get("maximum")
    if least is None and most is None:
        return ""
    if most is None:
        return f", {least:,} or more"
    return f", {most:,} at most" if least is None else f", {least:,} to {most:,}"
