"""The JSON Schemas of rule files, tried with a validator that is not ours."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest


def validator_of(schema: Mapping[str, Any]) -> Any:
    """Return an independent validator, the schema checked against that of its draft."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def instance(text: str) -> Any:
    """Return a TOML file as editors hand it to a validator: dates and times are text."""
    return json.loads(json.dumps(tomllib.loads(text), default=_iso))


def _iso(value: date | time) -> str:
    return value.isoformat()
