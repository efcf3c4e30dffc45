"""Provinces: the 34 divisions of the first level of China, in their short, long and English names.

Canonical is the short name: 广东 for 广东省, 广东 and Guangdong Province; 内蒙古 for 内蒙古自治区.

Source: GB/T 2260, which numbers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Reading, by_distinct

PROVINCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "北京": ("北京市", "Beijing"),
        "天津": ("天津市", "Tianjin"),
        "河北": ("河北省", "Hebei"),
        "山西": ("山西省", "Shanxi"),
        "内蒙古": ("内蒙古自治区", "Inner Mongolia"),
        "辽宁": ("辽宁省", "Liaoning"),
        "吉林": ("吉林省", "Jilin"),
        "黑龙江": ("黑龙江省", "Heilongjiang"),
        "上海": ("上海市", "Shanghai"),
        "江苏": ("江苏省", "Jiangsu"),
        "浙江": ("浙江省", "Zhejiang"),
        "安徽": ("安徽省", "Anhui"),
        "福建": ("福建省", "Fujian"),
        "江西": ("江西省", "Jiangxi"),
        "山东": ("山东省", "Shandong"),
        "河南": ("河南省", "Henan"),
        "湖北": ("湖北省", "Hubei"),
        "湖南": ("湖南省", "Hunan"),
        "广东": ("广东省", "Guangdong"),
        "广西": ("广西壮族自治区", "Guangxi"),
        "海南": ("海南省", "Hainan"),
        "重庆": ("重庆市", "Chongqing"),
        "四川": ("四川省", "Sichuan"),
        "贵州": ("贵州省", "Guizhou"),
        "云南": ("云南省", "Yunnan"),
        "西藏": ("西藏自治区", "Tibet"),
        "陕西": ("陕西省", "Shaanxi"),
        "甘肃": ("甘肃省", "Gansu"),
        "青海": ("青海省", "Qinghai"),
        "宁夏": ("宁夏回族自治区", "Ningxia"),
        "新疆": ("新疆维吾尔自治区", "Xinjiang"),
        "台湾": ("台湾省", "Taiwan"),
        "香港": ("香港特别行政区", "Hong Kong"),
        "澳门": ("澳门特别行政区", "Macau"),
    }
)
"""Short name -> long name, English name."""

_CODES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
AREAS: Mapping[str, str] = MappingProxyType({**dict(zip(_CODES.split(), PROVINCES, strict=True)), "83": "台湾"})
"""First two digits of an ID number -> short name. 81 to 83 begin the permits of residents from beyond the border."""

_MORE = {"内蒙": "内蒙古", "xizang": "西藏", "macao": "澳门", "hongkong": "香港", "neimenggu": "内蒙古"}
_ENDINGS = (" province", " municipality", " autonomous region", " sar", " city")


def short(name: str) -> str | None:
    """Return the short name of one province; None when it is none."""
    spelled = text.plain_cell(name).casefold()
    for ending in _ENDINGS:
        spelled = spelled.removesuffix(ending)
    return _SPELLED.get(spelled)


def canonical(cells: pl.Series) -> pl.Series:
    """Return the short names, null where a cell is blank or names no province."""

    def read(cell: str) -> Reading[str]:
        return short(cell), None

    return by_distinct(cells, read, pl.String()).value


def _spellings() -> dict[str, str]:
    found = dict(_MORE)
    for name, (long, english) in PROVINCES.items():
        # 广西区 and 北京省 are written too; 宁夏自治区 leaves out the people that the long name has.
        suffixed = (f"{name}{ending}" for ending in ("省", "市", "区", "自治区"))
        found |= dict.fromkeys((name, long, english.casefold(), *suffixed), name)
    return found


_SPELLED: Mapping[str, str] = MappingProxyType(_spellings())
