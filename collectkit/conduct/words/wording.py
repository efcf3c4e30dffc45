"""How a phrase of the lexicon is written, and how it is spelled in texts: spaced out, starred, full width, traditional.

A wording is plain text with two signs of its own: ``(a|b|)`` is one of several words, or none; ``…`` is up to `GAP`
characters (of English `GAP_IN_ENGLISH`) of the same clause, in which nothing is denied. Everything else stands for
itself. In English a wording begins and ends with a word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import product

GAP, GAP_IN_ENGLISH = 8, 24
"""How many characters a gap may have at most."""
GAP_SIGN = "…"
MOST_GAPS, MOST_BRACKETS = 3, 8
"""How many of each a wording may have: the time that it takes to look for it doubles with each."""
MOST = 512
"""How many spellings the rarest stretch of a wording may have."""
_WORTH = 2
"""How often the choices of a stretch may double for a letter more."""
_COMMON = frozenset(
    (
        *("客户", "本人", "逾期", "欠款", "贷款", "借款", "账单", "联系人", "单位", "公司", "小区", "身份证", "朋友圈"),
        *(
            "妻子说",
            "丈夫说",
            "家属说",
            "法院",
            "律师",
            "人事",
            "微信",
            "号码",
            "还款",
            "还清",
            "结清",
            "开庭",
            "身份",
            "查到",
        ),
        *(
            "人来",
            "没还",
            "头像",
            "抵押",
            "立案",
            "催收函",
            "证件",
            "发送账单",
            "注销",
            "工资卡",
            "他的",
            "银行卡",
            "孩子",
        ),
        *(
            "你的",
            "不还",
            "账单",
            "，说",
            "电话",
            "信息",
            "告诉",
            "知道",
            "今天",
            "明天",
            "马上",
            "我们",
            "贷款",
            "家人",
        ),
        *(
            "debt",
            "loan",
            "balance",
            "number",
            "call",
            "his",
            "left",
            "ice",
            "court",
            "out",
            "spokewith",
            "gave",
            "ashis",
        ),
        *("pick", "complaint", "emailed", "mailed", "sent", "sentthe", "called", "time", "rat", "online", "him", "you"),
        *(
            "your",
            "told",
            "the",
            "account",
            "notice",
            "pay",
            "paid",
            "phone",
            "will",
            "lawyer",
            "attorney",
            "mother",
            "letter",
        ),
    )
)
"""What stands in many notes, so that looking for it finds little; `_TOO_COMMON` is what it costs a stretch."""
_TOO_COMMON = 12
_SHORTEST, _LONG = 3, 8
"""How long a key must be, and from where on longer is no better: in Latin letters, of which a character is two."""

_PARTS = re.compile(r"\(([^()]*)\)|(…)|([^()…]+)")
_SIGNS = "*＊.．·•・_~～\\-"
_UNSEEN = "\u200b-\u200d\u2060\ufeff"
NOISE = f"[\\s'’{_SIGNS}{_UNSEEN}]+"
"""What is left out of a text before it is searched for keys."""
_BETWEEN = f"[^\\S\\n]?+[{_SIGNS}{_UNSEEN} \u3000]{{0,3}}+"
"""What may stand between two characters: taken whole, for else a spaced-out text is tried in 2**n ways."""
_CLAUSE = """(?:(?!不会|不能|不得|不可|未曾|并未|没有|无权|禁止|严禁|请勿|n't|not|never)[^，,。；;！!？?：:“”"\\n])"""
"""What a gap is of."""
_GAP = f"(?:(?!(?<!是)不是|并非|而非|绝非){_CLAUSE}){{0,{GAP}}}?"
_GAP_IN_ENGLISH = rf"(?!\s*(?:not|never|no|n'?t)\b){_CLAUSE}{{0,{GAP_IN_ENGLISH}}}?"
"""Gaps hold no denial: `I am …lawyer` is not `I am not a lawyer`."""
_PAIRS = (
    "脸臉 钱錢 债債 还還 贷貸 这這 个個 们們 会會 让讓 门門 报報 讯訊 录錄 发發 给給 亲親 单單 学學 邻鄰 话話 说說 "
    "骂罵 赖賴 贱賤 猪豬 龟龜 杀殺 断斷 检檢 执執 员員 师師 务務 传傳 进進 监監 狱獄 关關 该該 无無 耻恥 穷窮 骗騙 "
    "废廢 东東 妈媽 爷爺 儿兒 妇婦 孙孫 丧喪 为為 网網 贴貼 条條 横橫 红紅 围圍 闹鬧 见見 认認 识識 电電 联聯 紧緊 "
    "转轉 达達 额額 万萬 经經 开開 强強 车車 卖賣 审審 办辦 处處 应應 将將 过過 两兩 头頭 时時 动動 么麼 样樣 诉訴 "
    "谁誰 买買 张張 图圖 绑綁 伤傷 残殘 颜顏 厕廁 尸屍 飞飛 户戶 称稱 对對 声聲 扬揚 胁脅 吓嚇 专專 访訪 业業 机機 "
    "构構 触觸 没沒 从從 严嚴 决決 绝絕 与與 实實 类類 语語 属屬 领領 导導 举舉 气氣 后後 边邊 里裡 长長 马馬 问問 "
    "宁寧 请請 谢謝 现現 记記 节節 罚罰 规規 负負 责責 轮輪 辞辭 职職 饭飯 态態 恶惡 双雙 难難 毁毀 连連 牵牽 "
)
_TRADITIONAL = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_FOLDED = {ord(pair[1]): pair[0] for pair in _PAIRS.split()}
_FOLDED |= {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()} | {ord("’"): "'"}


def folded(text: str) -> str:
    """Return a text in simplified characters and plain letters, one for one."""
    return text if text.isascii() else text.translate(_FOLDED)


def fault(wording: str) -> str | None:
    """Return what is wrong with a wording; None where nothing is."""
    if "".join(part[0] for part in _PARTS.finditer(wording)) != wording:
        return "brackets that do not belong together"
    if "{" in wording:
        return "names a list that there is not"
    if any(GAP_SIGN in words for words, _, _ in _PARTS.findall(wording)):
        return f"has {GAP_SIGN} in brackets"
    if wording.count(GAP_SIGN) > MOST_GAPS or wording.count("(") > MOST_BRACKETS:
        return f"has more than {MOST_GAPS} {GAP_SIGN}, or more than {MOST_BRACKETS} brackets"
    if not _anchor(wording):
        return "has too few characters in a row, or too many choices"
    return None


def keys(wording: str) -> Iterator[str]:
    """Yield parts of which a text holds one if it holds the wording, once `NOISE` is taken out of it."""
    for key in _anchor(wording):
        yield key
        traditional = key.translate(_TRADITIONAL)
        if traditional != key:
            yield traditional


def _anchor(wording: str) -> tuple[str, ...]:
    """Return all spellings of the stretch of a wording that is rarest in texts: long, with few choices."""
    parts = [_choices(*part) for part in _PARTS.findall(wording)]
    best: tuple[float, tuple[str, ...]] = (-math.inf, ())
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            stretch = parts[first:last]
            if [GAP_SIGN] in stretch or math.prod(map(len, stretch)) > MOST:
                break
            spellings = tuple(dict.fromkeys("".join(chosen) for chosen in product(*stretch)))
            shortest = min(len(each) * (1 if each.isascii() else 2) for each in spellings)
            if shortest >= _SHORTEST:
                common = _TOO_COMMON * (not _COMMON.isdisjoint(spellings))
                best = max(best, (_WORTH * min(shortest, _LONG) - math.log2(len(spellings)) - common, spellings))
    return best[1]


def _choices(words: str, gap: str, plain: str) -> list[str]:
    """Return the words that a part may be, without noise."""
    if gap:
        return [GAP_SIGN]
    return (
        [re.sub(NOISE, "", word).lower() for word in words.split("|")] if words else [re.sub(NOISE, "", plain).lower()]
    )


def parts(wording: str) -> tuple[tuple[str, ...], ...]:
    """Return the spellings of each part that a text without noise must have, those of few spellings first."""
    each = (_choices(*part) for part in _PARTS.findall(wording))
    needed = (tuple(words) for words in each if words != [GAP_SIGN] and all(words))
    return tuple(sorted(needed, key=len))


def pattern(wording: str) -> str:
    """Return the regular expression of a wording, for texts that are `folded`, in any case."""
    english = wording.replace(GAP_SIGN, "").isascii()
    gap = _GAP_IN_ENGLISH if english else _GAP
    parts = [gap if part[2] else _part(part[1], part[3], english=english) for part in _PARTS.finditer(wording)]
    ahead = r"(?<![a-z0-9])" if re.match(r"\(?[a-z]", wording, re.IGNORECASE) else ""
    behind = r"(?![a-z0-9])" if re.search(r"[a-z]\|?\)?$", wording, re.IGNORECASE) else ""
    return ahead + _BETWEEN.join(parts) + behind


def _part(words: str | None, plain: str | None, *, english: bool) -> str:
    if words is None:
        return _spelled(plain or "", english=english)
    return f"(?:{'|'.join(_spelled(word, english=english) for word in words.split('|'))})"


def _spelled(text: str, *, english: bool) -> str:
    if not english:
        return _BETWEEN.join(re.escape(sign) for sign in re.sub(NOISE, "", text))
    return r"[\s,.…_\-]{1,3}+".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    """Return a word in one piece, or with the same kind of gap between all its letters."""
    signs = [re.escape(sign) for sign in word]
    if len(signs) < 3:
        return "".join(signs)
    return f"(?:{''.join(signs)}|{'[ ._*-]'.join(signs)})"
