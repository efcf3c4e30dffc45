"""Personal data in words: addresses, companies, handles of chats, plates, permits, birth dates; whole or in text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.fields import plate
from collectkit.mask.scan.names import SINGLE

_CN_ADDRESS = (
    r"[省市区县州旗镇乡].*(?:[路街巷弄村里园苑城厦]|大道).*[0-9一二三四五六七八九十百]+(?:号|室|栋|幢|座|弄|单元|楼|组)"
    r"|(?:香港|九龙|新界|港岛|天津).*道.*[0-9]+[A-Za-z]? ?(?:号|室|栋|幢|座|楼)"
    r"|^\p{Han}{2,8}(?:省|自治区|市)\p{Han}{2,10}[市区县州盟旗]\p{Han}{1,10}[区县旗镇乡村]\p{Han}{0,4}[0-9]+"
)
_EN_STREET = (
    r"(?i)^(?:(?:flat|unit|apt\.?|suite|room|rm|block|no\.?|house) ?[0-9a-z-]+,? +)*[0-9]+[a-z]?(?:[-/][0-9]+)?,? +"
    r"(?:[\p{L}0-9.'’-]+ +){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|way|"
    r"terrace|close|crescent|highway|hwy|square|sq|parkway|pkwy|gardens|grove|hill|row|walk|mews|circle|trail)\b"
)
_EN_POST = (
    r"(?s)^.{6,},? (?:[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2})\s*$"
    r"|(?i:\bp\.? ?o\.? ?box [0-9]+)"
)
ADDRESS = "|".join(f"(?:{one})" for one in (_CN_ADDRESS, _EN_STREET, _EN_POST))

_WXID = r"wxid_[0-9a-z]{4,}"
_CN_COMPANY = (
    r"^\p{Han}[\p{Han}A-Za-z0-9()·&]{2,}(?:公司|集团|事务所|合作社|经营部|商行|工作室|医院|学校|大学|中学|小学|酒店|饭店|工厂|加工厂"
    r"|研究院|设计院|超市|门诊部|幼儿园)$"
)
_EN_COMPANY = (
    r"(?i)^[\p{Latin}0-9][\p{Latin}0-9 .,&'’-]*"
    r"\b(?:ltd|limited|inc|llc|plc|gmbh|corp|corporation|company|group|and sons)\.?$"
)
BORN = (
    r"^(?:19[2-9][0-9]|200[0-9])(?:[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12][0-9]|3[01])日?"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?: 0?0:00(?::00)?)?$"
)
_PASSPORT = r"^(?:[EG][A-Z]?[0-9]{7,8}|[DSP][0-9]{7,8}|[HMC][0-9]{8,10}|[A-Z]{1,2}[0-9]{6} ?\([0-9A]\))$"

Form = tuple[int, int, str]
"""The least and the most bytes of a cell, others need not be looked at; and what it looks like."""

WHOLE: Mapping[str, Form] = MappingProxyType(
    {
        "plate": (9, 16, f"^{plate.CAPITALS}$"),
        "wechat": (11, 25, f"^{_WXID}$"),
        "passport": (8, 12, _PASSPORT),
        "company": (8, 120, f"{_CN_COMPANY}|{_EN_COMPANY}"),
    }
)
"""Kind -> what a whole cell of it looks like."""

FORMS: Mapping[str, str] = MappingProxyType(
    {"handle": r"^[A-Za-z][A-Za-z0-9]*[0-9_-][A-Za-z0-9_-]*$", "short number": "^[1-9][0-9]{4,10}$"}
)
"""What proves nothing alone; see `Seen.forms`."""

_TELLS = "[:：是为叫]? ?"
_RELATIVES = "妻子|其妻|丈夫|老婆|老公|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|配偶|联系人|担保人|姓名|本人"
INSIDE: Mapping[str, str] = MappingProxyType(
    {
        "wechat": rf"{_WXID}|(?i:微信|wechat|\bwx)(?:号|id)?{_TELLS}[A-Za-z][-_A-Za-z0-9]{{5,19}}",
        "qq": rf"(?i:qq|扣扣)(?:号|号码)?{_TELLS}[1-9][0-9]{{4,10}}",
        "plate": plate.CAPITALS,
        "name": rf"(?:{_RELATIVES}){_TELLS}[{SINGLE}]\p{{Han}}{{1,2}}(?:[，。,;；、/ ]|电话|手机|说|称|$)",
    }
)
"""Kind -> what it looks like among words, which say what it is."""

HINTS = rf"(?i)微信|wechat|wx|qq|扣扣|[{plate.PROVINCES}][A-Z]|{_RELATIVES}"
"""What a cell must hold before `INSIDE` is tried."""
