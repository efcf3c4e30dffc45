"""The page that goes with a worklist, in the agency's language: what is in it, how to check it and to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from string import Template
from types import MappingProxyType
from typing import Literal

import polars as pl

from collectkit.crypto.spelling import grouped
from collectkit.tables.placements import CLAIMS
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.returns import RETURNS
from collectkit.tables.totals import Totals
from collectkit.worklist.sheets import major
from collectkit.worklist.words import NOT_ALLOWED, Language, Words, contact_lines, one_line, terms_in


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of the worklist: its name, its heading in the workbook, and what of the value is in it.

    Attributes:
        identifies: the value tells who somebody is, or where: a name, an ID number, a phone, an address.
    """

    name: str
    title: str
    shows: Literal["nothing", "part", "value", "token", "code", "digits", "shifted", "invented", "text"]
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of a package.

    Attributes:
        key: the column that has the accounts' tokens.
        example: one of them.
        locked: the worklist is one workbook that opens with a password.
        guided: headings of the columns that only the workbook has.
        planned: the day of which calls are left (ISO); None where only the list itself says it.
    """

    agency: str
    recipient: str
    batch: str
    sequence: int
    as_of: Sequence[date]
    totals: Totals
    columns: Sequence[Shown]
    terms: Mapping[str, str]
    key: str
    example: str
    locked: bool = False
    guided: Sequence[str] = ()
    planned: str | None = None


def text(facts: Facts, language: Language) -> str:
    """Return the page, in Markdown."""
    page = Template(resources.files(__package__).joinpath("templates", f"{language}.md").read_text("utf-8"))
    return page.substitute(
        agency=one_line(facts.agency or facts.recipient),
        recipient=facts.recipient,
        batch=facts.batch,
        sequence=facts.sequence,
        as_of=", ".join(day.isoformat() for day in sorted(facts.as_of)) or "—",
        rows=f"{facts.totals.rows:,}",
        sums="\n".join(_sums(facts.totals, language)),
        data=_data(facts.columns, language),
        columns="\n".join([*_columns(facts.columns, language), *_guided(facts.guided, language)]),
        contacts="".join(f"\n\n{line}" for line in _contacts(facts, language)),
        returns="\n".join(_returns(facts.key, language)),
        terms="\n".join(_terms(facts.terms, language)),
        families="\n".join(_families(language)),
        not_allowed="\n".join(f"- {line}" for line in NOT_ALLOWED[language]),
        example=facts.example,
        worklists="\n".join(_WORKLISTS[facts.locked][language]),
        to_say=grouped(pl.Series([facts.example]))[0],
    )


_WORKLISTS: Mapping[bool, Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        False: {
            "zh": (
                "| `worklist.xlsx` | 案件清单，供人使用，附处置建议、汇总和说明；金额单位为元 |",
                "| `worklist.csv` | 同一清单，供系统导入；UTF-8，金额单位为分（列名以 `_minor` 结尾） |",
            ),
            "en": (
                "| `worklist.xlsx` | the accounts, for people, with tasks, sums and a guide; money in major units |",
                "| `worklist.csv` | the same accounts, for systems; UTF-8, money in minor units (`..._minor`) |",
            ),
        },
        True: {
            "zh": ("| `worklist.xlsx` | 案件清单，须用密码打开，密码由委托方另行告知；金额单位为元 |",),
            "en": ("| `worklist.xlsx` | the accounts; opens with a password that the creditor sends another way |",),
        },
    }
)


def _contacts(facts: Facts, language: Language) -> list[str]:
    return contact_lines([column.name for column in facts.columns], facts.planned, language)


def _data(columns: Sequence[Shown], language: Language) -> str:
    """Say whether the debtors can be told from the data: never that they cannot where they are named."""
    clear = [f"`{one_line(column.name)}`" for column in columns if column.identifies and column.shows == "value"]
    if not clear:
        unnamed: Words = {
            "zh": "其中数据经去标识化处理，仍属个人信息。",
            "en": "Its data are de-identified, and still personal\ninformation.",
        }
        return unnamed[language]
    named: Words = {
        "zh": "其中 {} 为个人信息原值，未经去标识化处理。",
        "en": "It has personal data in clear, not\nde-identified: {}.",
    }
    return named[language].format(("、" if language == "zh" else ", ").join(clear))


def _sums(totals: Totals, language: Language) -> Iterator[str]:
    column = next((name for name in CLAIMS if any(name in sums for sums in totals.sums.values())), None)
    heads: Words = {"zh": "| 币种 | 账龄 | 案件数 | 金额（元） |", "en": "| currency | bucket | accounts | amount |"}
    yield heads[language]
    yield "|---|---|---:|---:|"
    for (currency, bucket), sums in sorted(totals.sums.items()):
        amount = major(sums[column]) if column else "—"
        yield f"| {one_line(currency)} | {one_line(bucket) or '—'} | {totals.counts[currency, bucket]:,} | {amount} |"


_SHOWS: Mapping[str, Words] = MappingProxyType(
    {
        "value": {"zh": "原值", "en": "the value"},
        "part": {"zh": "部分显示", "en": "a part of the value"},
        "token": {"zh": "令牌", "en": "a token"},
        "code": {"zh": "假名", "en": "a pseudonym"},
        "digits": {"zh": "替代号码，不是原值", "en": "another number in its place"},
        "shifted": {"zh": "平移后的日期，不是原日期", "en": "the date moved by some days, not the date"},
        "invented": {"zh": "虚构值，不是原值", "en": "an invented value in its place"},
        "text": {"zh": "文本，其中的号码和姓名已替换", "en": "the text, with numbers and names replaced"},
        "nothing": {"zh": "不显示", "en": "nothing of the value"},
    }
)


def _columns(columns: Sequence[Shown], language: Language) -> Iterator[str]:
    for column in columns:
        yield f"| `{one_line(column.name)}` | {one_line(column.title)} | {_SHOWS[column.shows][language]} |"


def _guided(titles: Sequence[str], language: Language) -> Iterator[str]:
    words: Words = {"zh": "仅在工作簿中，由其他列得出", "en": "only in the workbook: follows from the other columns"}
    return (f"| — | {title} | {words[language]} |" for title in titles)


def _families(language: Language) -> Iterator[str]:
    for family in FAMILIES.values():
        needed = " ".join(f"`{name}`" for name in family.fields if name in family.needed)
        others = " ".join(f"`{name}`" for name in family.fields if name not in family.needed)
        yield f"| `{family.code}` | {family.title(language)} | {needed} | {others} |"


_FILL: Mapping[str, Words] = MappingProxyType(
    {
        "record": {"zh": "`PAY`；可不填", "en": "`PAY`; may be left out"},
        "token": {
            "zh": "必填：案件令牌，清单的 `{}` 列",
            "en": "needed: the account's token, column `{}` of the worklist",
        },
        "payment_id": {
            "zh": "必填：贵机构的流水号，每笔唯一",
            "en": "needed: your number of the payment, each one once",
        },
        "type": {"zh": "`PAYMENT` 还款（默认）或 `REVERSAL` 冲正", "en": "`PAYMENT` (if blank) or `REVERSAL`"},
        "amount": {"zh": "必填：正数，单位为元", "en": "needed: positive, in major units"},
        "currency": {"zh": "默认 CNY", "en": "`CNY` if blank"},
        "value_date": {"zh": "必填：到账日期，如 2026-11-03", "en": "needed: the day of the payment, as 2026-11-03"},
        "received_by": {
            "zh": "`AGENCY` 贵机构代收（默认）或 `CREDITOR` 直接还给委托方",
            "en": "`AGENCY` (if blank), or `CREDITOR` if paid to the creditor",
        },
        "reverses": {"zh": "冲正时必填：原流水号", "en": "of a reversal: the payment id that it takes back"},
        "fee_claimed": {
            "zh": "主张的佣金，单位为元；可不填",
            "en": "the fee you claim, in major units; may be left out",
        },
        "family": {
            "zh": "仅用于 `TRL` 行：合计的是哪类记录，默认 `PAY`",
            "en": "of a `TRL` row only: which records it counts, `PAY` if blank",
        },
        "rows": {"zh": "仅用于 `TRL` 行", "en": "of a `TRL` row only"},
    }
)


def _returns(key: str, language: Language) -> Iterator[str]:
    for name, known in RETURNS.items():
        title = known.title_zh if language == "zh" else known.title_en
        yield f"| `{name}` | {title} | {_FILL[name][language].format(key)} |"


def _terms(terms: Mapping[str, str], language: Language) -> Iterator[str]:
    for name, text in terms_in(terms, language):
        yield f"- {name}{'：' if language == 'zh' else ': '}{one_line(text)}"
