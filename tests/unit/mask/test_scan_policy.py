"""The draft of a policy: closed by default, and read by the parser of policies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import parse
from collectkit.mask.scan.columns import Column
from collectkit.mask.scan.draft import draft
from collectkit.mask.scan.headers import Stated
from collectkit.mask.scan.values import Seen

FULL = Seen(cells=10)
PHONES = Seen(cells=10, whole=Counter(mobile=10))


def column(label: str, stated: Stated, seen: Seen = FULL, *, hidden: bool = False) -> Column:
    return Column(label, hidden, stated, seen)


def operators(*columns: Column) -> dict[str, str]:
    return {rule.source: rule.operator.name for rule in parse(draft(columns), "draft.toml").rules}


def test_each_column_is_decided() -> None:
    found = operators(
        column("合同号", Stated("account_id", identifier=True)),
        column("姓名", Stated("name", "name")),
        column("手机", Stated("mobile", "phone"), PHONES),
        column("身份证", Stated("id_number", "identity")),
        column("逾期金额", Stated("overdue_total")),
        column("产品", Stated("product"), PHONES),
        column("联系人1手机", Stated("contact1_phone", "phone", third=True), PHONES),
        column("什么", Stated()),
        column("谁的手机", Stated(kind="phone")),
        column("担保人手机", Stated(kind="phone", third=True), PHONES),
        column("哪个", Stated(), PHONES),
        column("生日", Stated("birth_date", "birth date")),
        column("卡号", Stated("bank_card", "bank")),
        column("城市", Stated("city"), Seen(cells=99, whole=Counter(mobile=1))),
    )

    assert found == {
        "account_id": "token",
        "name": "mask_name",
        "mobile": "mask_phone",
        "id_number": "mask_id",
        "overdue_total": "keep",
        "product": "drop",
        "contact1_phone": "drop",
        "什么": "drop",
        "谁的手机": "mask_phone",
        "guarantor_phone": "drop",
        "哪个": "mask_phone",
        "birth_date": "generalise",
        "bank_card": "mask_card",
        "city": "drop",
    }


@pytest.mark.parametrize(
    ("kind", "operator"), [("email", "mask_email"), ("address", "mask_address"), ("text", "redact_text")]
)
def test_an_operator_that_there_is_not_is_not_drafted(kind: str, operator: str) -> None:
    found = operators(column("x", Stated(kind=kind)))

    assert found == {"x": operator if operator in OPERATORS else "drop"}


def test_a_hidden_header_is_not_written() -> None:
    text = draft([column("column 2", Stated(), PHONES, hidden=True), column("合同号", Stated("account_id"))])

    assert "column 2" not in text


def test_a_field_that_stands_twice_is_decided_once_and_the_careful_way() -> None:
    twice = [column("产品", Stated("product")), column("产品名称", Stated("product"), PHONES)]

    assert operators(*twice) == operators(*reversed(twice)) == {"product": "drop"}


def test_an_unknown_header_that_stands_twice_is_dropped_unless_it_does_in_two_sheets() -> None:
    twice = [column("来源二", Stated(), PHONES), column("来源二", Stated())]
    assert operators(*twice) == {"来源二": "drop"}

    sheets = [replace(one, sheet=sheet) for one, sheet in zip(twice, "ab", strict=True)]
    assert operators(*sheets) == {"来源二": "mask_phone"}


def test_a_header_with_control_characters_is_left_out() -> None:
    assert operators(column("a\x1b[31m", Stated(), PHONES), column("合同号", Stated("account_id"))) == {
        "account_id": "keep"
    }


def test_any_header_can_be_named() -> None:
    odd = ['a "b"\\c', "a.b\nc", "x\x7fy", "é", "a-b_c"]

    assert list(operators(*(column(header, Stated()) for header in odd))) == odd
