"""Addresses: the divisions that they name, in every way that they are named, and nothing else."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest

from collectkit.fields import address, region
from collectkit.fields.divisions import scopes

CASES = {
    # whole names
    "广东省深圳市南山区科技园路1号": "广东省 深圳市 南山区",
    "北京市朝阳区望京街9号": "北京市 朝阳区",
    "北京市北京市朝阳区望京街9号": "北京市 朝阳区",
    "北京市市辖区海淀区中关村": "北京市 海淀区",
    "重庆市渝北区": "重庆市 渝北区",
    "上海市 浦东新区 张江": "上海市 浦东新区",
    "吉林省吉林市昌邑区": "吉林省 吉林市 昌邑区",
    "吉林市昌邑区": "吉林省 吉林市 昌邑区",
    "海南省三亚市吉阳区": "海南省 三亚市 吉阳区",
    "海南藏族自治州共和县": "青海省 海南藏族自治州 共和县",
    "内蒙古自治区阿拉善盟阿拉善左旗": "内蒙古自治区 阿拉善盟 阿拉善左旗",
    "黑龙江省大兴安岭地区漠河市": "黑龙江省 大兴安岭地区 漠河市",
    "新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路": "新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市",
    "湖北省仙桃市沔城": "湖北省 仙桃市",
    "广东省东莞市长安镇": "广东省 东莞市",
    "江苏省昆山市玉山镇": "江苏省 苏州市 昆山市",
    "福建省三明市沙县区府西路": "福建省 三明市 沙县区",
    "香港特别行政区九龙": "香港特别行政区",
    # former names
    "上海市闸北区共和新路": "上海市 闸北区",
    "湖北省襄樊市襄阳区": "湖北省 襄樊市 襄阳区",
    "福建省三明市沙县人民路": "福建省 三明市 沙县",
    # brief ones
    "广西省桂林市阳朔县": "广西壮族自治区 桂林市 阳朔县",
    "恩施州利川市": "湖北省 恩施土家族苗族自治州 利川市",
    "河北大厂县": "河北省 廊坊市 大厂回族自治县",
    "广东深圳南山": "广东省 深圳市 南山区",
    "广东深圳南山科技园1号": "广东省 深圳市 南山区",
    "深圳南山区": "广东省 深圳市 南山区",
    "内蒙古呼和浩特": "内蒙古自治区 呼和浩特市",
    "江苏昆山玉山镇": "江苏省 苏州市 昆山市",
    "云南西双版纳景洪": "云南省 西双版纳傣族自治州 景洪市",
    "昆山市玉山镇": "江苏省 苏州市 昆山市",
    "海淀区中关村": "北京市 海淀区",
    "广东玉山镇": "广东省",
    # what stands before and between
    "518000广东省深圳市福田区": "广东省 深圳市 福田区",
    "中国广东省广州市天河区": "广东省 广州市 天河区",
    "广东省，深圳市，龙岗区": "广东省 深圳市 龙岗区",
    "广东省/深圳市/龙岗区/布吉": "广东省 深圳市 龙岗区",
    "　广东省　深圳市": "广东省 深圳市",
    "广东省省直辖县级行政区划": "广东省",
    # what is no division is not shown
    "广东省深圳市阳光小区": "广东省 深圳市",
    "四川省成都市高新区天府大道": "四川省 成都市",
    "深圳市南山大道3688号": "广东省 深圳市",
    "深圳市南山街道": "广东省 深圳市",
    "北京市朝阳门外大街12号": "北京市",
    # names of roads and houses, of several counties, of people
    "南京东路100号": None,
    "中山八路": None,
    "昆明湖路3号": None,
    "广东深圳路3号": None,
    "上海花园": None,
    "深圳大学": None,
    "昆山村": None,
    "朝阳区望京": None,
    "南山区科技园": None,
    "人民路1号": None,
    "张三": None,
    "13800138000": None,
    "518000": None,
    "-": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize(("cell", "names"), CASES.items())
def test_an_address_names_its_divisions(cell: str | None, names: str | None) -> None:
    path = names.split() if names else None
    for depth, level in enumerate(get_args(address.Level), 1):
        municipal = path is not None and path[0].endswith("市")
        wanted = "".join(path[: depth - (municipal and depth > 1)]) if path else None
        assert address.regions(pl.Series([cell], dtype=pl.String), level).to_list() == [wanted]


@pytest.mark.parametrize(
    ("cell", "province"),
    [
        ("12 Keyuan Rd, Nanshan, Shenzhen, Guangdong, China", "Guangdong"),
        ("12 Keyuan Rd, Shenzhen, Guangdong Province 518000", "Guangdong"),
        ("Beijing, Beijing, Renmin Rd 12, Room 101", "Beijing"),
        ("Inner Mongolia", "Inner Mongolia"),
        ("221B Baker Street, London", None),
        ("12 Henan Rd, London", None),
        ("Guangdong Road 5", None),
        ("John Smith", None),
        (",,", None),
    ],
)
def test_of_an_english_address_the_province_is_known(cell: str, province: str | None) -> None:
    assert [address.regions(pl.Series([cell]), level)[0] for level in get_args(address.Level)] == [province] * 3


def test_whole_names_mean_what_they_say_alone_and_among_others() -> None:
    """The way over columns and the way over cells agree, for every county there is and was."""
    paths = [path for path in scopes() if len(path) == 3]
    cells = pl.Series(["".join(path) + "人民路3号" for path in paths])
    made = address.regions(cells, "county")

    assert len(paths) > 3_000
    wanted = ["".join(dict.fromkeys(path)) for path in paths]
    differing = {wanted: made for wanted, made in zip(wanted, made, strict=True) if wanted != made}
    assert differing == {"四川省绵阳市北川县": "四川省绵阳市北川羌族自治县"}  # one county, before and since 2003
    assert made.to_list() == [address._read(cell, 3) for cell in cells]
    assert address.regions(cells, "city").to_list() == [address._read(cell, 2) for cell in cells]


def test_every_province_is_in_the_table_and_every_division_in_a_province() -> None:
    longs = {long for long, _ in region.PROVINCES.values()}
    assert {path[0] for path in scopes() if path} == longs
    assert {path[0] for path in scopes() if len(path) > 1} == longs - {"台湾省", "香港特别行政区", "澳门特别行政区"}
