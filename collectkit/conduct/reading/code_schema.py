"""The JSON Schema of files of codes, for editors: written from the models, as the parser reads them.

It says what can be said of each key by itself; a word that stands twice, in two ways of writing it, is left to the
parser. Draft 7, for that is what editors of TOML understand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from collectkit.conduct.reading.code_file import UNKNOWN, VERSION, Agency, Defaults, Words
from collectkit.conduct.reading.meanings import OF_COLUMN
from collectkit.fields import rule_schema
from collectkit.fields.rule_schema import of_model


def codes_schema() -> dict[str, Any]:
    """Return the schema of files of codes of this format."""
    agency = of_model(Agency, {name: _reference(name) for name in ("words", "defaults")})
    agencies = {
        "type": "object",
        "description": "What an agency means otherwise, by its id.",
        "additionalProperties": {"$ref": "#/definitions/agency"},
    }
    every = {
        **agency["properties"],
        "words": {**agency["properties"]["words"], "description": "Words of all, by column."},
        "defaults": {**agency["properties"]["defaults"], "description": "Codes of empty cells, of all."},
    }
    return rule_schema.of_file(
        "collectkit codes",
        "What the words of agencies and call platforms mean, and what an empty cell of them does.",
        ("version",),
        {"version": rule_schema.version(VERSION), **every, "agencies": agencies},
        {
            "words": of_model(Words, {column: partial(_words, column) for column in OF_COLUMN}),
            "defaults": of_model(Defaults, {column: partial(_code, column) for column in OF_COLUMN}),
            "agency": agency,
        },
    )


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return rule_schema.text(codes_schema())


def _code(column: str, _: object) -> Mapping[str, Any]:
    return {"enum": [*OF_COLUMN[column].categories, UNKNOWN]}


def _words(column: str, of: Mapping[str, Any]) -> Mapping[str, Any]:
    """A word is a key; the model says by a pattern which can be one."""
    return {
        "type": "object",
        "propertyNames": {**of["propertyNames"], "pattern": next(iter(of["patternProperties"]))},
        "additionalProperties": _code(column, of),
    }


def _reference(name: str) -> Callable[[object], Mapping[str, Any]]:
    """Draft 7 reads nothing beside a reference, and the words of the key stand there."""
    return lambda _: {"allOf": [{"$ref": f"#/definitions/{name}"}]}
