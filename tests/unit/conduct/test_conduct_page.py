"""docs/conduct-rules.md: its tables are what packs and models say, and its example is a file of rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.file import parse
from collectkit.conduct.packs.metric_words import about, asks
from collectkit.conduct.packs.metrics import METRICS
from collectkit.conduct.packs.schema import conduct_schema
from collectkit.conduct.rule import Duty, Rule
from tests.unit.reconcile.pages import DOCS, check, lines
from tests.unit.schemas import instance, validator_of

PAGE = DOCS / "conduct-rules.md"
DEFINED = conduct_schema()["definitions"]


def _source(stated: Rule | Duty) -> str:
    clause = f"; {stated.clause}" if stated.clause else ""
    return f"{stated.source}{clause} | {stated.effective_from or ''} | {stated.verified}"


def _rules() -> str:
    rows = []
    for pack in PACKS.values():
        rows.append(f"| **{pack.name}** | {pack.title['en']} | | | | | | |")
        rows += [
            f"| `{rule.id}` | {rule.says['en']} | {asks(rule.metric)} | {about(rule.applies_to)} | {rule.severity} "
            f"| {_source(rule)} |"
            for rule in pack.rules
        ]
    return lines("| rule | says | is checked as | of contacts | severity | source | from | verified |", rows)


def _duties() -> str:
    rows = [
        f"| `{duty.id}` | {duty.says['en']} | {duty.binds} | {_source(duty)} |"
        for pack in PACKS.values()
        for duty in pack.duties
    ]
    return lines("| duty | says | binds | source | from | verified |", rows)


def _notes() -> str:
    stated: list[Rule | Duty] = []
    for pack in PACKS.values():
        stated += [*pack.rules, *pack.duties]
    return "\n".join(f"- `{one.id}`: {one.note['en']}" for one in stated if one.note)


def _keys(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, known["description"]) for key, known in model["properties"].items()]


def _metrics() -> str:
    rows = []
    for name in METRICS:
        rows.append(f"| **`{name}`** | | {DEFINED['rule']['properties'][name]['description']} |")
        rows += [f"| | `{key}` | {said} |" for key, said in _keys(DEFINED[name])]
    return lines("| metric | key | means |", rows)


def _applies() -> str:
    return lines("| key | means |", [f"| `{key}` | {said} |" for key, said in _keys(DEFINED["applies_to"])])


TABLES = {"rules": _rules, "duties": _duties, "notes": _notes, "metrics": _metrics, "applies": _applies}


@pytest.mark.parametrize("mark", TABLES)
def test_the_tables_are_what_the_packs_say(mark: str, request: pytest.FixtureRequest) -> None:
    check(PAGE, mark, TABLES[mark](), request.config)


def test_the_example_is_a_file_of_rules() -> None:
    first = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert first is not None
    assert len(parse(first[1], "own.toml").rules) == 2
    validator_of(conduct_schema()).validate(instance(first[1]))
