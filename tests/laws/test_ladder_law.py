"""Laws of the ladder, against a slow reading of one account at a time."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment.ladder.decision import Ladder
from collectkit.segment.ladder.parse import parse
from collectkit.segment.ladder.policy import Rule
from collectkit.segment.ladder.stages import HARSHNESS, STAGES
from collectkit.segment.schemes.scheme import SCHEMES

AS_OF = date(2026, 10, 30)
POLICY = parse(
    """
version = 1
name = "law"
calendar = { rest = ["SAT", "SUN"], act_on_rest_days = false }
routes = { complaint = false }
rules = [
  { id = "a", when = { flags = ["complaint"] }, stage = "MESSAGE", in_days = 1, why = "a" },
  { id = "b", when = { days = { min = 61 }, balance_minor = { min = 1000 } }, stage = "LEGAL", in_days = 9, why = "b" },
  { id = "c", when = { days = { min = 61 } }, stage = "FIELD_VISIT", in_working_days = 3, why = "c" },
  { id = "d", when = { buckets = ["M2", "M3", "M3+"] }, stage = "AGENCY", in_days = 2, why = "d" },
  { id = "e", when = { days = { min = 1 } }, stage = "CALL", in_days = 0, why = "e" },
]
default = { stage = "MESSAGE", in_days = 30, why = "else" }
[economics]
cost_minor = { CALL = 100, AGENCY = 50 }
rates = [
  { buckets = ["M1"], recovery_ppm = 333_333 },
  { buckets = ["M2", "M3"], recovery_ppm = 100_001, commission_ppm = 270_000 },
]
""",
    "law.toml",
    SCHEMES["cn-m3plus"].labels,
)
LADDER = Ladder(POLICY)
OUTCOMES = LADDER.outcomes
BUCKETS = [(0, "M0"), (1, "M1"), (31, "M2"), (61, "M3"), (91, "M3+")]
FLAGS = ("deceased", "do_not_contact", "hardship", "complaint")
ACCOUNTS = st.fixed_dictionaries(
    {
        "days": st.none() | st.sampled_from([0, 1, 30, 31, 60, 61, 90, 91]) | st.integers(0, 400),
        "balance": st.none() | st.sampled_from([0, 299, 300, 301, 684, 685]) | st.integers(-9, 2_000),
        "currency": st.sampled_from(["CNY", "CNY", "USD"]),
        **{flag: st.sampled_from([False, False, False, True]) for flag in FLAGS},
        "leads": st.sampled_from([True, True, False]),
        **{means: st.booleans() for means in ("phone", "email", "address")},
    }
)


def labelled(account: dict[str, Any]) -> dict[str, Any]:
    days = account["days"]
    return account | {"bucket": None if days is None else [name for low, name in BUCKETS if days >= low][-1]}


def known(accounts: list[dict[str, Any]]) -> pl.DataFrame:
    types = {"days": pl.Int64, "balance": pl.Int64, "bucket": pl.String}
    return pl.DataFrame(list(map(labelled, accounts)), schema_overrides=types)


def decided(accounts: list[dict[str, Any]]) -> list[str]:
    return [OUTCOMES[place].reason for place in LADDER.decide(known(accounts)).to_list()]


def holds(rule: Rule, account: dict[str, Any]) -> bool:
    when = rule.when
    asked = [account[flag] for flag in when.flags or ()]
    asked += [when.days is None or when.days.min is None or account["days"] >= when.days.min]
    asked += [when.buckets is None or account["bucket"] in when.buckets]
    if when.balance_minor is not None and when.balance_minor.min is not None:
        balance = account["balance"]
        asked += [account["currency"] == "CNY", balance is not None and balance >= when.balance_minor.min]
    return all(asked)


def reached(stage: str, account: dict[str, Any]) -> bool:
    return not STAGES[stage].means or any(account[means] for means in STAGES[stage].means)


def loses(stage: str, account: dict[str, Any]) -> bool:
    rates = {"M1": (333_333, 0), "M2": (100_001, 270_000), "M3": (100_001, 270_000)}.get(account["bucket"])
    cost = {"CALL": 100, "AGENCY": 50}.get(stage)
    if rates is None or cost is None or account["balance"] is None or account["currency"] != "CNY":
        return False
    recovery, commission = rates
    kept = Fraction(10**6 - commission * (stage == "AGENCY"), 10**6)
    expected = account["balance"] * Fraction(recovery, 10**6) * kept
    return int(expected + Fraction(1, 2)) - cost < 0


def slowly(plain: dict[str, Any]) -> str:
    account = labelled(plain)
    for flag in ("deceased", "do_not_contact", "hardship"):
        if account[flag]:
            return flag
    if account["days"] is None:
        return "no_bucket"
    if account["balance"] is not None and account["balance"] <= 0:
        return "nothing_due"
    found = [(rule.id, rule.stage) for rule in POLICY.rules if holds(rule, account)] or [("default", "MESSAGE")]
    harshest = HARSHNESS[found[0][1]]
    found = [(name, stage) for name, stage in found if reached(stage, account) and HARSHNESS[stage] <= harshest]
    if not found:
        return "no_contact"
    if not account["leads"] and found[0][1] in ("MESSAGE", "CALL", "FIELD_VISIT"):
        return "debtor_lead"
    return "uneconomic" if loses(found[0][1], account) else found[0][0]


@settings(max_examples=20)
@given(accounts=st.lists(ACCOUNTS, min_size=10, max_size=40), order=st.randoms(use_true_random=False))
def test_each_account_is_decided_as_a_slow_reading_of_it_alone_does_in_any_order(
    accounts: list[dict[str, Any]], order: Any
) -> None:
    shuffled = accounts.copy()
    order.shuffle(shuffled)

    assert decided(shuffled) == [slowly(account) for account in shuffled]


@settings(max_examples=20)
@given(accounts=st.lists(ACCOUNTS, min_size=10, max_size=40), days=st.integers(0, 3_000))
def test_a_flag_never_gets_a_stage_and_no_action_lies_in_the_past(accounts: list[dict[str, Any]], days: int) -> None:
    as_of = AS_OF + timedelta(days)
    frame = known(accounts)
    columns = LADDER.columns(pl.Series([as_of] * frame.height), LADDER.decide(frame))

    flagged = frame.select(pl.any_horizontal(FLAGS[:3])).to_series()
    assert set(columns["stage"].filter(flagged)) <= {"ROUTED_OUT"}
    assert "ROUTED_OUT" not in columns["stage"].filter(~flagged)
    assert set(columns["stage"]) <= set(STAGES)
    assert all(day >= as_of and day.weekday() < 5 for day in columns["next_action_on"].drop_nulls())
