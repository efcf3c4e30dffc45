"""The JSON Schema of files of codes, and the template: current, valid, and of one mind with the parser."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from collectkit.conduct.reading.code_file import Codes, builtin, parse
from collectkit.conduct.reading.code_schema import codes_schema, schema_text
from collectkit.errors import RulesError
from tests.unit.schemas import instance, validator_of

FILE = Path(__file__).parents[3] / "docs" / "codes.schema.json"
TEMPLATE = (files("collectkit.jobs") / "templates" / "codes.toml").read_text(encoding="utf-8")
WHOLE = re.sub(r'^# (?=\[|"|\w+ = )', "", TEMPLATE, flags=re.MULTILINE)
"""The template with all of its examples."""


def test_the_file_is_what_the_models_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


@pytest.fixture(scope="module")
def validator() -> Any:
    return validator_of(codes_schema())


def test_every_key_has_its_words() -> None:
    for model in (codes_schema(), *codes_schema()["definitions"].values()):
        assert all(known.get("description") for known in model["properties"].values())


@pytest.mark.parametrize("text", [TEMPLATE, WHOLE, "version = 1"])
def test_what_the_parser_takes_is_valid(validator: Any, text: str) -> None:
    parse(text, "codes.toml")
    validator.validate(instance(text))


def meant(codes: Codes, agency: str | None = None) -> dict[str, object]:
    return {column: (one.words, one.blank) for column, one in codes.of(agency).items()}


def test_the_template_says_nothing_until_somebody_takes_an_example() -> None:
    template, whole = parse(TEMPLATE, "codes.toml"), parse(WHOLE, "codes.toml")
    assert (meant(template), template.own, template.order) == (meant(builtin()), {}, None)
    assert (whole.order, whole.order_of("agency-b")) == ("month-first", "day-first")
    assert meant(whole) != meant(builtin())
    assert meant(whole, "agency-b") != meant(whole)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 1", "version = 2"),
        ("version = 1", "version = 1\nword = 1"),
        ('"month-first"', '"year-first"'),
        ('"AI_CALL"', '"ROBOT"'),
        ('"智能外呼"', '""'),
        ("[words.mode]", "[words.mood]"),
        ('mode = "INTERACTIVE"', 'mode = "LOUD"'),
        ('"day-first"', "3"),
        ("[agencies.agency-b.defaults]", "[agencies.agency-b.default]"),
        ('target = "DEBTOR"', 'target = ["DEBTOR"]'),
    ],
)
def test_what_the_parser_refuses_is_not(validator: Any, before: str, after: str) -> None:
    text = WHOLE.replace(before, after)
    assert text != WHOLE
    with pytest.raises(RulesError):
        parse(text, "codes.toml")
    assert not validator.is_valid(instance(text))
