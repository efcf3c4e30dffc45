"""The JSON Schema of the agencies file, for editors: written from the models, as the parser reads them.

It says what can be said of each key by itself; what keys have together (shares of 100%, ids used twice) is left to the
parser. Draft 7, for that is what editors of TOML understand.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from collectkit.placement.agencies import MOST_AGENCIES, VERSION
from collectkit.placement.agency import Admission, Agency
from collectkit.placement.terms import Experiment, Terms

_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)

_OF_ARRAYS = {"minLength": "minItems", "maxLength": "maxItems"}
"""What a length is called where it is an array's."""


def agencies_schema() -> dict[str, Any]:
    """Return the schema of agencies files of this format."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "collectkit agencies",
        "description": "Who may take what, how much, and which share each agency is to have.",
        "type": "object",
        "required": ["version", "agency"],
        "additionalProperties": False,
        "properties": {
            "version": {"const": VERSION, "description": "The format of this file."},
            "placement": {"$ref": "#/definitions/placement"},
            "agency": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_AGENCIES,
                "items": {"$ref": "#/definitions/agency"},
            },
            "experiment": {"type": "array", "items": {"$ref": "#/definitions/experiment"}},
        },
        "definitions": {
            "placement": _of(Terms, {"grace_days": _one_or_more}),
            "agency": _of(Agency, {"admission_checklist": lambda _: _CHECKLIST}),
            "admission": _of(Admission, {}),
            "experiment": _of(Experiment, {}),
        },
    }


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return json.dumps(agencies_schema(), ensure_ascii=False, indent=2) + "\n"


_CHECKLIST: Mapping[str, Any] = {
    "type": "array",
    "items": {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/definitions/admission"}]},
}
"""A word alone is an item that was passed when the agency was admitted."""


def _one_or_more(of: Mapping[str, Any]) -> dict[str, Any]:
    """One number holds for every hand."""
    return {"anyOf": [of["items"], dict(of)]}


def _of(model: type[BaseModel], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a model, each key with what its class says of it.

    Args:
        other: key -> what makes its schema another one, where a file may say it in another way than the model.
    """
    whole = model.model_json_schema()
    said = {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(inspect.getdoc(model) or "")}
    keys = {name: _typed(of) for name, of in whole["properties"].items()}
    keys |= {name: dict(change(keys[name])) for name, change in other.items()}
    described = {name: {**of, "description": said[name]} for name, of in keys.items()}
    return {
        "type": "object",
        "required": whole.get("required", []),
        "additionalProperties": False,
        "properties": described,
    }


def _typed(of: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a key: TOML has no null, so a key that may be left out is what it is where it stands."""
    kept = {key: value for key, value in of.items() if key not in ("title", "default", "anyOf")}
    for one in of.get("anyOf", ()):
        if one != {"type": "null"}:
            kept |= one
    if kept.get("type") == "array":
        return {_OF_ARRAYS.get(key, key): value for key, value in kept.items()}
    return kept
