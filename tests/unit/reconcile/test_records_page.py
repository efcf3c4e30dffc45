"""docs/records.md has its table from the registry (`--update` writes it); every status has a name for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectkit.reconcile.records.plans import STATE
from collectkit.reconcile.records.rules import RULES, STATUSES
from collectkit.reconcile.records.totals import by_status, closures, deletions, inventory, plans, promises
from collectkit.report.record_names import INSTALMENT_STATES, RECORD_STATUSES
from collectkit.tables.recorded import TITLES
from tests.unit.reconcile.given import placed
from tests.unit.reconcile.test_records import EVERY
from tests.unit.reconcile.told import told

PAGE = Path(__file__).parents[3] / "docs" / "records.md"
NAMED = {"cur", "what", "on", "agency", "family", "status", "stated", "owed", "promised", "paid", "total", "due"}


def rules() -> str:
    """Return a table of statuses, with the rules of each."""
    lines = ["| status | rule | to be looked at | means |", "|---|---|---|---|"]
    for status, meaning in STATUSES.items():
        lines.append(f"| **{status}** | | | {meaning} |")
        found = [(name, rule) for name, rule in RULES.items() if rule.status == status]
        lines += [f"| | `{name}` | {'●' if rule.exception else ''} | {rule.meaning} |" for name, rule in found]
    return "\n".join(lines)


def test_the_table_is_what_the_registry_says(pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    written = re.sub(
        r"(<!-- rules -->\n).*?(<!-- /rules -->)",
        lambda found: f"{found[1]}{rules()}\n{found[2]}",
        text,
        flags=re.DOTALL,
    )
    if pytestconfig.getoption("--update"):
        PAGE.write_text(written, encoding="utf-8")
    assert written == PAGE.read_text(encoding="utf-8")


def test_all_that_people_see_has_a_name() -> None:
    assert STATUSES.keys() <= RECORD_STATUSES.keys()
    assert INSTALMENT_STATES.keys() == set(STATE.categories)
    judged = told([placed("x")], EVERY, as_of=40)
    columns = {
        name for part in (by_status, inventory, promises, plans, closures, deletions) for name in part(judged).columns
    }
    assert columns - NAMED <= TITLES.keys()


def test_each_state_of_an_instalment_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{state}`" in text for state in STATE.categories)
