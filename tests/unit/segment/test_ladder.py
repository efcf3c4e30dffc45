"""The ladder on batches of text: each kind of rule, each route, and what holds an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from collectkit.segment.extra import Added
from collectkit.segment.ladder.parse import BUILT_IN, built_in, parse
from collectkit.segment.ladder.stages import ALWAYS, ROUTES, STAGES
from collectkit.segment.ladder.why import explain
from collectkit.segment.schemes.scheme import SCHEMES
from tests.unit.segment.laddered import Cells, climbed, ladder, reasons, rule

COSTS = '[economics]\ncost_minor = { CALL = 100, AGENCY = 100 }\n[[economics.rates]]\nbuckets = ["M1", "M2"]\n'


class Household:
    """Stands for the extras that come before: the columns that they add."""

    name = "household"
    fields: frozenset[str] = frozenset()

    def __init__(self, **columns: list[Any]) -> None:
        self.columns = pl.DataFrame(columns)
        self.schema = dict(self.columns.schema)

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Return the columns."""
        del accounts, cells
        return Added(self.columns, Nothing())


class Nothing:
    """A report of nothing."""

    def __add__(self, other: Nothing) -> Nothing:
        return other

    def as_dict(self) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("when", "columns", "expected"),
    [
        ('buckets = ["M1", "M3"]', {"days": ["0", "1", "30", "31", "60", "61"]}, "-++--+"),
        ("days = { min = 4, max = 30 }", {"days": ["3", "4", "30", "31"]}, "-++-"),
        ("days = { max = 3 }", {"days": ["0", "3", "4"]}, "++-"),
        (
            "balance_minor = { min = 100, max = 200 }",
            {"overdue_total": ["0.99", "1.00", "2", "2.01", None, "x"]},
            "-++---",
        ),
        (
            "balance_minor = { min = 100 }",
            {"overdue_total": ["5"] * 4, "currency": ["CNY", "人民币", "USD", "贝壳"]},
            "++--",
        ),
        (
            'currency = "USD", balance_minor = { min = 100 }',
            {"overdue_total": ["5", "5"], "currency": ["CNY", "usd"]},
            "-+",
        ),
        ('products = ["现金贷", "Card"]', {"product": ["现金贷", " CARD ", "车贷", None]}, "++--"),
        ('products = ["信用卡"]', {"product": ["A", "A"], "product_type": ["信用卡", "房贷"]}, "+-"),
        ("hands = [2, 3]", {"hand": ["一手", "2手", "第三手", None, "几手"]}, "-++--"),
        (
            "last_paid_days = { min = 0, max = 7 }",
            {"last_paid_on": ["2026-10-30", "2026-10-23", "2026-10-22", None, "2026-10-31", "x"]},
            "++----",
        ),
        ("terms_overdue = { min = 2 }", {"terms_overdue": ["1", "2期", None, "x"]}, "-+--"),
    ],
)
def test_each_condition_holds_at_its_edges_and_nowhere_without_a_value(
    when: str, columns: dict[str, Cells], expected: str
) -> None:
    days = columns.pop("days", ["10"] * len(expected))

    assert reasons(ladder(rule("it", when)), days, **columns) == [
        "it" if sign == "+" else "default" for sign in expected
    ]


@pytest.mark.parametrize(
    ("when", "columns", "expected"),
    [
        ('ability = ["CANNOT"]', {"ability": ["CANNOT", "CAN", None]}, "+--"),
        ('willingness = ["WILL"]', {"willingness": ["WILL", None, "x"]}, "+--"),
        ('debtor_buckets = ["M2"]', {"debtor_bucket": ["M2", "M1", None]}, "+--"),
        ("debtor_accounts = { min = 2 }", {"debtor_accounts": [1, 2, None]}, "-+-"),
        ("debtor_overdue_minor = { max = 99 }", {"debtor_overdue_total": [99, 100, None]}, "+--"),
    ],
)
def test_conditions_on_what_other_extras_have_added(when: str, columns: dict[str, list[Any]], expected: str) -> None:
    found = reasons(ladder(rule("it", when)), ["10"] * 3, Household(**columns))

    assert found == ["it" if sign == "+" else "default" for sign in expected]


