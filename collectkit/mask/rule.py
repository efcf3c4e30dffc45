"""One rule of a policy: a column of the output, what it is made from, and how. All faults are listed."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from collectkit.fields.toml import named
from collectkit.mask.holding import HOLDS, PERSONS, WHOSE, Holds, Whose, declare, holds, of_header, same
from collectkit.mask.operator import Operator, fitting, forbidden
from collectkit.mask.operators import OPERATORS
from collectkit.mask.operators.passing import Drop, Keep
from collectkit.mask.scan.headers import state
from collectkit.tables.accounts import ACCOUNTS, Field
from collectkit.tables.field import SUFFIXES

_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"kind": HOLDS, "whose": WHOSE})
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of text; a heading may have lines."""
RULE_KEYS = ("operator", "from", *_WORDS, "reason")


@dataclass(frozen=True, slots=True)
class Rule:
    """One column of the output.

    Attributes:
        output: its name in the policy.
        source: the canonical field that it is made from, or the header of a column that is none.
        declared: what the policy says that the source holds, where the tables do not.
    """

    output: str
    source: str
    operator: Operator
    reason: str
    declared: Field | None = None

    @property
    def field(self) -> Field | None:
        """What the source is; None for a column of which nobody says what it holds."""
        return self.declared or ACCOUNTS.get(self.source)

    @property
    def column(self) -> str:
        """The name of the output's column: kept amounts and rates are in minor units and ppm, and it says so."""
        unit = SUFFIXES.get(self.field.type, "") if self.field and isinstance(self.operator, Keep) else ""
        return self.output.removesuffix(unit) + unit


def read_rules(columns: Mapping[str, Any], faults: list[str]) -> tuple[Rule, ...]:
    """Return the rules of the table ``columns``; what is wrong is added to *faults*, and its rules are left out."""
    rules = []
    for output, spec in columns.items():
        if isinstance(spec, dict):
            rules.append(_rule(output, spec, faults))
        else:
            faults.append(f"columns.{output}: must be a table with an operator")
    read = [rule for rule in rules if rule is not None]
    faults += [*_twice(read), *_otherwise(read)]
    return tuple(read)


def close(word: str, words: Iterable[str]) -> str:
    """Return a question whether one of *words* was meant; nothing if none is like *word*."""
    found = difflib.get_close_matches(word, words, 1, 0.65)
    return f" (did you mean {found[0]!r}?)" if found else ""


def _rule(output: str, spec: Mapping[str, Any], faults: list[str]) -> Rule | None:
    place = f"columns.{output}"
    faults += [f"{place}.{key}: must be text" for key in ("from", "reason") if not isinstance(spec.get(key, ""), str)]
    source = spec.get("from", output)
    source = source if isinstance(source, str) else output
    if not source.strip() or not output.strip():
        faults.append(f"{place}: the column has no name")
    if UNSEEN.search(output):
        faults.append(f"{place}: the name has control characters")
    known, before = of_header(source), len(faults)
    declared = _declared(place, source, spec, faults)
    said = len(faults) == before
    kind = OPERATORS.get(spec["operator"]) if isinstance(spec.get("operator"), str) else None
    if kind is None:
        faults.append(f"{place}.operator: {_unknown(spec.get('operator'))}")
        return None
    operator = _operator(kind, {key: spec[key] for key in spec if key not in RULE_KEYS}, place, faults)
    name = known.name if known else source
    if said:
        faults += [f"{place}.{key}: {why}" for key, why in _misfits(kind, operator, name, declared or known)]
    return None if operator is None else Rule(output, name, operator, spec.get("reason", ""), declared)


