"""The JSON Schema of the rates file, for editors.

It says what can be said of each key by itself; what they have together is left to the parser. Draft 7, for that is
what editors of TOML understand.
"""

from __future__ import annotations

from typing import Any

from collectkit.fields import rule_schema
from collectkit.fields.rule_schema import of_model
from collectkit.reconcile.commission.card_file import VERSION
from collectkit.reconcile.commission.cards import Row, Terms, Tier
from collectkit.reconcile.commission.costs import Cost


def rates_schema() -> dict[str, Any]:
    """Return the schema of rates files of this format."""
    row = of_model(Row, {"tiers": lambda _: {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/tier"}}})
    row["oneOf"] = [{"required": ["rate"]}, {"required": ["tiers"]}]
    terms = {"$ref": "#/definitions/terms"}
    return rule_schema.of_file(
        "collectkit rates",
        "Which share of which money is an agency's, and on which terms.",
        ("version", "rate"),
        {
            "version": rule_schema.version(VERSION),
            "terms": {"anyOf": [terms, {"type": "array", "items": terms}]},
            "rate": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/rate"}},
            "cost": {"type": "array", "items": {"$ref": "#/definitions/cost"}},
        },
        {
            "rate": row,
            "tier": of_model(Tier, {}),
            "terms": of_model(Terms, {}),
            "cost": of_model(Cost, {}),
        },
    )


def schema_text() -> str:
    """Return the schema as the file that editors read."""
    return rule_schema.text(rates_schema())
