"""What cells are seen to be: every kind whole, inside words, in other widths and spellings; and what is none."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from collectkit.fields.identity import check_digit
from collectkit.mask.scan_values import Seen, look, luhn


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
    found = seen("138****8000", "张*", "***", "13800138000*")

    assert found.masked == 3
    assert found.whole == Counter({"mobile": 1})


def test_tokens_and_pseudonyms_are_counted() -> None:
    assert seen("P0" + "Z" * 18, "S0" + "Z" * 24, "P0" + "Z" * 17).tokens == 2


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
