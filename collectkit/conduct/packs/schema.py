"""The JSON Schema of files of rules of conduct, for editors.

It says what can be said of each key by itself; what they have together is left to the parser. Draft 7, for that is
what editors of TOML understand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectkit.conduct.packs.applies import AppliesTo
from collectkit.conduct.packs.file import TEXTS_SCHEMA, VERSION, Duty, Head, Rule
from collectkit.conduct.packs.metrics import METRICS
from collectkit.fields import rule_schema
from collectkit.fields.rule_schema import of_model


def conduct_schema() -> dict[str, Any]:
    """Return the schema of files of rules of this format."""
    texts = dict.fromkeys(("says", "note"), _texts)
    head = of_model(Head, {"title": _texts})
    rule = of_model(Rule, {**texts, **{name: _reference(name) for name in ("applies_to", *METRICS)}})
    rule["oneOf"] = [{"required": [name]} for name in METRICS]
    return rule_schema.of_file(
        "collectkit rules of conduct",
        "How debtors may be contacted, each rule with its source.",
        ("version", *head["required"]),
        {
            "version": rule_schema.version(VERSION),
            **head["properties"],
            "rule": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/rule"}},
            "duty": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/duty"}},
        },
        {
            "rule": rule,
            "duty": of_model(Duty, texts),
            "applies_to": of_model(AppliesTo, {}),
            **{name: of_model(metric, {}) for name, metric in METRICS.items()},
        },
    )


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return rule_schema.text(conduct_schema())


def _texts(_: object) -> Mapping[str, Any]:
    return TEXTS_SCHEMA


def _reference(name: str) -> Any:
    return lambda _: {"$ref": f"#/definitions/{name}"}
