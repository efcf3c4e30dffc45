"""Headers: every alias in every dress, claims, doubts, and where the header is."""

from __future__ import annotations

from collections import defaultdict

import pytest

from collectkit.errors import InputError, RulesError
from collectkit.fields.money import minor_per_unit
from collectkit.sample.ledger import HEADINGS
from collectkit.sample.pools import Language
from collectkit.tables.accounts import ACCOUNTS, GIVEN
from collectkit.tables.bank import OF_BANK
from collectkit.tables.field import Field
from collectkit.tables.headers import (
    LEAVE_OUT,
    OF_ACCOUNTS,
    Words,
    find_header,
    match,
    normalise,
)
from collectkit.tables.invoices import OF_INVOICES
from collectkit.tables.ledger import OF_LEDGER
from collectkit.tables.returns import OF_RETURNS
from collectkit.tables.segmented import SEGMENTED
from collectkit.tables.traditional import SIMPLIFIED

TABLES = {"accounts": OF_ACCOUNTS, "returns": OF_RETURNS, "ledger": OF_LEDGER, "invoices": OF_INVOICES, "bank": OF_BANK}
FIELDS = pytest.mark.parametrize(
    ("known", "field"),
    [
        pytest.param(known, field, id=f"{table}-{field.name}")
        for table, known in TABLES.items()
        for field in known.fields.values()
    ],
)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
TRADITIONAL = {simplified: chr(traditional) for traditional, simplified in SIMPLIFIED.items()}


def aliases(field: Field) -> set[str]:
    """Return all headers of a field."""
    return {*field.zh, *field.en, field.title_zh, field.title_en}


def field_of(header: str, known: Words | None = None) -> str | None:
    """Return the field of one header."""
    return match([header], known=known).columns[0].field


@FIELDS
def test_every_alias_in_every_dress(known: Words, field: Field) -> None:
    for alias in aliases(field):
        traditional = "".join(TRADITIONAL.get(character, character) for character in alias)
        dresses = [
            alias, f" {alias}\t", f"*{alias}", f"* {alias}:", alias.upper(), alias.translate(FULL_WIDTH),
            " ".join(alias), "\n".join(alias), f"{alias}（元）", f"{alias} (必填)", f"{alias}（万元）(必填)",
            traditional,
            alias.replace(" ", "_"), alias.replace(" ", ""),
        ]  # fmt: skip
        unlike_its_name = [dress for dress in dresses if dress not in GIVEN]
        assert {dress: field_of(dress, known) for dress in unlike_its_name} == dict.fromkeys(
            unlike_its_name, field.name
        )


@FIELDS
def test_canonical_names_match_themselves(known: Words, field: Field) -> None:
    assert field_of(field.name, known) == field.name
    assert field_of(field.column, known) == field.name


@pytest.mark.parametrize("known", TABLES.values(), ids=TABLES)
def test_no_spelling_means_two_fields(known: Words) -> None:
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for field in known.fields.values():
        for alias in aliases(field):
            meanings[normalise(alias)].add(field.name)
    assert {spelling: names for spelling, names in meanings.items() if len(names) > 1} == {}
    assert not (known.ambiguous.keys() | known.doubts.keys()) & meanings.keys()


@pytest.mark.parametrize(
    ("header", "unit"),
    [("逾期金额万元", "万元"), ("逾期金额_千元", "千元"), ("逾期金额（千元）", "千元"), ("逾期金额(单位:亿元)", "亿元"),
     ("逾期金额（元）", "元"), ("逾期金额(万元)", "万元"), ("逾期金额[分]", "分"), ("逾期金额【单位：元】", "元"),
     ("overdue_total_minor", "分"),
     ("逾期金额", None), ("Overdue amount (fen)", "分"), ("年利率(%)", "%"), ("年利率（％）", "%"),
     ("年利率（‰）", "‰"),
     ("annual_rate_ppm", "ppm"), ("年利率（ppm）", "ppm"), ("逾期天数（天）", "天"), ("逾期金额（必填）", None),
     ("逾期金额（元）（必填）", "元"), ("贷款余额（单位：人民币元）", "元"),
     ("贷款余额\n（亿元）", "亿元"), ("罰息（萬元）", "万元"), ("＊逾期金额（￥）", "元")],
)  # fmt: skip
def test_units(header: str, unit: str | None) -> None:
    assert match([header]).columns[0].unit == unit


@pytest.mark.parametrize(
    "field", [field for field in ACCOUNTS.values() if field.type == "money"], ids=lambda field: field.name
)
def test_every_amount_has_its_unit(field: Field) -> None:
    for said, minor in (("元", 100), ("千元", 100_000), ("万元", 1_000_000), ("亿元", 10_000_000_000), ("分", 1)):
        for bracket in ("（{}）", "({})", "【{}】", "[单位：元]" if said == "元" else "({})"):
            column = match([f"*{field.title_zh}\n{bracket.format(said)}"]).columns[0]
            assert (column.field, minor_per_unit(column.unit)) == (field.name, minor)


