"""Random portfolios with random dirt, random policies for them, and random spellings of what must not leave.

Nobody in them can be somebody: phones begin with 154, ID numbers with the area 99, which does not exist.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from collectkit.mask.policy import BUILT_IN, built_in

WIDE = str.maketrans("0123456789X-/@.", "０１２３４５６７８９Ｘ－／＠．")
NARROW = {wide: narrow for narrow, wide in WIDE.items()}
SURNAMES, GIVEN = "赵钱孙李周吴郑王", "伟芳娜敏静丽强磊"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Random = random.Random
Maker = Callable[[Random, int], str]


def phone(rng: Random, _: int) -> str:
    """Return a mobile number."""
    return f"154{rng.randrange(10**8):08}"


def abroad(rng: Random, row: int) -> str:
    """Return a mobile number, now and then one of Hong Kong or Macao."""
    if rng.random() < 0.8:
        return phone(rng, row)
    return f"+85{rng.choice('23')} 1{rng.randrange(10**3):03} {rng.randrange(10**4):04}"


def identity(rng: Random, _: int) -> str:
    """Return an ID number of 18 characters, born before 1900."""
    body = f"99{rng.randrange(10**4):04}18{rng.randrange(50, 100)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    body += f"{rng.randrange(1000):03}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11]


def card(rng: Random, _: int) -> str:
    """Return digits like a card's."""
    return f"62{rng.randrange(10 ** (width := rng.choice((14, 17)))):0{width}}"


def account(rng: Random, row: int) -> str:
    """Return an account number of one of several forms, always the same form within a file."""
    return (f"HT-2024/{row:05}", f"LN{20240000000 + row}", f"{7024000000000 + row}")[rng.randrange(10**9) % 3]


def email(rng: Random, row: int) -> str:
    """Return an address."""
    return f"debtor{row}.{rng.randrange(999)}@example.com"


def name(rng: Random, _: int) -> str:
    """Return a Chinese name."""
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2))))


def harmless(rng: Random, row: int) -> str:
    """Return text that names nobody, though it has digits."""
    day = f"20{rng.randrange(18, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    paid = f"{rng.randrange(1, 99)},{rng.randrange(1000):03}.{rng.randrange(10, 100)}"
    return rng.choice((
        "", "ok", "已联系，承诺还款", f"{day} 已还 {paid} 元", day, day.replace("-", ""),
        f"{day} 12:{rng.randrange(60):02}:00", f"批次{row % 7}", f"A{row}", '引号"和,逗号', "***", "两行\n备注",
        f"分机{rng.randrange(9999)}", "（A款）", f"{rng.randrange(10**6)}", "Ⅲ期", "𠮷野", "邮箱无",
    ))  # fmt: skip


FIELDS: dict[str, tuple[tuple[str, str], Maker]] = {
    "account_id": (("合同号", "account no"), account),
    "customer_id": (("客户号", "customer id"), lambda _, row: f"C{8000000 + row}"),
    "name": (("姓名", "name"), name),
    "mobile": (("手机", "mobile"), phone),
    "phone_home": (("住宅电话", "home phone"), lambda rng, _: f"0199-{rng.randrange(2 * 10**7, 9 * 10**7)}"),
    "id_number": (("身份证号", "id no"), identity),
    "bank_card": (("银行卡号", "card no"), card),
    "email": (("邮箱", "email"), email),
    "contact1_name": (("联系人1姓名", "contact1 name"), name),
    "contact1_phone": (("联系人1手机", "contact1 phone"), abroad),
    "product": (("产品", "product"), lambda rng, _: rng.choice(("消费贷", "车贷（二手）", "信用卡", "Card-X"))),
    "city": (("城市", "city"), lambda rng, _: rng.choice(("广州市", "安康", "上海市"))),
    "overdue_total": (("逾期金额", "total past due"), lambda rng, _: f"{rng.randrange(1, 9**9) / 100:.2f}"),
    "as_of": (("数据日期", "as of"), lambda _, __: "2026-10-31"),
    "remark": (("备注", "remarks"), harmless),
}
WATCHED = {"mobile": "phone", "phone_home": "landline", "id_number": "identity", "bank_card": "bank", "email": "email",
           "account_id": "account", "contact1_phone": "phone"}  # fmt: skip
UNKNOWN = "内部标记"
OPERATORS = {
    "account_id": ("token", "pseudonym", "redact", "keep_last"), "customer_id": ("token", "pseudonym"),
    "name": ("mask_name", "token", "redact", "keep_first"), "mobile": ("mask_phone", "token", "keep", "redact"),
    "phone_home": ("mask_phone", "token"), "id_number": ("mask_id", "token", "fpe", "redact"),
    "bank_card": ("mask_card", "token", "fpe", "fpe valid", "keep"), "email": ("token", "redact"),
    "contact1_name": ("redact", "token"), "contact1_phone": ("token", "mask_phone"), "product": ("keep",),
    "city": ("keep",), "overdue_total": ("keep", "band"), "as_of": ("keep", "generalise"), "remark": ("keep", "redact"),
    UNKNOWN: ("keep",),
}  # fmt: skip


