"""Ladder policies: every fault is found, all of them at once, each with its place."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError
from collectkit.segment.ladder.parse import parse
from collectkit.segment.ladder.policy import Policy
from collectkit.segment.ladder.stages import CHOSEN, TREATED
from collectkit.segment.schemes.scheme import SCHEMES
from tests.unit.segment.laddered import DEFAULT, HEAD, rule

LABELS = SCHEMES["cn-m3plus"].labels
ONE = rule("late", "days = { min = 1 }")


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        parse(text, "own.toml", LABELS)
    return caught.value.details or (str(caught.value),)


def read(text: str) -> Policy:
    return parse(HEAD + text + DEFAULT, "own.toml", LABELS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE + DEFAULT, "version: must be 1"),
        (HEAD + ONE, "default: is required: accounts that no rule is for would have no stage"),
        (HEAD + DEFAULT, "rules: there must be 1 to 200 [[rules]]"),
        (HEAD + "colour = 1\n" + ONE + DEFAULT, "colour: unknown key"),
        (HEAD + "calendar = 1\n" + ONE + DEFAULT, "calendar: must be a table"),
        (HEAD + "rules = [1]\n" + DEFAULT, "rules.1: must be a table"),
        (HEAD + "routes = 1\n" + ONE + DEFAULT, "routes: must be a table"),
        (HEAD + "currency = 'yuan'\n" + ONE + DEFAULT, "currency: string should match pattern '^[A-Z]{3}$'"),
        (HEAD + "balance = 'all'\n" + ONE + DEFAULT, "balance: should be 'overdue_total' or 'principal_outstanding'"),
        (HEAD + rule("late", "colour = 1") + DEFAULT, "rules.1.when.colour: unknown key"),
        (HEAD + rule("late", "days = {}") + DEFAULT, "rules.1.when.days: must have min, max or both"),
        (
            HEAD + rule("late", "days = { min = 2, max = 1 }") + DEFAULT,
            "rules.1.when.days: min (2) is above max (1)",
        ),
        (
            HEAD + rule("late", "days = { min = 1 }", "CALLS") + DEFAULT,
            f"rules.1 (late).stage: unknown stage 'CALLS' (did you mean 'CALL'?): there are {', '.join(CHOSEN)}",
        ),
        (
            HEAD + rule("late", 'buckets = ["M1", "M9"]') + DEFAULT,
            "rules.1 (late).when.buckets: unknown bucket 'M9': the scheme has M0, M1, M2, M3, M3+",
        ),
        (
            HEAD + rule("late", "days = { min = 1 }", wait="") + DEFAULT,
            "rules.1 (late): in_days or in_working_days is needed: when is the next action?",
        ),
        (
            HEAD + rule("late", "days = { min = 1 }", wait="in_days = 1\nin_working_days = 1") + DEFAULT,
            "rules.1 (late): in_days or in_working_days, not both",
        ),
        (
            HEAD + rule("late", "days = { min = 1 }", wait="in_days = -1") + DEFAULT,
            "rules.1.in_days: should be greater than or equal to 0",
        ),
        (
            HEAD + rule("late", "") + DEFAULT,
            "rules.1 (late).when: without conditions it is the default: write it there",
        ),
        (
            HEAD + rule("no_contact", "days = { min = 1 }") + DEFAULT,
            "rules.1 (no_contact): the id is a reason that is fixed already",
        ),
        (
            HEAD + rule("late", 'flags = ["fraud"]') + DEFAULT,
            "rules.1 (late).when.flags: 'fraud' routes out before any rule is asked",
        ),
        (HEAD + rule("late", "hands = [0]") + DEFAULT, "rules.1 (late).when.hands: must be 1 to 9"),
        (HEAD + "[routes]\nhardship = false\n" + ONE + DEFAULT, "routes.hardship: cannot be switched off"),
        (HEAD + "[routes]\nfraud = ''\n" + ONE + DEFAULT, "routes.fraud: must be words that say why, or false"),
        (
            HEAD + "[calendar]\nrest = ['MON','TUE','WED','THU','FRI','SAT','SUN']\n" + ONE + DEFAULT,
            "calendar.rest: there must be a weekday that is worked",
        ),
        (
            HEAD + ONE + "[economics]\ncost_minor = { HOLD = 1 }\nrates = [{ days = { min = 1 }, recovery_ppm = 1 }]\n"
            + DEFAULT,
            f"economics.cost_minor.HOLD: unknown stage: there are {', '.join(TREATED)}",
        ),
        (
            HEAD + ONE + "[economics]\nrates = [{ recovery_ppm = 1 }]\n" + DEFAULT,
            "economics.rates.1: must name buckets or days, and not both",
        ),
        (
            HEAD + ONE + "[economics]\nrates = [{ days = { max = 30 }, recovery_ppm = 1 }, "
            "{ days = { min = 30 }, recovery_ppm = 1 }]\n" + DEFAULT,
            "economics.rates.2: overlaps rates.1: days 30",
        ),
        (
            HEAD + ONE + '[economics]\nrates = [{ buckets = ["M1"], recovery_ppm = 1 }, '
            '{ buckets = ["M2", "M1"], recovery_ppm = 1 }]\n' + DEFAULT,
            "economics.rates.2: overlaps rates.1: M1",
        ),
        (
            HEAD + ONE + '[economics]\nrates = [{ buckets = ["M1"], recovery_ppm = 1 }, '
            "{ days = { min = 31 }, recovery_ppm = 1 }]\n" + DEFAULT,
            "economics.rates: all of them by buckets, or all by days",
        ),
        (HEAD + ONE + ONE + DEFAULT, "rules: the id 'late' is used 2 times"),
    ],
)  # fmt: skip
def test_each_fault_is_named(text: str, expected: str) -> None:
    assert expected in faults(text)


def test_no_words_may_steer_the_terminal() -> None:
    (fault,) = faults(HEAD + ONE.replace('why = "', 'why = "\\u001b[2J', 1) + DEFAULT)

    assert fault.startswith("rules.1.why: string should match pattern")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("days = { min = 1 }", "days = { min = 31 }", "can never hold"),
        ("days = { min = 1 }", 'days = { min = 31 }, products = ["a"]', "can never hold"),
        ('buckets = ["M1", "M2"]', 'buckets = ["M2"]', "can never hold"),
        ("days = { min = 1 }", "balance_minor = { min = 1 }, days = { min = 1 }", "can never hold"),
        ("days = { min = 1, max = 30 }", "days = { min = 30, max = 60 }", "overlaps"),
        ("days = { max = 30 }", "days = { min = 30 }", "overlaps"),
        ("days = { min = 31 }", "days = { min = 1 }", None),
        ('days = { min = 1 }, products = ["a"]', "days = { min = 1 }", None),
        ("balance_minor = { min = 1 }", 'currency = "USD", balance_minor = { min = 1 }', None),
        ("days = { max = 30 }", "days = { min = 31 }", None),
        ("days = { max = 30 }, hands = [1]", "days = { min = 30 }, hands = [2]", None),
    ],
)
def test_a_rule_that_can_never_hold_and_ranges_that_overlap_are_named(
    first: str, second: str, expected: str | None
) -> None:
    text = rule("first", first) + rule("second", second)

    if expected is None:
        assert len(read(text).rules) == 2
    else:
        (fault,) = faults(HEAD + text + DEFAULT)
        assert fault.startswith(f"rules.2 (second): {expected}")
        assert "rules.1 (first)" in fault


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("days = { min = 5, max = 50 }", False),
        ('products = ["a"], days = { min = 1 }', False),
        ("days = { min = 0 }", True),
        ('products = ["a"]', True),  # of day 0 too
        ("terms_overdue = { min = 1 }", True),
    ],
)
def test_a_rule_that_earlier_ones_take_all_from_together_is_named(wanted: str, held: bool) -> None:
    text = rule("m1", "days = { min = 1, max = 30 }") + rule("late", "days = { min = 31 }") + rule("it", wanted)

    if held:
        assert len(read(text).rules) == 3
    else:
        told = "rules.3 (it): can never hold: the rules before it together take all its accounts"
        assert told in faults(HEAD + text + DEFAULT)


def test_rules_from_day_0_on_leave_nothing_for_any_other() -> None:
    text = rule("m0", "days = { max = 0 }") + rule("late", "days = { min = 1 }") + rule("it", 'products = ["a"]')

    assert faults(HEAD + text + DEFAULT)[0].startswith("rules.3 (it): can never hold")


@pytest.mark.parametrize(
    ("first", "second", "held"), [("FIELD_VISIT", "CALL", True), ("CALL", "HOLD", True), ("CALL", "LEGAL", False)]
)
def test_a_milder_rule_for_those_who_cannot_be_reached_can_hold(first: str, second: str, held: bool) -> None:
    text = rule("first", "days = { min = 1 }", first) + rule("second", "days = { min = 1 }", second)

    if held:
        assert len(read(text).rules) == 2
    else:
        assert "can never hold" in faults(HEAD + text + DEFAULT)[0]


def test_all_faults_are_listed_at_once() -> None:
    text = HEAD + "[routes]\ndeceased = false\n" + rule("late", 'buckets = ["M9"]', "SHOUT", "")
    text += rule("later", "colour = 1")

    assert len(faults(text)) == 6


def test_what_is_no_toml_is_refused() -> None:
    assert faults("rules = [")[0].startswith("own.toml: not TOML")