def test_an_unknown_bracket_belongs_to_the_header() -> None:
    assert field_of("逾期金额（美元）") is None


def test_computed_and_given_are_told_apart() -> None:
    assert field_of("bucket") == "bucket"
    assert field_of("Bucket") == "bucket_given"
    assert field_of("days_past_due") == "days_past_due"
    assert field_of("Days past due") == field_of("DPD") == "days_past_due_given"


def test_a_factor_is_no_bucket() -> None:
    assert field_of("M值系数") is None


def test_two_claims_name_both_headers() -> None:
    with pytest.raises(InputError) as caught:
        match(["合同号", "手机", "姓名", "本人手机", "客户姓名"])
    assert len(caught.value.details) == 2
    assert "column 2 '手机' and column 4 '本人手机'" in caught.value.details[0]
    assert "column 3 '姓名' and column 5 '客户姓名'" in caught.value.details[1]


def test_who_takes_no_mapping_hints_at_none_of_its_own() -> None:
    with pytest.raises(InputError, match=r"^a\.csv: two columns claim one field$") as caught:
        match(["合同号", "手机", "本人手机"], name="a.csv")
    assert caught.value.hint == "rename a header, or let `ingest` read the file, with a mapping"
    with pytest.raises(InputError) as caught:
        match(["合同号", "手机", "本人手机"], mapped=True)
    assert "say which in a mapping" in str(caught.value.hint)


@pytest.mark.parametrize("header", ["手机", "联系电话", "*手机号码", "逾期金额（元）"])
def test_a_header_that_stands_twice_claims_one_field_twice(header: str) -> None:
    with pytest.raises(InputError, match="two columns claim one field") as caught:
        match(["合同号", header, "姓名", header])
    assert f"column 2 {header!r} and column 4 {header!r}" in caught.value.details[0]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["手机号", "联系电话"], ["mobile", "phone_other"]),
        (["联系电话", "手机号"], ["phone_other", "mobile"]),
        (["联系电话"], ["mobile"]),
        (["电话", "联系电话"], ["phone_other", "mobile"]),
        (["姓名", "户名"], ["name", "account_holder"]),
        (["户名"], ["name"]),
        (["贷款金额", "放款金额"], ["original_principal", "payout_amount"]),
        (["贷款本金", "放款金额"], ["original_principal", "payout_amount"]),
        (["放款金额"], ["original_principal"]),
        (["放款金额", "合同金额"], ["original_principal", "contract_amount"]),
        (["逾期日期", "首次逾期日期"], ["oldest_unpaid_due", "first_overdue_on"]),
        (["合同号", "借据号"], ["contract_ref", "account_id"]),
        (["案件编号", "合同号", "订单号"], ["case_ref", "account_id", "application_ref"]),
        (["联系人1手机", "联系人1电话"], ["contact1_phone", "contact1_phone_other"]),
        (["联系人1姓名", "紧急联系人1姓名"], ["contact1_name", "emergency_contact_name"]),
        (["Mobile", "Phone"], ["mobile", "phone_other"]),
    ],
)  # fmt: skip
def test_a_plain_header_gives_way_to_a_better_one(headers: list[str], fields: list[str]) -> None:
    mapped = match(headers)
    assert [column.field for column in mapped.columns] == fields
    assert not mapped.doubts


def test_what_a_mapping_says_gives_no_way() -> None:
    with pytest.raises(InputError, match="two columns claim one field"):
        match(["手机号", "联系电话"], {"联系电话": "mobile"})
    assert match(["手机号", "联系电话"], {"手机号": LEAVE_OUT}).columns[1].field == "mobile"


def test_headers_that_give_way_are_headers_of_both_fields_tables() -> None:
    for spelling, (field, other) in OF_ACCOUNTS.second.items():
        assert {field, other} <= OF_ACCOUNTS.fields.keys()
        known = OF_ACCOUNTS.aliases.get(spelling)
        assert known == (field, None) or (known is None and field in OF_ACCOUNTS.doubts[spelling])


def test_an_ambiguous_header_names_the_choices() -> None:
    with pytest.raises(InputError) as caught:
        match(["Account", "name"])
    assert caught.value.details == ("column 1 'Account': account_id or bank_card?",)


def test_overrides_are_stronger() -> None:
    mapped = match(
        ["Account", "手机", "联系电话", "首次逾期日", "姓名", "欠款(分)"],
        {"account": "account_id", "联系电话": "phone_home", "首次逾期日": "oldest_unpaid_due", "姓名": LEAVE_OUT,
         "欠款(分)": "overdue_total"},
    )  # fmt: skip
    fields = [column.field for column in mapped.columns]
    assert fields == ["account_id", "mobile", "phone_home", "oldest_unpaid_due", None, "overdue_total"]
    assert mapped.columns[5].unit == "分"
    assert not mapped.doubts


def test_an_override_to_nowhere_is_a_fault() -> None:
    with pytest.raises(RulesError) as caught:
        match(["a", "b"], {"a": "acount_id", "b": "nmae"})
    assert len(caught.value.details) == 2