@pytest.mark.parametrize(("stage", "expected"), [("CALL", "debtor_lead"), ("AGENCY", "late"), ("LEGAL", "late")])
def test_the_creditor_turns_to_a_debtor_over_the_account_that_leads_only(stage: str, expected: str) -> None:
    of = ladder(rule("late", "days = { min = 1 }", stage))

    found = reasons(of, ["9", "9", "9", None], Household(debtor_lead=["是", "否", None, "否"]))

    assert found == ["late", expected, "late", "no_bucket"]


def test_all_conditions_must_hold_and_the_first_rule_wins() -> None:
    of = ladder(
        rule("both", 'days = { min = 5 }, products = ["a"]'), rule("late", "days = { min = 5 }", "INTENSIVE_CALL")
    )

    assert reasons(of, ["5", "5", "4"], product=["a", "b", "a"]) == ["both", "late", "default"]


def test_an_explanation_does_not_show_what_stands_in_a_cell_of_text() -> None:
    of = ladder(rule("card", 'products = ["card"]'), rule("loan", 'products = ["loan"]'))
    cells: dict[str, Cells] = {"product": ["loan"], "product_type": ["李四"]}
    done = climbed(of, ["9"], **cells)

    known = {name: pl.Series(one, dtype=pl.String) for name, one in cells.items()}
    told = "\n".join(explain(of, done.accounts, known))

    assert "rule 1 card: no: products card (it is another)" in told
    assert "rule 2 loan: holds: products loan (it is one of these)" in told
    assert "李四" not in told


def test_a_condition_that_nothing_in_the_file_can_meet_is_told() -> None:
    done = climbed(ladder(rule("it", 'products = ["a"]'), rule("late", "days = { min = 5 }")), ["9"])

    assert done.added["reason"].to_list() == ["late"]
    assert done.told["ladder"].as_dict()["not_in_file"] == ["products"]


@pytest.mark.parametrize("flag", ROUTES)
def test_each_flag_routes_out_before_any_rule_and_an_unreadable_one_is_set(flag: str) -> None:
    columns: dict[str, Cells] = {flag: ["是", "否", None, "??"]}

    done = climbed(ladder(rule("late", "days = { min = 1 }")), ["9"] * 4, **columns)

    assert done.added["reason"].to_list() == [flag, "late", "late", flag]
    assert done.added["stage"].to_list() == ["ROUTED_OUT", "CALL", "CALL", "ROUTED_OUT"]
    assert done.added["next_action_on"].to_list()[0] is None
    assert done.told["ladder"].as_dict()["unreadable"] == {flag: 1}


def test_a_flag_routes_out_an_account_without_a_bucket_too() -> None:
    assert reasons(ladder(rule("late", "days = { min = 1 }")), [None], hardship=["1"]) == ["hardship"]


def test_a_name_that_says_that_its_bearer_has_died_routes_out() -> None:
    names: Cells = ["张三（已故）", "李四"]

    assert reasons(ladder(rule("late", "days = { min = 1 }")), ["9", "9"], name=names) == ["deceased", "late"]


def test_of_two_flags_the_first_of_the_list_is_the_reason() -> None:
    of = ladder(rule("late", "days = { min = 1 }"))

    assert reasons(of, ["9"], complaint=["1"], do_not_contact=["1"]) == ["do_not_contact"]


def test_a_flag_that_is_switched_off_can_be_asked_for_by_a_rule() -> None:
    of = ladder(
        "[routes]\nlitigation = false\n",
        rule("court", 'flags = ["litigation"]', "LEGAL"),
        rule("late", "days = { min = 1 }"),
    )

    assert reasons(of, ["9", "9", "9"], litigation=["1", "0", "??"]) == ["court", "late", "court"]


def test_without_a_bucket_or_with_nothing_due_an_account_is_held() -> None:
    of = ladder(rule("late", "days = { min = 0 }"))

    assert reasons(of, [None, "M2", "9", "9", "9"], overdue_total=["1", "1", "0", "-5", None]) == [
        *("no_bucket", "no_bucket", "nothing_due", "nothing_due", "late"),
    ]


