"""The JSON Schema of the agencies file, for editors: written from the models, as the parser reads them.

It says what can be said of each key by itself; what keys have together (shares of 100%, ids used twice) is left to the
parser. Draft 7, for that is what editors of TOML understand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectkit.fields import rule_schema
from collectkit.fields.rule_schema import of_model
from collectkit.placement.agencies import MOST_AGENCIES, VERSION
from collectkit.placement.agency import Admission, Agency
from collectkit.placement.terms import Experiment, Terms


def agencies_schema() -> dict[str, Any]:
    """Return the schema of agencies files of this format."""
    return rule_schema.of_file(
        "collectkit agencies",
        "Who may take what, how much, and which share each agency is to have.",
        ("version", "agency"),
        {
            "version": rule_schema.version(VERSION),
            "placement": {"$ref": "#/definitions/placement"},
            "agency": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_AGENCIES,
                "items": {"$ref": "#/definitions/agency"},
            },
            "experiment": {"type": "array", "items": {"$ref": "#/definitions/experiment"}},
        },
        {
            "placement": of_model(Terms, {"grace_days": _one_or_more}),
            "agency": of_model(Agency, {"admission_checklist": lambda _: _CHECKLIST}),
            "admission": of_model(Admission, {}),
            "experiment": of_model(Experiment, {}),
        },
    )


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return rule_schema.text(agencies_schema())


_CHECKLIST: Mapping[str, Any] = {
    "type": "array",
    "items": {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/definitions/admission"}]},
}
"""A word alone is an item that was passed when the agency was admitted."""


def _one_or_more(of: Mapping[str, Any]) -> dict[str, Any]:
    """One number holds for every hand."""
    return {"anyOf": [of["items"], dict(of)]}