def test_a_first_overdue_day_is_a_doubt() -> None:
    mapped = match(["合同号", "首次逾期日"])
    assert mapped.of("oldest_unpaid_due") is None
    assert [(doubt.column.header, doubt.choices) for doubt in mapped.doubts] == [("首次逾期日", ("oldest_unpaid_due",))]


def test_columns_by_field_and_without() -> None:
    mapped = match(["合同号", "", "foo"])
    account = mapped.of("account_id")
    assert account is not None
    assert account.index == 0
    assert [column.index for column in mapped.unmapped] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([["合同号", "姓名"], ["1", "张三"]], 0),
        ([["某某资产包", "", ""], ["", "", ""], ["合同号", "姓名", "x"], ["1", "张三", ""]], 2),
        ([["客户信息", "", "欠款"], ["姓名", "手机", "逾期金额（元）"]], 1),
        ([["数据日期", "2024-01-31", "", ""], ["合同号", "姓名", "手机", "x"]], 1),
        ([["合同号", "姓名"], ["1", "张三"], ["合同号", "姓名"]], 0),
        ([["合同号", "姓名", "x"], ["1", "张三", "2"], ["合同号", "姓名", "手机"], ["2", "李四", "3"]], 0),
        ([["姓名", "手机", "", "", ""], ["张三", "1", "", "", ""], ["合同号", "姓名", "手机", "x", "y"]], 2),
        ([["account_id"], ["1"]], 0),
        ([["a", "合同号"], ["1", "2"]], None),
        ([["1", "2"], ["3", "4"]], None),
        ([["", ""]], None),
        ([], None),
    ],
)
def test_find_header(rows: list[list[str]], index: int | None) -> None:
    expected = None if index is None else (range(index, index + 1), rows[index])
    assert find_header(rows) == expected


@pytest.mark.parametrize(
    ("upper", "lower", "header"),
    [
        # the upper row has more known headers of its own; merged cells leave blanks in both rows
        ("合同号,姓名,联系人1,,联系人2,,逾期金额", ",,姓名,手机,姓名,手机,",
         "合同号,姓名,联系人1姓名,联系人1手机,联系人2姓名,联系人2手机,逾期金额"),
        # the lower row has; a group that says nothing is left out
        ("序号,基本信息,,逾期,", ",姓名,手机,本金,天数", "序号,姓名,手机,逾期本金,逾期天数"),
        # alone, the lower row would name two debtors, or give the guarantor's telephone for the debtor's
        ("客户信息,,,担保人,", "合同号,姓名,手机,姓名,手机", "合同号,姓名,手机,担保人姓名,担保人手机"),
        ("客户信息,,担保人", "合同号,姓名,手机", "合同号,姓名,担保人手机"),
        # what nobody knows stays what both rows say
        ("客户信息,,担保人,,介绍人", "合同号,姓名,姓名,手机,姓名", "合同号,姓名,担保人姓名,担保人手机,介绍人姓名"),
        # written in both rows
        ("合同号,姓名,联系人1,联系人1,逾期金额", "合同号,姓名,姓名,手机,逾期金额",
         "合同号,姓名,联系人1姓名,联系人1手机,逾期金额"),
    ],
)  # fmt: skip
def test_a_header_in_two_rows(upper: str, lower: str, header: str) -> None:
    rows = [["某某资产包"], upper.split(","), lower.split(","), ["1"] * 7]
    assert find_header(rows) == (range(1, 3), header.split(","))


@pytest.mark.parametrize("title", ["某某资产包", "客户信息", "联系人"])
def test_a_title_is_no_upper_row(title: str) -> None:
    rows = [[title, "", ""], ["合同号", "姓名", "手机"], ["备注", "", ""]]
    assert find_header(rows) == (range(1, 2), rows[1])


def test_find_header_knows_overrides() -> None:
    assert find_header([["x", "y"], ["1", "2"]], {"x": "account_id", "y": "name"}) == (range(1), ["x", "y"])


def test_a_table_is_found_by_its_own_headers() -> None:
    rows = [["回款明细"], ["令牌", "流水号", "回款金额"], ["A0", "P1", "100"]]
    assert find_header(rows, known=OF_RETURNS) == (range(1, 2), rows[1])
    assert [column.field for column in match(rows[1], known=OF_RETURNS).columns] == ["token", "payment_id", "amount"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_ledger_has_known_headers(language: Language) -> None:
    assert not match(HEADINGS[language], known=OF_LEDGER).unmapped


def test_two_claims_in_a_return_say_to_rename() -> None:
    with pytest.raises(InputError) as caught:
        match(["令牌", "合同号", "流水号"], known=OF_RETURNS)
    assert caught.value.hint == "rename a header"


@pytest.mark.parametrize("name", SEGMENTED)
def test_what_segment_adds_is_no_field_of_a_portfolio_when_it_is_read_again(name: str) -> None:
    known = SEGMENTED[name]
    claimed = {match([header]).columns[0].field for header in (known.column, known.title_zh, known.title_en)}

    assert claimed <= {name, None}