@pytest.mark.parametrize(
    ("stage", "columns", "expected"),
    [
        ("MESSAGE", {"mobile": ["13000000001", None], "email": [None, None]}, "+-"),
        ("MESSAGE", {"mobile": [None, None], "email": ["a@example.com", "a@"]}, "+-"),
        ("CALL", {"mobile": ["13000000001", "12", "-", "138****8000", "1.38001E+10"]}, "+----"),
        ("CALL", {"mobile": [None] * 3, "phone_home": ["0571-26012345", None, "x"]}, "+--"),
        ("CALL", {"mobile": ["13000000001/13000000002", "0755-26012345-801"]}, "++"),
        ("CALL", {"mobile": [None], "phone_work": ["0571-26012345"], "contact1_phone": ["13000000001"]}, "-"),
        ("FIELD_VISIT", {"address_home": ["杭州市某路1号", None, "不详", "-"]}, "+---"),
        ("AGENCY", {"mobile": ["13000000001", None, None], "address_id": [None, "某路1号", None]}, "++-"),
        ("LEGAL", {"mobile": [None]}, "+"),
        ("HOLD", {"mobile": [None]}, "+"),
    ],
)
def test_a_stage_needs_a_usable_contact(stage: str, columns: dict[str, Cells], expected: str) -> None:
    done = climbed(ladder(rule("late", "days = { min = 1 }", stage)), ["9"] * len(expected), **columns)

    assert done.added["reason"].to_list() == ["late" if sign == "+" else "no_contact" for sign in expected]
    assert set(done.added["stage"]) <= {stage, "HOLD"}
    assert done.told["ladder"].as_dict()["contact_unknown"] == []


def test_without_contact_columns_it_is_not_known_who_can_be_reached_and_that_is_told_once() -> None:
    of = ladder(rule("visit", "days = { min = 9 }", "FIELD_VISIT"), rule("call", "days = { min = 1 }"))
    done = climbed(of, ["9", "1"], mobile=["13000000001", None])

    assert done.added["reason"].to_list() == ["visit", "no_contact"]
    told = done.told["ladder"] + done.told["ladder"]
    assert told.as_dict()["contact_unknown"] == ["FIELD_VISIT"]


def test_who_cannot_be_reached_is_passed_on_to_a_milder_rule_and_never_to_a_harsher_one() -> None:
    of = ladder(
        rule("call", "days = { max = 30 }"),
        rule("visit", "days = { min = 31, max = 90 }, terms_overdue = { min = 2 }", "FIELD_VISIT"),
        rule("milder", "days = { min = 31, max = 90 }", "CALL"),
        rule("court", "terms_overdue = { min = 2 }", "LEGAL"),
    )
    phones: Cells = [None, "13000000001", None]

    found = reasons(of, ["9", "40", "40"], mobile=phones, address_home=[None] * 3, terms_overdue=["2"] * 3)

    assert found == ["no_contact", "milder", "no_contact"]


@pytest.mark.parametrize(
    ("stage", "rates", "balance", "held"),
    [
        ("CALL", "recovery_ppm = 500_000", "1.98", True),  # half of 1.98 is 0.99, a call costs 1.00
        ("CALL", "recovery_ppm = 500_000", "1.99", False),  # 0.995 is 1.00
        ("CALL", "recovery_ppm = 0", "92233720368547758.07", True),
        ("CALL", "recovery_ppm = 1_000_000", "92233720368547758.07", False),
        ("AGENCY", "recovery_ppm = 500_000\ncommission_ppm = 500_000", "3.97", True),  # 0.9925 is 0.99
        ("AGENCY", "recovery_ppm = 500_000\ncommission_ppm = 500_000", "3.98", False),
        ("CALL", "recovery_ppm = 500_000\ncommission_ppm = 500_000", "1.99", False),  # no agency, no commission
    ],
)
def test_an_action_that_brings_less_than_it_costs_is_held(stage: str, rates: str, balance: str, held: bool) -> None:
    of = ladder(rule("late", "days = { min = 1 }", stage), COSTS + rates + "\n")

    assert reasons(of, ["9"], overdue_total=[balance]) == ["uneconomic" if held else "late"]


