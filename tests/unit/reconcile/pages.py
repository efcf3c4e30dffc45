"""Pages of docs/ that have tables from the registries: between ``<!-- mark -->`` and ``<!-- /mark -->``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from collectkit.reconcile.registry import Rule
from collectkit.tables.field import Field

DOCS = Path(__file__).parents[3] / "docs"


def check(page: Path, mark: str, table: str, config: pytest.Config) -> None:
    """Make sure that a table on a page is what a registry says; with ``--update``, write it."""
    text = page.read_text(encoding="utf-8")
    block = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    written = block.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)
    assert f"<!-- {mark} -->" in text
    if config.getoption("--update"):
        page.write_text(written, encoding="utf-8")
    assert written == page.read_text(encoding="utf-8")


def lines(head: str, rows: Iterable[str]) -> str:
    """Return a table."""
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows])


def statuses(known: Mapping[str, str], rules: Mapping[str, Rule]) -> str:
    """Return a table of statuses, with the rules of each."""
    rows = []
    for status, meaning in known.items():
        rows.append(f"| **{status}** | | | {meaning} |")
        own = [(name, rule) for name, rule in rules.items() if rule.status == status]
        rows += [f"| | `{name}` | {'●' * rule.exception} | {rule.meaning} |" for name, rule in own]
    return lines("| status | rule | to be looked at | means |", rows)


def meanings(head: str, known: Mapping[str, str]) -> str:
    """Return a table of names and what each means."""
    return lines(head, (f"| `{name}` | {meaning} |" for name, meaning in known.items()))


def fields(table: Mapping[str, Field]) -> str:
    """Return a table of columns, with the headers that mean them."""
    rows = (
        f"| `{one.column}` | {'●' * one.needed} | {' · '.join(one.zh)} | {' · '.join(one.en)} |"
        for one in table.values()
    )
    return lines("| column | needed | Chinese headers | English headers |", rows)
