"""Rows that are no accounts."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.ingest import structure

HEADER = ["序号", "合同号", "姓名", "逾期金额（元）"]


def role(*cells: str | None) -> str | None:
    """Return the role of one row, alone in its batch."""
    frame = pl.DataFrame([cells], schema={str(place): pl.String for place in range(len(cells))}, orient="row")
    (found,) = structure.roles(frame, "1", HEADER).to_list()
    return str(found) if found else None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "HT1", "张三", "5"), None),
        ((None, None, None, None), "blank"),
        (("", " ", "\t", "　"), "blank"),
        (("序号", "合同号", "姓名", "逾期金额（元）"), "repeated_header"),
        ((" 序号", "合同号 ", None, "逾期金额(元)"), "repeated_header"),
        (("合计", None, None, "1,234.00"), "totals"),
        (("合 计：", "", "", "1234"), "totals"),
        ((None, "总计", None, "1234"), "totals"),
        (("2", "总计(5户)", None, "1234"), "totals"),
        (("總計", None, None, "1234"), "totals"),
        (("Grand Total", None, None, "1234"), "totals"),
        (("小计", None, None, "1234"), "totals"),
        (("说明：以上数据仅供参考", None, None, None), "note"),
        ((None, "备注1：金额为元", None, None), "note"),
        (("Note: amounts in yuan", None, None, None), "note"),
        (("* 单位：元", None, None, None), "note"),
        (("大写：人民币陆仟圆整", None, None, None), "note"),
        ((None, "合计（大写）：陆仟圆整", None, None), "note"),
        (("開戶銀行：某某银行", None, None, None), "note"),
        ((None, "账号：6222", None, None), "note"),
        ((None, "账号6222", None, None), None),
        (("1", "户名：6222", None, "5"), None),
        (("1", None, "张三", "5"), None),
        (("1", "HT1", "合计", "5"), None),
        (("1", "HT1", "合同号", "5"), None),
        ((None, None, "说明", None), None),
        (("1", "合同2024", "说明：", "5"), None),
        (("1", None, None, None), None),
        (("1", "total-17", "张三", "5"), None),
    ],
)
def test_roles(cells: tuple[str | None, ...], expected: str | None) -> None:
    assert role(*cells) == expected


def test_roles_of_many_rows() -> None:
    frame = pl.DataFrame(
        {
            "0": ["1", None, "合计", "2"],
            "1": ["HT1", None, None, "HT2"],
            "2": ["甲", None, None, "乙"],
            "3": ["1", None, "3", "2"],
        }
    )
    assert structure.roles(frame, "1", HEADER).to_list() == [None, "blank", "totals", None]
    assert structure.roles(frame, None, HEADER).to_list() == [None, "blank", "totals", None]


def test_totals_know_whether_they_are_of_a_part() -> None:
    assert structure.totals(9, {0: "小计", 3: "5"}) == structure.Totals(9, True, {0: "小计", 3: "5"})
    assert structure.totals(9, {0: "1", 1: "合计", 2: " ", 3: "5"}) == structure.Totals(
        9, False, {0: "1", 1: "合计", 3: "5"}
    )


def test_fields_of_a_line() -> None:
    assert structure.fields('合计,,,"1,234"', ",", 6) == {0: "合计", 1: "", 2: "", 3: "1,234"}
    assert structure.fields("a;b;c", ";", 2) == {0: "a", 1: "b"}
    assert structure.fields('"a', ",", 4) == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("说明：数据截至月末", True),
        ('"备注：共5户"', True),
        ("制表人：某某,,,", True),
        ("HT1,张三", False),
        ("说明：a,b", False),
        ("", False),
    ],
)
def test_notes_among_lines(line: str, expected: bool) -> None:
    assert structure.is_note(line) == expected
