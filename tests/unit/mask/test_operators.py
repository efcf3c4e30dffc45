"""What each operator makes of a cell, a table of cases for each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from collectkit.errors import TokenError
from collectkit.mask.operator import Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.operators.codes import Fpe, Pseudonym, Token
from collectkit.mask.operators.masks import MaskAddress, MaskCard, MaskEmail, MaskId, MaskPhone
from collectkit.mask.operators.naming import MaskName
from collectkit.mask.operators.passing import Drop, Keep, KeepEnds, KeepFirst, KeepLast, Redact
from collectkit.mask.operators.ranges import Band, Generalise
from tests.unit.mask.given import OURS, THEIRS, cells, column

ID = "11010519491231002X"
CARD = "6222021234567890123"
ALWAYS: Mapping[str | None, str | None] = {None: None, "": ""}
"""What no operator that makes text touches."""

CASES: list[tuple[Operator, str | None, dict[str | None, object]]] = [
    (
        MaskName(),
        "name",
        {
            "张三": "张**",
            "张三丰": "张**",
            " 李四 ": "李**",
            "欧阳锋": "欧阳**",
            "司马相如": "司马**",
            "歐陽修": "歐陽**",
            "欧阳": "欧**",
            "陈方安生": "陈**",
            "张世行": "张**",
            "张　三": "张**",
            "欧阳　锋": "欧阳**",
            "东方不败": "东方**",
            "万俟卨": "万俟**",
            "完颜洪烈": "完颜**",
            "𠮷田安": "𠮷**",
            "古丽娜尔·买买提": "古**",
            "阿卜杜拉.买买提": "阿**",
            **{f"艾力{point}吐尔逊": "艾**" for point in "·•・･‧∙⋅．."},
            "艾力 · 吐尔逊・买买提": "艾**",
            "欧阳·买买提": "欧**",
            "阿依古丽买买提": "***",
            "李": "***",
            "Mary O'Neil": "M** O**",
            "O'Brien, Pat": "O** P**",
            "J. R. Smith": "J** R** S**",
            "Jean-Luc Picard": "J** P**",
            "José Núñez": "J** N**",
            "Ayguli·Maimaiti": "A** M**",
            "ＡＢＣＤ": "A**",
            "maria": "m**",
            "Al": "A**",
            "A B": "***",
            "M": "***",
            "one two three four five six seven": "***",
            "Иван Петров": "***",
            "张San": "***",
            "张3": "***",
            "张三(已故)": "***",
            "13800138000": "***",
            "张三,李四": "***",
            "张三　李四": "***",
            "张三/李四": "***",
            "无": "***",
            " ": "***",
        },
    ),
    (
        MaskName(),
        "employer",
        {
            "某某（上海）贸易有限公司": "***有限公司",
            "上海贸易有限公司": "***有限公司",
            "深圳市某某科技股份有限公司": "***股份有限公司",
            "某某科技有限公司深圳分公司": "***分公司",
            "某某投资中心（有限合伙）": "***有限合伙",
            "张三烧烤店": "***店",
            "村口老李五金商行": "***商行",
            "某某律师事务所": "***事务所",
            "某公司": "***",
            "上海公司": "***公司",
            "老李商行": "***商行",
            "某工作室": "***",
            "张合作社": "***",
            "李事务所": "***",
            "张经营部": "***",
            "王小部": "王**",
            "厂": "***",
            "某某大学附属中学": "***",
            "Acme Trading Co., Ltd.": "***Co., Ltd.",
            "Acme Trading LLC": "***LLC",
            "ACME INC": "***INC",
            "A INC": "***",
            "Zinc": "Z**",
        },
    ),
    (
        MaskPhone(),
        "mobile",
        {
            "13800138000": "138****8000",
            "+86 138-0013-8000": "138****8000",
            "１３８００１３８０００": "138****8000",
            "008613800138000": "138****8000",
            "010-12345678": "****5678",
            "+1 202 555 0123": "****0123",
            "+1234567": "***",
            "12345678": "***",
            "王小明": "***",
            "13800138000/13900139000": "***",
        },
    ),
    (MaskPhone(), None, {"13800138000": "138****8000", "王小明": "***", "北京市朝阳区": "***", "HT20240001": "***"}),
    (
        MaskId(),
        "id_number",
        {ID: "1***X", ID.lower(): "1***X", "110105491231002": "***", "110105194912310021": "***", "G12345678": "***"},
    ),
    (MaskId(first=6, last=2), "id_number", {ID: "110105***2X"}),
    (MaskId(first=8, last=8), "id_number", {ID: "***"}),
    (MaskId(), None, {ID: "1***X", "王小明的身份证": "***"}),
    (
        MaskCard(),
        "bank_card",
        {CARD: "***0123", "6222 0212 3456 7890 123": "***0123", "12345678": "***", "123456789": "***6789", "某": "***"},
    ),
    (MaskCard(), "account_id", {"LN-2024/00017": "***0017", "HT1": "***", "借据1234567890": "***"}),
    (MaskCard(), None, {CARD: "***0123", "王小明的银行卡号码": "***"}),
    (
        MaskEmail(),
        "email",
        {
            "zhangsan@qq.com": "z***@qq.com",
            "ZhangSan@QQ.COM ": "z***@qq.com",
            "ｚｈａｎｇ＠ｑｑ．ｃｏｍ": "z***@qq.com",
            "12345678@qq.com": "1***@qq.com",
            "13800138000@139.com": "1***@139.com",
            "ab@163.com": "***@163.com",
            "boss@zhangsan.com": "b***@***",
            "li@li-si.example": "***@***",
            "zhangsan@qq": "***",
            "zhang san@qq.com": "***",
            "a@b.com;c@d.com": "***",
            "@qq.com": "***",
            "张三": "***",
            "zhangsan": "***",
        },
    ),
    (MaskEmail(0), "email", {"zhangsan@qq.com": "***@qq.com"}),
    (MaskEmail(3), "remark", {"zhangsan@qq.com": "zha***@qq.com", "zhangs@qq.com": "***@qq.com"}),
    (
        MaskAddress(),
        "address_home",
        {
            "广东省深圳市南山区科技园路1号": "广东省深圳市南山区***",
            "广东深圳南山科技园1号": "广东省深圳市南山区***",
            "北京市朝阳区望京": "北京市朝阳区***",
            "广东省深圳市": "广东省深圳市***",
            "人民路1号": "***",
            "张三": "***",
            "13800138000": "***",
            "12 Keyuan Rd, Shenzhen, Guangdong, China": "Guangdong***",
            "221B Baker Street, London": "***",
        },
    ),
    (MaskAddress("city"), "address_home", {"广东省深圳市南山区科技园路1号": "广东省深圳市***"}),
    (MaskAddress("province"), None, {"广东省深圳市南山区科技园路1号": "广东省***"}),
    (KeepFirst(2), "city", {"石家庄市": "***", "呼和浩特市": "呼和***", "a": "***"}),
    (KeepLast(), "account_id", {"LN-2024/00017": "***0017", "12345678": "***"}),
    (KeepLast(0), "account_id", {"LN-2024/00017": "***"}),
    (KeepEnds(), "remark", {"abcde": "a***e", "abcd": "***", "张王李赵钱": "张***钱"}),
    (Redact(), "remark", {"a": "***", "周五再打，张三的妻子": "***", " ": "***"}),
    (Keep(), "mobile", {"138 0013 8000": "+8613800138000", "12345678": "***"}),
    (Keep(), "id_number", {ID.lower(): ID, "110105491231002": "110105491231002", "110105491331002": "***"}),
    (
        Keep(),
        "id_number",
        {"ａ123456（3）": "A123456(3)", " H0123456700": "H0123456700", "12345678": "***", None: None},
    ),
    (Keep(), "id_number", {"13800138000": "***", "赵某某": "***", "A12***(3)": "***", "E12345678 13800138000": "***"}),
    (Keep(), "product", {"消费贷": "消费贷", " x ": " x "}),
    (Keep(), None, {"anything": "anything"}),
    (
        Band((0, 1000, 5000)),
        "overdue_total",
        {"-0.01": "<0", "0": "0-1000", "999.99": "0-1000", "1,000.00": "1000-5000", "5000": ">=5000", "many": "***"},
    ),
    (Band((0,)), "overdue_total", {"-1": "<0", "0": ">=0", "9e9": ">=0"}),
    (Band((18, 30)), "age", {"17": "<18", "18": "18-30", "29": "18-30", "30": ">=30", "3O": "***"}),
    (Band((0, 1, 31)), "days_past_due_given", {"0": "0-1", "30天": "1-31", "31": ">=31", "-5": "<0"}),
    (Band(), "overdue_total", {"999.99": "0-1000", "50000": ">=50000"}),
    (Band(), "age", {"17岁": "<18", "18": "18-25", "61": ">=60"}),
    (Band(), "days_past_due", {"0": "0-1", "30": "1-31", "45天": "31-61", "M2": "***", "361": ">=361"}),
    (Band(), "annual_rate", {"7.2%": "60000-120000", "24": "***"}),
    (Band(), "terms_paid", {"0": "0-1", "12期": "7-13"}),
    (Band(), "product", {"5": "***"}),
    (Band(), None, {"5": "***"}),
    (
        Generalise(),
        "disbursed_on",
        {"2026-10-31": "2026-10", "20260228": "2026-02", "2026年1月1日": "2026-01", "2026-02-30": "***", "soon": "***"},
    ),
    (Generalise("year"), "birth_date", {"1949/12/31": "1949"}),
    (Generalise("5 years"), "birth_date", {"1949/12/31": "1945-49", "1950-01-01": "1950-54", "1999-01-01": "1995-99"}),
    (Generalise("10 years"), "birth_date", {"1949/12/31": "1940-49", "2000-01-01": "2000-09"}),
    (Generalise("month"), "next_due_on", {"2026-10-31": "***"}),
    (Generalise("month"), None, {"2026-10-31": "***"}),
    (Generalise(), "product", {"2026-10-31": "***"}),
    (Generalise(), "address_home", {"广东省深圳市南山区1号": "广东省深圳市"}),
    (Generalise(), "id_number", {ID: "北京市"}),
    (Generalise("month"), "address_home", {"广东省深圳市": "***"}),
    (
        Generalise("city"),
        "address_home",
        {"广东省深圳市南山区1号": "广东省深圳市", "江苏昆山": "江苏省苏州市", "1号": "***", "张三": "***"},
    ),
    (Generalise("province"), "address_home", {"广东省深圳市南山区1号": "广东省", "上海浦东": "上海市"}),
    (
        Generalise("province"),
        "id_number",
        {ID: "北京市", ID.lower(): "北京市", "110105491231002": "***", "G12345678": "***"},
    ),
    (Generalise("province"), "id_number", {"000105194912310025": "***"}),
    (Generalise("5 years"), "id_number", {ID: "1945-49", "110105184902300029": "***", "x": "***"}),
    (Generalise("10 years"), "guarantor_id_number", {ID: "1940-49"}),
    (Generalise("year"), "id_number", {ID: "***"}),
    (Generalise("city"), "id_number", {ID: "***"}),
    (
        Fpe(),
        "bank_card",
        {
            "4111111111111111": "5427811440787116",  # the constants of tests/unit/crypto/test_formats.py
            "4111 1111-1111 1111": "5427811440787116",
            "４１１１１１１１１１１１１１１１": "5427811440787116",
            "4111111111111112": "***",
            "18": "***",
            "000018": "***",
            "0" * 20: "***",
            "张三": "***",
            " ": "***",
        },
    ),
    (Fpe(valid=True), "repay_account", {"4111111111111111": "5427811440787111", "4111111111111112": "***"}),
    (
        Fpe(),
        "id_number",
        {
            "110105184912310020": "004228642324350257",
            "00000018000101000x": "00873838978137071X",
            ID: "005544455150890192",
            "110105184912310021": "***",
            "110105491231002": "***",
            "110105184902300029": "***",
            "G12345678": "***",
        },
    ),
    (Fpe(), "mobile", {"13800138000": "***", "4111111111111111": "***"}),
    (Fpe(), "account_id", {"4111111111111111": "***"}),
    (Fpe(), None, {"4111111111111111": "***", "110105184912310020": "***"}),
]


@pytest.mark.parametrize(("operator", "field", "made"), CASES, ids=lambda value: getattr(value, "name", None))
def test_cells(operator: Operator, field: str | None, made: dict[str | None, object]) -> None:
    expected = {**made, **ALWAYS}
    assert operator.apply(cells(list(expected), field)).to_list() == list(expected.values())


@pytest.mark.parametrize(
    ("field", "unit", "made"),
    [
        ("overdue_total", None, {"1,234.50": 123_450, "many": None, "": None}),
        ("overdue_total", "万元", {"0.5": 500_000}),
        ("overdue_total", "分", {"7": 7}),
        ("annual_rate", None, {"18%": 180_000}),
        ("days_past_due_given", None, {"45天": 45, "?": None}),
        ("disputed", None, {"是": True, "N": False, None: None, "无": False}),
    ],
)
def test_kept_values_have_their_type(field: str, unit: str | None, made: dict[str | None, object]) -> None:
    assert Keep().apply(cells(list(made), field, unit)).to_list() == list(made.values())


def test_tokens_are_of_the_fields_kind_and_other_values_of_kind_text() -> None:
    made = Token().apply(cells(["13800138000", "+86 138 0013 8000", "see file", "", None], "mobile")).to_list()

    assert made[:2] == ["P03KSSBANA2QRS0QWYGD"] * 2  # the published vector
    assert made[2][:2] == "T0"
    assert made[3:] == ["", None]
    assert OURS.open(column(made)).to_list() == ["+8613800138000", "+8613800138000", "see file", "", None]


def test_a_column_that_only_the_policy_knows_gets_text_tokens() -> None:
    made = Token().apply(cells(["13800138000"]))

    assert made[0][0] == "T"
    assert OURS.open(made).to_list() == ["13800138000"]


def test_pseudonyms_are_equal_for_equal_values_and_do_not_open() -> None:
    values = ["13800138000", "+8613800138000", "see file", "", None]
    made, theirs = (Pseudonym().apply(cells(values, "mobile", minter=minter)).to_list() for minter in (OURS, THEIRS))

    assert made[0] == made[1] == "S09VFCX2STQXYJ2ZDADDF0Z9YF"  # the published vector
    assert made[3:] == ["", None]
    assert not {code for code in made if code} & set(theirs)
    assert OURS.open(column(made[:3])).to_list() == [None] * 3


@pytest.mark.parametrize("operator", [Token(), Pseudonym(), Fpe()])
def test_no_keyring_no_codes(operator: Operator) -> None:
    with pytest.raises(TokenError, match="no keyring"):
        operator.apply(cells(["a"], "bank_card", minter=None))


def test_a_dropped_column_would_be_empty() -> None:
    assert Drop().apply(cells(["a", None], "name")).to_list() == [None, None]


def test_an_operator_says_in_one_sentence_what_it_does() -> None:
    for name, operator in OPERATORS.items():
        assert operator.name == name
        assert (operator.__doc__ or "").splitlines()[0].endswith(".")
