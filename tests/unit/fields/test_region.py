"""Provinces in all their names."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.fields import region


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("广东省", "广东"),
        ("广东", "广东"),
        (" 广东省　", "广东"),
        ("Guangdong", "广东"),
        ("GUANGDONG PROVINCE", "广东"),
        ("北京市", "北京"),
        ("内蒙", "内蒙古"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("Shaanxi", "陕西"),
        ("Hong Kong SAR", "香港"),
        ("广州市", None),
        ("Kent", None),
        ("", None),
        (None, None),
    ],
)
def test_a_province_has_one_short_name(cell: str | None, name: str | None) -> None:
    assert region.canonical(pl.Series([cell], dtype=pl.String)).to_list() == [name]
    assert region.short(cell or "") == name


def test_there_are_34_and_each_long_and_english_name_leads_back() -> None:
    assert len(region.PROVINCES) == 34
    assert all(
        region.short(long) == region.short(english) == name for name, (long, english) in region.PROVINCES.items()
    )
