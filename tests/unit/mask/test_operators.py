"""What each operator makes of a cell, a table of cases for each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from collectkit.errors import TokenError
from collectkit.mask.codes import Fpe, Pseudonym, Token
from collectkit.mask.masks import MaskCard, MaskId, MaskName, MaskPhone
from collectkit.mask.operator import Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.passing import Drop, Keep, KeepEnds, KeepFirst, KeepLast, Redact
from collectkit.mask.ranges import Band, Generalise
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
            "古丽娜尔·买买提": "古**",
            "阿卜杜拉.买买提": "阿**",
            "李": "***",
            "Mary O'Neil": "M**",
            "maria": "m**",
            "Al": "A**",
            "M": "***",
            "某某（上海）贸易有限公司": "***",
            "上海贸易有限公司": "***",
            "张3": "***",
            "13800138000": "***",
            "张三,李四": "***",
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
    (KeepFirst(2), "city", {"石家庄市": "***", "呼和浩特市": "呼和***", "a": "***"}),
    (KeepLast(), "account_id", {"LN-2024/00017": "***0017", "12345678": "***"}),
    (KeepLast(0), "account_id", {"LN-2024/00017": "***"}),
    (KeepEnds(), "remark", {"abcde": "a***e", "abcd": "***", "张王李赵钱": "张***钱"}),
    (Redact(), "remark", {"a": "***", "周五再打，张三的妻子": "***", " ": "***"}),
    (Keep(), "mobile", {"138 0013 8000": "+8613800138000", "12345678": "***"}),
    (Keep(), "id_number", {ID.lower(): ID, "110105491231002": "***"}),
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
    (Band(), "product", {"5": "***"}),
    (Band(), None, {"5": "***"}),
    (
        Generalise(),
        "disbursed_on",
        {"2026-10-31": "2026-10", "20260228": "2026-02", "2026年1月1日": "2026-01", "2026-02-30": "***", "soon": "***"},
    ),
    (Generalise("year"), "birth_date", {"1949/12/31": "1949"}),
    (Generalise(), "product", {"2026-10-31": "***"}),
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
