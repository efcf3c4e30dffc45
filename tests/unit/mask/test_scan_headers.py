"""What headers state, and which of them may be shown."""

from __future__ import annotations

import pytest

from collectkit.mask.scan.headers import Stated, hidden, state


@pytest.mark.parametrize(
    ("header", "stated"),
    [
        ("手机号", Stated("mobile", "phone")),
        ("*手機號碼", Stated("mobile", "phone")),
        ("ID No", Stated("id_number", "identity")),
        ("银行卡号", Stated("bank_card", "bank")),
        ("QQ", Stated("qq", "qq")),
        ("微信号", Stated("wechat", "wechat")),
        ("出生日期", Stated("birth_date", "birth date")),
        ("工作单位", Stated("employer", "company")),
        ("借款人的车牌", Stated(kind="plate")),
        ("港澳通行证编号", Stated(kind="passport")),
        ("性别", Stated("gender", "person")),
        ("联系人1手机", Stated("contact1_phone", "phone", third=True)),
        ("备注3", Stated("remark3", "text")),
        ("合同号", Stated("account_id", identifier=True)),
        ("客户号", Stated("customer_id", identifier=True)),
        ("逾期金额（元）", Stated("overdue_total")),
        ("days_past_due", Stated("days_past_due")),
        ("担保公司联络员手机", Stated(kind="phone", third=True)),
        ("Work e-mail of reference", Stated(kind="email", third=True)),
        ("某某地址", Stated(kind="address")),
        ("account", Stated()),  # a loan or a card: it says nothing
        ("whatever", Stated()),
        ("", Stated()),
    ],
)
def test_a_header_states_a_field_or_a_kind(header: str, stated: Stated) -> None:
    assert state(header) == stated


def shown(*header: str) -> list[str]:
    stated = [state(cell) for cell in header]
    return [cell for cell, hide in zip(header, hidden(header, stated), strict=True) if not hide]


def test_headers_are_shown() -> None:
    assert shown("合同号", "姓名", "金额", "foo", "M1") == ["合同号", "姓名", "金额", "foo", "M1"]
    assert shown("foo", "bar") == ["foo", "bar"]


def test_a_header_that_is_a_value_is_hidden() -> None:
    assert shown("合同号", "手机13800138000", "foo") == ["合同号"]
    assert shown("合同号", "13800138000") == ["合同号"]


def test_the_first_row_of_a_file_without_a_header_is_hidden() -> None:
    assert shown("HT1", "王小明", "1234.50", "2026-01-01") == []
    assert shown("王小明", "M1") == []


def test_columns_without_a_header_have_nothing_to_show() -> None:
    assert shown("合同号", "") == ["合同号"]
