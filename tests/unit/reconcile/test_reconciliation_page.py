"""docs/reconciliation.md has its tables from the registries (`--update` writes them), and its example from a case."""

from __future__ import annotations

import re

import pytest

from collectkit.reconcile.commission import CHECK, WRONG, parse
from collectkit.reconcile.record_lines import FAULTS, columns
from collectkit.reconcile.statuses import RULES, STATUSES
from collectkit.report.names import STATUSES as NAMES
from collectkit.report.status_words import MEANINGS
from collectkit.tables.ledger import LEDGER
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.returns import RETURNS
from tests.unit.reconcile.pages import DOCS, check, fields, lines, meanings, statuses

PAGE = DOCS / "reconciliation.md"


def families() -> str:
    """Return a table of the columns of all families but payments and trailers, with headers and words."""
    rows = []
    for code, family in FAMILIES.items():
        if code in {"PAY", "TRL"}:
            continue
        rows.append(f"| **{code}** {family.title_zh}, {family.title_en} | | | | | |")
        for known in columns(code):
            if known.name in {"token", "currency"}:
                continue
            needed = "●" * (known.name in family.needed)
            words = " · ".join(" ".join(dict.fromkeys(spellings)) for spellings in family.words(known.name).values())
            said = f"{' · '.join(known.zh)} | {' · '.join(known.en)} | {words}"
            rows.append(f"| | `{known.column}` | {needed} | {said} |")
    return lines("| family | column | needed | Chinese headers | English headers | words |", rows)


TABLES = {
    "statuses": statuses(STATUSES, RULES),
    "returns": fields(RETURNS),
    "records": families(),
    "faults": meanings("| rule | means |", FAULTS),
    "ledger": fields(LEDGER),
}


@pytest.mark.parametrize(("mark", "table"), TABLES.items(), ids=TABLES)
def test_tables_are_what_the_registries_say(mark: str, table: str, pytestconfig: pytest.Config) -> None:
    check(PAGE, mark, table, pytestconfig)


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