def test_where_balance_rate_or_currency_is_not_known_no_floor_is_guessed() -> None:
    of = ladder(rule("late", "days = { min = 1 }"), COSTS + "recovery_ppm = 0\n")
    done = climbed(of, ["9", "70", "9"], overdue_total=[None, "5", "5"], currency=["CNY", "CNY", "USD"])

    assert done.added["reason"].to_list() == ["late"] * 3
    assert done.told["ladder"].as_dict()["floor_unknown"] == 3


@pytest.mark.parametrize(
    ("wait", "calendar", "expected"),
    [
        ("in_days = 0", "", date(2026, 10, 30)),
        ("in_days = 1", "", date(2026, 10, 31)),
        ("in_days = 1", 'rest = ["SAT", "SUN"]\nact_on_rest_days = false', date(2026, 11, 2)),
        ("in_days = 1", 'rest = ["SAT", "SUN"]', date(2026, 10, 31)),
        ("in_working_days = 1", 'rest = ["SAT", "SUN"]', date(2026, 11, 2)),
        ("in_working_days = 2", 'rest = ["SAT", "SUN"]\nholidays = [2026-11-02]', date(2026, 11, 4)),
        ("in_working_days = 1", 'rest = ["SAT", "SUN"]\nworked = [2026-10-31]', date(2026, 10, 31)),
        ("in_working_days = 0", 'rest = ["FRI"]\nact_on_rest_days = false', date(2026, 10, 31)),
    ],
)
def test_the_next_action_is_counted_in_calendar_or_working_days(wait: str, calendar: str, expected: date) -> None:
    of = ladder(f"[calendar]\n{calendar}\n", rule("late", "days = { min = 1 }", "CALL", wait))

    assert climbed(of, ["9"]).added["next_action_on"].to_list() == [expected]


def test_the_report_ties_to_the_accounts() -> None:
    of = ladder(rule("late", "days = { min = 5 }"))
    done = climbed(of, ["9", "9", "1", None], overdue_total=["1", "2.50", "3", "4"], currency=["CNY", "USD", "", None])

    rows = done.told["ladder"].as_dict()["stages"]
    assert [
        (row["stage"], row["reason"], row["currency"], row["accounts"], row["overdue_total_minor"]) for row in rows
    ] == [
        ("CALL", "late", "CNY", 1, 100),
        ("HOLD", "default", "CNY", 1, 300),
        ("HOLD", "no_bucket", "CNY", 1, 400),
        ("CALL", "late", "USD", 1, 250),
    ]


def test_the_reports_of_batches_add_up_to_the_report_of_the_whole() -> None:
    of = ladder(rule("late", "days = { min = 5 }"))
    money: Cells = ["1", "2.50", "3", "4", None]
    days: Cells = ["9", "9", "1", None, "9"]
    flags: Cells = [None, "?", "1", None, "?"]

    whole = climbed(of, days, overdue_total=money, fraud=flags).told["ladder"]
    parts = [
        climbed(of, days[part], overdue_total=money[part], fraud=flags[part]).told["ladder"]
        for part in (slice(0, 2), slice(2, 5))
    ]

    assert (parts[0] + parts[1]).as_dict() == whole.as_dict()
    assert whole.as_dict()["unreadable"] == {"fraud": 2}


def test_an_empty_batch_has_its_columns() -> None:
    done = climbed(ladder(rule("late", "days = { min = 1 }")), [])

    assert done.added.columns == ["days_past_due", "bucket", "stage", "next_action_on", "reason"]
    assert done.added.height == 0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_policies_go_with_every_scheme(name: str, scheme: str) -> None:
    policy = parse(built_in(name), name, SCHEMES[scheme].labels)

    assert policy.name == name
    assert set(ALWAYS) <= set(policy.routes) == set(ROUTES)
    assert {one.stage for one in policy.rules} == set(STAGES) - {"HOLD", "ROUTED_OUT"}
