"""Policy files: what is read, every fault at once with its place, and the policies that come with collectkit."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError
from collectkit.mask.holding import HOLDS, holds
from collectkit.mask.operators import OPERATORS
from collectkit.mask.operators.passing import Drop, KeepEnds
from collectkit.mask.operators.ranges import Band
from collectkit.mask.policy import BUILT_IN, Policy, built_in, parse
from collectkit.tables.accounts import ACCOUNTS, Field
from collectkit.tables.placements import CONTACTS_LEFT
from collectkit.tables.segmented import SEGMENTED

GOOD = """
version = 1
name = "small"
purpose = "to see"
[columns.name]
operator = "keep_ends"
first = 2
reason = "how to address the debtor"
[columns.mobile_token]
from = "手机号码"
operator = "token"
[columns.remark]
operator = "drop"
[columns.overdue_total]
operator = "band"
edges = [-5, 0, 100]
"""

BAD = """
version = "1"
purpose = 7
revision = 3
extra = true
pupose = "x"
[columns.name]
operator = "mask_nam"
[columns.mobile]
operator = "keep_last"
shown = 9
[columns.age]
operator = "band"
edges = [30, 18]
[columns.as_of]
operator = "generalise"
to = "day"
[columns.product]
operator = "keep"
shown = 1
[columns.contact1_phone]
operator = "keep"
[columns.spouse]
from = "spouse_name"
operator = "keep"
[columns.remark]
reason = "none"
[columns.city]
operator = 3
[columns.bank]
operator = "redact"
reason = 5
[columns.employer]
operator = "mask_phone"
shows = 3
[columns.'渠道']
operator = "band"
edge = 3
[columns.overdue_total]
operator = "keep"
[columns.overdue_total_minor]
from = "渠道"
operator = "redact"
[columns.x]
from = " "
operator = "redact"
kind = "fone"
[columns]
position = "keep"
"""
FAULTS = [
    "version: must be the number 1; a policy's own version goes into revision",
    "extra: unknown key",
    "pupose: unknown key (did you mean 'purpose'?)",
    "purpose: must be text",
    "revision: must be text or a date",
    "columns.name.operator: unknown operator 'mask_nam' (did you mean 'mask_name'?)",
    "columns.mobile.shown: should be less than or equal to 8",
    "columns.age.edges: must be a list of ascending numbers",
    "columns.as_of.to: should be 'usual', 'month', 'year', '5 years', '10 years', 'province' or 'city'",
    "columns.product.shown: keep has no such parameter",
    "columns.contact1_phone.operator: data of third persons never leaves in clear",
    "columns.spouse.operator: data of third persons never leaves in clear",
    "columns.remark.operator: missing",
    "columns.city.operator: must be text",
    "columns.bank.reason: must be text",
    "columns.employer.shows: mask_phone has no such parameter",
    "columns.employer.operator: mask_phone is for phone, and employer holds text",
    "columns.渠道.edge: band has no such parameter (did you mean 'edges'?)",
    "columns.渠道.operator: band is for money or rate or int or days, and channel holds text",
    "columns.x: the column has no name",
    f"columns.x.kind: unknown word 'fone' (did you mean 'phone'?); there are {', '.join(HOLDS)}",
    "columns.position: must be a table with an operator",
    "columns.overdue_total_minor: writes the column overdue_total_minor, and columns.overdue_total does too",
]


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        parse(text, "policy.toml")
    return (caught.value.message, *caught.value.details)


def test_a_policy_is_read() -> None:
    found = parse(GOOD, "policy.toml")

    assert (found.name, dict(found.terms), found.text) == ("small", {"purpose": "to see"}, GOOD)
    assert [(rule.output, rule.source, rule.operator) for rule in found.rules] == [
        ("name", "name", KeepEnds(2, 1)),
        ("mobile_token", "mobile", OPERATORS["token"]()),
        ("remark", "remark", Drop()),
        ("overdue_total", "overdue_total", Band((-5, 0, 100))),
    ]
    assert [rule.output for rule in found.leaving] == ["name", "mobile_token", "overdue_total"]
    assert found.needs_ring


def test_every_fault_is_told_at_once_with_its_place() -> None:
    assert faults(BAD) == (f"policy.toml: {len(FAULTS)} problems", *FAULTS)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("operator = 'keep_first'\nshown = -1", "columns.x.shown: should be greater than or equal to 0"),
        ("operator = 'keep_first'\nshown = 1.0", "columns.x.shown: should be a valid integer"),
        ("operator = 'keep_first'\nshown = true", "columns.x.shown: should be a valid integer"),
        ("from = 'id_number'\noperator = 'mask_id'\nfirst = 99", "columns.x.first: should be less than or equal to 8"),
        ("from = 'age'\noperator = 'band'\nedges = [1, 1]", "columns.x.edges: must be a list of ascending numbers"),
        ("from = 'age'\noperator = 'band'\nedges = ['1']", "columns.x.edges.0: should be a valid integer"),
        (
            "from = 'age'\noperator = 'band'\nedges = [99999999999999999]",
            "columns.x.edges.0: should be less than or equal to",
        ),
        (
            "from = 'age'\noperator = 'band'\nedges = [-99999999999999999]",
            "columns.x.edges.0: should be greater than or equal",
        ),
        ("operator = 'token'\nkey = 'a'", "columns.x.key: token has no such parameter"),
        ("operator = 'token'\nname = 'a'", "columns.x.name: token has no such parameter"),
        ("from = 'bank_card'\noperator = 'fpe'\nvalid = 1", "columns.x.valid: should be a valid boolean"),
        ("from = 'bank_card'\noperator = 'fpe'\nshown = 4", "columns.x.shown: fpe has no such parameter"),
        ("operator = 'zzz'", "columns.x.operator: unknown operator 'zzz'"),
        ("operator = ['keep']", "columns.x.operator: must be text"),
        ("operator = 'keep'\nfrom = 3", "columns.x.from: must be text"),
        ("operator = 'keep'\nfrom = ['name']", "columns.x.from: must be text"),
    ],
)
def test_parameters_are_bounded(rule: str, fault: str) -> None:
    message, found = faults(f"version = 1\n[columns.x]\n{rule}")

    assert message == "policy.toml: 1 problem"
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("2 problems", "version: missing: write version = 1", "columns: at least one column must be named")),
        ("version = 1\ncolumns = 3", ("1 problem", "columns: at least one column must be named")),
        ("version = 1\n[columns.a\noperator = '13800138000'", ("not valid TOML", "line 2, column 11")),
        ("version = '13800138000", ("not valid TOML", "line 1, column 23, the end of the file")),
        ("version = 1\nversion = 1\n# 13800138000", ("not valid TOML", "line 2, column 12")),
        ("version = " + "1" * 5000, ("not valid TOML", "a number is too long")),
        ("version = " + "[" * 5000, ("not valid TOML", "nested too deeply")),
    ],
)
def test_what_is_no_policy(text: str, told: tuple[str, ...]) -> None:
    message, *details = faults(text)

    assert (message, *details) == (f"policy.toml: {told[0]}", *told[1:])


@pytest.mark.parametrize("header", ["联系人1手机", "Spouse name", "guarantor_id_number", "紧急联系人电话"])
def test_third_persons_do_not_leave_under_any_name(header: str) -> None:
    text = f"version = 1\n[columns.x]\nfrom = '{header}'\noperator = 'keep'"

    assert faults(text)[1] == "columns.x.operator: data of third persons never leaves in clear"


NO_DIGITS = (
    "fpe is not for phones: no digits are safe to dial (a leading 0 is China's trunk prefix, 000 is Australia's "
    "emergency number, any others are a stranger's phone)"
)


def not_theirs(field: Field) -> str:
    return f"fpe is for identity or bank, and {field.name} holds {holds(field)}"


def test_fpe_is_refused_where_it_has_no_form_to_keep_with_the_reason() -> None:
    text = """
