"""What digits in a sentence are: phone, resident ID or card, by their length, their groups and the words around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from collectkit.fields import identity

Kind = Literal["phone", "identity", "bank"]
LONGEST = 19
"""Digits of the longest card."""

MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = re.compile(rf"{_AREA}[0-9]{{7,8}}")
_AREA_ALONE = re.compile(_AREA)
_ABROAD = re.compile(r"[1-9][0-9]{6,14}")
_BORN = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BORN_SHORT = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_DATED = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_MOBILE_GROUPS = frozenset(
    {
        (3, 4, 4),
        (3, 8),
        (7, 4),
        (3, 3, 5),
        (3, 5, 3),
        (4, 4, 3),
        (4, 7),
        (5, 6),
        (6, 5),
        (5, 3, 3),
        (4, 3, 4),
        (3, 6, 2),
    }
)
_ID_GROUPS = frozenset({(6, 8, 4), (6, 4, 4, 4), (6, 8, 3, 1), (6, 4, 2, 2, 4), (3, 3, 4, 4, 4), (6, 12), (14, 4)})
_HARD = re.compile(r"[/,:转机t]")
_MONEY_BEHIND = re.compile(r" ?(?:元(?![旦宵月])|块|万|亿|[%％]|分钱|期|人民币|rmb|yuan)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:[¥￥$]|RMB|CNY) ?$", re.IGNORECASE)
_CARD_CUE = re.compile(r"(?:卡|账号|帐号|户|存折|银行|行|card|account|acct|a/c)[^0-9]{0,8}$", re.IGNORECASE)
_ID_CUE = re.compile(r"(?:身份证|证件|证号|identity|\bid\b)[^0-9]{0,8}$", re.IGNORECASE)
PHONE_CUE = re.compile(
    r"(?:座机|固话|宅电|家电|电话|tel|landline|phone|office line)(?:号码?|是|为| is| no\.?)?[: ]{0,2}$", re.IGNORECASE
)
_MOBILE_CUE = re.compile(
    r"(?:手机|电话|号码|新号|备用号|mobile|cell|phone|tel|number)(?:号码?|是|为| is| no\.?)?[: ]{0,2}$", re.IGNORECASE
)
_NEARLY_MOBILE = re.compile(r"1[3-9][0-9]{8}(?:[0-9]{2})?")
_CODE_CUE = re.compile(
    r"(?:订单|流水|单号|编号|序列号?|批次|录音|工单|案号|案件|合同|借据|快递|发票|凭证|参考号"
    r"|order|ref(?:erence)?|invoice|batch|case|ticket|serial|tracking|complaint|recording)[^0-9]{0,6}$",
    re.IGNORECASE,
)
_LETTER_BEFORE, _LETTER_BEHIND = re.compile(r"[A-Za-z]$"), re.compile(r"^[A-Za-z]")
_PLUS = re.compile(r"(?<![0-9])\+\(?$")
"""A plus in front of a number, and not between two."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some neighbouring groups of digits, taken as one number.

    Attributes:
        digits: with an upper-case X at the end of an ID number.
        sizes: of the groups.
        gaps: what stands between them.
        before: what stands in front of them.
        behind: what stands behind them.
    """

    digits: str
    sizes: tuple[int, ...]
    gaps: tuple[str, ...]
    before: str
    behind: str

    @property
    def each_alone(self) -> bool:
        """Whether every digit stands alone, all parted in one way: 1 3 8 0 0."""
        return max(self.sizes) == 1 and len({gap.strip() for gap in self.gaps}) == 1

    @property
    def soft(self) -> bool:
        """Whether no gap has what parts two numbers rather than the groups of one."""
        return not any(map(_HARD.search, self.gaps))

    @property
    def even(self) -> bool:
        """Whether the groups are short and parted in one way."""
        return max(self.sizes) <= 4 and len(self.sizes) > 2 and len(set(self.gaps)) == 1 and self.soft


def kind_of(run: Run) -> Kind | None:
    """Return what a run of digits is, None when it names nobody."""
    if _is_identity(run):
        return "identity"
    if _MONEY_BEHIND.match(run.behind) or _MONEY_BEFORE.search(run.before):
        return None
    if _is_phone(run):
        return "phone"
    return "bank" if _is_card(run) else None


def _is_phone(run: Run) -> bool:
    digits, sizes = run.digits, run.sizes
    if not digits.isdigit():
        return False
    abroad = bool(_PLUS.search(run.before))
    for prefix in ("0086", "86"):
        coded = abroad or (len(digits) - len(prefix) >= 10 and not _LETTER_BEFORE.search(run.before))
        if digits.startswith(prefix) and coded:
            digits, sizes = digits[len(prefix) :], _less(sizes, len(prefix))
            return _is_mobile(digits, sizes, run) or _is_landline("0" + digits.lstrip("0"), (sizes[0] + 1,), run)
    if abroad:
        return bool(_ABROAD.fullmatch(digits)) and run.soft and not (run.gaps[-1:] == (".",) and run.sizes[-1] <= 2)
    found = _is_mobile(digits, sizes, run) or _is_landline(digits, sizes, run) or _is_local(run)
    return found or (len(sizes) == 1 and bool(_NEARLY_MOBILE.fullmatch(digits) and _MOBILE_CUE.search(run.before)))


def _less(sizes: tuple[int, ...], digits: int) -> tuple[int, ...]:
    """Sizes without as many *digits* at the beginning."""
    while sizes and sizes[0] <= digits:
        digits, sizes = digits - sizes[0], sizes[1:]
    return (sizes[0] - digits, *sizes[1:]) if sizes else (0,)


def _is_mobile(digits: str, sizes: tuple[int, ...], run: Run) -> bool:
    if not MOBILE.fullmatch(digits):
        return False
    if len(sizes) == 1 or sizes == (3, 4, 4) or run.each_alone:
        return True
    return run.soft and (sizes in _MOBILE_GROUPS or run.even)


def _is_landline(digits: str, sizes: tuple[int, ...], run: Run) -> bool:
    if not _LANDLINE.fullmatch(digits) or _LETTER_BEFORE.search(run.before):
        return False
    return len(sizes) == 1 or run.each_alone or (run.soft and bool(_AREA_ALONE.fullmatch(digits[: sizes[0]])))


def _is_local(run: Run) -> bool:
    """A land line without its area code: only a word in front tells it from a date or an amount."""
    plain = len(run.sizes) == 1 or run.sizes in {(4, 4), (3, 4)}
    return plain and len(run.digits) in (7, 8) and not _DATED.match(run.digits) and bool(PHONE_CUE.search(run.before))


def _is_identity(run: Run) -> bool:
    if run.behind and _LETTER_BEHIND.search(run.behind) and run.digits[-1] != "X":
        return False
    if len(run.digits) == identity.LENGTH and _BORN.match(run.digits, 6):
        return _is_resident(run)
    if len(run.digits) != 15 or not run.digits.isdigit() or _LETTER_BEFORE.search(run.before):
        return False
    known = _PROVINCE.match(run.digits) and _BORN_SHORT.match(run.digits, 6)
    grouped = len(run.sizes) == 1 or run.sizes == (6, 6, 3) or run.each_alone
    return bool(known) and grouped and not _CODE_CUE.search(run.before)


def _is_resident(run: Run) -> bool:
    """18 characters with a birth date: a right check makes them an ID number; without it, their groups and place do."""
    known = _PROVINCE.match(run.digits) or _ID_CUE.search(run.before)
    if identity.check_digit(run.digits[:17]) == run.digits[17]:
        return bool(known)
    grouped = len(run.sizes) == 1 or run.sizes in _ID_GROUPS or run.each_alone
    strange = _LETTER_BEFORE.search(run.before) or _CODE_CUE.search(run.before)
    return bool(known) and grouped and not strange


def _is_card(run: Run) -> bool:
    if not (13 <= len(run.digits) <= LONGEST and run.digits.isdigit()) or _LETTER_BEFORE.search(run.before):
        return False
    fours = set(run.sizes[:-1]) <= {4} and run.sizes[-1] <= 7
    if not (len(run.sizes) == 1 or run.each_alone or (run.soft and (fours or run.sizes[0] == 6))):
        return False
    cued = bool(_CARD_CUE.search(run.before))
    if cued and not _CODE_CUE.search(run.before):
        return True
    if _CODE_CUE.search(run.before) or _DATED.match(run.digits) or run.digits[0] == "1":
        return False
    union_pay = len(run.digits) >= 16 and run.digits.startswith("62")
    return union_pay or (_luhn(run.digits) and (len(run.digits) >= 16 or run.digits[0] in "3456"))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
