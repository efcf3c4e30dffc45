"""Columns that the tables don't know: what a policy says that they hold, and what follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from collectkit.errors import RulesError
from collectkit.mask.gate.gate import Gate
from collectkit.mask.holding import HOLDS, holds
from collectkit.mask.manifest import columns
from collectkit.mask.operator import fitting
from collectkit.mask.operators import OPERATORS
from collectkit.mask.policy import parse
from collectkit.mask.selftest import self_test
from collectkit.tables.accounts import ACCOUNTS
from tests.unit.mask.given import Table, bound, headed

PHONE = "13800138000"


def details(*rules: str) -> tuple[str, ...]:
    """Return the faults of a policy; each rule is its column and the lines of its table."""
    with pytest.raises(RulesError) as caught:
        parse("version = 1\n" + "".join(f"[columns.{rule}\n" for rule in rules), "policy.toml")
    return caught.value.details


def made(rule: str, header: str, *values: str | None) -> list[object]:
    operator, _, rest = rule.partition(" ")
    plan, frame = bound({"out": f"{operator} from = '{header}'; {rest}"}, {header: list(values)})
    output = plan.apply(frame)[0]
    assert dict(output.schema) == plan.schema
    return output.to_series().to_list()


@pytest.mark.parametrize(
    ("rule", "header", "value", "shown"),
    [
        ("mask_phone kind = 'phone'", "回访号", "+86 138 0013 8000", "138****8000"),
        ("token kind = 'phone'", "回访号", "１３８００１３８０００", "P03KSSBANA2QRS0QWYGD"),
        ("token", "回访号", PHONE, "T"),
        ("mask_id kind = 'identity'", "证号二", "110105184912310020", "1***0"),
        ("mask_card kind = 'bank'", "卡二", "4111 1111 1111 1111", "***1111"),
        ("fpe kind = 'bank'", "卡二", "4111111111111111", "5427811440787116"),
        ("mask_name kind = 'name'", "经理", "欧阳样本", "欧阳**"),
        ("keep kind = 'money'", "保额（万元）", "1.5", 1_500_000),
        ("keep kind = 'money'", "保额_minor", "150", 150),
        ("band kind = 'money'; edges = [0, 100]", "保额", "99.5", "0-100"),
        ("keep kind = 'rate'", "折扣（%）", "5", 50_000),
        ("band kind = 'days'; edges = [0, 30]", "停留", "31天", ">=30"),
        ("band kind = 'int'; edges = [0, 30]", "次数", "7", "0-30"),
        ("generalise kind = 'date'", "签收", "2026年10月31日", "2026-10"),
        ("keep kind = 'date'", "签收", "2026-10-31", date(2026, 10, 31)),
        ("keep kind = 'flag'", "已读", "是", True),
        ("keep kind = 'phone'; whose = 'debtor'", "回访号", PHONE, "+8613800138000"),
    ],
)
def test_operators_work_on_a_declared_column_as_on_a_known_one(
    rule: str, header: str, value: str, shown: object
) -> None:
    found, blank = made(rule, header, value, None)

    assert found == shown or (shown == "T" and str(found).startswith("T"))
    assert blank is None


def test_amounts_and_rates_say_their_unit() -> None:
    plan, _ = bound(
        {"a": "keep kind = 'money'", "b": "keep kind = 'rate'", "c": "band kind = 'money'"},
        {key: ["1"] for key in "abc"},
    )
    assert [step.output for step in plan.steps] == ["a_minor", "b_ppm", "c"]


def test_the_tables_may_be_told_what_their_text_is() -> None:
    plan, frame = bound({"next_due_on": "generalise kind = 'date'"}, {"下次还款日": ["2026-10-31", "soon"]})
    assert plan.apply(frame)[0].to_series().to_list() == ["2026-10", "***"]


def test_two_rules_of_one_source_say_the_same_of_it() -> None:
    rules = {"a": "mask_phone from = '回访号'; kind = 'phone'", "b": "token from = ' 回 访 号'; kind = 'phone'"}
    plan, frame = bound(rules, {"回访号": [PHONE]})

    assert plan.apply(frame)[0].rows() == [("138****8000", "P03KSSBANA2QRS0QWYGD")]


LEAKING: Table = {"姓名": ["张三", "李四"], "回访号": [PHONE, "13900139000"], "说明二": ["打 138 0013 8000", "x"]}


@pytest.mark.parametrize("rule", ["token", "mask_phone", "drop"])
def test_the_gate_watches_a_declared_column(rule: str) -> None:
    plan, frame = bound({"回访号": f"{rule} kind = 'phone'", "说明二": "keep"}, LEAKING)
    gate = Gate(headed(LEAKING)[0], plan)

    look = gate.look(frame, plan.apply(frame)[0], frame["0"].is_not_null().arg_true() + 1)

    assert [(leak.column, leak.first_rows) for leak in look.leaks] == [("说明二", (1,))]


def test_without_a_word_of_it_the_gate_cannot_know() -> None:
    plan, frame = bound({"说明二": "keep"}, LEAKING)
    gate = Gate(headed(LEAKING)[0], plan)
    assert not gate.look(frame, plan.apply(frame)[0], frame["0"].is_not_null().arg_true() + 1).leaks


def test_tokens_of_declared_columns_are_tested_too() -> None:
    table: Table = {"回访号": [PHONE], "卡二": ["4111111111111111"]}
    plan, frame = bound({"回访号": "token kind = 'phone'", "卡二": "fpe kind = 'bank'"}, table)
    self_test(plan, frame, plan.apply(frame)[0])


@pytest.mark.parametrize("kind", ["phone", "identity", "bank", "name", "address", "email"])
def test_personal_data_leaves_in_clear_only_if_it_is_said_to_be_the_debtors(kind: str) -> None:
    rule = f"'回访']\noperator = 'keep'\nkind = '{kind}'"
    refused = "columns.回访.operator: data of third persons never leaves in clear"

    assert details(rule) == (f"{refused}; if it is the debtor's own, say whose = 'debtor'",)
    assert details(f"{rule}\nwhose = 'third'") == details(rule)
    assert parse(f"version = 1\n[columns.{rule}\nwhose = 'debtor'", "p").rules[0].operator.shows == "value"


@pytest.mark.parametrize(
    ("header", "stated"),
    [("第三方电话", "phone"), ("微博账号二", "personal data"), ("催记摘要", "personal data"), ("送达地址", "address")],
)
def test_a_header_that_states_personal_data_does_not_leave_in_clear_unsaid(header: str, stated: str) -> None:
    rule = f"x]\nfrom = '{header}'\noperator = 'keep'"

    assert details(rule) == (
        f"columns.x.kind: missing: the header states {stated}: say what the column holds before it leaves in clear",
    )
    assert parse(f"version = 1\n[columns.{rule}\nkind = 'flag'", "policy.toml").rules


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            ["a]\noperator='keep'\nkind='moneys'"],
            "columns.a.kind: unknown word 'moneys' (did you mean 'money'?); there",
        ),
        (["a]\noperator='keep'\nkind=3"], "columns.a.kind: must be one of phone, identity"),
        (
            ["a]\noperator='redact'\nkind='phone'\nwhose='dad'"],
            "columns.a.whose: unknown word 'dad'; there are debtor",
        ),
        (["a]\noperator='redact'\nwhose='third'"], "columns.a.whose: goes with a kind that is one of phone"),
        (["a]\noperator='redact'\nkind='int'\nwhose='third'"], "columns.a.whose: goes with a kind that is one of"),
        (
            ["mobile]\noperator='token'\nkind='money'"],
            "columns.mobile.kind: mobile holds phone, as the tables say: leave",
        ),
        (["age]\noperator='keep'\nkind='text'"], "columns.age.kind: age holds int, as the tables say: leave it out"),
        (
            ["qq]\noperator='token'\nkind='email'\nwhose='third'"],
            "columns.qq.whose: the tables say whose it is: leave it",
        ),
        (
            ["a]\noperator='token'\nkind='phone'", "b]\nfrom='A'\noperator='redact'\nkind='int'"],
            "columns.b.kind: columns.a says something else of the same column",
        ),
        (
            ["a]\noperator='band'"],
            "columns.a.kind: missing: band is for money or rate or int or days: say which of them a holds",
        ),
        (
            ["a]\noperator='generalise'\nkind='name'"],
            "columns.a.operator: generalise is for identity or address or date, and a holds name",
        ),
        (["a]\noperator='fpe'\nkind='phone'"], "columns.a.operator: fpe is not for phones"),
        (["a]\noperator='fpe'\nkind='money'"], "columns.a.operator: fpe is for identity or bank, and a holds money"),
        (["a]\noperator='fpe'\nvalid=true\nkind='identity'"], "columns.a.valid: is not offered for ID numbers"),
    ],
)
def test_what_cannot_be_said_is_told_once_with_its_place(rules: list[str], told: str) -> None:
    (fault,) = details(*rules)
    assert fault.startswith(told)


@pytest.mark.parametrize("name", [name for name in OPERATORS if name not in {"drop", "fpe"}])
def test_every_operator_is_refused_on_what_it_does_not_fit_and_on_nothing_else(name: str) -> None:
    for kind in HOLDS:
        rule = f"x]\noperator = '{name}'\nkind = '{kind}'" + ("\nwhose = 'debtor'" if kind in HOLDS[:8] else "")
        rule = rule if kind not in {"account", "customer"} else f"x]\noperator = '{name}'\nkind = '{kind}'"
        fits = fitting(OPERATORS[name])
        if kind in fits:
            assert parse(f"version = 1\n[columns.{rule}", "policy.toml").rules
        else:
            (fault,) = details(rule)
            generic = fault == f"columns.x.operator: {name} is for {' or '.join(fits)}, and x holds {kind}"
            assert generic or fault.startswith(f"columns.x.operator: {name} is not for ")


def test_every_word_for_what_a_column_holds_is_one_of_the_tables() -> None:
    assert {holds(field) for field in ACCOUNTS.values()} <= set(HOLDS)


def test_an_unknown_kind_is_no_second_fault() -> None:
    (fault,) = details("x]\noperator = 'mask_phone'\nkind = 'phones'")
    assert fault.startswith("columns.x.kind: unknown word 'phones' (did you mean 'phone'?)")


def test_the_manifest_says_what_fpe_made_of_a_declared_column() -> None:
    plan, _ = bound({"卡二": "fpe kind = 'bank'"}, {"卡二": ["4111111111111111"]})
    assert columns(plan) == [{"name": "卡二", "operator": "fpe", "reason": "", "kind": "bank", "valid": "false"}]