version = 1
[columns.mobile]
operator = "fpe"
[columns.x]
from = "联系人1手机"
operator = "fpe"
valid = true
[columns.account_id]
operator = "fpe"
[columns.name]
operator = "fpe"
[columns.overdue_total]
operator = "fpe"
[columns.'渠道']
operator = "fpe"
[columns.id_number]
operator = "fpe"
valid = true
[columns.bank_card]
operator = "fpe"
valid = true
[columns.guarantor_id_number]
operator = "fpe"
"""
    assert faults(text) == (
        "policy.toml: 7 problems",
        f"columns.mobile.operator: {NO_DIGITS}",
        f"columns.x.operator: {NO_DIGITS}",
        *(f"columns.{name}.operator: {not_theirs(ACCOUNTS[name])}" for name in ("account_id", "name", "overdue_total")),
        f"columns.渠道.operator: {not_theirs(ACCOUNTS['channel'])}",
        "columns.id_number.valid: is not offered for ID numbers: a valid one would be somebody's",
    )


@pytest.mark.parametrize("field", ACCOUNTS.values(), ids=lambda field: field.name)
def test_fpe_is_for_cards_and_id_numbers_under_any_name(field: Field) -> None:
    header = field.zh[0] if field.zh else field.name
    text = f"version = 1\n[columns.x]\nfrom = '{header}'\noperator = 'fpe'"

    if field.kind in {"bank", "identity"}:
        assert parse(text, "policy.toml").needs_ring
    else:
        assert faults(text)[1:] == (f"columns.x.operator: {NO_DIGITS if field.kind == 'phone' else not_theirs(field)}",)


ADDRESSES = {"address_home", "address_living"}
KNOWN = {**SEGMENTED, CONTACTS_LEFT.name: CONTACTS_LEFT, **ACCOUNTS}
IN_CLEAR = {
    "agency-direct": {"mobile"},
    "field": {*ADDRESSES, "address_visit"},
    "legal": {*ADDRESSES, "address_id", "name", "id_number", "account_id", "contract_ref"},
}
"""What a built-in policy shows of the identifiers of a debtor."""


def test_other_operators_are_refused_where_they_cannot_work_with_the_reason() -> None:
    text = """
