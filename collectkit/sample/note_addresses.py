"""Addresses as collectors write them: whole, in part, a flat of an estate, a house of a village. None is somebody's.

Cities and districts are real, roads are those that every city has, estates are called samples; numbers are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from collectkit.sample.note_spellings import Family
from collectkit.sample.pools import Language

_ZH_PRACTICE = (
    "{province}{city}{district}{road}{n}号{room}室",
    "{city}{district}{road}{n}号",
    "{district}{road}{n}号",
    "{city}{district}示例花园{b}栋{room}",
    "{district}样本小区{b}号楼{u}单元{room}室",
    "{province}{city}样板县示范镇样本村{u}组{n}号",
    "{road}{n}弄{b}号{room}室",
)
_ZH_HELD_OUT = (
    "{province}{city}{district}{road}与{road2}交叉口示例大厦{u}座{room}",
    "{city}{road}{n}号院{b}号楼{u}单元{room}",
    "{district}{road}{n}-{b}号",
    "{province}样板市示范乡样本村{u}队",
    "{city}{district}示例公寓{b}幢{u}单元{room}",
    "{district}街道样本社区{road}{n}号附{u}号",
    "示例家园{b}期{u}栋{room}房",
    "{city}{district}{road}{zh}号",
)
_EN_PRACTICE = ("{n} {road}, {city}", "{n} {road}, Apt {room}, {city}", "{city}, {road} {n}, Room {room}")
_EN_HELD_OUT = ("{n} {road}, Flat {b}, {city}", "Unit {b}, {n} {road}, {city}", "{road} {n}, {city}")

SHAPES: Mapping[Language, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {"zh": (_ZH_PRACTICE, _ZH_HELD_OUT), "en": (_EN_PRACTICE, _EN_HELD_OUT)}
)
_PARTS: Mapping[Language, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": {
            "place": ("广东省 深圳市", "浙江省 杭州市", "湖北省 武汉市", "广西壮族自治区 南宁市", "四川 成都市"),
            "district": ("南山区", "西湖区", "江岸区", "高新区", "浦东新区", "武侯区"),
            "road": ("人民路", "解放大道", "建设南路", "科技园路", "中山三路", "滨江东街", "文化巷"),
            "zh": ("十五", "一百二十三", "八十八"),
        },
        "en": {
            "place": ("Guangdong Shenzhen", "Zhejiang Hangzhou", "Ohio Springfield"),
            "district": ("Nanshan District",),
            "road": ("Renmin Road", "Jiefang Rd", "Heping Street", "Qingnian Ave", "Old Mill Lane"),
            "zh": ("15",),
        },
    }
)


def address(rng: np.random.Generator, language: Language, family: Family) -> str:
    """Return an address."""
    parts = {name: words[rng.integers(len(words))] for name, words in _PARTS[language].items()}
    province, _, city = parts.pop("place").partition(" ")
    shapes = SHAPES[language][family]
    return shapes[rng.integers(len(shapes))].format(
        **parts,
        province=province,
        city=city,
        road2=_PARTS[language]["road"][rng.integers(len(_PARTS[language]["road"]))],
        n=rng.integers(1, 400),
        b=rng.integers(1, 40),
        u=rng.integers(1, 7),
        room=rng.integers(101, 2_400),
    )
