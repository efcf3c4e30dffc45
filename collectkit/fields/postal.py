"""Addresses in a sentence: from a road with its number on, or a building with its flat. A region alone is none.

The patterns are for Rust's regular expressions, on folded text. They take Chinese characters in front of the first unit
that may be its name or may be the sentence: `begins` tells where the address begins.
"""

from __future__ import annotations

import re

from collectkit.fields.region import PROVINCES

_HAN = "[\u3400-\u9fff]"
_NUMBER = r"[0-9A-Za-z零〇一二三四五六七八九十百甲乙丙丁附#-]{1,8}"
_ADMIN = r"(?:[\u3400-\u9fff ]{1,9}?(?:自治[区州县旗]|特别行政区|开发区|街道|社区|[省市州盟区县旗镇乡村]))"
_ROAD = (
    rf"{_HAN}{{1,8}}?(?:大道|胡同|[路街巷弄]|[东南西北中]道)(?:[东南西北中]?[一二三四五六七八九十]?段|[东南西北中])?"
)
_ESTATE = (
    rf"{_HAN}{{1,8}}?"
    r"(?:小区|花园|公寓|大厦|广场|家园|新村|山庄|别墅|宿舍楼?|大楼|办公楼|家属[院楼]|中心|[苑城府庭园邸湾厦])"
)
_HOUSES = rf"(?:{_ESTATE}|{_HAN}{{1,8}}?[村坊里])"
_BLOCK = rf"{_NUMBER} ?(?:号楼|号院|单元|栋|幢|座|楼)"
_ROOM = r"(?:[0-9]{1,3}(?:-[0-9]{1,4}){1,2}|[0-9]{2,5})[室房号户楼层]?"
_UNIT = rf"(?:{_BLOCK}(?:{_ROOM})?|{_NUMBER} ?号(?:{_ROOM})?|{_NUMBER} ?[弄巷层室房户期门组队社])"
_TAIL = rf"(?:[, ]?{_UNIT}){{0,6}}"
_LANE = (
    rf"{_HAN}{{0,6}}?[^知街渠通频报轨跑管车味柔门公铁过人行赤黄古便隧航河霸厚说难交应武医弯坡楼巷索匝坑赛这那每一二三四五六七八九十几]"
    r"道[东南西北中]?"
)
"""A road of Hong Kong or Tianjin: 弥敦道. Many words end so too, and a day may stand behind them: 知道5号."""
_NO_DAY = r"(?:3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3})[A-Za-z]?(?:[-至][0-9]{1,4}[A-Za-z]?)?"
CHINESE = (
    rf"(?:{_ADMIN} ?){{0,6}}(?:"
    rf"{_ROAD}(?:与{_ROAD})?(?:交叉口|交汇处|口)?(?:{_ESTATE})? ?{_UNIT}(?:{_ESTATE})?{_TAIL}"
    rf"|{_LANE} ?(?:{_NO_DAY} ?号(?:{_ROOM})?(?: ?{_ESTATE})?|{_NUMBER} ?号(?: ?{_ESTATE})?[, ]?{_UNIT}){_TAIL}"
    rf"|{_HOUSES} ?(?:{_NUMBER} ?[期区] ?)?(?:{_BLOCK}(?:{_ROOM})?|{_NUMBER} ?[室房]){_TAIL}"
    rf"|{_HAN}{{1,6}}?[村屯寨庄]{_NUMBER}[组队社户]{_TAIL}"
    rf"|{_BLOCK} ?{_BLOCK}(?:{_ROOM})?|{_NUMBER}(?:栋|幢|号楼|单元) ?[0-9A-Za-z]{{2,5}}[室房号]"
    r")"
    rf"|(?:{_ADMIN} ?){{1,6}}{_ROAD}[0-9]{{1,5}}(?:-[0-9]{{1,5}})?"
)
_EN_ROAD = r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Drive|Dr|Way|Court|Ct|Square|Sq|Terrace|Place)"
_EN_NAME = r"(?:[A-Z][A-Za-z'-]+ ){1,4}"
_EN_FLAT = r"(?:(?:Apt|Apartment|Unit|Flat|Room|Rm|Suite|Ste|Floor|No)\.? ?#?[0-9A-Z]{1,6})"
_EN_PLACE = r"(?:, ?[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){0,2}(?: [0-9]{5,6})?)"
ENGLISH = (
    rf"(?:{_EN_FLAT}, ?)?[0-9]{{1,5}}[A-Za-z]? {_EN_NAME}{_EN_ROAD}(?-u:\b)\.?(?:,? {_EN_FLAT})?{_EN_PLACE}{{0,3}}"
    rf"|(?:[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?, ){{0,3}}{_EN_NAME}{_EN_ROAD}\.? [0-9]{{1,5}}(?:,? {_EN_FLAT})?"
    rf"{_EN_PLACE}{{0,3}}"
)

_FIRST_UNIT = re.compile(
    r"[省市州盟区县旗镇乡村路街巷弄道]|胡同|小区|花园|公寓|大厦|广场|家园|新村|[苑城府庭园屯寨庄湾厦]"
)
_LEADING = re.compile(
    r".*(?:地址|住址|地|位于|住在|家住|现住|居住|搬[到至去]|家在|新家|老家|单位|公司|上门|前往|对账单|寄[到至往]?"
    r"|[在住到去至是为的了称说访址于送家,:])",
    re.DOTALL,
)
_KEPT = re.compile(r"于[洪都田]")
_BARE_ROOM = re.compile(r"(?<=号)[0-9]{1,5}(?:-[0-9]{1,4}){0,2}$")
_NO_ROOM = re.compile(r" ?[0-9元块万亿天期年月日时点次人%.:/-]")
_NAMES = tuple(
    sorted(
        {"九龙", "新界", "港岛", *(name for short, (long, _) in PROVINCES.items() for name in (long, short))},
        key=len,
        reverse=True,
    )
)
"""What an address begins with where it has it: provinces, and the parts of Hong Kong."""
_PROVINCE = re.compile("|".join(_NAMES))
_LONGEST_NAME = 5


def begins(written: str) -> int:
    """Return at which character of what `CHINESE` took the address begins."""
    unit = _FIRST_UNIT.search(written)
    if unit is None:
        return 0
    province = _PROVINCE.search(written, 0, unit.start() + 6)
    if province is not None and province.start() <= unit.start():
        return province.start()
    head = written[: unit.start()]
    led = _LEADING.match(head)
    start = led.end() if led and not _KEPT.match(written, led.end() - 1) and led.end() < len(head) else 0
    start = max(start, unit.start() - _LONGEST_NAME)
    return start + len(head[start:]) - len(head[start:].lstrip())


def ends(written: str, behind: str) -> int:
    """Return before which character of what `CHINESE` took the address ends: in 5号500元 the 500 is no room."""
    bare = _BARE_ROOM.search(written)
    return bare.start() if bare and _NO_ROOM.match(behind) else len(written)
