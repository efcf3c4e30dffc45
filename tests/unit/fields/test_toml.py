"""Rule files that no parser can hold: said as what they are, in every room that reads some."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.ingest import mapping
from collectkit.jobs import settings
from collectkit.placement import agencies
from collectkit.reconcile import commission
from collectkit.segment.debtors import grid_rules
from collectkit.segment.ladder import parse as ladder
from collectkit.segment.ladder import targets
from collectkit.segment.schemes import scheme

READERS: dict[str, Callable[[str], object]] = {
    "mapping": lambda text: mapping.parse(text, "x.toml"),
    "settings": lambda text: settings.parse(text, "x.toml"),
    "agencies": lambda text: agencies.parse(text, "x.toml"),
    "rates": lambda text: commission.parse(text, "x.toml"),
    "grid": lambda text: grid_rules.parse(text, "x.toml"),
    "ladder": lambda text: ladder.parse(text, "x.toml", ["M0"]),
    "targets": lambda text: targets.parse(text, "x.toml", ["M0"]),
    "scheme": lambda text: scheme.parse(text, "x.toml"),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "a number is too long"),
        ("a = = 1", "Invalid value"),
        ("a = 1\0", "Expected newline"),
    ],
    ids=["deep", "long", "wrong", "NUL"],
)
def test_what_is_no_toml_is_a_fault_of_the_rules(reader: Callable[[str], object], text: str, what: str) -> None:
    with pytest.raises(RulesError, match=f"x.toml: not TOML: {what}"):
        reader(text)


def test_a_table_is_read() -> None:
    assert toml.parse("version = 1\n[a]\nb = [1, 2]", "x.toml") == {"version": 1, "a": {"b": [1, 2]}}
