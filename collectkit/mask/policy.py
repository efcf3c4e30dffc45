"""Policies: which columns leave, in what form, and why. A TOML file, closed by default.

A column that a policy does not name does not leave. All faults of a file are reported at once, with their place.
"""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from collectkit.errors import RulesError
from collectkit.mask.codes import Fpe
from collectkit.mask.operator import KEYED, MayBeKeyed, Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.passing import Drop
from collectkit.mask.text.redact import RedactText
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import propose

BUILT_IN = ("agency", "agency-direct", "analyst", "public")
_TERMS = ("purpose", "term", "method", "protection", "return_or_delete")
_RULE_KEYS = frozenset({"operator", "from", "reason"})
_TOP_KEYS = frozenset({"version", "name", "columns", *_TERMS})


@dataclass(frozen=True, slots=True)
class Rule:
    """One column of the output.

    Attributes:
        output: its name.
        source: the canonical field that it is made from, or the header of a column that is none.
    """

    output: str
    source: str
    operator: Operator
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A parsed policy.

    Attributes:
        rules: in the order of the file, which is the order of the output's columns; dropped ones included.
        terms: purpose, term, method, protection, return or delete (PIPL art. 21), for the manifest.
        text: the file as it was read; its digest stands in the manifest.
    """

    name: str
    rules: tuple[Rule, ...]
    terms: Mapping[str, str]
    text: str

    @property
    def needs_ring(self) -> bool:
        """Whether any column is made with keys: tokens, pseudonyms, digits that stay digits."""
        operators = [rule.operator for rule in self.rules]
        return any(one.shows in KEYED or (isinstance(one, MayBeKeyed) and one.keyed) for one in operators)

    @property
    def leaving(self) -> Iterator[Rule]:
        """The rules whose column is in the output."""
        return (rule for rule in self.rules if not isinstance(rule.operator, Drop))


def built_in(name: str) -> Policy | None:
    """Return a built-in policy; None when there is none of this name."""
    if name not in BUILT_IN:
        return None
    return parse(resources.files(__package__).joinpath("policies", f"{name}.toml").read_text("utf-8"), name)


def parse(text: str, name: str) -> Policy:
    """Parse the text of a policy file.

    Args:
        name: what messages call the file.

    Raises:
        RulesError: listing every fault.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: not valid TOML", details=[_place(error)]) from None
    faults = [f"{key}: unknown key" for key in data if key not in _TOP_KEYS]
    if data.get("version") != 1:
        faults.append("version: must be 1")
    faults += [f"{key}: must be text" for key in ("name", *_TERMS) if not isinstance(data.get(key, ""), str)]
    columns = data.get("columns")
    if not isinstance(columns, dict) or not columns:
        faults.append("columns: at least one column must be named")
        columns = {}
    rules = [_rule(output, spec, faults) for output, spec in columns.items()]
    if faults:
        raise RulesError.listing(name, faults, hint="`collectkit mask --list-operators` shows what there is")
    terms = MappingProxyType({key: data[key] for key in _TERMS if key in data})
    return Policy(data.get("name", name), tuple(r for r in rules if r), terms, text)


def _rule(output: str, spec: Any, faults: list[str]) -> Rule | None:
    place = f"columns.{output}"
    if not isinstance(spec, dict):
        faults.append(f"{place}: must be a table with an operator")
        return None
    source, reason = spec.get("from", output), spec.get("reason", "")
    faults += [f"{place}.{key}: must be text" for key in ("from", "reason") if not isinstance(spec.get(key, ""), str)]
    name = spec.get("operator")
    kind = OPERATORS.get(name) if isinstance(name, str) else None
    if kind is None:
        faults.append(f"{place}.operator: {_unknown(name)}")
        return None
    parameters = {key: value for key, value in spec.items() if key not in _RULE_KEYS}
    operator = _operator(kind, parameters, place, faults)
    source = propose([str(source)]).columns[0].field or str(source)
    if kind.shows == "value" and source in ACCOUNTS and ACCOUNTS[source].personal == "third":
        faults.append(f"{place}.operator: data of third persons never leaves in clear")
    if isinstance(operator, Fpe):
        known = ACCOUNTS[source].kind if source in ACCOUNTS else None
        faults += [f"{place}.{key}: {reason}" for key, reason in operator.faults(known).items()]
    if isinstance(operator, RedactText):
        faults += [f"{place}.{key}: {reason}" for key, reason in operator.faults(source).items()]
    return None if operator is None else Rule(output, source, operator, reason)


def _unknown(name: object) -> str:
    if not isinstance(name, str):
        return "missing" if name is None else "must be text"
    close = difflib.get_close_matches(name, OPERATORS, 1)
    return f"unknown operator {name!r}" + (f" (did you mean {close[0]!r}?)" if close else "")


def _operator(kind: type[Operator], parameters: dict[str, Any], place: str, faults: list[str]) -> Operator | None:
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = [key for key in parameters if key not in known]
    faults += [f"{place}.{key}: {kind.name} has no such parameter" for key in unknown]
    if unknown:
        return None
    try:
        return TypeAdapter(kind).validate_python(parameters)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            where = ".".join(map(str, (place, *fault["loc"])))
            faults.append(f"{where}: {fault['msg'].removeprefix('Value error, ').removeprefix('Input ')}")
        return None


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Where TOML broke, without the text that stands there."""
    place = str(error).rpartition("(at ")[2].rstrip(")")
    return place if place.startswith(("line", "end")) else "syntax"
