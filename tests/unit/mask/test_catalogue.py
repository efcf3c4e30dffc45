"""What is said of the operators: true of what the parser takes, and of what the operators make."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.commands import listing
from collectkit.mask.catalogue import EXAMPLES, Entry, allowed, catalogue
from collectkit.mask.holding import HOLDS
from collectkit.mask.operator import KEYED
from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import parse
from tests.unit.mask.given import bound

ENTRIES = {entry.name: entry for entry in catalogue()}
DOCS = Path(__file__).parents[3] / "docs"
HEAD = """\
# Operators

Written from the operators themselves; the examples are what they make of the cells. `collectkit mask --list-operators`
prints the same, `--json` for machines. What a policy is: [policies.md](policies.md).
"""


def width(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_an_example_is_what_a_policy_makes_of_the_cell(entry: Entry) -> None:
    if entry.shows in KEYED or entry.name == "drop":
        assert entry.example.cell != entry.example.leaves
        return
    plan, frame = bound(
        {"x": f"{entry.name} kind = '{entry.example.holds}'; {clear(entry)}"}, {"x": [entry.example.cell]}
    )
    assert plan.apply(frame)[0].to_series().cast(pl.String).to_list() == [entry.example.leaves]


def clear(entry: Entry) -> str:
    return "whose = 'debtor'" if entry.shows == "value" else ""


def test_no_example_is_of_a_cell_that_the_operator_cannot_read() -> None:
    assert [name for name, entry in ENTRIES.items() if entry.example.leaves == "***"] == ["redact"]
    assert [name for name, entry in ENTRIES.items() if entry.example.leaves is None] == ["drop"]


def test_there_is_a_cell_for_all_that_a_column_may_hold() -> None:
    assert tuple(EXAMPLES) == HOLDS


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_parameters_as_they_are_written_are_read(entry: Entry) -> None:
    lines = [
        f"{parameter.name} = {listing.written(parameter.default)}"
        for parameter in entry.parameters
        if parameter.default is not None
    ]
    rule = [f"operator = '{entry.name}'", f"kind = '{entry.example.holds}'", clear(entry), *lines]

    (read,) = parse("\n".join(["version = 1", "[columns.x]", *rule]), "policy.toml").rules

    assert read.operator == OPERATORS[entry.name]()


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 8}, "a whole number, 0 to 8"),
        ({"type": "integer", "minimum": 1000}, "a whole number, 1,000 or more"),
        ({"type": "number", "maximum": 1}, "a number, 1 at most"),
        ({"type": "string", "enum": ["a", "b"]}, "a or b"),
        ({"const": "a"}, "a"),
        ({"type": "array", "items": {"type": "string"}}, "a list, each text"),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, "true or false or nothing"),
        ({}, "anything"),
    ],
)
def test_what_a_schema_allows_is_said_in_words(schema: Mapping[str, Any], words: str) -> None:
    assert allowed(schema) == words


def test_the_list_fits_a_terminal_of_80_columns_and_says_everything() -> None:
    text = listing.operators(ENTRIES.values())

    assert max(map(width, text.splitlines())) < 80
    for entry in ENTRIES.values():
        told = text[text.index(f"{entry.name}\n  ") :].partition("\n\n")[0]
        assert listing.LEAVES[entry.shows] in told
        for parameter in entry.parameters:
            default = "" if parameter.default is None else f" = {listing.written(parameter.default)}"
            assert " ".join(f"{parameter.name}{default} (".split()) in " ".join(told.split())
        assert f"{entry.example.cell} -> {entry.example.leaves or '(no column)'}" in told
        assert ("every column" in told) == (entry.fits == HOLDS)


def page() -> str:
    """Return docs/operators.md."""
    return HEAD + "".join(f"\n## {entry.name}\n\n{_section(entry)}" for entry in ENTRIES.values())


def _section(entry: Entry) -> str:
    rows = [("leaves", listing.LEAVES[entry.shows])]
    rows += [
        (f"`{parameter.name}`", f"{parameter.allowed}; `{listing.written(parameter.default)}` unless it is written")
        for parameter in entry.parameters
    ]
    rows += [("for", ", ".join(entry.fits) if entry.picky else "every column")]
    rows += [("example", f"`{entry.example.cell}` → `{entry.example.leaves or '(no column)'}`")]
    table = "".join(f"| {name} | {told} |\n" for name, told in rows)
    return f"{entry.does}\n\n| | |\n|---|---|\n{table}"


def test_the_page_is_what_the_operators_say(request: pytest.FixtureRequest) -> None:
    path = DOCS / "operators.md"
    if request.config.getoption("--update"):
        path.write_text(page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page()
