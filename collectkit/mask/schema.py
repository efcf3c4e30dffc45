"""The JSON Schema of policy files, for editors: written from the operators, as the parser reads them.

It says what can be said of a file without the tables' many headers: that is left to the parser. Draft 7, and without
references to other files, for that is what editors of TOML understand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from collectkit.fields import rule_schema
from collectkit.mask.holding import HOLDS, PERSONS, WHOSE, holds
from collectkit.mask.operator import Operator, fitting, forbidden
from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import KEYS, TERMS, VERSION
from collectkit.mask.risk.strength import FEWEST_CANDIDATES, MIN_CANDIDATES
from collectkit.tables.accounts import ACCOUNTS, Field

_TERM_WORDS = {
    "purpose": "what the recipient may use the data for",
    "term": "for how long",
    "method": "how it is handed over and worked on",
    "protection": "what protects it",
    "return_or_delete": "what happens to it in the end",
}


def policy_schema() -> dict[str, Any]:
    """Return the schema of policy files of this format."""
    return rule_schema.of_file(
        "collectkit mask policy",
        "Which columns leave, in what form, and why. A column that is not named does not leave.",
        ("version", "columns"),
        {
            **{key: {} for key in KEYS},
            "version": rule_schema.version(VERSION),
            "name": _text("What manifests and reports call the policy."),
            "revision": _text("The policy's own version: text or a date."),
            **{term: _text(f"For the manifest (PIPL art. 21): {_TERM_WORDS[term]}.") for term in TERMS},
            "min_candidates": {
                "type": "integer",
                "minimum": FEWEST_CANDIDATES,
                "default": MIN_CANDIDATES,
                "description": "How many values must be left of a number that is shown in part.",
            },
            "columns": _columns(),
        },
        {"rule": _rule(), **_of_fields()},
    )


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return rule_schema.text(policy_schema())


def parameters(kind: type[Operator]) -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of each parameter of an operator."""
    whole = TypeAdapter(kind).json_schema()
    return {name: {key: of[key] for key in of if key != "title"} for name, of in whole.get("properties", {}).items()}


def described(kind: type[Operator]) -> str:
    """Return what an operator does: the words of its class, on one line, parameters in backticks."""
    return re.sub(r"\*(\w+)\*", r"`\1`", " ".join((kind.__doc__ or "").split())).replace("``", "`")


def _columns() -> dict[str, Any]:
    """Columns of the output. One that has the name of a field, and no other source, is of that field."""
    names = {name: field for field in ACCOUNTS.values() for name in (field.name, field.column)}
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": r"\S"},
        "description": "A table for each column of the output, in their order.",
        "properties": {name: {"$ref": f"#/definitions/{_group(field)}"} for name, field in names.items()},
        "additionalProperties": {"$ref": "#/definitions/rule"},
    }


def _group(field: Field) -> str:
    if field.personal == "third":
        return f"{holds(field)}_of_third_person"
    whose = "of_debtor" if field.personal == "debtor" and holds(field) == "text" else "field"
    return f"{holds(field)}_{whose}"


def _rule() -> dict[str, Any]:
    """A rule: the operator says which other keys there are, and `kind` which operators."""
    return {
        "type": "object",
        "required": ["operator"],
        "properties": {
            "operator": {
                "enum": list(OPERATORS),
                "description": "What is done: `collectkit mask --list-operators`.",
                "x-taplo": {"docs": {"enumValues": [described(kind) for kind in OPERATORS.values()]}},
            },
            **_common(),
            **{name: {"description": f"Parameter of {', '.join(of)}."} for name, of in _parameter_names().items()},
        },
        "allOf": [*map(_of_operator, OPERATORS.values()), *map(_of_kind, HOLDS), _clear(), _whose()],
    }


def _common() -> dict[str, Any]:
    return {
        "from": {
            "type": "string",
            "pattern": r"\S",
            "description": "A field (docs/fields.md) by any of its names, or the header of another column; "
            "without it, the name of this table.",
        },
        "kind": {
            "enum": list(HOLDS),
            "description": "What the column holds, where the tables don't know it.",
        },
        "whose": {"enum": list(WHOSE), "description": "Whose personal data it is, where the tables don't know it."},
        "reason": _text("Why it leaves, in this form."),
    }


def _parameter_names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, kind in OPERATORS.items():
        for parameter in parameters(kind):
            found.setdefault(parameter, []).append(name)
    return found


def _of_operator(kind: type[Operator]) -> dict[str, Any]:
    """Only its own parameters stand beside an operator."""
    known = {"operator": {"const": kind.name}, **dict.fromkeys(_common(), True), **parameters(kind)}
    then = {"description": described(kind), "properties": known, "additionalProperties": False}
    return {"if": _is("operator", kind.name), "then": then}


def _of_kind(word: str) -> dict[str, Any]:
    """Only what fits it is done to a column of this kind."""
    return {"if": _is("kind", word), "then": {"properties": {"operator": {"enum": _fitting(word)}}}}


def _clear() -> dict[str, Any]:
    """Personal data leaves in clear only if it is said to be the debtor's own."""
    where = {"properties": {"kind": {"enum": list(PERSONS)}, "operator": {"enum": _clear_operators()}}}
    return {
        "if": {**where, "required": ["kind", "operator"]},
        "then": {"required": ["whose"], "properties": {"whose": {"const": "debtor"}}},
    }


def _whose() -> dict[str, Any]:
    return {
        "if": {"required": ["whose"]},
        "then": {"required": ["kind"], "properties": {"kind": {"enum": list(PERSONS)}}},
    }


def _of_fields() -> dict[str, Any]:
    """Rules of a field of the tables, which say no other source."""
    groups = {_group(field): field for field in ACCOUNTS.values()}
    return {name: _of_field(field) for name, field in sorted(groups.items())}


def _of_field(field: Field) -> dict[str, Any]:
    """What the tables say holds; only of text a policy may say more."""
    allowed = set(_fitting(holds(field)))
    own: dict[str, Any] = {"properties": {"whose": False}}
    if holds(field) == "text":
        own["if"] = {"not": {"required": ["kind"]}}
        refused = {name for name, kind in OPERATORS.items() if forbidden(kind(), field)}
        own["then"] = {"properties": {"operator": {"enum": sorted(allowed - refused)}}}
        allowed = set(OPERATORS)
    else:
        own["properties"]["kind"] = False
    if field.personal == "third":
        allowed -= set(_clear_operators())
    own["properties"]["operator"] = {"enum": sorted(allowed)}
    return {"allOf": [{"$ref": "#/definitions/rule"}, {"if": {"not": {"required": ["from"]}}, "then": own}]}


def _fitting(word: str) -> list[str]:
    return [name for name, kind in OPERATORS.items() if word in fitting(kind)]


def _clear_operators() -> list[str]:
    return [name for name, kind in OPERATORS.items() if kind.shows == "value"]


def _is(key: str, value: str) -> dict[str, Any]:
    return {"properties": {key: {"const": value}}, "required": [key]}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}