def _declared(place: str, source: str, spec: Mapping[str, Any], faults: list[str]) -> Field | None:
    """Return what the rule says that its source is, if it says so and may."""
    kind, whose = (_word(f"{place}.{key}", spec.get(key), words, faults) for key, words in _WORDS.items())
    known = of_header(source)
    wrong = []
    if kind is not None and known is not None and holds(known) != "text":
        wrong.append(f"kind: {known.name} holds {holds(known)}, as the tables say: leave it out")
    if whose is not None and known is not None:
        wrong.append("whose: the tables say whose it is: leave it out")
    elif whose is not None and kind not in PERSONS:
        wrong.append(f"whose: goes with a kind that is one of {', '.join(PERSONS)}")
    faults += [f"{place}.{fault}" for fault in wrong]
    return None if wrong or kind is None else declare(source, cast("Holds", kind), cast("Whose | None", whose))


def _word(place: str, word: object, words: tuple[str, ...], faults: list[str]) -> str | None:
    if word is None or word in words:
        return word
    wrong = f"unknown word {word!r}{close(word, words)}; there are" if isinstance(word, str) else "must be one of"
    faults.append(f"{place}: {wrong} {', '.join(words)}")
    return None


def _unknown(name: object) -> str:
    if not isinstance(name, str):
        return "missing" if name is None else "must be text"
    return f"unknown operator {name!r}{close(name, OPERATORS)}"


@functools.cache
def _reader(kind: type[Operator]) -> TypeAdapter[Operator]:
    return TypeAdapter(kind)


def _operator(kind: type[Operator], parameters: dict[str, Any], place: str, faults: list[str]) -> Operator | None:
    known = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    unknown = [key for key in parameters if key not in known]
    keys = (*known, *RULE_KEYS)
    faults += [
        f"{place}.{named(key, parameters)}: {kind.name} has no such parameter{close(key, keys)}" for key in unknown
    ]
    try:
        return _reader(kind).validate_python({key: parameters[key] for key in parameters if key in known})
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            where = ".".join(map(str, (place, *fault["loc"])))
            faults.append(f"{where}: {fault['msg'].removeprefix('Value error, ').removeprefix('Input ')}")
        return None


def _misfits(
    kind: type[Operator], operator: Operator | None, source: str, field: Field | None
) -> Iterable[tuple[str, str]]:
    """Yield what forbids an operator on a column: key of the rule, and why."""
    reasons = forbidden(operator or kind(), field)
    yield from reasons.items()
    fits = fitting(kind)
    if field is None and not reasons and "text" not in fits:
        yield "kind", f"missing: {kind.name} is for {' or '.join(fits)}: say which of them {source} holds"
    elif field is not None and not reasons and holds(field) not in fits:
        yield "operator", f"{kind.name} is for {' or '.join(fits)}, and {source} holds {holds(field)}"
    if kind.shows == "value":
        yield from _in_clear(source, field)


def _in_clear(source: str, field: Field | None) -> Iterable[tuple[str, str]]:
    """Yield why a column must not leave as it is."""
    if field is None:
        stated = state(source).kind
        if stated is not None:
            what = "personal data" if stated in ("person", "text") else stated
            yield "kind", f"missing: the header states {what}: say what the column holds before it leaves in clear"
    elif field.personal == "third":
        says = "" if field.name in ACCOUNTS else "; if it is the debtor's own, say whose = 'debtor'"
        yield "operator", f"data of third persons never leaves in clear{says}"


def _twice(rules: Iterable[Rule]) -> Iterable[str]:
    """Yield the columns of the output that more than one rule writes."""
    first: dict[str, str] = {}
    for rule in rules:
        if not isinstance(rule.operator, Drop) and first.setdefault(rule.column, rule.output) != rule.output:
            yield f"columns.{rule.output}: writes the column {rule.column}, and columns.{first[rule.column]} does too"


def _otherwise(rules: Iterable[Rule]) -> Iterable[str]:
    """Yield the rules that say something else of their source than an earlier one."""
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(same(rule.source), rule)
        if _what(rule) != _what(other):
            yield f"columns.{rule.output}.kind: columns.{other.output} says something else of the same column"


def _what(rule: Rule) -> tuple[str, str] | None:
    return (holds(rule.declared), rule.declared.personal) if rule.declared else None
