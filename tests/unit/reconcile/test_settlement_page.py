"""docs/settlement.md has its tables from the registries (`--update` writes them), and its example from a case."""

from __future__ import annotations

import re

import pytest

from collectkit.jobs.reconcile.settlement import FINE
from collectkit.reconcile.commission import parse
from collectkit.reconcile.commission.costs import CHANNELS
from collectkit.reconcile.settlement.invoice import RULES, STATUSES
from collectkit.reconcile.settlement.readings import CLAUSES
from collectkit.reconcile.settlement.remittances import ARRIVED, LINES
from collectkit.report.settlement_words import CODES
from collectkit.tables.bank import BANK
from collectkit.tables.invoices import INVOICES
from tests.unit.reconcile.pages import DOCS, check, fields, lines

PAGE = DOCS / "settlement.md"


def rules() -> str:
    """Return a table of the statuses of an invoice, with the rules of each."""
    rows = []
    for status in STATUSES:
        looked_at = "" if status in FINE else "●"
        own = [(rule, meaning) for rule, (of, meaning) in RULES.items() if of == status]
        rows += [f"| **{status}** | `{rule}` | {looked_at} | {meaning} |" for rule, meaning in own]
    return lines("| status | rule | to be looked at | means |", rows)


@pytest.mark.parametrize(
    ("mark", "table"),
    [("rules", rules()), ("invoices", fields(INVOICES)), ("bank", fields(BANK))],
    ids=["rules", "invoices", "bank"],
)
def test_tables_are_what_the_registries_say(mark: str, table: str, pytestconfig: pytest.Config) -> None:
    check(PAGE, mark, table, pytestconfig)


def test_every_status_is_told_and_marked() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (●?) ?\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {status: "●" * (status not in FINE) for status in (*LINES.categories, *ARRIVED.categories)}


def test_every_clause_is_told() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \| [^|]*\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [clause for clause in told if clause in CLAUSES] == [*CLAUSES]


def test_every_status_has_a_name() -> None:
    assert {*STATUSES, *LINES.categories, *ARRIVED.categories, *CLAUSES} <= CODES.keys()


def test_the_costs_on_the_page_are_costs() -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (cost,) = parse('version = 1\n[[rate]]\nrate = "10%"\n' + found[1], "rates.toml").cost
    assert (cost.account, cost.month, cost.call) == (200, 10_000, 30)
    assert all(channel in found[1] for channel in CHANNELS.values())
