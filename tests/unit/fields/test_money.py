"""Amounts of money."""

from __future__ import annotations

from functools import partial

import pytest

from collectkit.fields import money, numerals
from tests.unit.fields.reading import readings


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("0", 0),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("1,234", 123400),
        ("１，２３４．５０", 123450),
        ("¥12", 1200),
        ("￥ 1,234.5", 123450),
        ("RMB100", 10000),
        ("100 元", 10000),
        ("人民币1,000元整", 100000),
        ("1.2万", 1200000),
        ("1.2万元", 1200000),
        ("2亿", 20000000000),
        ("(1,234.50)", -123450),
        ("（5）", -500),
        ("1234.50-", -123450),
        ("-5", -500),
        ("+5", 500),
        ("-¥5", -500),
        ("¥-5", -500),
        ("1.2345E+4", 1234500),
        ("5.", 500),
        (".5", 50),
        ("0.29", 29),  # 28.999999999999996 in doubles
        ("1234.5000000001", 123450),
        ("0.30000000000000004", 30),
        ("9007199254740993.01", 900719925474099301),  # beyond a double's whole numbers
        ("壹仟贰佰元整", 120000),
        ("壹万零伍拾元叁角伍分", 1005035),
        ("伍角", 50),
    ],
)
def test_spellings(cell: str, minor: int) -> None:
    assert readings(money.parse, [cell]) == [(minor, None)]


@pytest.mark.parametrize("cell", ["", "-", "--", "无", "#N/A", None])
def test_blank(cell: str | None) -> None:
    assert readings(money.parse, [cell, "1"]) == [(None, None), (100, None)]


@pytest.mark.parametrize(
    "cell",
    ["1.2.3", "nan", "inf", "-Infinity", "1,23", "1,2345", "12,34,567", "1e400", "9" * 20, ".", "元", "万", "¥", "5元5",
     "abc", "()", "1.2.", "二百五", "0x10", "1_000", "٣", "100 200", "12 5", "1\u00a0234", "1 元 2"],
)  # fmt: skip
def test_unreadable(cell: str) -> None:
    assert readings(money.parse, ["1", cell]) == [(100, None), (None, "AMOUNT_UNREADABLE")]


@pytest.mark.parametrize(
    ("cell", "minor"), [("1.005", 101), ("-1.005", -101), ("1.004", 100), ("12.3456", 1235), ("1,234.567", 123457)]
)
def test_third_decimals_are_rounded_half_up_and_said(cell: str, minor: int) -> None:
    assert readings(money.parse, [cell]) == [(minor, "AMOUNT_ROUNDED")]


@pytest.mark.parametrize(
    ("unit", "cell", "minor"),
    [
        (None, "1.5", 150),
        ("元", "1.5", 150),
        ("万元", "1.23456789", 1234568),
        ("分", "150", 150),
        ("分", "1,500", 1500),
        ("分", "1,500分", 1500),
        ("千元", "1.5", 150000),
        ("百万元", "1.5", 150000000),
        ("亿元", "0.015", 150000000),
        ("千元", "1.5千元", 150000),
        ("万元", "1.2万", 1200000),
        ("万元", "￥1,200.5 万元", 1200500000),
        ("万元", "(1.2)", -1200000),
    ],
)
def test_units(unit: str | None, cell: str, minor: int) -> None:
    ((value, _),) = readings(partial(money.parse, unit_minor=money.minor_per_unit(unit)), [cell])
    assert value == minor


@pytest.mark.parametrize(
    ("unit", "cell"),
    [("万元", "100元"), ("万元", "1.2亿"), ("万元", "壹仟贰佰元整"), ("万元", "5角"), ("分", "1.2万"), ("分", "12元"),
     ("千元", "1.2万元"), ("亿元", "1.2万元")],
)  # fmt: skip
def test_a_cell_that_contradicts_its_header_is_not_read(unit: str, cell: str) -> None:
    parse = partial(money.parse, unit_minor=money.minor_per_unit(unit))
    expected = [(None, "AMOUNT_UNIT_DIFFERS"), (None, "AMOUNT_UNREADABLE"), (None, None)]
    assert readings(parse, ["1", cell, "?", "-", None])[1:] == [*expected, (None, None)]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("零", 0),
        ("一", 1),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一千零五十", 1050),
        ("一万二千", 12000),
        ("三亿零五万", 300050000),
    ],
)
def test_numerals(cell: str, number: int) -> None:
    assert numerals.parse(cell) == number


@pytest.mark.parametrize("cell", ["", "元", "万", "百", "二百五", "一万二", "一二三", "五十百", "整"])
def test_what_is_no_clear_numeral(cell: str) -> None:
    assert numerals.parse(cell) is None
