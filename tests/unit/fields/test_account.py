"""Account, customer and bank numbers."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.fields import account, bank
from tests.unit.fields.reading import readings, strings


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("00123456", "00123456"),
        ("9" * 19, "9" * 19),
        ("9" * 20, None),
        ("LN-2024/00017", "LN-2024/00017"),
        ("A" * 15, "A" * 15),
        ("A" * 16, None),
        ("A_.-/Z", "A_.-/Z"),
        ("ln-1", None),
        ("ＬＮ１ ", "LN1"),
        ("LN 1", None),
        ("合同1", None),
        ("-", "-"),
        ("", None),
        (None, None),
    ],
)
def test_canonical(cell: str | None, canonical: str | None) -> None:
    assert account.canonical(strings([cell])).to_list() == [canonical]
    assert account.canonical(strings([cell, "7", "a b"])).to_list() == [canonical, "7", None]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (" LN-1 ", "LN-1", None),
        ("'00123", "00123", None),
        ("ｌｎ１", "ln1", None),
        ("1234567890123456789", "1234567890123456789", None),
        ("1.23457E+17", None, "ACCOUNT_PRECISION_LOST"),
        ("1E05", "1E05", None),
        ("1234567890123456.0", None, "ACCOUNT_PRECISION_LOST"),
        ("12.5", "12.5", None),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_parse(cell: str | None, value: str | None, code: str | None) -> None:
    assert readings(account.parse, [cell]) == [(value, code)]


@pytest.mark.parametrize("odd", ["+5", "'5", " 5", "5", "-", "1.10105E+17", "99999999999999999999", "A5"])
def test_one_odd_cell_among_numbers_is_read_as_it_is_alone(odd: str) -> None:
    among = readings(account.parse, ["007", odd, None, "7"])
    assert among == [("007", None), *readings(account.parse, [odd]), (None, None), ("7", None)]


def test_numeric_cells() -> None:
    numeric = pl.Series([True, True, True, False])
    cells = ["12345.0", "123456789012345", "1234567890123456", "1234567890123456"]
    expected = [
        ("12345", None),
        ("123456789012345", None),
        (None, "ACCOUNT_PRECISION_LOST"),
        ("1234567890123456", None),
    ]
    assert readings(lambda column: account.parse(column, numeric), cells) == expected


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("6222021234567890123", "6222021234567890123"),
        ("6222 0212-3456 7890 123", "6222021234567890123"),
        ("６２２２", "6222"),
        ("62220212345678901234", None),
        ("6222****0123", None),
        ("+6222", None),
        (" ", None),
        (None, None),
    ],
)
def test_bank_canonical(cell: str | None, canonical: str | None) -> None:
    assert bank.canonical(strings([cell])).to_list() == [canonical]
    assert bank.canonical(strings([cell, "1"])).to_list() == [canonical, "1"]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("6222 0212", "62220212", None),
        ("6222****0123", "6222****0123", None),
        ("6.22202E+18", None, "IDENTIFIER_PRECISION_LOST"),
        ("无", None, None),
        (None, None, None),
    ],
)
def test_bank_parse(cell: str | None, value: str | None, code: str | None) -> None:
    assert readings(bank.parse, [cell, "1"]) == [(value, code), ("1", None)]


def test_bank_cards_that_were_numbers_are_lost() -> None:
    numeric = pl.Series([True])
    assert readings(lambda c: bank.parse(c, numeric), ["6222021234567890"]) == [(None, "IDENTIFIER_PRECISION_LOST")]
