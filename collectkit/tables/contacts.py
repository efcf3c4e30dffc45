"""Third persons in a portfolio: contacts, spouse, guarantor. Dropped before anything leaves, by default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collectkit.tables.field import Field, Kind

CONTACTS = range(1, 7)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """What is told of a third person: the ends of the headers."""

    name: str
    kind: Kind | None
    zh: tuple[str, ...]
    en: tuple[str, ...]


_ATTRIBUTES = (
    _Attribute("name", "name", ("姓名", "名字"), ("name",)),
    _Attribute("relation", None, ("关系", "与本人关系", "与客户关系", "与借款人关系"), ("relation", "relationship")),
    _Attribute(
        "phone",
        "phone",
        ("手机", "电话", "手机号", "手机号码", "联系电话", "电话号码", "号码", "联系方式"),
        ("phone", "mobile", "phone number", "phone no", "mobile number", "tel"),
    ),
    _Attribute("address", "address", ("地址", "家庭地址", "住址"), ("address",)),
    _Attribute("employer", "text", ("单位", "单位名称", "工作单位", "公司名称"), ("employer", "company")),
    _Attribute(
        "id_number",
        "identity",
        ("证件号码", "证件号", "身份证", "身份证号", "身份证号码"),
        ("id number", "id no", "national id"),
    ),
)

_OTHERS = {
    "contact": (("联系人",), ("contact",)),
    "emergency_contact": (("紧急联系人",), ("emergency contact",)),
    "other_contact": (("其他联系人",), ("other contact", "reference")),
    "spouse": (("配偶", "客户配偶", "借款人配偶"), ("spouse",)),
    "guarantor": (("担保人", "保证人"), ("guarantor",)),
}
"""Persons without a number: name -> beginnings of Chinese and of English headers."""


def fields() -> Iterator[Field]:
    """Yield the fields of every third person, in order."""
    for number in CONTACTS:
        for attribute in _ATTRIBUTES:
            zh = tuple(f"{person}{end}" for person in _numbered_zh(number) for end in attribute.zh)
            zh += tuple(f"联系人{end}{number}" for end in attribute.zh)
            en = tuple(f"{person} {end}" for person in _numbered_en(number) for end in attribute.en)
            en += tuple(f"contact {end} {number}" for end in attribute.en)
            yield _field(f"contact{number}", attribute, zh, en)
    for person, (beginnings_zh, beginnings_en) in _OTHERS.items():
        for attribute in _ATTRIBUTES:
            zh = tuple(beginning + end for beginning in beginnings_zh for end in attribute.zh)
            en = tuple(f"{beginning} {end}" for beginning in beginnings_en for end in attribute.en)
            yield _field(person, attribute, zh, en)


def _field(person: str, attribute: _Attribute, zh: tuple[str, ...], en: tuple[str, ...]) -> Field:
    title_en = en[0][0].upper() + en[0][1:]
    return Field(f"{person}_{attribute.name}", "text", zh, en, attribute.kind, "third", False, zh[0], title_en)


def _numbered_zh(number: int) -> tuple[str, ...]:
    word = "一二三四五六"[number - 1]
    return (f"联系人{number}", f"联系人{word}", f"第{word}联系人", f"紧急联系人{number}", f"紧急联系人{word}")


def _numbered_en(number: int) -> tuple[str, ...]:
    return (f"contact {number}", f"emergency contact {number}", f"reference {number}")
