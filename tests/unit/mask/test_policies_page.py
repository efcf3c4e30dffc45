"""docs/policies.md names every operator and every built-in policy, and its example is a policy."""

from __future__ import annotations

import re
from pathlib import Path

from collectkit.mask.holding import HOLDS
from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import BUILT_IN, parse

PAGE = (Path(__file__).parents[3] / "docs" / "policies.md").read_text("utf-8")


def test_everything_is_on_the_page() -> None:
    assert {name for name in (*OPERATORS, *BUILT_IN) if f"`{name}`" not in PAGE} == set()


def test_the_example_parses() -> None:
    example, shifted = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert parse("version = 1\n" + shifted, "shifted").needs_ring
    columns = ["account_id", "mobile_token", "overdue_total", "callback"]
    assert [rule.output for rule in parse(example, "example").rules] == columns
    assert not parse(example, "example").unexplained


def test_every_word_for_what_a_column_holds_is_on_the_page() -> None:
    assert [word for word in HOLDS if f"`{word}`" not in PAGE] == []
