"""Chinese numerals as they stand in contracts: 壹仟贰佰元伍角整, 一万二千."""

from __future__ import annotations

import re
from decimal import Decimal

_VALUES = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_VALUES) for sign in signs}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

_D = "[一壹二贰两三叁四肆五伍六陆七柒八捌九玖]"
_SECTION = rf"(?:{_D}[千仟])?(?:零?{_D}[百佰])?(?:零?{_D}?[十拾]{_D}?|零?{_D})?零?"
_AMOUNT = re.compile(
    rf"(?:(?P<yi>{_SECTION})亿)?(?:(?P<wan>{_SECTION})万)?(?P<ones>{_SECTION})[元圆]?"
    rf"(?:零?(?P<tenth>{_D})角)?(?:零?(?P<cent>{_D})分)?[整正]?"
)
_CLIPPED = re.compile(rf"[百佰千仟万亿]{_D}$")
"""二百五 may be 205 or 250: not read."""


def parse(cell: str) -> Decimal | None:
    """Return the number that Chinese numerals mean, None where they mean none or are not clear."""
    match = _AMOUNT.fullmatch(cell)
    if match is None or _CLIPPED.search(cell) or not any(match.groups()):
        return None
    if match["yi"] == "" or match["wan"] == "":
        return None
    whole = sum(_section(match[name] or "") * size for name, size in (("yi", 10**8), ("wan", 10**4), ("ones", 1)))
    cents = 10 * _DIGITS[match["tenth"] or "零"] + _DIGITS[match["cent"] or "零"]
    return whole + Decimal(cents).scaleb(-2)


def _section(signs: str) -> int:
    """Return the value of up to four places, such as 二千零五十."""
    total = digit = 0
    for sign in signs:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * _PLACES[sign]
            digit = 0
    return total + digit
