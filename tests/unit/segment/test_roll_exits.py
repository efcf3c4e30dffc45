"""Exits: what the ledger or a date explains, and that nothing else does."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from collectkit.segment.roll.exits import explain

BEFORE, AFTER = date(2026, 9, 30), date(2026, 10, 31)
LINES = {
    "key": pl.String,
    "txn_id": pl.String,
    "type": pl.String,
    "amount": pl.Int64,
    "currency": pl.String,
    "day": pl.Date,
    "reverses": pl.String,
}


def line(kind: str, amount: int, day: str = "2026-10-10", **more: Any) -> dict[str, Any]:
    known = {"key": "A", "txn_id": "T", "type": kind, "amount": amount, "day": date.fromisoformat(day)}
    return {**dict.fromkeys(LINES), **known, **more}


def exit_of(*lines: dict[str, Any], overdue: int | None = 100, principal: int | None = 900, **more: Any) -> str:
    account = {"key": "A", "currency": "CNY", "overdue_total_minor": overdue, "principal_outstanding_minor": principal}
    went = pl.DataFrame([account | more], schema_overrides={"overdue_total_minor": pl.Int64})
    return str(explain(went, pl.DataFrame(lines, schema=LINES, orient="row"), BEFORE, AFTER).item())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "MISSING"),
        ([line("REPAYMENT", 100)], "PAID"),
        ([line("REPAYMENT", 60), line("REPAYMENT", 40)], "PAID"),
        ([line("REPAYMENT", 99)], "MISSING"),
        ([line("REPAYMENT", 60), line("REPAYMENT", 60)], "MISSING"),
        ([line("REPAYMENT", 60), line("REPAYMENT", 60, txn_id="T2")], "PAID"),
        ([line("REPAYMENT", 60, txn_id=None), line("REPAYMENT", 60, txn_id=None)], "PAID"),
        ([line("REPAYMENT", 2**62), line("REPAYMENT", 2**62, txn_id="T2")], "PAID"),
        ([line("REPAYMENT", 100, "2026-09-30")], "MISSING"),
        ([line("REPAYMENT", 100, "2026-10-31")], "PAID"),
        ([line("REPAYMENT", 100, "2026-11-01")], "MISSING"),
        ([line("REPAYMENT", 100), line("REVERSAL", -1)], "MISSING"),
        ([line("REPAYMENT", 100), line("REFUND", -1)], "MISSING"),
        ([line("REPAYMENT", 60), line("WAIVER", 40)], "SETTLED"),
        ([line("REPAYMENT", 100), line("WAIVER", 40)], "PAID"),
        ([line("REPAYMENT", 60), line("WAIVER", 39)], "MISSING"),
        ([line("CHARGE_OFF", 100)], "WRITTEN_OFF"),
        ([line("CHARGE_OFF", 100, "2026-10-05"), line("SALE", 10, "2026-10-20")], "SOLD"),
        ([line("SALE", 10, "2026-10-20"), line("CHARGE_OFF", 100, "2026-10-05")], "SOLD"),
        ([line("REPAYMENT", 100), line("CHARGE_OFF", 100)], "WRITTEN_OFF"),
        ([line("CHARGE_OFF", 100, txn_id="T1"), line("REVERSAL", -100, txn_id="T2", reverses="T1")], "MISSING"),
        (
            [
                line("CHARGE_OFF", 100, txn_id="T1"),
                line("REVERSAL", -100, txn_id="T2", reverses="T1"),
                line("REPAYMENT", 100, txn_id="T3"),
            ],
            "PAID",
        ),
        ([line("REPAYMENT", 100, currency="USD")], "MISSING"),
        ([line("REPAYMENT", 100, currency="CNY")], "PAID"),
        ([line("REPAYMENT", 100, key="B")], "MISSING"),
    ],
)
def test_the_ledger_says_what_became_of_an_account(lines: list[dict[str, Any]], expected: str) -> None:
    assert exit_of(*lines) == expected


def test_where_nothing_is_overdue_the_principal_is_what_was_owed() -> None:
    assert exit_of(line("REPAYMENT", 100), overdue=0) == "MISSING"
    assert exit_of(line("REPAYMENT", 900), overdue=0) == "PAID"
    assert exit_of(line("REPAYMENT", 900), overdue=None) == "PAID"


def test_what_is_not_known_to_be_owed_is_not_paid() -> None:
    assert exit_of(line("REPAYMENT", 900), overdue=None, principal=None) == "MISSING"
    assert exit_of(overdue=0, principal=0) == "MISSING"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"charged_off_on": date(2026, 10, 1)}, "WRITTEN_OFF"),
        ({"charged_off_on": date(2026, 9, 30)}, "MISSING"),
        ({"recall_on": date(2026, 10, 31)}, "RECALLED"),
        ({"recall_on": date(2026, 11, 1)}, "MISSING"),
        ({"charged_off_on": date(2026, 10, 1), "recall_on": date(2026, 10, 1)}, "WRITTEN_OFF"),
    ],
)
def test_an_accounts_own_dates_say_it_where_the_ledger_does_not(dates: dict[str, Any], expected: str) -> None:
    assert exit_of(**dates) == expected
    assert exit_of(line("REPAYMENT", 100), **dates) == "PAID"


def test_without_a_ledger_it_is_missing() -> None:
    went = pl.DataFrame({"key": [1, 2], "currency": ["CNY", "CNY"], "overdue_total_minor": [0, 5]})

    assert explain(went, None, BEFORE, AFTER).to_list() == ["MISSING", "MISSING"]
