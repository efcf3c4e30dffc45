"""The leak gate: a raw value in what leaves is found, however it is spelled; what may leave is not taken for one."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest

from collectkit.files import Input
from collectkit.files.delimited import Delimited
from collectkit.jobs.reading import open_table
from collectkit.mask.gate.gate import Gate
from collectkit.mask.gate.look import Leak
from collectkit.mask.gate.written import InBytes, Written
from collectkit.mask.plan import bind
from collectkit.mask.policy import BUILT_IN, built_in
from tests.unit.mask.given import OURS, Table, bound, column, headed

PEOPLE: Table = {
    "合同号": ["HT-2024/00017", "20240017001234", "LN7"],
    "客户号": ["C0012345", None, ""],
    "姓名": ["王小明", "李四", "安康"],
    "手机": ["13800138000", "+86 139-0013-9000 15400000001", "010-12345678"],
    "身份证号": ["11010519491231002X", "110105491231003", None],
    "银行卡号": ["6222 0212 3456 7890 123", "6225880212345678", None],
    "邮箱": ["Zhang.San@example.com", " li.si@example.cn ", None],
    "联系人1手机": ["13700137000", None, "１３６００１３６０００"],
    "产品": ["消费贷", "车贷", "信用卡"],
    "备注": ["a", "b", "c"],
}
RULES = {"product": "keep", "remark": "keep", "account_id": "token", "mobile": "token"}


def leaks(output: pl.DataFrame, people: Table = PEOPLE) -> list[Leak]:
    """Return what the gate finds when *output* is to leave instead of what the plan makes."""
    plan, frame = bound(RULES, people)
    rows = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True)
    gate = Gate(headed(people)[0], plan)
    return list(gate.look(frame, output, rows).leaks)


def planted(cells: Sequence[str | None]) -> list[Leak]:
    return leaks(pl.DataFrame({"product": column(cells), "remark": PEOPLE["备注"]}))


SPELLINGS = [
    *("13800138000", "１３８００１３８０００", "138 0013 8000", "138-0013-8000", "+8613800138000", "+86 138-0013-8000"),
    *("008613800138000", "013800138000", "138.0013.8000", "(138) 0013 8000", "138 - 0013 - 8000", "138–0013–8000"),
    *("周五打13800138000，找他妻子", "tel:13800138000.", "QQ13800138000号", "x13800138000x", "13800138000/13900139000"),
    *("00013800138000999", "99 13800138000 99", "1380013800013900139000"),
    *("13900139000", "15400000001", "+8615400000001", "01012345678", "(010) 1234-5678", "找010-12345678转8"),
    *("138/0013/8000", "138,0013,8000", "138，0013，8000", "138·0013·8000", "138_0013_8000", "138:0013:8000"),
    *("138\u200b0013\u200b8000", "\u202d13800138000\u202c", "138\ufeff00138000", "HT-2024\u200b/00017"),
    *("13700137000", "13600136000"),
    *("11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002"),
    *("110105 19491231 002X", "身份证11010519491231002X。", "99911010519491231002X", "110105491231002"),
    *("110105491231003", "110105194912310030", "11010519491231003"),
    *(
        "6222021234567890123",
        "6222 0212 3456 7890 123",
        "6222-0212-3456-7890-123",
        "卡6222021234567890123",
        "6225880212345678",
    ),
    *("6225 8802 1234 5678 99", "6222 0212 3456 7890 123 8 号"),
    *("HT-2024/00017", "ht-2024/00017", "见HT-2024/00017。", "loan HT-2024/00017.", "ＨＴ－２０２４／０００１７"),
    *("20240017001234", "合同20240017001234号", "c0012345", "(C0012345)"),
    *(
        "zhang.san@example.com",
        "ZHANG.SAN@EXAMPLE.COM",
        "邮箱zhang.san@example.com谢谢",
        "<li.si@example.cn>",
        "li.si@example.cn.",
    ),
]


Seeing = Callable[[pl.DataFrame], Written | None]


def in_csv(output: pl.DataFrame) -> Written:
    """Return a table as it stands in the bytes of a CSV file."""
    buffer = io.BytesIO()
    output.write_csv(buffer, include_header=False)
    return InBytes(Delimited.of(buffer.getvalue(), ",", output.width), output.schema)


@pytest.mark.parametrize("separator", ["\t", ","])
def test_commas_may_part_the_digits_of_a_cell_wherever_they_part_no_cells(separator: str) -> None:
    cell = "138,0013,8000" if separator == "\t" else '"138,0013,8000"'
    data = f"消费贷{separator}{cell}\n".encode()
    table = InBytes(Delimited.of(data, separator, 2), {"product": pl.String(), "note": pl.String()})
    assert table.suspects("note", letters=True)["text"].to_list() == ["138,0013,8000"]


@pytest.mark.parametrize("seen", [lambda _: None, in_csv], ids=["frame", "bytes"])
def test_a_raw_value_is_found_in_any_spelling(seen: Seeing) -> None:
    plan, frame = bound(RULES, PEOPLE)
    cells = [cell for spelling in SPELLINGS for cell in (spelling, "消费贷")]
    frame = pl.concat([frame, frame.clear(len(cells) - 3)])
    output = pl.DataFrame({"product": column(cells), "remark": column(["a"] * len(cells))})
    rows = pl.int_range(len(cells), dtype=pl.Int64, eager=True)

    look = Gate(headed(PEOPLE)[0], plan).look(frame, output, rows, seen(output))

    assert look.leaks == (Leak("product", len(SPELLINGS), (0, 2, 4, 6, 8)),)


@pytest.mark.parametrize("row", [0, 2])
def test_a_raw_value_is_found_in_any_row(row: int) -> None:
    cells = ["消费贷", "车贷", None]
    cells[row] = SPELLINGS[0]
    assert planted(cells) == [Leak("product", 1, (row + 2,))]


HARMLESS = [
    *("***", "138****8000", "****8000", "王**", "20261031", "2026-10-31 12:00:00", "1,234,567.89", "100000000"),
    *("HT", "LN7", "C001", "2024", "13800138001", "1380013800", "12345678", "@", "a@b", "example.com", "安康"),
    *("P03KSSBANA2QRS0QWYGD", "见P03KSSBANA2QRS0QWYGD", "", None),
]


@pytest.mark.parametrize("seen", [lambda _: None, in_csv], ids=["frame", "bytes"])
def test_what_names_nobody_may_leave(seen: Seeing) -> None:
    plan, frame = bound(RULES, PEOPLE)
    frame = pl.concat([frame, frame.clear(len(HARMLESS) - 3)])
    output = pl.DataFrame({"product": column(HARMLESS), "remark": column(["a"] * len(HARMLESS))})
    gate = Gate(headed(PEOPLE)[0], plan, stream=True)

    look = gate.look(frame, output, pl.int_range(len(HARMLESS), dtype=pl.Int64, eager=True), seen(output))

    assert look.leaks == ()
    assert gate.admit(look) == ()
    assert gate.across() == ()


def test_a_day_is_no_account_and_no_telephone() -> None:
    people: Table = {"合同号": ["20261031"], "手机": ["20261031"], "产品": ["2026-10-31"], "备注": ["20261031"]}
    assert own({"product": "keep", "remark": "keep"}, people) == ()


def test_a_pipe_is_refused_what_it_has_of_batches_before() -> None:
    plan, frame = bound(RULES, PEOPLE)
    gate = Gate(headed(PEOPLE)[0], plan, stream=True)
    nobody = frame.clear(3)
    clean = pl.DataFrame({"product": ["a", "b", "c"], "remark": ["a", "b", "c"]})
    dirty = clean.with_columns(remark=pl.Series(["a", "见HT-2024/00017", "li.si@example.cn"]))

    assert gate.admit(gate.look(frame, clean, pl.int_range(3, eager=True))) == ()
    assert gate.admit(gate.look(nobody, dirty, pl.int_range(3, eager=True))) == (Leak("remark", 2),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            ("找13800138000", 1),
            ("110105194912310020", 1),
            ("6225880212345678", 1),
            ("HT-2024/00017", 1),
            ("zhang.san@example.com", 1),
            ("１１０１０５１９４９１２３１００２Ｘ", 1),
        ),
        *(("12345678", 0), ("a" * 16 + "13800138000" + "b" * 5, 0), ("1,234,567.89", 0), ("product", 0)),
    ],
)
def test_what_stands_beside_the_rows_is_searched_too(text: str, found: int) -> None:
    """Whether it comes before the rows or after them; digests are left out."""
    plan, frame = bound(RULES, PEOPLE)
    clean = pl.DataFrame({"product": ["a", "b", "c"], "remark": ["a", "b", "c"]})
    for first in (False, True):
        gate = Gate(headed(PEOPLE)[0], plan)
        early = gate.search([("header", [text])]) if first else ()
        gate.admit(gate.look(frame, clean, pl.int_range(3, eager=True)))
        late = gate.across() if first else gate.search([("header", [text])])
        assert (early, late) == ((), (Leak("", 1, part="header"),) * found)


def test_parts_that_are_searched_at_once_are_told_apart() -> None:
    """Each leak has the name of its part, now and when it is compared with what comes later."""
    plan, frame = bound(RULES, PEOPLE)
    clean = pl.DataFrame({"product": ["a", "b", "c"], "remark": ["a", "b", "c"]})
    parts = [
        ("first", ["nothing", "找13800138000"]),
        ("empty", []),
        ("none", ["x"]),
        ("last", ["zhang.san@example.com"]),
    ]
    leaks = tuple(Leak("", 1, part=name) for name in ("first", "last"))
    for late in (False, True):
        gate = Gate(headed(PEOPLE)[0], plan)
        if late:
            assert gate.search(parts) == ()
        gate.admit(gate.look(frame, clean, pl.int_range(3, eager=True)))
        assert (gate.across() if late else gate.search(parts)) == leaks


@pytest.mark.parametrize(
    ("number", "found"),
    [
        *((13_800_138_000, 1), (-13_800_138_000, 1), (8_613_800_138_000, 1), (11_010_519_491_231_002, 1)),
        *((1_380_013_800_000, 1), (6_225_880_212_345_678, 1), (622_588_021_234_567_800, 1)),
        *((13_800_138_001, 0), (120_050, 0), (0, 0), (None, 0)),
    ],
)
def test_numbers_are_searched_too(number: int | None, found: int) -> None:
    """Also in minor units: a number that slipped into a column of amounts comes out a hundredfold."""
    output = pl.DataFrame({"overdue_total_minor": [1, number, 2], "remark": PEOPLE["备注"]})

    assert leaks(output) == [Leak("overdue_total_minor", 1, (3,))] * found


def test_a_rows_own_name_is_found_in_its_free_text() -> None:
    output = pl.DataFrame({"remark": ["王小明的妻子", "王小明", "安康市"], "product": ["李四", "王小明", "x"]})

    assert leaks(output) == [Leak("remark", 2, (2, 4), names=True)]


def test_two_names_in_one_cell_are_one_place() -> None:
    people: Table = {"姓名": ["王小明", "李样本"], "联系人1姓名": ["李样本", None], "备注": ["王小明和李样本", "x"]}

    assert own({"remark": "keep"}, people) == (Leak("remark", 1, (0,), names=True),)


def test_every_place_is_counted_and_the_first_are_named() -> None:
    people: Table = {"手机": ["13800138000"] * 9, "产品": ["a"] * 9}
    plan, frame = bound({"product": "keep"}, people)
    output = pl.DataFrame({"product": ["13800138000"] * 8 + ["x"], "b": ["x"] * 8 + ["13800138000"]})
    look = Gate(headed(people)[0], plan).look(frame, output, pl.int_range(11, 20, eager=True))

    assert look.leaks == (Leak("product", 8, (11, 12, 13, 14, 15)), Leak("b", 1, (19,)))


def test_a_value_of_another_batch_is_found_at_the_end() -> None:
    plan, frame = bound(RULES, PEOPLE)
    gate = Gate(headed(PEOPLE)[0], plan)
    clean = pl.DataFrame({"product": ["a", "b", "c"], "remark": ["a", "b", "c"]})
    dirty = clean.with_columns(product=pl.Series(["a", "b", "卡6225880212345678"]))
    rows = pl.int_range(3, eager=True)
    nobody = frame.select(pl.lit(None, pl.String).alias(name) for name in frame.columns).head(3)

    for source, output in ((nobody, dirty), (nobody, clean), (frame, clean)):
        look = gate.look(source, output, rows)
        assert look.leaks == ()
        gate.admit(look)

    assert gate.across() == (Leak("product", 1, ()),)


@pytest.mark.parametrize(
    "cell", ["找62258802123456780", "HT-2024/00017", "ZHANG.SAN@example.com", "110105194912310029"]
)
def test_a_column_kept_on_purpose_is_searched_for_other_kinds_of_other_batches(cell: str) -> None:
    rules = {"mobile": "keep", "account_id": "token"}
    plan, frame = bound(rules, PEOPLE)
    gate = Gate(headed(PEOPLE)[0], plan)
    clean = pl.DataFrame({"mobile": ["+8613800138000", "+8613900139000", "+862012345678"]})
    rows = pl.int_range(3, eager=True)

    gate.admit(gate.look(frame, clean, rows))
    assert gate.across() == ()
    gate.admit(gate.look(frame.clear(3), clean.with_columns(mobile=column(["", cell, ""])), rows))
    assert gate.across() == (Leak("mobile", 1),)


@pytest.mark.parametrize("cell", ["见 +8613800138000。", "008613800138000", "+86 138 0013 8000", "13800138000"])
def test_a_phone_among_kept_cards_of_another_batch_is_found_with_its_code_too(cell: str) -> None:
    people: Table = {"银行卡号": ["6225880212345678"], "手机": ["13800138000"]}
    plan, frame = bound({"bank_card": "keep"}, people)
    gate = Gate(headed(people)[0], plan)
    for batch, output in ((frame, plan.apply(frame)[0]), (frame.clear(1), pl.DataFrame({"bank_card": [cell]}))):
        gate.admit(gate.look(batch, output, pl.int_range(1, eager=True)))
    assert gate.across() == (Leak("bank_card", 1),)


def test_a_debtor_of_one_batch_may_stand_for_another_in_the_next_with_any_paper() -> None:
    people: Table = {"证件号码": ["A123456(3)", "E12345678"], "联系人1身份证": [None, "C12345678"]}
    plan, frame = bound({"id_number": "keep"}, people)
    gate = Gate(headed(people)[0], plan)
    for batch in (frame, frame.select(pl.lit("X7654321").alias("0"), pl.col("0").alias("1"))):
        look = gate.look(batch, plan.apply(batch)[0], pl.int_range(2, eager=True))
        assert gate.admit(look) == ()
    assert gate.across() == ()


def test_a_run_without_batches_has_no_leak() -> None:
    plan, _ = bound(RULES, PEOPLE)
    assert Gate(headed(PEOPLE)[0], plan).across() == ()


def own(rules: dict[str, str], people: Table) -> tuple[Leak, ...]:
    """Return what the gate finds in what the plan itself makes."""
    plan, frame = bound(rules, people)
    gate = Gate(headed(people)[0], plan)
    look = gate.look(frame, plan.apply(frame)[0], pl.int_range(frame.height, eager=True))
    gate.admit(look)
    return look.leaks or gate.across()


def test_a_column_kept_on_purpose_is_no_leak() -> None:
    assert own({"mobile": "keep", "id_number": "keep", "bank_card": "keep", "name": "keep"}, PEOPLE) == ()


def test_a_debtor_who_is_also_somebodys_contact_may_be_kept_as_debtor() -> None:
    people: Table = {"手机": ["13800138000", "13900139000"], "联系人1手机": ["13900139000", None], "备注": ["", ""]}

    assert own({"mobile": "keep"}, people) == ()


@pytest.mark.parametrize(
    ("header", "raw", "cell"),
    [
        ("手机", "13800138000.0", "13800138000"),
        ("手机", "138\u200b00138000", "13800138000"),
        ("身份证号", "H1234567(8)", "回乡证H1234567"),
        ("身份证号", "E12345678", "e12345678"),
        ("身份证号", "91110000MA01ABCDX1", "91110000MA01ABCDX1"),
        ("银行卡号", "6225880212345678.0", "6225880212345678"),
    ],
)
def test_identifiers_of_other_forms(header: str, raw: str, cell: str) -> None:
    people: Table = {header: [raw], "产品": [cell]}
    assert own({"product": "keep"}, people) == (Leak("product", 1, (0,)),)


def test_a_range_is_no_account_number() -> None:
    people: Table = {"合同号": ["10005000", "500010000"], "剩余本金": ["2000", "7000"]}
    assert own({"principal_outstanding": "band"}, people) == ()


FPE = {"bank_card": "fpe", "id_number": "fpe"}
CARD, ID = "4111111111111111", "110105184912310020"


def preserved(rules: dict[str, str], people: Table, cells: list[str], column_: str = "bank_card") -> list[Leak]:
    """Return what the gate finds when *cells* stand in a column that fpe is to have made."""
    plan, frame = bound(rules, people)
    output = plan.apply(frame)[0].with_columns(column(cells).alias(column_))
    return list(Gate(headed(people)[0], plan).look(frame, output, pl.int_range(frame.height, eager=True)).leaks)


def test_numbers_that_keep_their_form_may_leave_though_a_phone_stands_in_them() -> None:
    """A million random numbers hold some of a million phones by chance; here it is arranged."""
    card, hidden = "5427811440787116", "004228642324350257"  # the constants of tests/unit/crypto/test_formats.py
    people: Table = {"银行卡号": [CARD, None], "身份证号": [ID, None], "手机": [card[2:13], hidden[3:14]]}

    assert own(FPE, people) == ()
    assert own(FPE | {"bank_card": "fpe valid = true"}, people) == ()


@pytest.mark.parametrize("cell", [CARD, "4111-1111-1111-1111", f"卡{CARD}", "13800138000", "+86 138 0013 8000", ID])
@pytest.mark.parametrize("row", [0, 1])
def test_a_raw_value_is_found_in_a_column_of_fpe(cell: str, row: int) -> None:
    people: Table = {"银行卡号": [CARD, None], "身份证号": [ID, None], "手机": ["13800138000", None]}
    cells = ["5427811440787116", "5427811440787116"]
    cells[row] = cell

    assert preserved(FPE, people, cells) == [Leak("bank_card", 1, (row,))]


@pytest.mark.parametrize("cell", [ID, "11010518491231002", "110105491231002", CARD])
def test_a_raw_value_is_found_in_a_column_of_hidden_id_numbers(cell: str) -> None:
    people: Table = {"银行卡号": [CARD], "身份证号": [ID]}

    assert preserved(FPE, people, [cell], "id_number") == [Leak("id_number", 1, (0,))]


@pytest.mark.parametrize("raw", [CARD, "4111 1111 1111 1111", "４１１１１１１１１１１１１１１１"])
def test_a_rows_own_card_is_found_among_valid_ones(raw: str) -> None:
    rules = {"bank_card": "fpe valid = true"}

    assert preserved(rules, {"银行卡号": [raw, "x"]}, [CARD, "***"]) == [Leak("bank_card", 1, (0,))]
    assert preserved(rules, {"银行卡号": ["0000000", raw]}, [CARD, "***"]) == []


def test_a_column_is_named_once_whatever_was_found_in_it() -> None:
    people: Table = {"银行卡号": [CARD, "x"], "手机": [None, "13800138000"]}

    assert preserved({"bank_card": "fpe valid = true"}, people, [CARD, "13800138000"]) == [Leak("bank_card", 2, (0, 1))]


@pytest.mark.parametrize("kept", ["account_id", "bank_card", "customer_id"])
def test_an_identifier_of_another_kind_in_a_kept_column_is_a_leak(kept: str) -> None:
    people: Table = {"手机": ["13800138000"], "身份证号": ["11010519491231002X"], kept: ["13800138000"]}

    assert own({kept: "keep"}, people) == (Leak(kept, 1, (0,)),)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_policies_pass_over_the_sample(name: str) -> None:
    policy = built_in(name)
    assert policy is not None
    with open_table(Input(Path(__file__).parents[3] / "sample_data" / "portfolio.csv")) as table:
        plan = bind(policy, table.headers.columns, region="CN", minter=OURS)
        gate = Gate(table.headers.columns, plan)
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            look = gate.look(batch.frame, plan.apply(batch.frame)[0], batch.rows)
            gate.admit(look)
            assert look.leaks == ()
        assert batch.frame.height > 100
    assert gate.across() == ()


def test_a_name_in_a_kept_column_is_a_leak_unless_others_have_the_word_too() -> None:
    rules = {"product": "keep", "city": "keep", "name": "mask_name"}
    shifted = {"姓名": ["张三", "李四"], "产品": ["张三", "消费贷"], "城市": ["汉中市", "汉中市"]}
    namesake = {"姓名": ["安康", "李四"], "产品": ["消费贷", "消费贷"], "城市": ["安康", "安康"]}
    two = {"联系人1姓名": ["王五", "钱七"], "产品": ["张三", "钱七"]}
    assert own(rules, shifted) == (Leak("product", 1, (0,), names=True),)
    assert own(rules, shifted | two) == (Leak("product", 2, (0, 1), names=True),)
    assert own(rules, namesake) == ()


TEXT = {"product": "keep", "city": "keep", "remark": "keep"}


@pytest.mark.parametrize("nobody", ["-", "0", "未知", "N/A", "本人", "张**", "王*明", "M** O**", "无"])
def test_what_is_no_name_names_nobody(nobody: str) -> None:
    people: Table = {
        "姓名": [nobody, "李四"],
        "产品": ["a", "b"],
        "城市": [nobody, "深圳"],
        "备注": [f"{nobody}接听", "无"],
    }
    assert own(TEXT, people) == ()


@pytest.mark.parametrize("cell", ["张　三", "张三", " 张三 ", "张三丰*"])
def test_a_padded_name_is_found_as_it_is_written_elsewhere(cell: str) -> None:
    people: Table = {"姓名": [cell], "备注": [f"{''.join(cell.split())}接听"]}
    assert own({"remark": "keep"}, people) == (Leak("remark", 1, (0,), names=True),)


@pytest.mark.parametrize(
    ("header", "raw"),
    [
        ("第三方电话", "13800138000"),
        ("共债人证件号", ID),
        ("备用卡号2", CARD),
        ("备用电邮", "li.si@example.cn"),
    ],
)
def test_what_a_header_states_is_looked_for_unless_the_policy_says_otherwise(header: str, raw: str) -> None:
    people: Table = {header: [raw], "备注": [f"见{raw}"]}
    rules = {"remark": "keep"}
    assert own(rules, people) == (Leak("remark", 1, (0,)),)
    assert own(rules | {header: "drop kind = 'text'"}, people) == ()


@pytest.mark.parametrize("header", ["客服热线电话", "委托方传真", "网点电话"])
def test_numbers_of_the_creditor_are_nobodys(header: str) -> None:
    assert own({"remark": "keep"}, {header: ["4008123456"], "备注": ["请拨4008123456"]}) == ()


@pytest.mark.parametrize(
    "rule", ["keep_first shown = 8", "keep_last shown = 8", "keep_ends first = 4", "redact_text", "keep"]
)
def test_a_name_in_what_is_left_of_a_text_is_found(rule: str) -> None:
    people: Table = {"姓名": ["张三丰"], "备注": ["张三丰接听并承诺下周还款共计一千元整谢谢张三丰"]}
    found = own({"remark": rule}, people)
    assert found == (() if rule == "redact_text" else (Leak("remark", 1, (0,), names=True),))


def test_mobiles_are_read_where_they_stand() -> None:
    def read(cells: list[str]) -> list[int] | None:
        data = "".join(f"{cell},x\n" for cell in cells).encode()
        schema = {"mobile": pl.String(), "other": pl.String()}
        found = InBytes(Delimited.of(data, ",", 2), schema).mobiles("mobile")
        return None if found is None else found.to_list()

    assert read(["+8613800138000", "+8619999999999"]) == [13_800_138_000, 19_999_999_999]
    for odd in (
        "+8523800138000",
        "+86138001380000",
        "+861380013800x",
        "+861:800138000",
        "13800138000",
        "+8628001380000",
    ):
        assert read(["+8613800138000", odd]) is None


def test_an_account_number_among_kept_mobiles_is_found() -> None:
    people = {"合同号": ["13700137000", "A-1234567"], "手机号码": ["13900139000", "13800138000"]}
    plan, frame = bound({"mobile": "keep"}, people)
    output = pl.DataFrame({"mobile": ["+8613700137000", "+8613800138000"]})
    data = "".join(f"{cell},x\n" for cell in output["mobile"]).encode()
    written = InBytes(Delimited.of(data, ",", 2), {"mobile": pl.String(), "other": pl.String()})
    rows = pl.int_range(2, eager=True)

    looks = [Gate(headed(people)[0], plan).look(frame, output, rows, how) for how in (None, written)]

    assert [look.leaks for look in looks] == [(Leak("mobile", 1, (0,)),)] * 2


@pytest.mark.parametrize(
    "given",
    ["0755-26012345-801", "(0755) 26012345 ext 801", "０７５５－２６０１２３４５－８０１", "0755-26012345转801"],
)
@pytest.mark.parametrize("leaves", ["0755-26012345", "0755 26012345", "075526012345", "打（0755）26012345找他"])
def test_a_land_line_is_found_without_its_extension(given: str, leaves: str) -> None:
    people = {**PEOPLE, "手机": [given, None, None]}
    output = pl.DataFrame({"product": column([leaves, "车贷", None]), "remark": PEOPLE["备注"]})
    assert [leak.column for leak in leaks(output, people)] == ["product"]


HONG_KONG, MACAO, TAIWAN = "+852 1512 3456", "(00853) 1612-3456", "+886 100 123 456"
HOME = [
    *((HONG_KONG, cell) for cell in ("15123456", "1512 3456", "打1512-3456找他", "１５１２３４５６", "1512 3456 12月")),
    *((f"{HONG_KONG} / 13800138000", "15123456"), ("85215123456", "15123456"), (MACAO, "1612 3456")),
    *((TAIWAN, "0100123456"), (TAIWAN, "0100-123-456"), ("00886 1 2345 678", "(01) 2345 678")),
]


@pytest.mark.parametrize(("given", "leaves"), HOME)
def test_a_number_of_hong_kong_macao_or_taiwan_is_found_without_its_code_in_its_row(given: str, leaves: str) -> None:
    people = {**PEOPLE, "手机": ["13900139000", given, None]}
    for row, found in ((1, [Leak("product", 1, (3,))]), (2, [])):  # elsewhere it is some order's number
        cells = ["消费贷", "车贷", None]
        cells[row] = leaves
        assert leaks(pl.DataFrame({"product": column(cells), "remark": PEOPLE["备注"]}), people) == found


def test_eight_digits_that_are_a_day_or_a_kept_phone_are_no_number_of_hong_kong() -> None:
    people: Table = {"手机": [HONG_KONG], "联系人1手机": ["+852 2026 1031"], "备注": ["2026-10-31"]}
    assert own({"remark": "keep"}, people) == ()
    assert own({"mobile": "keep"}, {"手机": [HONG_KONG], "联系人1手机": [HONG_KONG]}) == ()


@pytest.mark.parametrize(
    ("given", "leaves"),
    [
        ("+86 20 1234 5678", "020-1234 5678"),
        ("0086-20-12345678", "02012345678"),
        ("020-12345678", "+86 20 1234 5678"),
        ("15123456", "+852 1512 3456"),
        ("0100123456", "00886 100 123 456"),
    ],
)
def test_a_number_is_found_with_and_without_the_code_of_its_country_in_any_row(given: str, leaves: str) -> None:
    people = {**PEOPLE, "手机": [given, None, None]}
    output = pl.DataFrame({"product": column(["消费贷", leaves, None]), "remark": PEOPLE["备注"]})
    assert leaks(output, people) == [Leak("product", 1, (3,))]
