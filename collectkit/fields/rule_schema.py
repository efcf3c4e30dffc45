"""The JSON Schema of a rule file, for editors: written from its models, as the parser reads them."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)

_OF_ARRAYS = {"minLength": "minItems", "maxLength": "maxItems"}
"""What a length is called where it is an array's."""


def of_file(
    title: str,
    description: str,
    needed: Sequence[str],
    properties: Mapping[str, Any],
    definitions: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the schema of a whole file: draft 7, which editors of TOML understand.

    Args:
        needed: the keys that no file goes without.
        properties: every key of the file.
        definitions: what they refer to.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": description,
        "type": "object",
        "required": list(needed),
        "additionalProperties": False,
        "properties": dict(properties),
        "definitions": dict(definitions),
    }


def version(number: int) -> dict[str, Any]:
    """Return the schema of the key that says the format of a file."""
    return {"const": number, "description": "The format of this file."}


def text(schema: Mapping[str, Any]) -> str:
    """Return a schema as the file that editors read."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def of_model(model: type[BaseModel], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a model, each key with what its class, or one that it builds on, says of it.

    Args:
        other: key -> what makes its schema another one, where a file may say it in another way than the model.
    """
    whole = model.model_json_schema()
    docs = [inspect.cleandoc(one.__doc__ or "") for one in reversed(model.__mro__) if issubclass(one, BaseModel)]
    said = {name: " ".join(text.split()) for doc in docs for name, text in _ATTRIBUTE.findall(doc)}
    keys = {name: _typed(of) for name, of in whole["properties"].items()}
    keys |= {name: dict(change(keys[name])) for name, change in other.items()}
    described = {name: {**of, "description": said.get(name) or said[f"{name}_"]} for name, of in keys.items()}
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
