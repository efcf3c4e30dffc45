"""WeChat names, QQ numbers and travel documents in a sentence: only the word in front tells what they are.

The patterns are for Rust's regular expressions, on text that `written_digits.folded` has folded; group 2 is the value.
WeChat names have 6 to 20 characters and begin with a letter; QQ numbers have 5 to 12 digits.
"""

from __future__ import annotations

import re

_WECHAT_CUE = (
    r"绿泡泡|[微薇威徽卫] ?[信心]|薇|(?:^|[^A-Za-z0-9_])(?:we ?chat|weixin|v ?信|w ?x|v ?x)"
    r"|[加➕] ?(?:v信|wx|vx|w|v|微)|\+ ?(?:wx|vx|[vw])[ :]|(?:^|[^A-Za-z0-9_])v ?[:=]"
)
_JOIN = (
    r"(?: ?(?:群|搜索?|加|找|号码|账号|帐号|号|名字|名称|名|昵称|用户|是|为|叫|用"
    r"|[:=(-]|id|is|number|no\.?|name|user)){0,4} {0,2}"
)
WXID = r"()(wxid_[A-Za-z0-9_-]{4,24})"
WECHAT = rf"(?i)((?:{_WECHAT_CUE}){_JOIN})([a-z][a-z0-9_-]{{5,19}})"
WECHAT_NAMED = r"(?i)((?:微信|wechat)[^0-9A-Za-z]{1,10}(?:号|id)[: ]{0,2})([a-z][a-z0-9_-]{5,19})"
WECHAT_ADDED = r"(?i)((?:added|add|friend)(?: (?:her|him|them|on))* (?:wechat|weixin)[ :]{1,2})([a-z][a-z0-9_-]{5,19})"
_SPACED = r"[0-9]{5,12}|[0-9](?:[ .·-][0-9]){4,11}|[0-9]{3,4}[ -][0-9]{3,4}(?:[ -][0-9]{2,4})?"
WECHAT_NUMBER = rf"(?i)((?:{_WECHAT_CUE}){_JOIN})({_SPACED})"
QQ = rf"(?i)((?:(?:^|[^A-Za-z])q ?q?|扣扣?|企鹅|球球){_JOIN})({_SPACED})"
DOCUMENT = (
    r"(?i)((?:护照|passport|通行证|回乡证|台胞证|居留证|居留许可|永居证?|军官证|士官证|travel document|permit)"
    r"[^0-9A-Za-z]{0,4}(?:号码|number|is|no\.?)?[^0-9A-Za-z]{0,4})([a-z]{0,3} ?[0-9]{7,12})"
)

IDENTITY_CARD = r"((?:^|[^0-9A-Za-z]))([A-Z]{1,2}[0-9]{6} ?\([0-9A]\))"
"""The number of a Hong Kong identity card: nothing else is written so."""
IDENTITY_CARD_NAMED = (
    r"(?i)((?:身[份分]证(?:字号)?|统一编号|hkid|id card|\bid)"
    r"[^0-9A-Za-z]{0,4}(?:号码?|number|is|no\.?)?[^0-9A-Za-z]{0,4})"
    r"([a-z][1289][0-9]{8}|[a-z]{1,2}[0-9]{6}[0-9a])"
)
"""One of Hong Kong without brackets, or of Taiwan, behind the word that says so."""
DOCUMENT_NUMBER = r"((?:^|[^0-9A-Za-z]))([A-Z]{1,2}[0-9]{7,9})"
"""What may be the number of a document, if the word stands behind it."""
DOCUMENT_BEHIND = r"^[^0-9A-Za-z]{0,3}(?:护照|通行证|回乡证|台胞证|居留|永居|军官证|士官证|(?i:passport|permit))"

_WORDS = frozenset({"wechat", "weixin", "payment", "transfer", "number", "account", "friend", "request", "pending"})
_TELLING = re.compile(r"[\u4e00-\u9fff:=]|\b(?:id|is|name|user|added|add)\b", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BEHIND = re.compile(r"[0-9]| ?(?:元(?![旦宵月])|块|万|亿|[%％]|年|月|笔|\.[0-9])")


def is_name(cue: str, written: str) -> bool:
    """Tell whether a word behind *cue* is a WeChat name: letters alone are one only if the cue says so."""
    if written.lower() in _WORDS:
        return False
    return any(c.isdigit() or c in "_-" for c in written) or bool(_TELLING.search(cue))


def is_number(written: str, behind: str) -> bool:
    """Tell whether digits behind a cue are a number of WeChat or QQ, and no date, amount or count."""
    return not _DATE.fullmatch(written) and not _BEHIND.match(behind)


def is_document(behind: str) -> bool:
    """Tell whether what stands *behind* lets it be the number of a document."""
    return not re.match("[A-Za-z0-9]", behind)
