"""The JSON Schema of files of rules of conduct: current, valid, and of one mind with the parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectkit.conduct.packs import PACKS, text_of
from collectkit.conduct.packs.file import parse
from collectkit.conduct.packs.schema import conduct_schema, schema_text
from collectkit.errors import RulesError
from tests.unit.conduct.test_pack_file import HEAD, RULE, WRITTEN
from tests.unit.schemas import instance, validator_of

FILE = Path(__file__).parents[3] / "docs" / "conduct.schema.json"
WHOLE = HEAD + "".join(RULE.format(number=number, metric=metric) for number, metric in enumerate(WRITTEN))


def test_the_file_is_what_the_models_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


@pytest.fixture(scope="module")
def validator() -> Any:
    return validator_of(conduct_schema())


def test_every_key_has_its_words() -> None:
    for model in conduct_schema()["definitions"].values():
        assert all(known.get("description") for known in model["properties"].values())


@pytest.mark.parametrize("text", [WHOLE, *(text_of(name) for name in PACKS)])
def test_what_the_parser_takes_is_valid(validator: Any, text: str) -> None:
    parse(text, "own.toml")
    validator.validate(instance(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 1", "version = 2"),
        ('name = "own"', 'name = "Own"'),
        ('name = "own"', 'name = "own"\njurisdiction = "China"'),
        ("minor = {}", "minor = { years = 0 }"),
        ("minor = {}", "minor = {}\nthird_party = {}"),
        ("minor = {}", ""),
        ("minor = {}", "minor = {}\napplies_to = { channels = [] }"),
        ("minor = {}", "minor = {}\nverified = 'maybe'"),
        ('["recording"]', '["film"]'),
        ('"12.5%"', '"12.5"'),
        ('severity = "low"', 'severity = "grave"'),
        ('says = "Text."', "says = {}"),
        ("since = 09:00:00", 'since = "nine"'),
    ],
)
def test_what_the_parser_refuses_is_not(validator: Any, before: str, after: str) -> None:
    text = WHOLE.replace(before, after)
    assert text != WHOLE
    with pytest.raises(RulesError):
        parse(text, "own.toml")
    assert not validator.is_valid(instance(text))
