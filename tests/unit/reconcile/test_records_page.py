"""docs/records.md has its table from the registry (`--update` writes it); every status has a name for people."""

from __future__ import annotations

import pytest

from collectkit.reconcile.records.plans import STATE
from collectkit.reconcile.records.rules import RULES, STATUSES
from collectkit.reconcile.records.totals import by_status, closures, deletions, inventory, plans, promises
from collectkit.report.record_names import INSTALMENT_STATES, RECORD_STATUSES
from collectkit.tables.recorded import TITLES
from tests.unit.reconcile.given import placed
from tests.unit.reconcile.pages import DOCS, check, statuses
from tests.unit.reconcile.test_records import EVERY
from tests.unit.reconcile.told import told

PAGE = DOCS / "records.md"
NAMED = {"cur", "what", "on", "agency", "family", "status", "stated", "owed", "promised", "paid", "total", "due"}


def test_the_table_is_what_the_registry_says(pytestconfig: pytest.Config) -> None:
    check(PAGE, "rules", statuses(STATUSES, RULES), pytestconfig)


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
