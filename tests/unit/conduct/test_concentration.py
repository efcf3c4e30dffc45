"""One collector's share of an agency's contacts, or of its breaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from collectkit.conduct import across, checking
from collectkit.conduct.contacts import CREDITOR
from collectkit.conduct.rule import Concentration, Evidence
from tests.unit.conduct.building import Row, contact, part
from tests.unit.conduct.judged import about, rule

HALF = Concentration(500_000, "contacts", 1)
Said = dict[tuple[str, int | None], tuple[str, str, int]]


def made(*collectors: int | None, **cells: Any) -> list[Row]:
    return [contact(f"2026-03-02 10:00:{second:02}", collector=who, **cells) for second, who in enumerate(collectors)]


def shares(metric: Concentration, *logs: Iterable[Row]) -> Said:
    """Return whose share is too large: agency and collector -> verdict, why, share in parts per million."""
    recorded = rule(Evidence(frozenset({"recording"})), id="recorded")
    rules = [recorded, rule(metric, id="share", applies_to=about(channels="CALL", directions="OUT"))]
    parts = [part(log) for log in logs]
    gathered = [across.gather(rules, each, {one.id: checking.check(one, each) for one in rules}) for each in parts]
    ((_, found),) = across.conclude(rules, parts[0], gathered).shares
    return {
        (row["agency"], row["collector"]): (row["verdict"], row["why"], row["measured"]) for row in found.to_dicts()
    }


def test_a_share_above_the_limit_breaks_the_rule() -> None:
    assert shares(HALF, made(0, 0, 1, 1)) == {}
    assert shares(HALF, made(0, 0, 0, 1, 1)) == {("agency-a", 0): ("BREACH", "share_too_large", 600_000)}


def test_parts_and_agencies_add_up() -> None:
    logs = [*made(0, 1), *made(1, agency="agency-b")], [*made(0, 2), *made(1, 2, agency="agency-b")]
    assert shares(Concentration(490_000, "contacts", 4), *logs) == {
        ("agency-a", 0): ("BREACH", "share_too_large", 500_000)
    }
    assert ("agency-b", 1) in shares(Concentration(490_000, "contacts", 3), *logs)


def test_the_creditor_is_no_agency() -> None:
    assert shares(HALF, made(0, 0, 0, agency=CREDITOR)) == {}


@pytest.mark.parametrize(
    ("collectors", "expected"),
    [
        ((0, 0, 1, 1, None), {0: "share_too_large_if_theirs", 1: "share_too_large_if_theirs"}),
        ((0, 0, 0, 1, None), {0: "share_too_large"}),
        ((0, 1, None, None, None), {None: "share_of_nobody_known"}),
        ((0, 0, 0, 0, 0, None, None, None), {0: "share_too_large"}),
    ],
)
def test_contacts_of_nobody_known(collectors: tuple[int | None, ...], expected: dict[int | None, str]) -> None:
    assert {who: said[1] for (_, who), said in shares(HALF, made(*collectors)).items()} == expected


def test_contacts_that_the_rule_may_be_about_may_count() -> None:
    rows = [*made(0, 0, 1, 1), *made(0, channel=None)]
    assert shares(HALF, rows) == {("agency-a", 0): ("UNKNOWN", "share_too_large_if_theirs", 600_000)}


@pytest.mark.parametrize(("least", "verdict"), [(2, "BREACH"), (3, "UNKNOWN"), (4, None)])
def test_an_agency_with_few_contacts_is_not_judged(least: int, verdict: str | None) -> None:
    rows = [*made(0, 0), *made(0, channel=None)]
    said = shares(Concentration(500_000, "contacts", least), rows)
    assert [each[0] for each in said.values()] == ([verdict] if verdict else [])


def test_shares_of_breaches_count_what_other_rules_found() -> None:
    rows = [*made(0, recorded=False), *made(1, 1, 1), *made(1, recorded=None)]
    breaches = Concentration(500_000, "breaches", 1)
    assert shares(breaches, rows) == {("agency-a", 0): ("BREACH", "share_too_large", 1_000_000)}
    assert shares(breaches, made(1, 1)) == {}
