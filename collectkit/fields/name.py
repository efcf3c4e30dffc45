"""Names of persons, as the sender writes them; what the cell says besides a name is told, and stays.

Two spellings are one name and are made one: the point in a minority name (``·`` for any of `POINTS`), and a short name
that white space pads (张　三). Two or three characters are one person's for certain; four may be two persons' names,
and stay as they are. No character is exchanged for a similar one: 䶮, 𠮷 and compatibility forms are somebody's name.

(已故) is kept: a file may have no column to take it up, and the name would then hide a death. `says_deceased` finds it.
Tokens of names are made byte for byte from whatever cell is masked; nothing here changes that.
"""

from __future__ import annotations

import re

import polars as pl

from collectkit.fields import text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, only, read_rest

POINT = "·"
POINTS = "·•・･‧∙⋅．."
"""What is written for the point between the parts of a minority name; Unicode's normal forms do not unify them."""

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]"
_POINTED = re.compile(rf"(?<={HAN})\s*[{re.escape(POINTS)}]\s*(?={HAN})")
_PADDED = re.compile(rf"{HAN}(?:\s*{HAN}){{1,2}}")

_DOUBLE = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘"
    "亓官司寇巫马公西颛孙壤驷漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘西门第五南荣达奚褚师纳兰单于淳于完颜耶律"
    "歐陽司馬東方獨孤南宮萬俟聞人諸葛尉遲赫連澹臺濮陽公孫仲孫鍾離長孫鮮于閭丘巫馬顓孫樂正穀梁軒轅東郭達奚褚師納蘭單于完顏"
)
COMPOUND = frozenset(_DOUBLE[at : at + 2] for at in range(0, len(_DOUBLE), 2))
"""Family names of two characters."""

_DECEASED = r"已故|已亡|亡故|身故|病故|去世|离世|死亡|(?i:\bdeceased\b)"
_COMPANY = re.compile(
    r"公司|合作社|合伙企业|事务所|经营部|服务部|工作室|商行|商店|个体工商户|[厂店]$"
    r"|\b(?:ltd|limited|inc|llc|plc|gmbh|corp|corporation|company)\b|\bco\.",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|分公司|公司|专业合作社|合作社|有限合伙|普通合伙|合伙企业|事务所|个体工商户|经营部|服务部|"
    r"工作室|商行|商店|[厂店]"
    r"|(?<![a-z])(?:co\.?,? ?)?(?:ltd|limited|inc|llc|plc|gmbh|corp|corporation|company))\.?$",
    re.IGNORECASE,
)
"""The legal form, or what kind of business it is, at the end of a company's name."""
_NOBODY = (
    r"(?i)^(?:未知|不详|不明|未填|待补|暂无|没有|空白|无名|无名氏|匿名|保密|本人|客户|借款人|持卡人|先生|女士|测试|其他|nil|none|null|n/?a"
    r"|unknown|anonymous|test|self)$"
)
"""What people write where no name is known."""
_LOOKED_AT = r"^$|[^一-鿿]|[无故亡去离死公社企所部室商体厂店]"
"""What a cell has that `_read` may have to do with: all that is no common character, and one of each word above."""


def parse(cells: pl.Series) -> Parsed:
    """Read names: trimmed, blanks null, points and padding in one spelling, nothing else changed.

    Codes: ``NAME_SAYS_DECEASED``, ``NAME_OF_COMPANY``; both keep the value.
    """

    def slow(left: pl.Series) -> Parsed:
        return by_distinct(text.without_blanks(left.str.strip_chars()), _read, pl.String())

    fast = only(cells, ~cells.str.contains(_LOOKED_AT))
    return read_rest(cells, Parsed(fast, None), slow)


def says_deceased(cells: pl.Series) -> pl.Series:
    """Return where a name says that its bearer has died; no nulls."""
    return cells.str.contains(_DECEASED).fill_null(value=False)


def spelled(cell: str) -> str:
    """Return a name in its one spelling: its points, and no padding."""
    written = _POINTED.sub(POINT, cell)
    return re.sub(r"\s", "", written) if _PADDED.fullmatch(written) else written


def legal_form(cell: str) -> str | None:
    """Return what a company is, without its own name: 有限公司, Co., Ltd.; None for what is no company's name."""
    bare = cell.strip().rstrip(")）").rstrip()
    found = _FORM.search(bare)
    return found[0] if found else None


def is_somebody(cells: pl.Series) -> pl.Series:
    """Return where a cell is somebody's name: not one character, 未知, or a name that is starred already; no nulls."""
    named = cells.str.contains(r"\p{L}\P{L}*\p{L}")
    named &= ~cells.str.contains("*", literal=True) | cells.str.contains(r"\p{L}{3}")
    return (named & ~cells.str.strip_chars().str.contains(_NOBODY)).fill_null(value=False)


def says_company(cells: pl.Series) -> pl.Series:
    """Return where a name is a company's; no nulls."""
    return cells.str.contains(f"(?i){_COMPANY.pattern}").fill_null(value=False)


def _read(cell: str) -> Reading[str]:
    written = spelled(cell)
    if re.search(_DECEASED, written):
        return written, "NAME_SAYS_DECEASED"
    return written, "NAME_OF_COMPANY" if _COMPANY.search(written) else None
