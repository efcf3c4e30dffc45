"""What a rule is about, and what counts as answered and as a talk: true, false, or nobody knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.conduct.checks.applies import applies, in_force, possibly, put_through, surely, talked
from collectkit.conduct.contacts import MAKERS
from collectkit.conduct.rule import AppliesTo, Minor, Rule
from tests.unit.conduct.building import AGENCIES, contact, part


def answer(asked: pl.Expr, local: str | None = "2026-03-02 10:00:00", **cells: Any) -> bool | None:
    """Return what an expression says of one contact."""
    said: bool | None = part([contact(local, **cells)]).contacts.select(asked).item()
    return said


@pytest.mark.parametrize(
    ("result", "talk", "answered", "talk_of_30"),
    [
        ("ANSWERED", 30, True, True),
        ("ANSWERED", 29, True, False),
        ("ANSWERED", 0, True, False),
        ("ANSWERED", None, True, None),
        ("ANSWERED", -1, True, None),
        ("PROMISED", 0, True, None),  # in no time
        ("PROMISED", 1, True, False),
        ("UNANSWERED", None, False, False),
        ("UNANSWERED", 0, False, False),
        ("UNANSWERED", -1, False, False),
        ("INVALID_NUMBER", 60, None, None),  # a talk that nobody answered
        (None, 60, True, True),
        (None, 1, True, False),
        (None, 0, None, False),
        (None, -1, None, None),
        (None, None, None, None),
    ],
)
def test_results_and_seconds_say_who_answered_and_talked(
    result: str | None, talk: int | None, answered: bool | None, talk_of_30: bool | None
) -> None:
    assert answer(put_through(), result=result, talk=talk) is answered
    assert answer(talked(30), result=result, talk=talk) is talk_of_30


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, True),
        ({"channel": "SMS"}, False),
        ({"channel": None}, None),
        ({"channel": None, "direction": "IN"}, False),  # whatever its channel is
        ({"channel": "SMS", "target": None}, False),
        ({"mode": None}, True),  # the rule does not ask
        ({"result": "INVALID_NUMBER", "talk": 0}, False),
        ({"result": "INVALID_NUMBER", "talk": 60}, None),  # a talk under a number that is none
        ({"result": None, "talk": 0}, None),
        ({"result": None, "talk": 5}, True),  # somebody was there
    ],
)
def test_a_code_that_nobody_knows_may_be_any(cells: dict[str, Any], said: bool | None) -> None:
    to = AppliesTo(frozenset({"CALL"}), targets=frozenset({"DEBTOR"}), not_results=frozenset({"INVALID_NUMBER"}))
    assert answer(applies(to), **cells) is said


def test_a_rule_may_bind_agencies_only_or_the_creditor_only() -> None:
    for maker, agency in (("AGENCY", "agency-b"), ("CREDITOR", "creditor")):
        to = AppliesTo(makers=frozenset({maker}))
        assert {each: answer(applies(to), agency=each) for each in AGENCIES} == {
            each: (each == "creditor") is (agency == "creditor") for each in AGENCIES
        }
        assert answer(applies(to), agency=agency, direction=None) is None
    assert all(answer(applies(AppliesTo(makers=frozenset(MAKERS))), agency=each) for each in AGENCIES)


def test_a_talk_may_have_ended_in_a_result_that_takes_it_out() -> None:
    assert answer(applies(AppliesTo(not_results=frozenset({"REFUSED"}))), result=None, talk=5) is None


@pytest.mark.parametrize(
    ("local", "said"),
    [("2026-03-01", False), ("2026-03-02", True), ("2026-03-03", True), ("2026-03-04", False), (None, None)],
)
def test_a_rule_is_in_force_from_its_first_day_to_its_last(local: str | None, said: bool | None) -> None:
    days: dict[str, Any] = {"effective_from": dt.date(2026, 3, 2), "effective_to": dt.date(2026, 3, 3)}
    assert answer(in_force(Rule("r", "p", "*", "low", Minor(), {}, "s", "yes", **days)), local) is said
    assert answer(in_force(Rule("r", "p", "*", "low", Minor(), {}, "s", "yes")), local) is True


def test_a_rule_about_everything_filters_frames_of_any_length() -> None:
    rule = Rule("r", "p", "*", "low", Minor(), {}, "s", "yes", AppliesTo(directions=frozenset()))
    long = part([contact()]).contacts.select(pl.all().repeat_by(300_000).explode(empty_as_null=False, keep_nulls=True))
    for holds in (surely, possibly):
        assert long.filter(holds(applies(rule.applies_to) & in_force(rule))).height == 300_000
