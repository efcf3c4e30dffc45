"""What the columns of an account say of each other: each contradiction is told, and nothing else is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.fields.identity import check_digit
from collectkit.findings import CODES
from collectkit.ingest.columns import DTYPES
from collectkit.ingest.crosschecks import CROSS_CHECKS, found
from collectkit.tables.accounts import ACCOUNTS

AS_OF = dt.date(2026, 10, 31)
ID = "11010518510315001" + check_digit("11010518510315001")  # a man, born in 1851
CLEAN: dict[str, Any] = {
    "as_of": AS_OF,
    "id_number": ID,
    "gender": "男",
    "birth_date": dt.date(1851, 3, 15),
    "age": 175,
    "original_principal": 1_000_000,
    "principal_outstanding": 600_000,
    "overdue_principal": 100_000,
    "overdue_interest": 2_000,
    "overdue_penalty": 300,
    "overdue_fee": None,
    "late_charge": None,
    "overdue_total": 102_300,
    "payoff_total": 605_000,
    "disbursed_on": dt.date(2025, 1, 31),
    "matures_on": dt.date(2028, 1, 31),
    "oldest_unpaid_due": dt.date(2026, 8, 1),
    "days_past_due_given": 91,
    "last_paid_on": dt.date(2026, 7, 1),
}


def values(*rows: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, pl.Series]:
    """Return the columns of accounts, each `CLEAN` with changes."""
    whole = [CLEAN | row for row in rows]
    return {
        name: pl.Series(name, [row[name] for row in whole], DTYPES[ACCOUNTS[name].type])
        for name in CLEAN
        if name not in without
    }


def told(*rows: dict[str, Any], without: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """Return code and field of what is found in the first row; the clean second one must have nothing."""
    troubles = list(found(values(*rows, {}, without=without), len(rows) + 1))
    assert not any(trouble.where[-1] or trouble.rejects for trouble in troubles)
    return {(trouble.code, trouble.field) for trouble in troubles if trouble.where[0]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"overdue_total": 102_299}, {("TOTAL_DIFFERS", "overdue_total")}),
        ({"overdue_fee": 1}, {("TOTAL_DIFFERS", "overdue_total")}),
        ({"late_charge": 5}, set()),
        ({"late_charge": 5, "overdue_total": 102_305}, set()),
        ({"late_charge": 5, "overdue_total": 102_306}, {("TOTAL_DIFFERS", "overdue_total")}),
        ({"principal_outstanding": 99_999}, {("OVERDUE_ABOVE_OUTSTANDING", "overdue_principal")}),
        ({"original_principal": 599_999}, {("OUTSTANDING_ABOVE_ORIGINAL", "principal_outstanding")}),
        ({"days_past_due_given": 92}, {("DPD_INCLUSIVE", "days_past_due_given")}),
        ({"days_past_due_given": 90}, {("DPD_DIFFERS", "days_past_due_given")}),
        ({"days_past_due_given": 93}, {("DPD_DIFFERS", "days_past_due_given")}),
        (
            {"overdue_principal": 0, "overdue_interest": 0, "overdue_penalty": 0, "overdue_total": 0},
            {("DPD_WITHOUT_DEBT", "days_past_due_given")},
        ),
        (
            {"days_past_due_given": 0, "oldest_unpaid_due": AS_OF},
            {("DEBT_WITHOUT_DPD", "overdue_total")},
        ),
        (
            {"principal_outstanding": -1},
            {("AMOUNT_NEGATIVE", "principal_outstanding"), ("OVERDUE_ABOVE_OUTSTANDING", "overdue_principal")},
        ),
        ({"payoff_total": -1}, {("AMOUNT_NEGATIVE", "payoff_total")}),
        (
            {"overdue_principal": -2_400, "overdue_total": -100},
            {("AMOUNT_NEGATIVE", "overdue_total"), ("DPD_WITHOUT_DEBT", "days_past_due_given")},
        ),
        ({"last_paid_on": dt.date(2026, 11, 1)}, {("DATE_TO_COME", "last_paid_on")}),
        (
            {"oldest_unpaid_due": dt.date(2026, 11, 1), "days_past_due_given": 0, "overdue_total": 102_300},
            {("DATE_TO_COME", "oldest_unpaid_due"), ("DEBT_WITHOUT_DPD", "overdue_total")},
        ),
        (
            {"oldest_unpaid_due": dt.date(2025, 1, 30), "days_past_due_given": 639},
            {("DATES_DISORDERED", "oldest_unpaid_due")},
        ),
        ({"matures_on": dt.date(2025, 1, 30)}, {("DATES_DISORDERED", "matures_on")}),
        ({"last_paid_on": dt.date(2025, 1, 30)}, {("DATES_DISORDERED", "last_paid_on")}),
        ({"birth_date": dt.date(1851, 3, 16)}, {("BIRTH_DIFFERS", "birth_date")}),
        ({"age": 174}, {("AGE_DIFFERS", "age")}),
        ({"age": 176}, set()),
        ({"age": 177}, {("AGE_DIFFERS", "age")}),
        ({"gender": " f"}, {("SEX_DIFFERS", "gender")}),
        ({"gender": "未知"}, set()),
        ({"id_number": "E12345678", "age": 30, "gender": "女"}, set()),
        ({"original_principal": None, "disbursed_on": None}, {("CLAIM_UNVERIFIED", "original_principal")}),
        ({"original_principal": None}, set()),
        (dict.fromkeys(set(CLEAN) - {"as_of", "original_principal", "disbursed_on"}), set()),
    ],
)
def test_each_contradiction_is_told_and_no_other(changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert told(changes) == expected


def test_without_a_column_for_fees_a_total_may_be_larger_but_not_smaller_than_its_parts() -> None:
    assert told({"overdue_total": 150_000}, without=("overdue_fee",)) == set()
    assert told({"overdue_total": 102_299}, without=("overdue_fee",)) == {("TOTAL_DIFFERS", "overdue_total")}


def test_columns_that_are_not_there_contradict_nothing() -> None:
    assert told({"age": 1}, without=("id_number",)) == set()
    assert list(found({}, 3)) == []
    assert list(found(values({"age": 1}), 0)) == []


def test_every_check_has_its_code_and_its_columns() -> None:
    for check in CROSS_CHECKS:
        assert CODES[check.code].effect == "warning"
        assert {check.field, *check.needs} <= ACCOUNTS.keys()
