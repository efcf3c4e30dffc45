"""docs/reconciliation.md has its tables from the registries (`--update` writes them), and its example from a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from collectkit.reconcile.commission import CHECK, WRONG, parse
from collectkit.reconcile.record_lines import FAULTS, columns
from collectkit.reconcile.statuses import RULES, STATUSES
from collectkit.report.names import STATUSES as NAMES
from collectkit.report.status_words import MEANINGS
from collectkit.tables.field import Field
from collectkit.tables.ledger import LEDGER
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.returns import RETURNS

PAGE = Path(__file__).parents[3] / "docs" / "reconciliation.md"


def statuses() -> str:
    """Return a table of statuses, with the rules of each."""
    lines = ["| status | rule | to be looked at | means |", "|---|---|---|---|"]
    for status, meaning in STATUSES.items():
        lines.append(f"| **{status}** | | | {meaning} |")
        rules = [(name, rule) for name, rule in RULES.items() if rule.status == status]
        lines += [f"| | `{name}` | {'●' if rule.exception else ''} | {rule.meaning} |" for name, rule in rules]
    return "\n".join(lines)


def fields(table: Mapping[str, Field]) -> str:
    """Return a table of columns, with the headers that mean them."""
    lines = ["| column | needed | Chinese headers | English headers |", "|---|---|---|---|"]
    for field in table.values():
        zh, en = " · ".join(field.zh), " · ".join(field.en)
        lines.append(f"| `{field.column}` | {'●' if field.needed else ''} | {zh} | {en} |")
    return "\n".join(lines)


def families() -> str:
    """Return a table of the columns of all families but payments and trailers, with headers and words."""
    lines = ["| family | column | needed | Chinese headers | English headers | words |", "|---|---|---|---|---|---|"]
    for code, family in FAMILIES.items():
        if code in {"PAY", "TRL"}:
            continue
        lines.append(f"| **{code}** {family.title_zh}, {family.title_en} | | | | | |")
        for known in columns(code):
            if known.name in {"token", "currency"}:
                continue
            needed = "●" * (known.name in family.needed)
            words = " · ".join(" ".join(dict.fromkeys(spellings)) for spellings in family.words(known.name).values())
            said = f"{' · '.join(known.zh)} | {' · '.join(known.en)} | {words}"
            lines.append(f"| | `{known.column}` | {needed} | {said} |")
    return "\n".join(lines)


def faults() -> str:
    """Return a table of why a record cannot be read."""
    lines = ["| rule | means |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {meaning} |" for name, meaning in FAULTS.items())])


TABLES = {
    "statuses": statuses(),
    "returns": fields(RETURNS),
    "records": families(),
    "faults": faults(),
    "ledger": fields(LEDGER),
}


@pytest.mark.parametrize(("mark", "table"), TABLES.items(), ids=TABLES)
def test_tables_are_what_the_registries_say(mark: str, table: str, pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    block = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    written = block.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)
    if pytestconfig.getoption("--update"):
        PAGE.write_text(written, encoding="utf-8")
    assert written == PAGE.read_text(encoding="utf-8")


def test_every_check_of_a_fee_is_told() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| .* \| (●?) *\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {name: "●" * (name in WRONG) for name in CHECK.categories}


def test_the_rates_on_the_page_are_rates() -> None:
    text = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    assert parse(text[1], "page").of("agency-a", "M3+") == 222_500


def test_every_status_and_every_rule_is_told_in_chinese() -> None:
    assert STATUSES.keys() | RULES.keys() <= MEANINGS.keys()


def test_every_status_has_a_name_for_people() -> None:
    assert STATUSES.keys() <= NAMES.keys()
    assert set(WRONG) <= NAMES.keys()