@dataclass
class Portfolio:
    """A random file and a policy for it.

    Attributes:
        fields: of the columns, in order; `UNKNOWN` is none.
        rules: field -> operator, of the columns that leave; empty with a built-in policy.
    """

    fields: list[str]
    headers: list[str]
    rows: list[list[str]]
    policy: str
    rules: dict[str, str] = field(default_factory=dict)
    separator: str = ","

    @property
    def kept(self) -> set[str]:
        """Fields that leave in clear."""
        ready = built_in(self.policy)
        shown = {rule.source for rule in ready.leaving if rule.operator.shows == "value"} if ready else set()
        return {name for name, rule in self.rules.items() if rule == "keep"} | shown

    def column(self, name: str) -> list[str]:
        """Return the cells of a field."""
        place = self.fields.index(name)
        return [row[place] for row in self.rows]

    def data(self) -> bytes:
        """Return the file."""
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=self.separator, lineterminator="\n").writerows([self.headers, *self.rows])
        return buffer.getvalue().encode()

    def toml(self) -> str:
        """Return its own policy."""
        lines = ["version = 1", "name = 'own'"]
        for name, rule in self.rules.items():
            operator, _, valid = rule.partition(" ")
            lines += [f"[columns.'{name}']", f"operator = '{operator}'", "valid = true" * bool(valid)]
        return "\n".join(lines)


def portfolio(rng: Random) -> Portfolio:
    """Return a random one."""
    fields = [
        name for name in FIELDS if name in {"account_id", "mobile", "product", "overdue_total"} or rng.random() < 0.7
    ]
    if rng.random() < 0.6:
        fields.append(UNKNOWN)
    rng.shuffle(fields)
    language, form = rng.randrange(2), rng.random()
    headers = [FIELDS[name][0][language] if name in FIELDS else name for name in fields]
    rows = [[_cell(rng, name, row, form) for name in fields] for row in range(rng.randrange(2, 60))]
    found = Portfolio(fields, headers, rows, "own", separator=rng.choice(",,,\t;"))
    if rng.random() < 0.4:
        found.policy = rng.choice(BUILT_IN)
    else:
        leaving = [name for name in fields if rng.random() < 0.7] or ["product"]
        found.rules = {name: rng.choice(OPERATORS[name]) for name in leaving}
        found.rules["product"] = "keep"
    return found


def _cell(rng: Random, name: str, row: int, form: float) -> str:
    if name not in FIELDS:
        return harmless(rng, row)
    cell = FIELDS[name][1](random.Random(form) if name == "account_id" else rng, row)
    dirt = rng.random()
    if name in {"account_id", "product", "as_of", "overdue_total"} or dirt > 0.25:
        return cell
    if name in WATCHED and WATCHED[name] in {"phone", "identity", "bank"}:
        return rng.choice(
            ("", cell.translate(WIDE), f" {cell} ", f"{cell[:4]} {cell[4:]}", f"{cell}\t", f"'{cell}"[1:])
        )
    return "" if dirt < 0.1 else cell


def spelled(rng: Random, kind: str, value: str) -> str:
    """Return a raw value in another spelling, alone or in text."""
    plain = "".join(value.split()).translate(NARROW)
    forms: dict[str, Sequence[str]] = {
        "phone": (plain, f"+86{plain}", f"0086{plain}", f"+86 {_grouped(plain, 3, 4)}", f"99{plain}0",
                  *(_grouped(plain, 3, 4, by) for by in "-·\u200b"), f"({plain[:3]}) {plain[3:]}"),
        "abroad": (plain[-8:], f"{plain[-8:-4]} {plain[-4:]}", f"{plain[-8:-4]}-{plain[-4:]}", plain, plain[1:]),
        "landline": (plain, plain.replace("-", ""), plain.replace("-", " "), f"({plain[:4]}){plain[5:]}"),
        "identity": (plain, plain.lower(), plain[:6] + plain[8:17], plain[:17], _grouped(plain, 6, 8), f"{plain}9"),
        "bank": (plain, _grouped(plain, 4, 4), _grouped(plain, 4, 4, "-"), f"{plain}0"),
        "email": (plain, plain.upper()),
        "account": (plain, plain.lower()),
    }  # fmt: skip
    form = rng.choice(forms[kind])
    form = form.translate(WIDE) if rng.random() < 0.3 else form
    return rng.choice((form, f"打{form}找他", f"见 {form}。", f"（{form}）"))


def _grouped(digits: str, first: int, then: int, by: str = " ") -> str:
    return by.join([digits[:first], *(digits[at : at + then] for at in range(first, len(digits), then))])
