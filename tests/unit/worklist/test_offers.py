"""Offers: what a rule table allows for each account, and what is wrong with a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.errors import RulesError
from collectkit.tables.offers import SCHEMA
from collectkit.worklist.offers.rules import Offers, Rule, parse
from collectkit.worklist.offers.terms import terms

TEXT = """
version = 1
base = "overdue_total"

[[settlement]]
id = "old"
when = { buckets = ["M3", "M3+"], days = { min = 91 } }
floor = "70%"
floor_minor = 50000
authority = "agency"
valid_days = 30

[[settlement]]
id = "large"
when = { base_minor = { min = 100000, max = 500000 }, products = ["card"], agencies = ["agency-a"] }
floor = "95.5%"
authority = "creditor"

[[instalment]]
id = "twelve"
when = { hands = [2, 3] }
most = 12
first = "10%"
least_minor = 20000
authority = "agency"

[[extension]]
id = "month"
when = { days = { max = 30 } }
most_days = 30
authority = "creditor"
valid_days = 10
"""
OFFERS = parse(TEXT, "offers.toml", ["agency-a", "agency-b"])
DAY = date(2026, 10, 31)
TYPES = {
    "base": pl.Int64,
    "currency": pl.String,
    "bucket": pl.String,
    "days": pl.Int64,
    "product": pl.String,
    "product_type": pl.String,
    "hand": pl.Int64,
    "placed_on": pl.Date,
    "recall_on": pl.Date,
}


def of(agency: str = "agency-a", **facts: Any) -> dict[str, Any]:
    row = dict.fromkeys(TYPES) | {"currency": "CNY", "placed_on": DAY} | facts
    return terms(pl.DataFrame([row], schema=TYPES), OFFERS, agency).row(0, named=True)


def test_the_first_rule_that_holds_decides() -> None:
    found = of(base=100_001, bucket="M3", days=91, product="card", hand=2)
    assert found["offer_rules"] == "old twelve"
    assert found["settlement_least_minor"] == 70_001
    assert (found["settlement_authority"], found["instalment_authority"]) == ("AGENCY", "AGENCY")
    assert found["instalments_most"] == 12
    assert (found["instalment_first_least_minor"], found["instalment_least_minor"]) == (20_000, 20_000)
    assert found["offers_until"] == DAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        ({"base": 100_000, "bucket": "M3", "days": 91}, 70_000),
        ({"base": 100_000, "bucket": "M3", "days": 90}, None),
        ({"base": 100_000, "bucket": "M3"}, None),
        ({"base": 60_000, "bucket": "M3+", "days": 400}, 50_000),
        ({"base": 40_000, "bucket": "M3+", "days": 400}, 40_000),
        ({"base": 0, "bucket": "M3+", "days": 400}, None),
        ({"base": -1, "bucket": "M3+", "days": 400}, None),
        ({"bucket": "M3+", "days": 400}, None),
        ({"base": 100_000, "product": "card"}, 95_500),
        ({"base": 100_000, "product_type": "card"}, 95_500),
        ({"base": 500_000, "product": "card"}, 477_500),
        ({"base": 500_001, "product": "card"}, None),
        ({"base": 99_999, "product": "card"}, None),
        ({"base": 100_000, "bucket": "M3", "days": 91, "currency": "USD"}, None),
        ({"base": 100_000, "product": "card", "agency": "agency-b"}, None),
    ],
)
def test_floors(facts: dict[str, Any], least: int | None) -> None:
    assert of(**facts)["settlement_least_minor"] == least


def test_what_no_rule_is_for_is_not_offered() -> None:
    assert of(base=10, bucket="M1", days=40, hand=1) == dict.fromkeys(SCHEMA)


def test_an_extension_needs_no_amount_and_the_earliest_end_counts() -> None:
    found = of(days=30, recall_on=DAY + timedelta(days=4))
    assert (found["extension_days_most"], found["extension_authority"]) == (30, "CREDITOR")
    assert found["offers_until"] == DAY + timedelta(days=4)
    assert of(days=30)["offers_until"] == DAY + timedelta(days=10)
    assert of(base=10, hand=2)["offers_until"] is None


def slow(row: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    """Settlement, first instalment and days of one account, in plain Python."""

    def first(rules: tuple[Rule, ...]) -> Any:
        return next((rule for rule in rules if holds(rule)), None)

    def holds(rule: Rule) -> bool:
        when = rule.when
        spans = ((when.days, row["days"]), (when.base_minor, base))
        return (
            row["currency"] == "CNY"
            and (when.buckets is None or row["bucket"] in when.buckets)
            and (when.products is None or row["product"] in when.products)
            and (when.hands is None or row["hand"] in when.hands)
            and all(
                span is None
                or (fact is not None and (span.min is None or fact >= span.min) and not (span.max or fact) < fact)
                for span, fact in spans
            )
        )

    def least(base: int, share: int, amount: int) -> int:
        return min(base, max(-(-base * share // 10**6), amount))

    base = row["base"] if row["base"] is not None and row["base"] > 0 else None
    settle, plan, later = first(OFFERS.settlement), first(OFFERS.instalment), first(OFFERS.extension)
    return (
        None
        if base is None or settle is None
        else min(base, max(-(-base * settle.floor // 10**6), settle.floor_minor)),
        None if base is None or plan is None else min(base, max(-(-base * plan.first // 10**6), plan.least_minor)),
        None if later is None else later.most_days,
    )


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "base": st.none() | st.integers(-10, 600_000) | st.integers(10**12, 10**14),
                "currency": st.sampled_from(["CNY", "USD", None]),
                "bucket": st.sampled_from(["M1", "M3", "M3+", None]),
                "days": st.none() | st.integers(-1, 120),
                "product": st.sampled_from(["card", "loan", None]),
                "hand": st.sampled_from([1, 2, 3, None]),
            }
        ),
        min_size=1,
        max_size=30,
    )
)
def test_columns_say_what_plain_python_does(rows: list[dict[str, Any]]) -> None:
    blank = dict.fromkeys(TYPES)
    frame = pl.DataFrame([blank | row for row in rows], schema=TYPES)
    found = terms(frame, OFFERS, "agency-a")
    chosen = found.select("settlement_least_minor", "instalment_first_least_minor", "extension_days_most").rows()
    assert chosen == [slow(row) for row in rows]
    assert found.schema == SCHEMA
    offered = found["offer_rules"].is_not_null()
    said = ["settlement_authority", "instalment_authority", "extension_authority"]
    assert (offered == found.select(pl.any_horizontal(pl.col(said).is_not_null())).to_series()).all()


def test_all_faults_of_a_table_are_listed() -> None:
    text = """
