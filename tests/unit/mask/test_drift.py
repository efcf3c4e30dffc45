"""How an input and a policy differ: names, and what the columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from collectkit.mask.drift import drift, misfits
from collectkit.mask.likeness import ROWS, Sample
from collectkit.mask.plan import bind
from collectkit.tables.headers import match, propose
from tests.unit.mask.given import OURS, Table, headed, policy


def names(rules: Mapping[str, str], headers: Sequence[str]) -> list[str]:
    """Return what is said of the headers of an input, some of which may be in doubt."""
    found = propose(headers)
    plan = bind(policy({"as_of": "keep", **rules}), found.columns, region="CN", minter=OURS)
    return drift(policy({"as_of": "keep", **rules}), plan, found, headers).sentences


def wrong(rules: Mapping[str, str], table: Table) -> list[str]:
    """Return what is said of the columns of a table."""
    columns, frame = headed(table)
    sample = Sample()
    sample.add(sample.of(frame))
    plan = bind(policy(rules), columns, region="CN", minter=OURS)
    return [misfit.sentence for misfit in misfits(plan, sample, list(table))]


def test_nothing_differs_when_every_column_is_named_and_there() -> None:
    rules = {"mobile": "token", "name": "drop", "x": "keep from = '渠道丙'", "m": "mask_phone from = 'mobile'"}
    assert names(rules, ["数据日期", "姓名", "手机号码", "渠道丙（必填）"]) == []


def test_what_only_one_of_them_names() -> None:
    rules = {"name": "drop", "age": "keep", "city": "drop", "丙": "keep"}
    assert names(rules, ["数据日期", "姓名", "QQ", "", "乙"]) == [
        "not named by the policy: QQ",
        "not named by the policy: ",
        "not named by the policy: 乙",
        "not in the input: age",
        "not in the input: 丙",
    ]


@pytest.mark.parametrize(
    ("rule", "header", "why"),
    [
        ("overdue_total", "逾期的总金额", "the header is like 逾期总金额"),
        ("mobile", "新手机号码", "the header is like 手机号码"),
        ("回访渠道编码", "回访渠道编号", "the header is like 回访渠道编码"),
        ("mobile", "回访电话丙", "the header states phone"),
        ("id_number", "身份证（新版）甲", "the header states identity"),
        ("account_id", "account", "that header may mean account_id or bank_card"),
        ("city", "回访电话丙", None),
        ("age", "乙", None),
    ],
)
def test_what_is_probably_renamed(rule: str, header: str, why: str | None) -> None:
    told = names({rule: "redact"}, ["数据日期", header])

    assert told[:2] == [f"not named by the policy: {header}", f"not in the input: {rule}"]
    renamed = f"probably renamed: {rule} is now {header}, for "
    assert [one.removeprefix(renamed) for one in told[2:]] == ([why] if why else [])


def test_two_of_a_kind_are_not_guessed_at() -> None:
    told = names({"mobile": "token", "phone_home": "token"}, ["数据日期", "回访电话丙"])
    assert not [one for one in told if one.startswith("probably")]


@pytest.mark.parametrize(
    ("rule", "header", "values", "said"),
    [
        ("keep", "逾期金额", ["ten", "x", "3", "-", ""], "(overdue_total): 2 of 3 values are not of type money"),
        (
            "keep",
            "数据日期",
            ["1.50", "2.75", "2026-10-31"],
            "(as_of): 2 of 3 values are not of type date; most look like amount",
        ),
        ("token", "手机", ["x", "y"], "(mobile): 2 of 2 values are not of type phone"),
        (
            "mask_phone",
            "手机",
            ["110105184912310020"],
            "(mobile): 1 of 1 values are not of type phone; most look like identity",
        ),
        (
            "mask_phone",
            "手机",
            ["138****8000", "139****9000"],
            "(mobile): 2 of 2 values are not of type phone; most look like masked values",
        ),
        (
            "mask_phone",
            "手机",
            ["P03KSSBANA2QRS0QWYGD"],
            "(mobile): 1 of 1 values are not of type phone; most look like tokens",
        ),
        (
            "redact",
            "身份证号",
            ["13800138000"],
            "(id_number): 1 of 1 values are not of type identity; most look like phone",
        ),
        (
            "token",
            "合同号",
            ["13800138000", "13900139000"],
            "(account_id): 2 of 2 values are not of type account; most look like phone",
        ),
        (
            "mask_name",
            "姓名",
            ["13800138000", "张三", "13900139000"],
            "(name): 2 of 3 values are not of type name; most look like phone",
        ),
        (
            "keep",
            "产品名称",
            ["13800138000", "13900139000"],
            "(product): 2 of 2 values are not of type text; most look like phone",
        ),
        (
            "keep",
            "丙",
            ["13800138000", "13900139000", ""],
            ": 2 of 2 values are not of type text; most look like phone",
        ),
        ("keep", "身份证号", ["A123456(3)", "E12345678", "x"], None),
        ("token", "身份证号", ["A123456(3)", "E12345678"], "(id_number): 2 of 2 values are not of type identity"),
        ("keep", "年龄", ["三十", "30"], None),
        ("keep", "年龄", ["三十", "四十", "30"], "(age): 2 of 3 values are not of type int"),
        ("keep", "争议", ["maybe", "maybe", "是"], "(disputed): 2 of 3 values are not of type flag"),
        ("keep", "逾期天数", ["45天", "M2", "x"], "(days_past_due_given): 2 of 3 values are not of type days"),
        ("keep", "年利率", ["18%", "x", "y"], "(annual_rate): 2 of 3 values are not of type rate"),
        ("redact", "丙", ["13800138000", "13900139000"], None),
        ("keep", "丙", ["13800138000", "a", "b"], None),
        ("keep", "逾期金额", ["-", "", None, "无"], None),
        ("keep", "逾期金额", [], None),
        ("mask_phone", "手机", ["13800138000", "x"], None),
        ("mask_name", "姓名", ["张三", "Mary Roe"], None),
        ("keep", "产品名称", ["2026-10-31", "A10000000"], None),
    ],
)
def test_columns_that_hold_something_else(rule: str, header: str, values: list[str | None], said: str | None) -> None:
    told = wrong({header: rule}, {header: values})
    assert told == ([f"{header}{' ' * said.startswith('(')}{said}"] if said else [])


@pytest.mark.parametrize("kind", ["money", "date", "int", "days", "rate", "flag", "phone", "identity", "bank"])
def test_a_declared_column_is_looked_at_as_a_known_one(kind: str) -> None:
    rule = f"redact kind = '{kind}'"
    assert wrong({"丙": rule}, {"丙": ["x", "v", "z"]}) == [f"丙: 3 of 3 values are not of type {kind}"]


def test_what_does_not_leave_is_not_looked_at() -> None:
    assert wrong({"手机": "drop", "年龄": "keep"}, {"手机": ["x"], "年龄": ["3"]}) == []


def test_a_long_input_is_looked_at_here_and_there() -> None:
    told = wrong({"年龄": "keep"}, {"年龄": ["x"] * 10 * ROWS})
    assert told == [f"年龄 (age): {ROWS:,} of {ROWS:,} values are not of type int"]


def test_headers_are_shown_as_they_may_be() -> None:
    found = match(["数据日期", "13800138000"])
    rules = policy({"as_of": "keep"})
    plan = bind(rules, found.columns, region="CN", minter=OURS)
    assert drift(rules, plan, found, ["数据日期", "column 2"]).unnamed == ("column 2",)
    assert pl.Series(drift(rules, plan, found, ["数据日期", "column 2"]).sentences).str.contains("1380").sum() == 0
