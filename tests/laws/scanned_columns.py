"""Columns as files from anywhere have them, each with the kind of personal data that it truly holds; and files of them.

Everybody is invented: ID numbers of an area that does not exist, mobile numbers of a range that is not assigned. Names,
addresses and companies are faker's, which shares no list with what is tested.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from faker import Faker

from collectkit.fields.identity import check_digit
from collectkit.tables.headers import OF_ACCOUNTS

Mode = Literal["right", "silent", "lying", "none"]
"""What the header does: names the kind, says nothing, names another kind; or the file has none."""

MODES: Sequence[Mode] = ("right", "right", "right", "right", "right", "silent", "silent", "silent", "lying")

Maker = Callable[[random.Random], str]


@functools.cache
def people(language: str) -> Faker:
    """Return faker for a language."""
    return Faker(language)


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _luhn(body: str) -> str:
    doubled = (sum(divmod(2 * int(d), 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(body)))
    return body + str(-sum(doubled) % 10)


def _grouped_card(chance: random.Random) -> str:
    number = _luhn("411111" + _digits(chance, 9))
    return " ".join(number[place : place + 4] for place in range(0, 16, 4))


def _day(chance: random.Random, first: int, last: int) -> dt.date:
    return dt.date(first, 1, 1) + dt.timedelta(chance.randrange((last - first) * 365))


def _mobile(chance: random.Random) -> str:
    return "154000" + _digits(chance, 5)


def _dirty_mobile(chance: random.Random) -> str:
    number = _mobile(chance)
    spelled = (
        number,
        f"+86 {number}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"{number}.0",
        f"0{number}",
        " 不详",
    )
    return chance.choice([*spelled[:4], number, number, chance.choice(spelled)])


def _identity(chance: random.Random) -> str:
    body = "990101" + _day(chance, 1950, 2005).strftime("%Y%m%d") + _digits(chance, 3)
    return body + check_digit(body)


def _dirty_identity(chance: random.Random) -> str:
    number = _identity(chance)
    return chance.choice([number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", number[:17] + "?"])


def _wechat(chance: random.Random) -> str:
    word = chance.choice(["lucky", "sunny", "zhang", "li", "happy", "abc"])
    return chance.choice(
        [f"wxid_{_digits(chance, 8)}x", f"{word}_{_digits(chance, 4)}", f"{word}-{_digits(chance, 6)}"]
    )


def _date(chance: random.Random, first: int, last: int) -> str:
    return _day(chance, first, last).strftime("%Y-%m-%d")


NOTES = (
    "客户承诺下周还款",
    "无人接听",
    "已关机，稍后再打",
    "says he lost his job",
    "will pay on Friday",
    "要求减免罚息",
    "空号",
)


def _note(chance: random.Random) -> str:
    return chance.choice(NOTES)


def _telling_note(chance: random.Random) -> str:
    told = (
        f"妻子电话{_mobile(chance)}，下月还",
        f"加微信 lucky_{_digits(chance, 4)} 沟通",
        f"身份证{_identity(chance)}已核",
        f"write to him at {people('en_US').user_name()}@example.com please",
        f"联系人王小明，QQ：{chance.randrange(10**5, 10**10)}",
    )
    return chance.choice(told) if chance.random() < 0.2 else _note(chance)


def _plate(chance: random.Random) -> str:
    return chance.choice("京沪粤苏浙川鄂") + chance.choice("ABCDE") + "".join(chance.choices("ABCDEFGH0123456789", k=5))


PLACES = (
    "安康",
    "高平",
    "黄石",
    "周口",
    "马鞍山",
    "石家庄",
    "金华",
    "汤阴",
    "龙岩",
    "鲁山",
    "江门",
    "萧县",
    "余姚",
    "常熟",
)

PERSONAL: Mapping[str, Mapping[str, Maker]] = MappingProxyType(
    {
        "phone": {
            "mobile": _mobile,
            "mobile, dirty": _dirty_mobile,
            "landline": lambda c: f"0{c.choice(['10', '755', '21'])}-2600{_digits(c, 4)}",
            "North American": lambda c: f"({c.randrange(200, 999)}) 555-01{_digits(c, 2)}",
            "with country": lambda c: f"+44 1632 960{_digits(c, 3)}",
        },
        "identity": {"right": _identity, "dirty": _dirty_identity},
        "bank": {
            "19 digits": lambda c: _luhn("622202" + _digits(c, 12)),
            "16 digits in groups": _grouped_card,
        },
        "email": {"plain": lambda c: f"{people('en_US').user_name()}{_digits(c, 2)}@example.com"},
        "name": {
            "Chinese": lambda _: people("zh_CN").name(),
            "English": lambda _: people("en_US").first_name() + " " + people("en_US").last_name(),
            "last, first": lambda _: people("en_GB").last_name() + ", " + people("en_GB").first_name(),
            "pinyin": lambda _: people("zh_CN").last_romanized_name() + " " + people("zh_CN").first_romanized_name(),
        },
        "address": {
            "Chinese": lambda c: (
                f"{people('zh_CN').province()}{people('zh_CN').city()}{people('zh_CN').street_address()}{c.randrange(99)}号"
            ),
            "American": lambda _: people("en_US").address().replace("\n", ", "),
            "British": lambda _: people("en_GB").address().replace("\n", ", "),
        },
        "plate": {"plain": _plate},
        "wechat": {"plain": _wechat},
        "qq": {"plain": lambda c: str(c.randrange(10**5, 10**10))},
        "passport": {
            "passport": lambda c: c.choice(["E", "EA", "EJ", "G"])[:2] + _digits(c, 8),
            "permit": lambda c: c.choice("HM") + _digits(c, 8),
        },
        "birth date": {
            "dashes": lambda c: _date(c, 1950, 2005),
            "digits": lambda c: _date(c, 1950, 2005).replace("-", ""),
        },
        "company": {
            "Chinese": lambda _: people("zh_CN").company(),
            "English": lambda _: people("en_US").last_name() + " Ltd",
        },
        "text": {"notes, a fifth of them telling": _telling_note},
    }
)
"""Kind -> ways to write it."""

HARMLESS: Mapping[str, Maker] = MappingProxyType(
    {
        "amount": lambda c: f"{c.randrange(10**7) / 100:.2f}",
        "large amount": lambda c: f"{c.randrange(10**11, 10**13) / 100:,.2f}",
        "loan date": lambda c: _date(c, 2015, 2027),
        "serial number": lambda c: f"{c.randrange(10**6):08}",
        "product code": lambda c: f"SKU-{c.choice('ABC')}{_digits(c, 6)}",
        "code of a letter and 8 digits": lambda c: c.choice("ABFKLQRTUVWXYZ") + _digits(c, 8),
        "order number, 11 digits": lambda c: str(c.randrange(10**10, 10**11)),
        "order number, 18 digits": lambda c: str(c.randrange(10**17, 10**18)),
        "order number with a date": lambda c: _digits(c, 6) + _date(c, 2019, 2027).replace("-", "") + _digits(c, 4),
        "epoch, milliseconds": lambda c: str(c.randrange(1_600_000_000_000, 1_800_000_000_000)),
        "barcode": lambda c: "69" + _digits(c, 11),
        "city like a name": lambda c: c.choice(PLACES),
        "city": lambda _: people("zh_CN").city(),
        "English city": lambda c: c.choice(
            ["New York", "San Jose", "Los Angeles", "Fort Wayne", "Santa Clara", "St Louis"]
        ),
        "product": lambda c: c.choice(["现金贷", "白领贷", "消费分期", "Consumer Loan", "Gold Card", "金卡分期"]),
        "job": lambda c: c.choice(["经理", "司机", "程序员", "会计", "Sales Manager", "教师", "医生", "Truck Driver"]),
        "status": lambda c: c.choice(["正常", "逾期", "已结清", "OVERDUE", "M1", "M2", "M3+"]),
        "days": lambda c: str(c.randrange(400)),
        "rate": lambda c: f"{c.randrange(1, 3600) / 100}%",
        "uuid": lambda c: f"{_digits(c, 8)}-ab{_digits(c, 2)}-4{_digits(c, 3)}-8{_digits(c, 3)}-{_digits(c, 12)}",
        "address of a computer": lambda c: f"10.{c.randrange(256)}.{c.randrange(256)}.{c.randrange(256)}",
        "notes that tell nothing": _note,
        "masked phone": lambda c: f"154****{_digits(c, 4)}",
        "masked name": lambda c: c.choice("王李张刘陈") + "**",
        "token": lambda c: "P0" + "".join(c.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=18)),
    }
)
"""What is no personal data in clear, and often looks like it."""

HEADERS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "phone": ("手机号码", "*联系电话", "客户手机（本人）", "Mobile No", "phone", " 手 机 ", "聯繫電話", "备用手机"),
        "identity": ("身份证号", "证件号码", "ID No", "身份證號碼", "national_id", "借款人身份证"),
        "bank": ("银行卡号", "还款卡号", "Card No", "代扣卡号", "bank_card"),
        "email": ("邮箱", "E-mail", "电子邮箱", "email address"),
        "name": ("姓名", "客户姓名", "Name", "full_name", "户名", "Borrower"),
        "address": ("家庭地址", "Address", "户籍地址", "home_address", "收货地址"),
        "plate": ("车牌号", "车牌", "license plate"),
        "wechat": ("微信", "微信号", "WeChat ID"),
        "qq": ("QQ", "QQ号码", "客户QQ"),
        "passport": ("护照号", "passport no", "通行证号"),
        "birth date": ("出生日期", "生日", "date of birth", "DOB", "birth_date"),
        "company": ("单位名称", "工作单位", "employer", "客户公司名称"),
        "text": ("备注", "催记", "remark", "备注3", "comments"),
    }
)
SILENT = ("a", "col_7", "值", "字段1", "x1", "data", "项目", "info", "F12", "val")
OTHER = ("渠道", "贷款金额", "批次", "产品名称", "channel", "逾期天数", "branch", "放款日期", "城市")


@dataclass(frozen=True)
class Made:
    """One column: the kind that it truly holds (None for none in clear), how it is written, and its header."""

    kind: str | None
    way: str
    mode: Mode
    header: str
    cells: tuple[str, ...]


def column(chance: random.Random, rows: int, mode: Mode) -> Made:
    """Return a column, as often personal as not."""
    if chance.random() < 0.5:
        kind: str | None = chance.choice([*PERSONAL])
        way, make = chance.choice([*PERSONAL[kind or ""].items()])
    else:
        kind, (way, make) = None, chance.choice([*HARMLESS.items()])
    blank = chance.choice([0.0, 0.0, 0.3, 0.9])
    cells = tuple("" if chance.random() < blank else make(chance) for _ in range(rows))
    if not {*cells} - {"", *NOTES}:
        kind = None
    return Made(kind, way, mode, _header(chance, kind, mode), cells)


def _header(chance: random.Random, kind: str | None, mode: Mode) -> str:
    if mode == "right":
        return chance.choice(HEADERS[kind] if kind else OTHER)
    if mode == "lying":
        return chance.choice([*OTHER, *(HEADERS[chance.choice([one for one in HEADERS if one != kind])])])
    return chance.choice(SILENT)


def _without_twins(chance: random.Random, made: Sequence[Made]) -> list[Made]:
    """Give columns of a field that was there already a header that says nothing: mask would refuse the file."""
    fields: set[str] = {"account_id"}
    found = []
    for one in made:
        field = OF_ACCOUNTS.field(one.header)
        if field is not None and field[0] in fields:
            found.append(replace(one, mode="silent", header=chance.choice(SILENT)))
            continue
        fields |= {field[0]} if field is not None else set()
        found.append(one)
    return found


def file(seed: int) -> tuple[bytes, list[Made]]:
    """Return a CSV file, as one of many encodings and with any separator, and its columns; the same for one seed."""
    chance = random.Random(seed)
    for language in ("zh_CN", "en_US", "en_GB"):
        people(language).seed_instance(seed)
    rows = chance.choice([30, 80, 200])
    headless = chance.random() < 0.1
    made = [column(chance, rows, "none" if headless else chance.choice(MODES)) for _ in range(chance.randrange(6, 14))]
    made = _without_twins(chance, made)
    numbers = Made(None, "contract", "right", "合同号", tuple(f"HT{seed}-{row:05}" for row in range(rows)))
    made.insert(chance.randrange(len(made)), numbers)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=chance.choice(",,,;\t"))
    writer.writerows([] if headless else [[one.header for one in made]])
    writer.writerows(zip(*(one.cells for one in made), strict=True))
    return out.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "gb18030"]), "replace"), made