version = 2
base = "principal"
settlements = []

[[settlement]]
id = "A"
floor = "101%"
authority = "agent"

[[settlement]]
id = "any"
floor = "10%"
authority = "agency"

[[settlement]]
id = "never"
when = { agencies = ["agency-x"], days = { min = 3, max = 2 } }
floor = "10%"
authority = "agency"

[[settlement]]
id = "any"
when = { agencies = ["agency-x"] }
floor = "10%"
authority = "agency"

[[instalment]]
id = "one"
most = 1
authority = "agency"
"""
    with pytest.raises(RulesError) as caught:
        parse(text, "offers.toml", ["agency-a"])
    assert list(caught.value.details) == [
        "settlements: unknown key (did you mean 'settlement'?)",
        "version: must be 1",
        "settlement.1.id: string should match pattern '^[a-z0-9][a-z0-9-]{0,62}$'",
        "settlement.1.authority: should be 'agency' or 'creditor'",
        'settlement.1.floor: must be a percentage from 0% to 100%, with at most four decimals, in quotes: "12.5%"',
        "settlement.3.when.days: min (3) is above max (2)",
        "instalment.1.most: should be greater than or equal to 2",
        "base: should be 'payoff_total', 'overdue_total' or 'placement_amount'",
        "id 'any': 2 rules have it",
        "settlement.4.when.agencies: unknown agency 'agency-x' (did you mean 'agency-a'?)",
        "settlement.4: can never hold: settlement.2 takes all its accounts",
    ]


def test_a_table_without_rules_is_none() -> None:
    with pytest.raises(RulesError) as caught:
        parse("version = 1", "offers.toml", [])
    assert "there must be at least one" in caught.value.details[0]
    assert Offers().rules == ()


@pytest.mark.parametrize(("floor", "settled"), [('"0%"', False), ('"0%"\nfloor_minor = 1', True), ('"0.0001%"', True)])
def test_no_account_is_closed_for_nothing(floor: str, settled: bool) -> None:
    text = f'version = 1\n[[settlement]]\nid = "x"\nauthority = "agency"\nfloor = {floor}\n'
    if settled:
        assert len(parse(text, "offers.toml", []).settlement) == 1
        return
    with pytest.raises(RulesError) as caught:
        parse(text, "offers.toml", [])
    assert "closed for nothing" in caught.value.details[0]
