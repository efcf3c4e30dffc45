"""The one spelling in which headers are compared, and the unit that a header names at its end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from collectkit.tables.traditional import SIMPLIFIED

UNITS: Mapping[str, str | None] = MappingProxyType(
    {
        **dict.fromkeys(
            ("元", "人民币", "人民币元", "rmb", "cny", "yuan", "单位元", "¥", "rmb元", "单位人民币元"), "元"
        ),
        **dict.fromkeys(("万元", "万", "人民币万元", "单位万元", "单位人民币万元"), "万元"),
        **dict.fromkeys(("千元", "单位千元"), "千元"),
        **dict.fromkeys(("百万元", "单位百万元"), "百万元"),
        **dict.fromkeys(("亿元", "亿", "单位亿元"), "亿元"),
        **dict.fromkeys(("分", "fen", "cent", "cents", "单位分"), "分"),
        **dict.fromkeys(("天", "日", "day", "days"), "天"),
        **dict.fromkeys(("期", "个月", "月"), "期"),
        "%": "%",
        "‰": "‰",
        "ppm": "ppm",
        **dict.fromkeys(("必填", "选填", "必填项", "required", "optional"), None),
    }
)
"""What may stand in brackets at the end of a header -> the unit; None for a note that is no unit."""

_DROPPED = re.compile(r"[\s_\-.:*#'\"]+")
_BARE_UNIT = re.compile(r"(?<=.)(?:百万元|千元|万元|亿元|%|‰)$")
"""Units that may stand at the end without brackets; 元, 分 and 期 end too many other words."""
_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


def normalise(header: str) -> str:
    """Return the spelling in which headers are compared."""
    return split(header)[0]


@lru_cache(1 << 14)
def split(header: str) -> tuple[str, str | None]:
    """Return a header's one spelling, and the unit that it names."""
    spelled = _DROPPED.sub("", unicodedata.normalize("NFKC", header).translate(SIMPLIFIED).casefold())
    unit = None
    while (bracket := _BRACKETED.search(spelled)) and bracket[1] in UNITS:
        spelled, unit = spelled[: bracket.start()], UNITS[bracket[1]] or unit
    if unit is None and (bare := _BARE_UNIT.search(spelled)):
        spelled, unit = spelled[: bare.start()], bare[0]
    return spelled, unit
