"""A policy bound to an input: which columns are found, what leaves, what could not be read."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectkit.errors import InputError, RulesError
from collectkit.mask.plan import Plan, bind
from collectkit.mask.policy import BUILT_IN, built_in
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import match
from collectkit.tables.segmented import SEGMENTED
from tests.unit.mask.given import OURS, Table, bound, headed, policy

ONE = {
    "合同号": ["HT1"],
    "客户姓名": ["张三"],
    "手机号码": ["13800138000"],
    "逾期金额（元）": ["1.50"],
    "渠道": ["门店"],
}


def outputs(plan: Plan) -> dict[str, str]:
    """Return output column -> header that it comes from."""
    return {step.output: step.column.header for step in plan.steps}


@pytest.mark.parametrize("source", ["mobile", "手机号码", "Phone", "联系电话", "手机号码（必填）"])
@pytest.mark.parametrize("header", ["mobile", "手机号码", "PHONE NO", "聯繫電話"])
def test_any_spelling_of_a_field_finds_any_other(source: str, header: str) -> None:
    plan, frame = bound({"tel": f"mask_phone from = '{source}'"}, {header: ["13800138000"]})

    assert outputs(plan) == {"tel": header}
    assert plan.apply(frame)[0].rows() == [("138****8000",)]


@pytest.mark.parametrize("source", ["渠道", " 渠 道 ", "渠道（必填）"])
def test_a_column_that_is_no_field_is_found_by_its_header(source: str) -> None:
    plan, frame = bound({"channel": f"keep from = '{source}'"}, ONE)

    assert outputs(plan) == {"channel": "渠道"}
    assert plan.apply(frame)[0].to_dict(as_series=False) == {"channel": ["门店"]}


def test_a_header_that_stands_twice_is_not_guessed() -> None:
    columns = match(["客群", "客 群", "客群", "来源二", "来 源二"]).columns
    with pytest.raises(InputError, match="stands twice") as refused:
        bind(policy({"客群": "keep"}), columns, region="CN", minter=None)
    assert refused.value.details == ("客群: column 1 and column 2 and column 3",)

    kept = bind(policy({"来源二": "keep", "客群": "drop kind = 'phone'"}), columns, region="CN", minter=None)
    assert [step.column.index for step in kept.steps] == [3]
    assert sorted(kept.declared) == [0, 1, 2]


def test_what_the_policy_does_not_name_is_dropped_and_what_the_input_lacks_is_absent() -> None:
    rules = {"name": "mask_name", "city": "keep", "x": "keep from = 'city'", "account_id": "drop", "age": "drop"}
    plan, _ = bound(rules, ONE)

    assert outputs(plan) == {"name": "客户姓名"}
    assert plan.absent == ("city",)
    assert plan.dropped == ("合同号", "手机号码", "逾期金额（元）", "渠道")
    assert plan.columns == {1}


def test_columns_leave_in_the_order_of_the_policy() -> None:
    plan, frame = bound({"渠道": "keep", "手机号码": "mask_phone", "t": "token from = 'mobile'", "name": "keep"}, ONE)

    assert list(outputs(plan)) == ["渠道", "手机号码", "t", "name"]
    assert plan.apply(frame)[0].row(0) == ("门店", "138****8000", "P03KSSBANA2QRS0QWYGD", "张三")


def test_kept_money_is_in_minor_units_and_says_so() -> None:
    rules = {"overdue_total": "keep", "mine": "keep from = 'principal_outstanding'", "payoff_total": "band"}
    table: Table = {"逾期金额": ["1.50", None], "剩余本金（万元）": ["0.5", ""], "结清金额（分）": ["100000", "x"]}
    plan, frame = bound(rules, table)

    made, _ = plan.apply(frame)

    assert made.to_dict(as_series=False) == {
        "overdue_total_minor": [150, None],
        "mine_minor": [500_000, None],
        "payoff_total": ["1000-5000", "***"],
    }
    assert plan.schema == dict(made.schema)


def test_kept_rates_are_in_ppm_and_say_so() -> None:
    plan, frame = bound({"annual_rate": "keep", "apr_ppm": "keep from = 'annual_rate'"}, {"年利率": ["18%", "x"]})

    made, lost = plan.apply(frame)

    assert made.to_dict(as_series=False) == {"annual_rate_ppm": [180_000, None], "apr_ppm": [180_000, None]}
    assert [one.column for one in lost] == ["annual_rate_ppm", "apr_ppm"]


def test_values_that_cannot_be_read_are_blank_and_told() -> None:
    rules = {"as_of": "keep", "overdue_total": "keep", "product": "keep", "mobile": "keep", "age": "keep"}
    table: Table = {
        "数据日期": ["2026-10-31", "2026-02-30", "-", None],
        "逾期金额": ["1.50", "ten", "无", ""],
        "产品名称": ["a", "b", "c", None],
        "手机": ["13800138000", "none", None, ""],
        "年龄": ["30", "31", "32", "33"],
    }
    plan, frame = bound(rules, table)

    made, lost = plan.apply(frame)

    assert [(one.column, one.code, one.rows.to_list()) for one in lost] == [
        ("as_of", "VALUE_BLANKED", [False, True, False, False]),
        ("overdue_total_minor", "VALUE_BLANKED", [False, True, False, False]),
        ("mobile", "VALUE_STARRED", [False, True, False, False]),
    ]
    assert made.rows() == [
        (date(2026, 10, 31), 150, "a", "+8613800138000", 30),
        (None, None, "b", "***", 31),
        (None, None, "c", None, 32),
        (None, None, None, "", 33),
    ]


def test_values_whose_form_cannot_be_kept_are_starred_and_told() -> None:
    rules = {"bank_card": "fpe", "id_number": "fpe", "name": "mask_name"}
    table: Table = {
        "银行卡号": ["4111111111111111", "4111111111111112", None, ""],
        "身份证号": ["110105184912310020", None, "110105184912310020", ""],
        "姓名": ["?", "?", "?", "?"],
    }
    plan, frame = bound(rules, table)

    made, lost = plan.apply(frame)

    assert made.select("bank_card", "id_number").rows() == [
        ("5427811440787116", "004228642324350257"),
        ("***", None),
        (None, "004228642324350257"),
        ("", ""),
    ]
    assert [(one.column, one.code, one.rows.to_list()) for one in lost] == [
        ("bank_card", "VALUE_STARRED", [False, True, False, False]),
        ("name", "VALUE_STARRED", [True, True, True, True]),
    ]


@pytest.mark.parametrize(
    ("rule", "header", "cells", "lost"),
    [
        ("mask_name", "姓名", ["张三", "?", None, ""], [1]),
        ("mask_phone", "手机", ["13800138000", "13800138000/13900139000"], [1]),
        ("mask_id", "身份证号", ["110105184912310020", "G1234567", "***"], [1, 2]),
        ("mask_card", "银行卡号", ["6222021234567890123", "1234"], [1]),
        ("mask_email", "邮箱", ["zs@qq.com", "zs"], [1]),
        ("mask_address", "家庭地址", ["广东省深圳市1号", "1号"], [1]),
        ("keep_first shown = 2", "城市", ["呼和浩特市", "深圳"], [1]),
        ("band", "逾期金额", ["1.50", "many", "无"], [1, 2]),
        ("generalise", "放款日期", ["2026-10-31", "soon"], [1]),
        ("fake", "姓名", ["张三", "?"], [1]),
        ("keep", "币种", ["CNY", "元元", "***"], [1]),
        ("keep", "手机", ["13800138000", "none", "***"], [1]),
        ("keep", "产品名称", ["a", "***", None], []),
        ("keep from = '渠道'", "渠道", ["***", "a"], []),
        ("redact", "姓名", ["张三", "?"], []),
        ("token", "手机", ["13800138000", "none"], []),
        ("pseudonym", "手机", ["13800138000", "none"], []),
    ],
)
def test_every_operator_says_what_it_starred(rule: str, header: str, cells: list[str | None], lost: list[int]) -> None:
    (column,) = headed({header: cells})[0]
    plan, frame = bound({column.field or header: rule}, {header: cells})

    made, told = plan.apply(frame)

    assert [(one.code, one.rows.arg_true().to_list()) for one in told] == [("VALUE_STARRED", lost)] * bool(lost)
    assert made.height == len(cells)


def test_two_rules_may_not_write_one_column() -> None:
    with pytest.raises(RulesError, match="1 problem") as caught:
        bound({"overdue_total": "keep", "overdue_total_minor": "redact from = '渠道'"}, ONE)
    told = "columns.overdue_total_minor: writes the column overdue_total_minor, and columns.overdue_total does too"
    assert caught.value.details == (told,)


@pytest.mark.parametrize("rules", [{"city": "keep"}, {"name": "drop"}, {"备用": "keep"}])
def test_something_must_leave(rules: dict[str, str]) -> None:
    with pytest.raises(RulesError, match="no column is named by the policy p"):
        bound(rules, ONE)


def test_an_empty_batch_has_the_columns_of_a_full_one() -> None:
    rules = {field.name: "keep" for field in ACCOUNTS.values() if field.personal != "third"}
    plan, frame = bound(rules, {field.name: [] for field in ACCOUNTS.values()})

    made, lost = plan.apply(frame)

    assert dict(made.schema) == plan.schema
    assert set(made.dtypes) == {pl.String(), pl.Int64(), pl.Date(), pl.Boolean()}
    assert lost == ()


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_policies_bind_to_canonical_columns(name: str) -> None:
    found = built_in(name)
    assert found is not None
    columns, frame = headed({field.column: [""] for field in ACCOUNTS.values()})

    plan = bind(found, columns, region="CN", minter=OURS)

    assert set(plan.absent) <= {*SEGMENTED}  # which other commands add
    assert plan.apply(frame)[0].height == 1
    third = [field.column for field in ACCOUNTS.values() if field.personal in {"third", "free"}]
    assert set(third) <= set(plan.dropped)


def test_nothing_of_a_key_is_in_a_plans_text() -> None:
    plan, _ = bound({"name": "token"}, ONE)

    assert "Tokens" not in repr(plan)
    assert policy({"name": "token"}).needs_ring


def test_a_currency_is_a_code_or_starred() -> None:
    plan, frame = bound({"currency": "keep"}, {"币种": ["人民币", "usd", "张三", None, ""]})
    assert plan.apply(frame)[0]["currency"].to_list() == ["CNY", "USD", "***", None, ""]
