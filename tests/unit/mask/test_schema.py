"""The JSON Schema of policies: current, valid, and of one mind with the parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import RulesError
from collectkit.mask.holding import HOLDS, PERSONS
from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import BUILT_IN, built_in_text, parse
from collectkit.mask.schema import policy_schema, schema_text
from collectkit.tables.accounts import ACCOUNTS
from tests.unit.mask.test_policy import GOOD
from tests.unit.schemas import instance, validator_of

FILE = Path(__file__).parents[3] / "docs" / "policy.schema.json"


def test_the_file_is_what_the_operators_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


@pytest.fixture(scope="module")
def validator() -> Any:
    return validator_of(policy_schema())


def rule(name: str, *lines: str) -> str:
    return "\n".join(["version = 1", f"[columns.'{name}']", *lines])


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_policies_are_valid(validator: Any, name: str) -> None:
    validator.validate(instance(built_in_text(name)))


WELL = [
    GOOD,
    rule("age", "operator = 'band'") + "\nedges = [1]",
    "revision = '3'\n" + rule("mobile", "operator = 'keep'"),
    "revision = 2026-11-01\n" + rule("overdue_total_minor", "operator = 'keep'"),
    rule("本人电话", "operator = 'mask_phone'"),
    rule("x", "operator = 'keep'", "kind = 'phone'", "whose = 'debtor'"),
    rule("x", "operator = 'token'", "kind = 'phone'", "whose = 'third'"),
    rule("x", "operator = 'band'", "kind = 'money'"),
    rule("name", "operator = 'mask_phone'", "from = 'mobile'"),
    rule("mobile", "operator = 'band'", "from = '次数丙'", "kind = 'int'"),
    rule("next_due_on", "operator = 'generalise'", "kind = 'date'"),
    rule("contact1_phone", "operator = 'mask_phone'"),
    rule("contact1_phone", "operator = 'keep'", "from = '姓名'"),
    rule("bank_card", "operator = 'fpe'", "valid = true"),
    rule("qq", "operator = 'keep'", "kind = 'text'"),
]
ILL = [
    "version = 2\n[columns.age]\noperator = 'keep'",
    "version = '1'\n[columns.age]\noperator = 'keep'",
    "version = true\n[columns.age]\noperator = 'keep'",
    "[columns.age]\noperator = 'keep'",
    "version = 1",
    "version = 1\n[columns]",
    "version = 1\ncolumns = 3",
    "extra = 1\n" + rule("age", "operator = 'keep'"),
    "purpose = 7\n" + rule("age", "operator = 'keep'"),
    "revision = 7\n" + rule("age", "operator = 'keep'"),
    "version = 1\n[columns]\nage = 'keep'",
    rule("age"),
    rule("age", "operator = 'kep'"),
    rule("age", "operator = 3"),
    rule("age", "operator = 'keep'", "reason = 3"),
    rule("age", "operator = 'keep'", "from = 3"),
    rule("age", "operator = 'keep'", "from = ' '"),
    rule("age", "operator = 'keep'", "shown = 1"),
    rule("age", "operator = 'keep_last'", "shown = 9"),
    rule("age", "operator = 'keep_last'", "shown = -1"),
    rule("age", "operator = 'keep_last'", "shown = '1'"),
    rule("age", "operator = 'keep_last'", "first = 1"),
    rule("as_of", "operator = 'generalise'", "to = 'day'"),
    rule("age", "operator = 'band'", "edges = 3"),
    rule("age", "operator = 'band'", "edges = ['1']"),
    rule("age", "operator = 'band'", "edges = [1, 1]"),
    rule("bank_card", "operator = 'fpe'", "valid = 1"),
    rule("mobile", "operator = 'fpe'"),
    rule("overdue_total", "operator = 'mask_phone'"),
    rule("name", "operator = 'band'"),
    rule("product", "operator = 'generalise'"),
    rule("contact1_phone", "operator = 'keep'"),
    rule("spouse_employer", "operator = 'keep'"),
    rule("x", "operator = 'keep'", "kind = 'fone'"),
    rule("x", "operator = 'band'", "kind = 'name'"),
    rule("x", "operator = 'keep'", "kind = 'phone'"),
    rule("x", "operator = 'keep'", "kind = 'phone'", "whose = 'third'"),
    rule("x", "operator = 'token'", "kind = 'money'", "whose = 'third'"),
    rule("x", "operator = 'token'", "whose = 'debtor'"),
    rule("x", "operator = 'token'", "kind = 'phone'", "whose = 'dad'"),
    rule("mobile", "operator = 'token'", "kind = 'money'"),
    rule("mobile", "operator = 'token'", "kind = 'phone'"),
    rule("mobile", "operator = 'token'", "whose = 'debtor'"),
    rule(" ", "operator = 'token'", "from = 'mobile'"),
    rule("age", "operator = 'keep'", "kind = 'text'"),
    rule("qq", "operator = 'token'", "kind = 'email'", "whose = 'debtor'"),
    rule("product", "operator = 'token'", "kind = 'name'", "whose = 'debtor'"),
]
ONLY_THE_PARSER = [
    rule("age", "operator = 'band'", "edges = [3, 1]"),
    rule("age", "operator = 'keep_last'", "shown = 1.0"),
    rule("id_number", "operator = 'fpe'", "valid = true"),
    rule("姓名", "operator = 'band'"),
    rule("x", "operator = 'band'", "from = 'name'"),
    rule("x", "operator = 'band'"),
    rule("x", "operator = 'keep'", "from = 'contact1_phone'"),
    rule("第三方电话", "operator = 'keep'"),
    rule("overdue_total", "operator = 'keep'") + "\n[columns.overdue_total_minor]\noperator = 'keep'",
    rule("x", "operator = 'token'", "kind = 'phone'") + "\n[columns.y]\nfrom = 'x'\noperator = 'token'",
]
"""Faults that need the headers of the tables, two rules, or more than JSON Schema can say of numbers."""


@pytest.mark.parametrize("text", WELL)
def test_what_the_parser_takes_is_valid(validator: Any, text: str) -> None:
    assert parse(text, "policy.toml").rules
    assert [error.message for error in validator.iter_errors(instance(text))] == []


@pytest.mark.parametrize("text", ILL)
def test_what_is_not_valid_the_parser_refuses(validator: Any, text: str) -> None:
    with pytest.raises(RulesError):
        parse(text, "policy.toml")
    assert list(validator.iter_errors(instance(text)))


@pytest.mark.parametrize("text", ONLY_THE_PARSER)
def test_what_only_the_parser_refuses(validator: Any, text: str) -> None:
    with pytest.raises(RulesError):
        parse(text, "policy.toml")
    assert not list(validator.iter_errors(instance(text)))


def test_every_operator_on_every_field_and_every_kind_is_judged_alike(validator: Any) -> None:
    texts = [rule(field, f"operator = '{name}'") for field in FIELDS for name in OPERATORS]
    texts += [
        rule("x", f"operator = '{name}'", f"kind = '{kind}'", *("whose = 'debtor'",) * (kind in PERSONS))
        for kind in HOLDS
        for name in OPERATORS
    ]
    refused = [text for text in texts if list(validator.iter_errors(instance(text)))]
    assert [text for text in refused if taken(text)] == []
    assert [text for text in texts if text not in refused and not taken(text) and not own_faults(text)] == []


def own_faults(text: str) -> bool:
    """Return whether the operator says itself where it is forbidden, which no schema can know."""
    return any(f"'{name}'" in text and hasattr(kind, "faults") for name, kind in OPERATORS.items())


FIELDS = [*{(field.type, field.kind, field.personal): field.name for field in ACCOUNTS.values()}.values()]
"""One field of each sort."""


def taken(text: str) -> bool:
    try:
        parse(text, "policy.toml")
    except RulesError:
        return False
    return True
