"""What cells are seen to be: every kind whole, inside words, in other widths and spellings; and what is none."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from collectkit.fields.identity import check_digit
from collectkit.mask.scan.numbers import luhn
from collectkit.mask.scan.values import Seen, look


def resident(body: str) -> str:
    return body + check_digit(body)


ID = resident("11010118900307001")


def seen(*cells: str | None) -> Seen:
    return look(pl.Series("0", cells, dtype=pl.String))


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("13800138000", "mobile"),
        ("+86 138-0013-8000", "mobile"),
        ("0086 13800138000", "mobile"),
        ("8613800138000", "mobile"),
        ("13800138000.0", "mobile"),
        ("１３８００１３８０００", "mobile"),
        (" 138 0013 8000 ", "mobile"),
        ("'13800138000", "mobile"),
        ("13800138000/13900139000", "mobile"),
        ("0755-26012345-801", "landline"),
        ("(010)88888888", "landline"),
        ("01088888888", "landline"),
        (ID, "identity"),
        (ID[:6] + " " + ID[6:14] + " " + ID[14:], "identity"),
        (resident("11010118900307002").lower(), "identity"),
        ("4111111111111111", "bank"),
        ("4111 1111 1111 1111", "bank"),
        ("6222020000000000000", "bank"),
        ("someone@example.com", "email"),
        ("张三", "name"),
        ("张　三", "name"),
        ("欧阳小明", "name"),
        ("阿依古丽·买买提", "name"),
        ("广东省深圳市南山区科技路12号", "address"),
        ("上海市浦东新区世纪大道一百号", "address"),
        ("12 High Street, Nowhere", "address"),
        ("Flat 3, 12b Station Rd", "address"),
        ("48764 Howard Forge, Vanessaside, PA 19763", "address"),
        ("P.O. Box 1234", "address"),
        ("John Smith", "latin name"),
        ("SMITH, JOHN", "latin name"),
        ("Zhang Wei", "latin name"),
        ("京A·12345", "plate"),
        ("粤B12345", "plate"),
        ("粤B·D12345", "plate"),
        ("粤B1234挂", "plate"),
        ("wxid_abc123", "wechat"),
        ("E12345678", "passport"),
        ("H12345678", "passport"),
        ("A123456(7)", "passport"),
        ("1985-03-07", "birth date"),
        ("1985年3月7日", "birth date"),
        ("19850307", "birth date"),
        ("某某科技有限公司", "company"),
        ("Nobody & Sons Ltd.", "company"),
        ("+44 1632 960123", "foreign phone"),
        ("(212) 555-0123", "foreign phone"),
        ("212-555-0123", "foreign phone"),
        ("123-45-6789", "social security"),
    ],
)
def test_a_whole_cell_is_seen(cell: str, kind: str) -> None:
    found = seen(cell)

    assert found.whole == Counter({kind: 1})
    assert found.inside == Counter()
    assert (found.cells, found.masked, found.tokens) == (1, 0, 0)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("客户手机13800138000，下月还", "mobile"),
        ("tel:13800138000", "mobile"),
        ("单位电话0755-26012345", "landline"),
        (f"身份证{ID}已核", "identity"),
        ("卡4111111111111111", "bank"),
        ("请发someone@example.com", "email"),
        ("加微信号：lucky_88聊", "wechat"),
        ("他说wxid_abc123", "wechat"),
        ("QQ号 123456 可联系", "qq"),
        ("车停楼下 京A12345", "plate"),
        ("开粤BD12345", "plate"),
        ("联系人王小明，下周还", "name"),
        ("其妻李红说已还", "name"),
    ],
)
def test_a_value_among_words_is_seen(cell: str, kind: str) -> None:
    found = seen(cell)

    assert found.inside == Counter({kind: 1})
    assert not found.whole


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-31",
        "2026-10-31 10:20:30",
        "20261031102030",
        "1234567.89",
        "1,234,567,890.12",
        "1706659200000",
        "138001380001",  # twelve digits
        "12800138000",  # no such mobile prefix
        "138 0013 80001",
        ID[:17] + ("1" if ID[17] != "1" else "2"),  # wrong check character
        resident("11010118901307001"),  # a thirteenth month
        "4111111111111112",  # wrong Luhn digit
        "现金贷",
        "深圳市",
        "石家庄市",
        "逾期",
        "HT20261031-0001",
        "KH04730717887",  # a code, not a landline number
        "LS4111111111111111",  # a code, not a card
        "user@localhost",
        "安康",  # a city
        "New York",
        "Consumer Loan",
        "2026-03-07",
        "PICC",
        "E1234567890",
        "联系人方式不详",
        "已加微信",
        "QQ群",
    ],
)
def test_other_cells_are_nothing(cell: str) -> None:
    found = seen(cell)

    assert not found.whole
    assert not found.inside
    assert found.cells == 1


def test_blanks_are_no_cells() -> None:
    assert seen(None, "", " ", "-", "无", "N/A") == Seen()
    assert seen() == Seen()


def test_masked_cells_are_counted_and_a_star_hides_no_number() -> None:
    found = seen("138****8000", "张*", "***", "138XXXX8000", "王●●", "13800138000*")

    assert found.masked == 5
    assert found.whole == Counter({"mobile": 1})


def test_tokens_and_pseudonyms_are_counted() -> None:
    assert seen("P0" + "Z" * 18, "S0" + "Z" * 24, "P0" + "Z" * 17).tokens == 2
    assert seen("P03XXX" + "0" * 14, "C0QQ" + "1" * 19) == Seen(cells=2, tokens=2)  # no stars, no chat


def test_forms_are_looked_for_where_the_header_promises_them() -> None:
    cells = pl.Series(["lucky_88", "123456", "x y"])

    assert not look(cells).forms
    assert look(cells, "wechat").forms == Counter({"handle": 1, "short number": 1})
    assert seen("13912345678", "12912345678", "6222021234567890123", ID[:17] + "?").forms == Counter(
        {"shaped like phone": 2, "shaped like bank": 1}
    )


def test_years_are_those_of_birth_dates() -> None:
    assert (seen("1985-03-07", "19900101") + seen("2003/1/1", "2026-01-01")).years == {1985, 1990, 2003}


def test_ranges_are_counted() -> None:
    found = seen("<18", "18-30", ">=60", "2026-10", "-5-0", "0755-26012345", "30", "2026-10-31")

    assert (found.ranges, found.clear) == (5, 3)


def test_repeated_cells_count_each_time_and_names_once() -> None:
    found = seen("张三", "张三", "李四", "13800138000", "13800138000")

    assert found.whole == Counter({"name": 3, "mobile": 2})
    assert found.names == 2


def test_batches_add_up() -> None:
    first, second = seen("张三", "13800138000", "138****8000"), seen("李四", "王五", "电话13800138000")

    both = first + second

    assert (both.cells, both.masked, both.names) == (6, 1, 2)
    assert both.whole == Counter({"name": 3, "mobile": 1})
    assert both.inside == Counter({"mobile": 1})


def test_luhn_agrees_with_the_definition() -> None:
    def right(number: str) -> bool:
        digits = [int(digit) for digit in reversed(number)]
        return sum(d if place % 2 == 0 else sum(divmod(2 * d, 10)) for place, d in enumerate(digits)) % 10 == 0

    numbers = [str(n * 7_919 + 3) for n in range(10**15, 10**15 + 500)] + ["9999999999999999999", "0"]

    assert luhn(pl.Series(numbers)).to_list() == [right(number) for number in numbers]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("陳大文", "name"),
        ("歐陽娜", "name"),
        ("葉麗華", "name"),
        ("粵B12345", "plate"),
        ("廣東省深圳市南山區樣本路1號", "address"),
        ("九龍旺角彌敦道 123 號", "address"),
        ("香港中環德輔道中 12 號 3 樓", "address"),
        ("樣本實業有限公司", "company"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(cell: str, kind: str) -> None:
    assert seen(cell).whole[kind] == 1
