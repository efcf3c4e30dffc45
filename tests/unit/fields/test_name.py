"""Names: one spelling, no character exchanged, and what they say besides."""

from __future__ import annotations

import pytest

from collectkit.fields import name
from tests.unit.fields.reading import readings, strings


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("张三", "张三"),
        (" 张三\t", "张三"),
        ("　张　三　", "张三"),
        ("张 三", "张三"),
        ("张　三丰", "张三丰"),
        ("欧阳　修", "欧阳修"),
        ("张 三 丰", "张三丰"),
        ("张三　李四", "张三　李四"),  # two persons, perhaps
        ("诸葛　孔明", "诸葛　孔明"),
        ("王𠮷", "王𠮷"),
        ("䶮", "䶮"),
        ("王　𠮷", "王𠮷"),
        ("豈", "豈"),  # a compatibility character, which NFKC replaces
        ("ＡＢ", "ＡＢ"),
        ("Zhang San", "Zhang San"),
        ("ZHANG  SAN", "ZHANG  SAN"),
        ("张San", "张San"),
        ("J. R. Smith", "J. R. Smith"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提・阿卜", "阿依古丽·买买提·阿卜"),
        ("张世行", "张世行"),
        ("无", None),
        ("", None),
        ("　", None),
        ("#N/A", None),
        (None, None),
    ],
)
def test_names(cell: str | None, value: str | None) -> None:
    assert readings(name.parse, [cell, "张三", None]) == [(value, None), ("张三", None), (None, None)]


@pytest.mark.parametrize("point", name.POINTS)
def test_every_point_of_a_minority_name_is_one(point: str) -> None:
    assert readings(name.parse, [f"买买提{point}艾力"]) == [("买买提·艾力", None)]
    assert readings(name.parse, [f"A{point}艾力"]) == [(f"A{point}艾力", None)]


@pytest.mark.parametrize(
    "cell", ["张三(已故)", "张三（已故）", "张三-已去世", "已故张三", "张三【身故】", "张三（死亡）",
             "Zhang San (Deceased)"]
)  # fmt: skip
def test_a_name_that_says_that_somebody_died_keeps_saying_so(cell: str) -> None:
    assert readings(name.parse, ["张三", cell]) == [("张三", None), (cell, "NAME_SAYS_DECEASED")]
    assert name.says_deceased(strings([cell, "张三", None])).to_list() == [True, False, False]


@pytest.mark.parametrize(
    "cell",
    ["示例贸易有限公司", "示例公司（已注销）", "示例种植专业合作社", "示例五金厂", "示例便利店", "示例市某商行",
     "Example Ltd",
     "Example Trading Co., Ltd.", "EXAMPLE CO. LIMITED", "Example LLC"],
)  # fmt: skip
def test_companies(cell: str) -> None:
    assert readings(name.parse, [cell]) == [(cell, "NAME_OF_COMPANY")]


@pytest.mark.parametrize("cell", ["Jose Co", "店小二", "厂丰", "Incan Smith"])
def test_what_is_no_company(cell: str) -> None:
    assert readings(name.parse, [cell]) == [(cell, None)]
