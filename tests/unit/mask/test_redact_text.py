"""Operator redact_text: what stands in the place of identifiers, counts, and the ways around it."""

from __future__ import annotations

from collections import Counter

import pytest

from collectkit.errors import RulesError, TokenError
from collectkit.mask.manifest import columns
from collectkit.mask.plan import Plan
from collectkit.mask.policy import parse
from collectkit.mask.selftest import self_test
from collectkit.mask.standing import standing
from collectkit.mask.text.redact import RedactText
from tests.unit.mask.given import OURS, THEIRS, Table, bound, cells, column, policy

NOTES: Table = {
    "合同号": ["HT-2024/00017", "LN-2"],
    "姓名": ["张三", None],
    "联系人1姓名": ["李四", "王五"],
    "手机号码": ["13800138000", None],
    "备注": ["张三（合同HT-2024/00017）：打138 0013 8000，李四接，5000元周五还", "还款5000元，张三不认识"],
}


def planned(rest: str) -> tuple[list[str | None], dict[str, Counter[str]]]:
    plan, frame = bound({"note": f"redact_text from = '备注'; {rest}"}, NOTES)
    inside: dict[str, Counter[str]] = {}
    output, lost = plan.apply(frame, inside)
    assert not lost
    self_test(plan, frame, output)
    return output["note"].to_list(), inside


def test_stars_by_default() -> None:
    made, inside = planned("")
    assert made == ["***（合同***）：打***，***接，5000元周五还", "还款5000元，张三不认识"]
    assert inside == {"note": Counter(name=2, account=1, phone=1)}


def test_labels_say_what_stood_there() -> None:
    made, _ = planned("replace = 'label'")
    assert made[0] == "[name]（合同[account]）：打[phone]，[name]接，5000元周五还"


def test_tokens_are_those_of_the_columns() -> None:
    made, _ = planned("replace = 'token'")
    tokens = standing(column([made[0]]))["token"]
    own = [OURS.make(kind, column([value]))[0] for kind, value in (
        ("name", "张三"), ("account", "HT-2024/00017"), ("phone", "+8613800138000"), ("name", "李四")
    )]  # fmt: skip
    assert tokens.to_list() == own
    assert THEIRS.open(tokens).is_null().all()


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("欧阳·陈强平", "陈强平称可打", ["陈强平"]),
        ("歐陽·陳強平", "陳強平称可打", ["陳強平"]),
        ("阿依古丽·买买提", "阿依 古丽说买买提在", ["阿依 古丽", "买买提"]),
        ("Will Smith", "WILL，Smith说还", ["WILL", "Smith"]),
    ],
)
def test_the_token_of_a_part_of_a_name_opens_to_what_stood_there(name: str, text: str, parts: list[str]) -> None:
    plan, frame = bound({"note": "redact_text from = '备注'; replace = 'token'"}, {"姓名": [name], "备注": [text]})
    tokens = standing(plan.apply(frame)[0]["note"])["token"]
    assert OURS.open(tokens).to_list() == parts
    assert tokens.to_list() == OURS.make("name", column(parts)).to_list()


def test_a_text_between_tokens_is_no_token_that_was_typed() -> None:
    names: Table = {"姓名": ["Will Smith"], "备注": ["Will Smith will call Will Smith back"]}
    plan, frame = bound({"note": "redact_text from = '备注'; replace = 'token'"}, names)
    made, _ = plan.apply(frame)
    self_test(plan, frame, made)
    assert standing(made["note"]).filter("whole").height == 1


def test_only_some_kinds() -> None:
    made, inside = planned("kinds = ['phone', 'account']")
    assert made[0] == "张三（合同***）：打***，李四接，5000元周五还"
    assert inside == {"note": Counter(account=1, phone=1)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("A13800138000B", "phone", "+8613800138000"),
        ("13800138000abc", "phone", "+8613800138000"),
        ("x 一三八〇〇一三八〇〇〇 y", "phone", "+8613800138000"),
        ("110105 19491231 002x", "identity", "11010519491231002X"),
        ("卡6222-0212-3456-7890-123", "bank", "6222021234567890123"),
        ("a@example.com", "email", "a@example.com"),
        ("0755-26012345-801", "text", "0755-26012345-801"),
        ("旧证110105491231002", "text", "110105491231002"),
        ("粤B·12345", "text", "粤B·12345"),
        ("QQ12345678", "text", "12345678"),
        ("住南山区科技园路5号", "address", "南山区科技园路5号"),
        ("QQ12345678 13800138000wx", "phone", "+8613800138000"),
    ],
)
def test_each_token_opens_inside_the_text_whatever_stands_beside_it(text: str, kind: str, value: str) -> None:
    made = RedactText("token").apply(cells([text], "remark"))
    tokens = standing(made)["token"]
    assert value in OURS.open(tokens).to_list()
    assert OURS.make(kind, column([value]))[0] in tokens.to_list()


def test_null_and_empty_stay() -> None:
    for replace in ("stars", "label", "token"):
        assert RedactText(replace).apply(cells([None, "", "还款"], "remark")).to_list() == [None, "", "还款"]


def test_tokens_need_a_ring() -> None:
    with pytest.raises(TokenError):
        RedactText("token").apply(cells(["13800138000"], "remark", minter=None))
    assert policy({"note": "redact_text from = 'remark'; replace = 'token'"}).needs_ring
    assert not policy({"note": "redact_text from = 'remark'"}).needs_ring


@pytest.mark.parametrize("source", ["mobile", "姓名", "contact1_name", "id_number", "employer"])
def test_a_column_of_values_is_no_text(source: str) -> None:
    with pytest.raises(RulesError) as caught:
        policy({"out": f"redact_text from = '{source}'"})
    assert "redact_text is" in str(caught.value.details)


@pytest.mark.parametrize("rest", ["replace = 'stars!'", "kinds = ['phones']", "kinds = []", "names = true"])
def test_faults_of_its_parameters_have_a_place(rest: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse(f"version = 1\n[columns.remark]\noperator = 'redact_text'\n{rest}", "p.toml")
    assert "columns.remark." in str(caught.value.details)


def test_the_manifest_says_how_many_and_what_may_be_left() -> None:
    plan: Plan = bound({"note": "redact_text from = '备注'"}, NOTES)[0]
    stated = columns(plan, {"note": Counter(phone=2, name=1)})[0]
    assert stated["replaced"] == "name 1, phone 2"
    assert "nicknames" in stated["not_found"]


def test_what_looks_like_a_token_by_chance_is_no_token_of_ours() -> None:
    text = "aext811010519491231002X11010519491231002X8，13800138000"
    plan, frame = bound({"note": "redact_text from = '备注'; replace = 'token'"}, {"备注": [text]})
    self_test(plan, frame, plan.apply(frame)[0])


def test_the_self_test_sees_a_token_that_does_not_open() -> None:
    plan, frame = bound({"note": "redact_text from = '备注'; replace = 'token'"}, NOTES)
    output, _ = plan.apply(frame)
    phone = THEIRS.make("phone", column(["+8613800138000"]))[0]
    with pytest.raises(TokenError, match="texts of column note"):
        self_test(plan, frame, output.with_columns(note=column([f"x {phone} y", None])))
