"""Identifiers in free text: what is found, as what, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from collectkit.mask.cells import Cells
from collectkit.mask.text import finder
from tests.unit.mask.given import cells, column

Found = list[tuple[str, str]]


def found_in(texts: Sequence[str], beside: Mapping[str, str] | None = None) -> list[Found]:
    """Return what is found in each text: kind, and what stands there."""
    others: dict[str, Cells] = {field: cells([cell] * len(texts), field) for field, cell in (beside or {}).items()}
    found: list[Found] = [[] for _ in texts]
    for at, start, end, kind in finder.find(column(texts), others).select("at", "start", "end", "kind").iter_rows():
        found[at].append((kind, texts[at][start:end]))
    return found


def found(text: str, beside: Mapping[str, str] | None = None) -> Found:
    """Return what is found in one text."""
    return found_in([text], beside)[0]


PHONES = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "138·0013·8000",
    "1380 0138 000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "1.3.8.0.0.1.3.8.0.0.0",
    "+86 138-0013-8000",
    "+8613800138000",
    "(+86)13800138000",
    "0086 13800138000",
    "86-13800138000",
    "１３８００１３８０００",
    "一三八零零一三八零零零",
    "一三八〇〇一三八〇〇〇",
    "幺三八零零幺三八零零零",
    "壹叁捌零零壹叁捌零零零",
    "138零零13八000",
    "一 三 八 零 零 一 三 八 零 零 零",
    "138OO138OOO",
    "138\u200b0013\u200b8000",
    "0755-26012345",
    "0755-26012345-801",
    "(0755)26012345",
    "0755 26012345转801",
    "01012345678",
    "+852 9123 4567",
    "one three eight double-oh one three eight triple-zero",
]


@pytest.mark.parametrize("around", ["{}", "打{}没人接", "电话:{},已停机", "call {} now"])
def test_phones_in_any_spelling(around: str) -> None:
    assert found_in([around.format(phone) for phone in PHONES]) == [[("phone", phone)] for phone in PHONES]


OTHERS = [
    ("证件11010519491231002X已核", "identity", "11010519491231002X"),
    ("证件11010519491231002x已核", "identity", "11010519491231002x"),
    ("证件１１０１０５１９４９１２３１００２Ｘ", "identity", "１１０１０５１９４９１２３１００２Ｘ"),
    ("证件110105 19491231 002X", "identity", "110105 19491231 002X"),
    ("旧证110105491231002", "identity", "110105491231002"),
    ("壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", "identity", "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X"),
    ("身份证110105194912310021", "identity", "110105194912310021"),  # its check is wrong
    ("护照E12345678出境", "document", "E12345678"),
    ("台胞证号:12345678", "document", "12345678"),
    ("港澳通行证 c12345678", "document", "c12345678"),
    ("卡6222021234567890123扣款", "bank", "6222021234567890123"),
    ("卡6222 0212 3456 7890 123", "bank", "6222 0212 3456 7890 123"),
    ("pay to 4111 1111 1111 1111", "bank", "4111 1111 1111 1111"),
    ("尾号不对，账号123456789012345", "bank", "123456789012345"),
    ("发到zhang.san@example.com了", "email", "zhang.san@example.com"),
    ("发到zhang＠example.com。", "email", "zhang＠example.com"),
    ("mail zhang @ example . com", "email", "zhang @ example . com"),
    ("wxid_abc123def", "wechat", "wxid_abc123def"),
    ("微信：hello_2020，", "wechat", "hello_2020"),
    ("加V lisa-wang", "wechat", "lisa-wang"),
    ("vx:abcdef1", "wechat", "abcdef1"),
    ("威信号是sunnyday", "wechat", "sunnyday"),
    ("added WeChat sunny2020", "wechat", "sunny2020"),
    ("微信1234567没加上", "wechat", "1234567"),
    ("QQ：12345678", "qq", "12345678"),
    ("扣扣一二三四五六七", "qq", "一二三四五六七"),
    ("QQ12345678三天没上", "qq", "12345678"),
    ("粤B12345停在楼下", "plate", "粤B12345"),
    ("开粤BD12345", "plate", "粤BD12345"),
    ("粤B·12345", "plate", "粤B·12345"),
    ("沪a12345", "plate", "沪a12345"),
    ("住在南山区科技园路5号", "address", "南山区科技园路5号"),
    ("家住广东省深圳市南山区科技园路5号院3栋2单元1201室，", "address", "广东省深圳市南山区科技园路5号院3栋2单元1201室"),
    ("人民路十五号", "address", "人民路十五号"),
    ("搬到示例花园3栋1201", "address", "示例花园3栋1201"),
    ("3栋2单元501", "address", "3栋2单元501"),
    ("样本村3组12号", "address", "样本村3组12号"),
    ("弥敦道 123 号", "address", "弥敦道 123 号"),
    ("住九龍旺角彌敦道 123 號 12 樓 A 室，", "address", "九龍旺角彌敦道 123 號 12 樓 A 室"),
    ("香港中環德輔道中 12 號 3 樓", "address", "香港中環德輔道中 12 號 3 樓"),
    ("軒尼詩道200號銀座大廈5樓", "address", "軒尼詩道200號銀座大廈5樓"),
    ("天津市和平区南京道88-90号", "address", "天津市和平区南京道88-90号"),
    ("lives at 12 Main Street, Apt 5, Springfield", "address", "12 Main Street, Apt 5, Springfield"),
]


def test_what_else_is_found() -> None:
    assert found_in([text for text, _, _ in OTHERS]) == [[(kind, value)] for _, kind, value in OTHERS]


NOBODY = [
    "还款5000元，逾期45天，利率18.25%",
    "2024-01-31 10:30:00 致电，20240131再打，2024年1月31日",
    "本金12345.67 利息234.56 罚息12.00 合计12592.23",
    "15400123.45",
    "13,800,138,000",
    "放款13800138000元",
    "¥13,800.00 + 233122.00",
    "1500 2000 3000 4000",
    "订单20240131123456789，流水号6222021234567890",
    "快递SF1234567890123",
    "(2024)粤0304民初12345号",
    "M3+ DPD91 第2次 共36期",
    "壹万贰仟叁佰元整，三万五，一千五百块",
    "客服400-820-0000、95588",
    "微信同号，微信转账500元，微信支付20240131，加微信50000元",
    "WeChat payment received",
    "QQ没加上",
    "15号还，开庭15号，家庭5口人，知道5号还款，分期12期",
    "不知道100号是谁，渠道50号客户，人行道100号灯杆，报道120号，8号通道，打交道5号3楼，说了一道50号",
    "街道办事处45号，弥敦道5号还款，味道88号",
    "一直关机，三个月没还，五险一金",
    "广东省深圳市南山区",
    "尾号8000",
    "x@y",
    "17|18|19|20|21",
    "1: 1, 2: 5.6, 3: 1.1, 4: 2.0, 5: 0.7, 6: 0.9",
    "x = train_set + valid_set",
    "see --query @overdue.sql",
    "P03KSSBANA2QRS0QWYGD",
    "",
]


def test_what_names_nobody_is_left_alone() -> None:
    assert {text: spans for text, spans in zip(NOBODY, found_in(NOBODY), strict=True) if spans} == {}


def test_two_numbers_are_two() -> None:
    two = [("phone", "13800138000"), ("phone", "13900139000")]
    betweens = ["/", " ", "，", "、", ";", "\n"]
    assert found_in([f"13800138000{between}13900139000" for between in betweens]) == [two] * len(betweens)


@pytest.mark.parametrize("phone", ["13800138000", "一三八零零一三八零零零"])
def test_a_word_that_begins_like_a_digit_is_no_part_of_a_number(phone: str) -> None:
    texts = [f"{phone}{behind}" for behind in ("一直关机", "三次没接", "元旦再打")]
    assert found_in(texts) == [[("phone", phone)]] * 3


@pytest.mark.parametrize(
    ("cell", "text", "parts"),
    [
        ("张三", "张三说张 三不在，张先生在", ["张三", "张 三"]),
        ("张三(已故)", "张三已去世", ["张三"]),
        (
            "阿依古丽·买买提",
            "阿依古丽•买买提和阿依古丽买买提，阿依古丽",
            ["阿依古丽•买买提", "阿依古丽买买提", "阿依古丽"],
        ),
        ("欧阳·李芳", "李芳称可打，欧阳也在", ["李芳", "欧阳"]),
        ("艾山.阿里", "艾山接，阿 里称可打", ["艾山", "阿 里"]),
        ("阿不都·热西提·买买提", "热西提接", ["热西提"]),
        ("李四 父亲", "父亲接", []),
        ("张三、李四、王五", "李四接", ["李四"]),
        ("Zhang San", "ZHANG SAN, San Zhang, zhang san", ["ZHANG SAN", "San", "Zhang", "zhang san"]),
        ("Will Smith", "will call Will, Smith said", ["Will", "Smith"]),
        ("Li Yan", "Li Yang", []),
        ("张三、李四", "李四接的", ["李四"]),
        ("李", "李在家", []),
    ],
)
def test_names_of_the_row(cell: str, text: str, parts: list[str]) -> None:
    assert found(text, {"contact2_name": cell}) == [("name", part) for part in parts]
    assert found(text) == []


@pytest.mark.parametrize(
    ("field", "cell", "text", "kind"),
    [
        ("account_id", "HT-2024/00017", "合同HT-2024/00017结清", "account"),
        ("account_id", "20240131", "合同20240131结清", "account"),
        ("customer_id", "kh00012345", "客户KH00012345", "customer"),
        ("wechat", "sunny_girl", "她叫sunny_girl", "wechat"),
        ("qq", "12345678", "号12345678", "qq"),
        ("contact1_phone", "85291234567", "香港852 9123 4567", "phone"),
        ("mobile", "13800138000", "13800138000元", "phone"),
        ("repay_account", "1234567", "打到1234567", "bank"),
        ("address_home", "科技园后面的平房", "去科技园后面的平房", "address"),
    ],
)
def test_other_values_of_the_row(field: str, cell: str, text: str, kind: str) -> None:
    assert [one for one, _ in found(text, {field: cell})] == [kind]
    assert [one for one, _ in found(text)] != [kind]


def test_a_short_account_number_is_no_needle() -> None:
    assert found("还款50000", {"account_id": "50000"}) == []


def test_places_count_characters_of_the_text_as_it_came() -> None:
    texts = ["👨‍👩‍👧１３８００１３８０００", None, "", "𠮷𠮷138 0013 8000"]
    spans = finder.find(pl.Series(texts))
    assert spans.select("at", "start", "end").rows() == [(0, 5, 16), (3, 2, 15)]
