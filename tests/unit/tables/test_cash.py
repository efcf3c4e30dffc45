"""How a line of the ledger counts: by its type, its flag, its sign, and what it names."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectkit.tables import cash


def way(stated: str | None, amount: int | None, *, flag: bool | None = None, reverses: str | None = None) -> object:
    """Return type, amount and doubt of one line; a *flag* of None is a ledger without flags."""
    flags = None if flag is None else pl.Series([flag])
    columns = (pl.Series([stated], dtype=pl.String), flags, pl.Series([amount], dtype=pl.Int64))
    return cash.ways(*columns, pl.Series([reverses], dtype=pl.String)).row(0)


@pytest.mark.parametrize("type_", ["REVERSAL", "REFUND"])
@pytest.mark.parametrize("amount", [5, -5])
@pytest.mark.parametrize("flag", [None, True, False])
def test_what_goes_back_is_below_zero_however_it_is_written(type_: str, amount: int, flag: bool | None) -> None:
    assert way(type_, amount, flag=flag) == (type_, -5, None)


@pytest.mark.parametrize("type_", ["REPAYMENT", "WAIVER"])
def test_what_lessens_a_debt_is_above_zero_and_no_reversal(type_: str) -> None:
    assert way(type_, 5) == (type_, 5, None)
    assert way(type_, 5, flag=False) == (type_, 5, None)
    assert way(type_, -5) == (type_, -5, "amount_sign")
    assert way(type_, 5, flag=True) == (type_, 5, "reversal_unclear")


def test_a_repayment_below_zero_that_names_another_line_takes_it_back_and_a_waiver_does_not() -> None:
    assert way("REPAYMENT", -5, reverses="T1") == ("REVERSAL", -5, None)
    assert way("REPAYMENT", 5, reverses="T1") == ("REPAYMENT", 5, None)
    assert way("WAIVER", -5, reverses="T1") == ("WAIVER", -5, "amount_sign")


def test_without_a_type_the_flag_tells_and_without_a_flag_the_sign() -> None:
    assert way(None, 5, flag=True) == ("REVERSAL", -5, None)
    assert way(None, -5, flag=True) == ("REVERSAL", -5, None)
    assert way(None, 5, flag=False) == ("REPAYMENT", 5, None)
    assert way(None, -5, flag=False) == ("REPAYMENT", -5, "amount_sign")
    assert way(None, 5) == ("REPAYMENT", 5, None)
    assert way(None, -5) == ("REVERSAL", -5, None)
    assert way(None, None) == ("REPAYMENT", None, None)


@pytest.mark.parametrize("type_", ["INTEREST", "PENALTY", "ADJUSTMENT", "CHARGE_OFF", "SALE", "FEE"])
def test_other_types_are_as_written(type_: str) -> None:
    assert way(type_, -5, flag=True) == (type_, -5, None)


def test_the_day_is_that_of_value_else_that_of_posting() -> None:
    first, second = date(2026, 11, 1), date(2026, 11, 5)
    value, posted = (pl.Series(days, dtype=pl.Date) for days in ([first, None, None], [second, second, None]))
    found, by_posting = cash.day(value, posted)
    assert found.to_list() == [first, second, None]
    assert by_posting.to_list() == [False, True, False]


def test_what_takes_back_a_reversal_and_no_payment_is_unclear() -> None:
    rows = [
        ("A", "T1", "REPAYMENT", None),
        ("A", "T2", "REVERSAL", "T1"),
        ("A", "T3", "REVERSAL", "T2"),
        ("B", "T4", "REVERSAL", "T2"),  # of another account: it names nothing
        ("A", "T5", "REPAYMENT", None),
        ("A", "T5", "REVERSAL", "T5"),  # a payment and its reversal under one number
        ("A", "T6", "REPAYMENT", "T2"),
        (None, None, "REVERSAL", None),
        ("A", None, None, "T2"),
    ]
    lines = pl.DataFrame(rows, schema=["account_id", "txn_id", "type", "reverses"], orient="row")
    assert cash.unclear(lines).to_list() == [place == 2 for place in range(9)]
    assert not cash.unclear(lines.clear()).any()
