"""What a header states about its column, and whether the header itself may be shown."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.mask.scan.values import look
from collectkit.tables.accounts import ACCOUNTS, Kind
from collectkit.tables.headers import normalise, propose

THIRD = re.compile(
    r"联系人|联络|亲属|亲戚|配偶|父|母|子女|儿子|女儿|兄|弟|姐|妹|同事|朋友|担保|保证人|紧急|推荐人"
    r"|contact|spouse|guarantor|reference|relative|emergency|father|mother|friend|colleague|kin"
)
"""Words of other persons than the debtor."""

WORDS = (
    (re.compile(r"备注|催记|remark|comment"), "text"),
    (re.compile(r"微信|wechat|weixin"), "wechat"),
    (re.compile(r"qq|扣扣"), "qq"),
    (re.compile(r"邮箱|邮件|电邮|e-?mail"), "email"),
    (re.compile(r"护照|passport|通行证|回乡证|permitno"), "passport"),
    (re.compile(r"身份证|证件号|nationalid|idnumber|idcard|^ssn$|socialsecurityn"), "identity"),
    (re.compile(r"车牌|licenseplate|plateno|platenumber"), "plate"),
    (re.compile(r"出生日|出生年|生日|birthd|dateofbirth|^dob$"), "birth date"),
    (re.compile(r"手机|电话|座机|传真|phone|mobile|telephone|fax"), "phone"),
    (re.compile(r"银行卡|卡号|银行账号|iban|cardno"), "bank"),
    (re.compile(r"地址|住址|address"), "address"),
    (re.compile(r"姓名|户名|联系人$|fullname|surname|firstname|lastname"), "name"),
    (
        re.compile(
            r"^(?=.{2,12}$).*(?:联系人|联络人|亲属|亲戚|配偶|父亲|母亲|子女|同事|朋友|担保人|保证人|借款人"
            r"|(?<!货币)(?<!金额)(?<!委托)(?<!放款)单位|账号|帐号|社保|微博|contact|spouse|guarantor|reference\d)"
        ),
        "person",
    ),
)
"""Words by which a header outside the tables states personal data, the surest first; the last only in short headers."""


OWN = {"wechat": "wechat", "qq": "qq", "birth_date": "birth date", "passport": "passport", "plate": "plate"}
"""Fields that are a kind of their own."""

IDENTIFIERS: tuple[Kind, ...] = ("phone", "identity", "bank", "email")
"""Kinds of numbers and addresses that are one person's."""

_TELLING = re.compile(r"[0-9０-９@＠]")
NUMBER = re.compile(r"[0-9.,:/\- ]{3,}")
"""What a date, an amount or a count looks like, and no header does."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a header states.

    Attributes:
        field: the field of the accounts table that it names.
        kind: the kind of personal data that it promises; None for none.
        identifier: it names account or customer numbers.
        third: it speaks of other persons than the debtor.
    """

    field: str | None = None
    kind: str | None = None
    identifier: bool = False
    third: bool = False


_OF_NOBODY = re.compile(r"客服|热线|服务电话|网点|机构|委托方|收款|hotline|helpline|customerservice|branch")
"""Words of numbers that belong to no debtor and to no third person: a bank's telephone, where payments go."""


@functools.lru_cache(1024)
def identifiers(header: str) -> Kind | None:
    """Return which numbers of persons a header states that the tables do not know; None for none."""
    stated = state(header)
    if stated.field is not None or _OF_NOBODY.search(normalise(header)):
        return None
    return next((kind for kind in IDENTIFIERS if kind == stated.kind), None)


def state(header: str) -> Stated:
    """Return what one header states; an ambiguous one states nothing."""
    name = propose([header]).columns[0].field
    spelled = normalise(header)
    if name is None:
        kind = next((kind for word, kind in WORDS if word.search(spelled)), None)
        return Stated(kind=kind, third=bool(kind and THIRD.search(spelled)))
    field = ACCOUNTS.get(name)
    if field is None:
        return Stated(name)
    identifier = field.kind in ("account", "customer")
    if field.personal == "no" or identifier:
        return Stated(name, identifier=identifier)
    kind = "text" if field.personal == "free" else _kind(name, field.kind)
    return Stated(name, kind, third=field.personal == "third")


def _kind(name: str, kind: str | None) -> str:
    if kind not in (None, "text"):
        return kind
    return "company" if name.endswith("employer") else OWN.get(name, "person")


def hidden(header: Sequence[str], stated: Sequence[Stated]) -> list[bool]:
    """Return which headers may not be shown, because they may be values: the file may have no header.

    A header is hidden where it looks like personal data; and where it states nothing and any header looks like personal
    data or a number (or like a name, if no header states anything).
    """
    known = [each != Stated() for each in stated]
    # An alias of a field, without digits, is no value; and to look what a cell shows takes as long as a small file.
    shows = [
        (one.field is None or _TELLING.search(cell)) and _shows(cell) for cell, one in zip(header, stated, strict=True)
    ]
    like_data = any(shows) or any(map(NUMBER.fullmatch, header))
    like_names = not any(known) and any(_shows(cell, "name") for cell in header)
    return [
        not cell or bool(shown) or (not sure and (like_data or like_names))
        for cell, shown, sure in zip(header, shows, known, strict=True)
    ]


def labels(header: Sequence[str]) -> list[str]:
    """Return what may be shown of each header: itself, or its place where it may be a value."""
    hide = hidden(header, [state(cell) for cell in header])
    return [f"column {place}" if hide[place - 1] else cell for place, cell in enumerate(header, 1)]


def _shows(cell: str, *kinds: str) -> bool:
    """Return whether a header cell shows one of these kinds; without kinds, any but names, which words resemble."""
    shown = _kinds_in(cell)
    return bool(shown & set(kinds) if kinds else shown - {"name"})


@functools.lru_cache(1024)
def _kinds_in(cell: str) -> frozenset[str]:
    seen = look(pl.Series([cell], dtype=pl.String))
    return frozenset({*seen.whole, *seen.inside, *["token"] * seen.tokens})