version = 1
[columns.product]
operator = "band"
[columns.'评分']
operator = "band"
[columns.birth_date]
operator = "generalise"
to = "city"
[columns.id_number]
operator = "generalise"
to = "year"
[columns.address_home]
operator = "generalise"
to = "month"
[columns.name]
operator = "generalise"
[columns.next_due_on]
operator = "shift_dates"
[columns.mobile]
operator = "fake"
[columns.customer_id]
operator = "fake"
[columns.bank_card]
operator = "fake"
[columns.x_id]
from = "spouse_id_number"
operator = "fake"
[columns.email]
operator = "fake"
marked = false
[columns.address_work]
operator = "mask_address"
level = "street"
[columns.as_of]
operator = "shift_dates"
within = 3
"""
    of_days = "'month' or 'year' or '5 years' or '10 years'"
    assert faults(text) == (
        "policy.toml: 14 problems",
        "columns.product.operator: band is for money or rate or int or days, and product holds text",
        "columns.评分.kind: missing: band is for money or rate or int or days: say which of them 评分 holds",
        f"columns.birth_date.to: of this column should be {of_days}",
        "columns.id_number.to: of this column should be 'province' or '5 years' or '10 years'",
        "columns.address_home.to: of this column should be 'city' or 'province'",
        "columns.name.operator: generalise is for identity or address or date, and name holds name",
        "columns.next_due_on.operator: shift_dates is for date, and next_due_on holds text",
        "columns.mobile.operator: fake is not for phones: no digits are safe to dial",
        "columns.customer_id.operator: fake is for name or address or email, and customer_id holds customer",
        "columns.bank_card.operator: fake is not for cards: a right one may be somebody's; take token or fpe",
        "columns.x_id.operator: fake is not for ID numbers: a right one may be somebody's; take token or fpe",
        "columns.email.marked: is for names: all others are marked by what they are",
        "columns.address_work.level: should be 'province', 'city' or 'county'",
        "columns.as_of.within: should be greater than or equal to 7",
    )


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("[columns.as_of]\noperator = 'keep'", "operator"),
        ("[columns.day]\nfrom = '放款日期'\noperator = 'keep'", "operator"),
        ("[columns.disbursed_on]\noperator = 'generalise'", "operator"),
        ("[columns.disbursed_on]\noperator = 'generalise'\nto = '10 years'", "operator"),
        ("[columns.birth_date]\noperator = 'generalise'", "operator"),
        ("[columns.last_paid_on]\noperator = 'keep_first'\nshown = 4", "operator"),
        ("[columns.signed_on]\noperator = 'keep'", "operator"),
        ("[columns.due_date]\noperator = 'shift_dates'\nwithin = 90", "within"),
        ("[columns.next_due_on]\noperator = 'redact_text'", "operator"),
        ("[columns.x]\nfrom = '还款日副本'\noperator = 'keep'", "kind"),
        ("[columns.x]\nfrom = 'Update Date'\noperator = 'keep_first'", "kind"),
    ],
)
def test_what_would_tell_the_days_of_a_shift_is_refused(rule: str, key: str) -> None:
    shifted = "version = 1\n[columns.oldest_unpaid_due]\noperator = 'shift_dates'\n"
    message, fault = faults(shifted + rule)

    assert message == "policy.toml: 1 problem"
    assert fault.partition(": ")[0] == f"columns.{rule[len('[columns.') :].partition(']')[0]}.{key}"


@pytest.mark.parametrize("rule", ["keep'", "keep_last'\nshown = 6", "mask_id'\nfirst = 0\nlast = 6"])
def test_an_id_number_that_shows_the_birth_date_tells_its_shift(rule: str) -> None:
    shown = f"version = 1\n[columns.id_number]\noperator = '{rule}\n"
    message, fault = faults(f"{shown}[columns.birth_date]\noperator = 'shift_dates'\n")

    assert (message, fault.partition(": ")[0]) == ("policy.toml: 1 problem", "columns.id_number.operator")
    assert parse(f"{shown}[columns.last_paid_on]\noperator = 'shift_dates'\n", "policy.toml").rules


@pytest.mark.parametrize("name", ["\\u0000", "a\\u001b[31m", "\\u202ex"])
def test_a_column_has_no_control_characters_in_its_name(name: str) -> None:
    rule = '[columns."{}"]\nfrom = "product"\noperator = "keep"'
    assert faults("version = 1\n" + rule.format(name))[1].endswith(": the name has control characters")
    assert parse("version = 1\n" + rule.format("手机\\n号码\u3000二"), "policy.toml").rules


def test_what_tells_nothing_of_a_shift_may_stand_beside() -> None:
    rules = {
        "as_of": "shift_dates",
        "birth_date": "generalise'\nto = 'year",
        "due_date": "redact",
        "last_paid_on": "drop",
        "matures_on": "pseudonym",
        "days_past_due": "keep",
        "日均余额": "keep",
        "id_number": "mask_id",
        "更新日期": "keep'\nkind = 'text",
    }
    tables = (f"[columns.'{column}']\noperator = '{operator}'\n" for column, operator in rules.items())

    assert parse("version = 1\n" + "".join(tables), "policy.toml").needs_ring


@pytest.fixture(params=BUILT_IN)
def ours(request: pytest.FixtureRequest) -> Policy:
    found = built_in(request.param)
    assert found is not None
    assert found.name == request.param
    return found


def test_built_in_policies_say_why_and_on_which_terms(ours: Policy) -> None:
    assert all(rule.reason for rule in ours.rules)
    assert list(ours.terms) == ["purpose", "term", "method", "protection", "return_or_delete"]
    assert all(ours.terms.values())


def test_built_in_policies_name_fields_that_exist(ours: Policy) -> None:
    assert all(rule.source in KNOWN for rule in ours.rules)


def test_built_in_policies_show_no_third_person_and_no_identifier(ours: Policy) -> None:
    fields = [(KNOWN[rule.source], rule.operator) for rule in ours.leaving]
    assert not [field.name for field, _ in fields if field.personal in {"third", "free"}]
    shown = {field.name for field, operator in fields if operator.shows == "value" and field.kind}
    assert shown == IN_CLEAR.get(ours.name, set())


def test_only_public_needs_no_keys() -> None:
    assert [name for name in BUILT_IN if (found := built_in(name)) and not found.needs_ring] == ["public"]


def test_any_other_name_is_no_built_in() -> None:
    assert built_in("agencies") is None


def test_field_is_agency_and_the_debtors_address() -> None:
    field, agency = built_in("field"), built_in("agency")
    assert field is not None
    assert agency is not None
    more = {rule.output for rule in field.rules} - {rule.output for rule in agency.rules}
    assert more == {"address_home", "address_living", "address_visit", "county"}
    assert {(rule.output, rule.operator) for rule in agency.rules} <= {
        (rule.output, rule.operator) for rule in field.rules
    }


@pytest.mark.parametrize(
    ("line", "revision"), [("", ""), ("revision = '3b'", "3b"), ("revision = 2026-11-01", "2026-11-01")]
)
def test_a_policy_has_a_revision_of_its_own(line: str, revision: str) -> None:
    assert parse(f"version = 1\n{line}\n[columns.age]\noperator = 'keep'", "policy.toml").revision == revision


@pytest.mark.parametrize("version", ["2", "0", "-1"])
def test_another_format_is_refused_with_what_to_do_and_nothing_else_is_said(version: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse(f"version = {version}\nlater = 'key'\n[columns.name]\noperator = 'later'", "policy.toml")

    assert caught.value.message == f"policy.toml: a policy of format {version}, and this collectkit reads format 1"
    assert caught.value.details == ()
    assert (caught.value.hint or "").startswith("update collectkit, or write the file in format 1")


@pytest.mark.parametrize("version", ["true", "1.0", "'1'", "[1]"])
def test_the_version_is_a_number(version: str) -> None:
    told = faults(f"version = {version}\n[columns.age]\noperator = 'keep'")
    assert told[1:] == ("version: must be the number 1; a policy's own version goes into revision",)


def test_columns_without_a_reason_are_known() -> None:
    rules = "[columns.age]\noperator = 'keep'\n[columns.annual_rate]\noperator = 'keep'\nreason = ' '\n"
    dropped = "[columns.name]\noperator = 'drop'\n[columns.city]\noperator = 'keep'\nreason = 'region'"
    assert parse(f"version = 1\n{rules}{dropped}", "policy.toml").unexplained == ("age", "annual_rate_ppm")
