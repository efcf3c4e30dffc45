"""Texts and addresses in traditional characters, and identity cards of Hong Kong and Taiwan."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.mask.operators.masks import MaskAddress
from collectkit.mask.operators.ranges import Generalise
from collectkit.mask.text import finder
from tests.unit.mask.given import cells, column


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("已核回鄉證 H12345678", "document", "H12345678"),
        ("護照號碼E12345678", "document", "E12345678"),
        ("客戶電話26012345", "phone", "26012345"),
        ("微信號 abcdefg", "wechat", "abcdefg"),
        ("企鵝 123456789", "qq", "123456789"),
        ("卡號 1234567890123", "bank", "1234567890123"),
        ("身份證 A123456(3)", "document", "A123456(3)"),
        ("核對 AB987654(A) 無誤", "document", "AB987654(A)"),
        ("身分證字號 A123456789", "document", "A123456789"),
        ("統一編號：a123456789", "document", "a123456789"),
    ],
)
def test_words_that_tell_are_read_in_traditional_characters(text: str, kind: str, value: str) -> None:
    assert finder.find(pl.Series([text])).select("kind", "value").rows() == [(kind, value)]


@pytest.mark.parametrize("text", ["訂單 A123456789", "整 A123456 元", "廣東省深圳市的客戶說下週還", "A123456 (明天)"])
def test_what_tells_nobody_stays(text: str) -> None:
    assert finder.find(pl.Series([text])).is_empty()


def test_an_address_is_told_as_it_stands() -> None:
    found = finder.find(pl.Series(["他住廣東省深圳市南山區樣本路１號，說已還"]))
    assert found.select("kind", "value").rows() == [("address", "廣東省深圳市南山區樣本路１號")]


@pytest.mark.parametrize(("own", "written"), [("歐陽樣本", "欧阳样本"), ("张三", "張三"), ("陳大文", "陳大文")])
def test_a_name_is_found_in_either_script_and_stays_as_its_column_has_it(own: str, written: str) -> None:
    beside = {"name": cells([own], "name")}
    found = finder.find(column([f"找{written}本人"]), beside)
    assert found.rows() == [(0, 1, 1 + len(written), "name", own)]


def test_regions_of_addresses_are_read_in_traditional_characters() -> None:
    homes = cells(["廣東省深圳市南山區樣本路1號", "新疆烏魯木齊市天山區", "臺灣高雄", "某處"], "address_home")
    assert MaskAddress().apply(homes).to_list() == [
        "广东省深圳市南山区***",
        "新疆维吾尔自治区乌鲁木齐市天山区***",
        "台湾省***",
        "***",
    ]
    assert Generalise(to="city").apply(homes)[0] == "广东省深圳市"
