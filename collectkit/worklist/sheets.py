"""The sheets beside the accounts in a workbook for people: rows and sums as the manifest has them, and how to work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from collectkit.tables.offers import OFFERS
from collectkit.tables.totals import Totals
from collectkit.worklist.contact_rules import ContactRule
from collectkit.worklist.words import NOT_ALLOWED, Language, Words, terms_in

NAMES: Mapping[str, Words] = MappingProxyType(
    {
        "worklist": {"zh": "清单", "en": "Worklist"},
        "summary": {"zh": "汇总", "en": "Summary"},
        "guide": {"zh": "说明", "en": "How to"},
    }
)
"""What the sheets are called."""

_HEADS: Mapping[str, Words] = MappingProxyType(
    {
        "currency": {"zh": "币种", "en": "Currency"},
        "bucket": {"zh": "账龄", "en": "Bucket"},
        "accounts": {"zh": "案件数", "en": "Accounts"},
    }
)
_LARGEST = 10**15
"""Minor units from which a workbook's number would lose some."""
_ALL: Words = {"zh": "合计", "en": "All"}


def summary(totals: Totals, columns: Sequence[str], language: Language) -> pl.DataFrame:
    """Return rows and sums by currency and bucket, and of each currency in all: columns as `headings` names them.

    What is offered has no sums: each floor speaks of its own account. Sums are Int64 minor units in columns
    ``..._minor``; where they are more than a workbook's number holds, texts in major units.

    Args:
        columns: of the worklist, in their order.
    """
    money = sorted(
        {name for sums in totals.sums.values() for name in sums if name not in OFFERS}, key=list(columns).index
    )
    lines: list[tuple[str, str, int, Mapping[str, int]]] = []
    for currency in sorted({of for of, _ in totals.sums}):
        within = sorted(bucket for of, bucket in totals.sums if of == currency)
        if totals.bucketed:
            lines += [(currency, one, totals.counts[currency, one], totals.sums[currency, one]) for one in within]
        lines.append(
            (currency, _ALL[language], sum(totals.counts[currency, one] for one in within), totals.of(currency))
        )
    heads = [pl.Series(name, [line[place] for line in lines]) for place, name in enumerate(_HEADS)]
    return pl.DataFrame([*heads, *(_money(name, [line[-1].get(name, 0) for line in lines]) for name in money)])


def _money(name: str, sums: Sequence[int]) -> pl.Series:
    if max(map(abs, sums)) < _LARGEST:
        return pl.Series(name, sums, pl.Int64)
    return pl.Series(name.removesuffix("_minor"), [major(each) for each in sums])


def major(minor: int) -> str:
    """Return an amount in major units, for people."""
    whole, rest = divmod(abs(minor), 100)
    return f"{'-' * (minor < 0)}{whole:,}.{rest:02}"


def headings(titles: Mapping[str, str], language: Language) -> dict[str, str]:
    """Return the headings of a summary.

    Args:
        titles: column of money -> its heading in the worklist, where that is not its name.
    """
    return {**titles, **{name: words[language] for name, words in _HEADS.items()}}


_GUIDE: Mapping[str, Mapping[Language, tuple[str, str]]] = MappingProxyType(
    {
        "package": {
            "zh": (
                "委案包",
                "接收方 {recipient}，批次 {batch}，数据日期 {as_of}。先按 README.md 验证签名，再开始工作。",
            ),
            "en": (
                "Package",
                "For {recipient}, batch {batch}, data as of {as_of}. Check the signature first, as README.md says.",
            ),
        },
        "work": {
            "zh": ("怎么做", "逐案按“处置建议”办理；下次行动日之前不联系。标明不联系的案件不得联系。"),
            "en": (
                "How to work",
                "Do with each account what stands under What to do, not before the day of its next action.",
            ),
        },
        "hours": {
            "zh": ("时间和次数", "均为债务人当地时间；同一债务人的多笔案件合并计次。"),
            "en": (
                "Hours and calls",
                "In the debtor's local time. Calls about all accounts of one debtor count together.",
            ),
        },
        "tokens": {
            "zh": ("令牌", "令牌代替合同号和手机号，只有委托方能还原。读写时用四位一组；大小写、空格、连字符不限。"),
            "en": (
                "Tokens",
                "Only the creditor can turn one back. Say it in groups of four; small letters and hyphens do no harm.",
            ),
        },
        "returns": {
            "zh": ("回传", "填写 returns.xlsx，每类记录一张工作表；系统用 returns.csv 的列名。"),
            "en": (
                "Returns",
                "Fill in returns.xlsx, a sheet for each kind of record; systems use the columns of returns.csv.",
            ),
        },
    }
)
_RULE: Words = {"zh": "{says}（{source}）", "en": "{says} ({source})"}
_PLANNED: Words = {"zh": "联系计划", "en": "Contacts planned"}
_NOT: Words = {"zh": "不允许", "en": "Not allowed"}
_ADVICE: Mapping[Language, tuple[str, str]] = MappingProxyType(
    {
        "zh": ("提示", "以上规则不构成法律意见；以债务人所在地现行法律和双方合同为准。"),
        "en": ("Note", "These rules are no legal advice: the law of the debtor's place and the contract hold."),
    }
)


def guide(
    facts: Mapping[str, str],
    rules: Sequence[ContactRule],
    terms: Mapping[str, str],
    language: Language,
    contacts: Sequence[str] = (),
) -> pl.DataFrame:
    """Return how to work with the package, a topic and a sentence a row.

    Args:
        facts: `recipient`, `batch` and `as_of`.
        rules: of the creditor's country.
        terms: what the policy agrees on.
        contacts: what there is to know of the columns of a contact plan.
    """
    lines = [_GUIDE[part][language] for part in ("package", "work")]
    if rules:
        lines.append(_GUIDE["hours"][language])
        lines += [("", _RULE[language].format(says=rule.says[language], source=rule.source)) for rule in rules]
    lines += [(_PLANNED[language] * (place == 0), text) for place, text in enumerate(contacts)]
    lines += [_GUIDE[part][language] for part in ("tokens", "returns")]
    lines += [(_NOT[language] * (place == 0), text) for place, text in enumerate(NOT_ALLOWED[language])]
    lines += [(name.capitalize(), text) for name, text in terms_in(terms, language)]
    lines.append(_ADVICE[language])
    told = [(topic, text.format(**facts) if place < 1 else text) for place, (topic, text) in enumerate(lines)]
    topic, text = {"zh": ("主题", "内容"), "en": ("Topic", "What to know")}[language]
    return pl.DataFrame(told, schema={topic: pl.String, text: pl.String}, orient="row")
