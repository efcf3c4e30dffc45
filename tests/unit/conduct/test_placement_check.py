"""An agency may act from the day of the placement to the day of the recall."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from collectkit.conduct import checking
from collectkit.conduct.contacts import CREDITOR
from collectkit.conduct.rule import OutsidePlacement
from tests.unit.conduct.building import Row, contact, part, placement
from tests.unit.conduct.judged import judged, rule

RULE = OutsidePlacement()
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-28", [("before_placement", 1)]),
        ("2026-03-01", []),
        ("2026-03-31", []),
        ("2026-04-01", [("after_recall", 1)]),
        ("2026-04-11", [("after_recall", 11)]),
    ],
)
def test_the_first_and_the_last_day(day: str, expected: list[tuple[str, int]]) -> None:
    found = checking.check(rule(RULE), part([contact(day)], placements=[placement(0, "agency-a", *MARCH)]))
    assert found.select("why", "measured").rows() == expected


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        ([placement(0)], {}),
        ([placement(0, "agency-a", *MARCH)], {0: ("UNKNOWN", "day_not_known")}),
        ([placement(0, "agency-b")], {0: ("BREACH", "never_placed")}),
        ([placement(1)], {0: ("BREACH", "never_placed")}),
        ([], {0: ("BREACH", "never_placed")}),
        (None, {}),
    ],
)
def test_a_contact_without_a_day(placements: list[Row] | None, expected: dict[int, tuple[str, str]]) -> None:
    assert judged(RULE, part([contact(None)], placements=placements)) == expected


def test_of_a_number_alone_nobody_can_say() -> None:
    only = replace(part([contact("2026-03-01")], placements=[]), nameless=pl.Series([0], dtype=pl.UInt32))
    assert judged(RULE, only) == {0: ("UNKNOWN", "account_not_known")}


def test_an_account_may_be_placed_again() -> None:
    again = [
        placement(0, "agency-a", *MARCH),
        placement(0, "agency-a", dt.date(2026, 5, 1)),
        placement(0, "agency-a", dt.date(2026, 1, 1), dt.date(2026, 1, 31)),
    ]
    rows = [
        contact(day) for day in ("2025-12-31", "2026-01-31", "2026-02-01", "2026-03-15", "2026-04-30", "2026-05-01")
    ]
    assert judged(RULE, part(rows, placements=again)) == {
        0: ("BREACH", "before_placement"),
        2: ("BREACH", "after_recall"),
        4: ("BREACH", "after_recall"),
    }


def test_the_creditor_may_act_at_any_time() -> None:
    assert judged(RULE, part([contact(agency=CREDITOR)], placements=[])) == {}
