"""The JSON Schema of agencies files: current, valid, and of one mind with the parser."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import RulesError
from collectkit.placement.agencies import parse
from collectkit.placement.schema import agencies_schema, schema_text
from tests.unit.schemas import instance, validator_of

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs" / "agencies.schema.json"
SAMPLE = (ROOT / "sample_data" / "agencies.toml").read_text(encoding="utf-8")
TERMS = """
[placement]
grace_days = [0, 30]
require_contact = ["phone"]
expected_recovery = { "*" = "10%" }
cost_per_account_minor = 500
[[experiment]]
name = "trial"
champion = "agency-a"
challengers = ["agency-b"]
share = "50%"
"""


def test_the_file_is_what_the_models_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_every_key_has_its_words() -> None:
    for model in agencies_schema()["definitions"].values():
        assert all(known["description"] for known in model["properties"].values())


@pytest.fixture(scope="module")
def validator() -> Any:
    return validator_of(agencies_schema())


_TEMPLATE = (files("collectkit.jobs") / "templates" / "agencies.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [SAMPLE, SAMPLE + TERMS, SAMPLE + "[placement]\ngrace_days = 3\n", _TEMPLATE])
def test_what_the_parser_takes_is_valid(validator: Any, text: str) -> None:
    parse(text, "agencies.toml")
    validator.validate(instance(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 1", "version = 2"),
        ('"40%"', '"40"'),
        ('"WATCH"', '"ASLEEP"'),
        ('["*"]', '["Atlantis"]'),
        ("hands = [1, 2, 3]", "hands = []"),
        ('item = "licence"', 'item = ""'),
        ('group = "jia"', "grp = 'jia'"),
        ('agency_id = "agency-a"', 'agency_id = "Agency A"'),
        ("capacity_accounts = 160", "capacity_accounts = -1"),
    ],
)
def test_what_the_parser_refuses_is_not(validator: Any, before: str, after: str) -> None:
    text = SAMPLE.replace(before, after)
    assert text != SAMPLE
    with pytest.raises(RulesError):
        parse(text, "agencies.toml")
    assert not validator.is_valid(instance(text))
