"""The forms in which an agency answers: a workbook with a sheet a family of records, and the header of one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from collectkit.files.form import Blank, Form, Notes, workbook
from collectkit.tables.field import Field
from collectkit.tables.record_families import FAMILIES, Family
from collectkit.tables.record_words import Spellings
from collectkit.worklist.words import Language, Words

Kind: TypeAlias = Literal["text", "token", "choice", "money", "count", "date"]

_KINDS: Mapping[str, Kind] = MappingProxyType({"money": "money", "int": "count", "date": "date", "text": "text"})
_MOMENT = "at"
"""The one column that says a time of day, with its offset: a text, for a workbook knows no offsets."""

_PROMPTS: Mapping[str, Words] = MappingProxyType(
    {
        "token": {
            "zh": "清单中的案件令牌，原样或四位一组",
            "en": "the account's token in the worklist, as it is or in groups of four",
        },
        "choice": {"zh": "请从列表中选择", "en": "choose from the list"},
        "money": {"zh": "金额，单位为元，不用负数", "en": "an amount in major units, never negative"},
        "count": {"zh": "整数", "en": "a whole number"},
        "date": {"zh": "日期，如 2026-11-03", "en": "a day, as 2026-11-03"},
        "text": {"zh": "文字；不写姓名、证件号、电话", "en": "text; no names, ID numbers or telephones"},
        "at": {"zh": "时间及时区，如 2026-11-03 10:15+08:00", "en": "time and offset, as 2026-11-03 10:15+08:00"},
        "currency": {"zh": "币种代码，不填为 CNY", "en": "a currency code; CNY if blank"},
    }
)
_NEEDED: Words = {"zh": "必填。", "en": "Needed. "}
_NOTES: Mapping[Language, tuple[str, str, str, str, str]] = MappingProxyType(
    {
        "zh": ("说明", "工作表", "列", "填写", "可选值"),
        "en": ("How to fill in", "Sheet", "Column", "What to write", "Choices"),
    }
)


def form(language: Language) -> bytes:
    """Return the workbook, empty: the same for every agency of a language."""
    forms = [
        Form(family.sheet(language), [_blank(family, known, language) for known in family.fields.values()])
        for family in FAMILIES.values()
    ]
    name, *head = _NOTES[language]
    return workbook(forms, Notes(name, head, list(_explained(language)), (28, 26, 52, 90)))


def header() -> tuple[str, ...]:
    """Return the columns of a table of records of all families: `record` says which a record is of."""
    names = (name for family in FAMILIES.values() for name in family.fields)
    return tuple(dict.fromkeys(("record", *names)))


def _blank(family: Family, known: Field, language: Language) -> Blank:
    needed, kind = known.name in family.needed, _kind(family, known)
    heading = f"{'*' * needed}{known.title_zh if language == 'zh' else known.title_en}"
    prompt = (_NEEDED[language] if needed else "") + _PROMPTS[_prompt(known, kind)][language]
    choices = [_choice(spellings, language) for spellings in family.words(known.name).values()]
    return Blank(heading, kind, needed, prompt, choices)


def _kind(family: Family, known: Field) -> Kind:
    if family.words(known.name):
        return "choice"
    return "token" if known.name == "token" else "text" if known.name == _MOMENT else _KINDS[known.type]


def _prompt(known: Field, kind: Kind) -> str:
    return known.name if known.name in {_MOMENT, "currency"} else kind


def _choice(spellings: Spellings, language: Language) -> str:
    """Return the word that is offered for a code: in Chinese the first that is Chinese, else the code."""
    chinese = (word for word in spellings if not word.isascii())
    return next(chinese, spellings[0]) if language == "zh" else spellings[0]


def _explained(language: Language) -> Iterator[tuple[str, str, str, str]]:
    separator = "、" if language == "zh" else ", "
    for family in FAMILIES.values():
        sheet = family.sheet(language)
        for known in family.fields.values():
            blank = _blank(family, known, language)
            yield sheet, blank.heading, blank.prompt, separator.join(blank.choices)
            sheet = ""
