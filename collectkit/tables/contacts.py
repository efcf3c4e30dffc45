"""Third persons in a portfolio: contacts, relatives, colleagues, guarantors. Dropped by default before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collectkit.tables.field import Field, Kind

CONTACTS = range(1, 7)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """What is told of a third person: the ends of the headers. Those of `weak` give way to `phone_other`."""

    name: str
    kind: Kind | None
    zh: tuple[str, ...]
    en: tuple[str, ...]
    weak: tuple[str, ...] = ()


_ATTRIBUTES = (
    _Attribute("name", "name", ("姓名", "名字", "名称", ""), ("name", "")),
    _Attribute(
        "relation",
        None,
        ("关系", "与本人关系", "与客户关系", "与借款人关系", "与案人关系", "与债务人关系", "关系类型", "类型"),
        ("relation", "relationship"),
    ),
    _Attribute(
        "phone",
        "phone",
        ("手机", "电话", "手机号", "手机号码", "联系电话", "电话号码", "号码", "联系方式", "移动电话", "行动电话"),
        ("phone", "mobile", "phone number", "phone no", "mobile number", "tel", "mobile no", "telephone"),
        ("电话", "联系电话", "电话号码", "号码", "联系方式", "phone", "tel", "phone number", "phone no", "telephone"),
    ),
    _Attribute(
        "phone_other",
        "phone",
        ("其他电话", "家庭电话", "住宅电话", "家庭号码", "座机", "固定电话", "备用电话"),
        ("other phone", "home phone"),
    ),
    _Attribute(
        "phone_work",
        "phone",
        ("单位电话", "单位号码", "公司电话", "办公电话", "工作电话"),
        ("work phone", "office phone"),
    ),
    _Attribute(
        "address",
        "address",
        ("地址", "家庭地址", "住址", "居住地址", "住宅地址", "现住址", "联系地址"),
        ("address", "home address"),
    ),
    _Attribute("address_work", "address", ("单位地址", "公司地址", "工作地址"), ("work address", "employer address")),
    _Attribute(
        "employer",
        "text",
        ("单位", "单位名称", "工作单位", "公司名称", "公司", "所在单位", "就职单位"),
        ("employer", "company"),
    ),
    _Attribute("position", "text", ("职务", "职位", "职业"), ("position", "job title")),
    _Attribute(
        "id_number",
        "identity",
        ("证件号码", "证件号", "身份证", "身份证号", "身份证号码", "身分证字号", "证件"),
        ("id number", "id no", "national id"),
    ),
)

_OTHERS = {
    "contact": (("联系人", "联络人"), ("contact",)),
    "emergency_contact": (("紧急联系人", "紧急联络人"), ("emergency contact",)),
    "other_contact": (("其他联系人", "其它联系人"), ("other contact", "reference")),
    "spouse": (("配偶", "客户配偶", "借款人配偶", "案人配偶"), ("spouse",)),
    "father": (("父亲", "客户父亲"), ("father",)),
    "mother": (("母亲", "客户母亲"), ("mother",)),
    "child": (("子女", "子女1"), ("child",)),
    "sibling": (("兄弟姐妹", "兄弟", "姐妹"), ("sibling",)),
    "relative": (("亲属", "直系亲属", "亲戚", "亲属1", "亲属联系人", "家属"), ("relative",)),
    "colleague": (("同事", "同事1", "同事联系人"), ("colleague",)),
    "colleague2": (("同事2",), ("colleague 2",)),
    "friend": (("朋友", "朋友1", "朋友联系人"), ("friend",)),
    "guarantor": (("担保人", "保证人", "担保人1", "保证人1", "连带保证人"), ("guarantor", "guarantor 1")),
    "guarantor2": (("担保人2", "保证人2"), ("guarantor 2",)),
    "co_borrower": (("共同借款人", "共借人", "共同还款人", "联合借款人"), ("co-borrower", "joint borrower")),
}
"""Persons without a number: name -> beginnings of Chinese and of English headers."""

_BARE_RELATION = ("与本人关系", "与客户关系", "与借款人关系", "与案人关系", "与债务人关系")
"""The relation of a contact that has no number, when its header names nobody."""


def fields() -> Iterator[Field]:
    """Yield the fields of every third person, in order."""
    for number in CONTACTS:
        for attribute in _ATTRIBUTES:
            zh = tuple(f"{person}{end}" for person in _numbered_zh(number) for end in attribute.zh)
            zh += tuple(f"联系人{end}{number}" for end in attribute.zh if end)
            en = tuple(_join(person, end) for person in _numbered_en(number) for end in attribute.en)
            en += tuple(f"contact {end} {number}" for end in attribute.en if end)
            yield _field(f"contact{number}", attribute, zh, en)
    for person, (beginnings_zh, beginnings_en) in _OTHERS.items():
        for attribute in _ATTRIBUTES:
            zh = tuple(beginning + end for beginning in beginnings_zh for end in attribute.zh)
            en = tuple(_join(beginning, end) for beginning in beginnings_en for end in attribute.en)
            bare = _BARE_RELATION if (person, attribute.name) == ("contact", "relation") else ()
            yield _field(person, attribute, (*zh, *bare), en)


def giving_way() -> Iterator[tuple[str, str, str]]:
    """Yield the headers that give way, with the field that each means and the one that it means beside a better header.

    A contact's telephone beside a mobile number; the first emergency contact beside a first contact.
    """
    for person, beginnings in _persons():
        for attribute in _ATTRIBUTES:
            for end in attribute.weak:
                for beginning in (each for each in beginnings if each.isascii() == end.isascii()):
                    yield _join(beginning, end), f"{person}_phone", f"{person}_phone_other"
    for attribute in _ATTRIBUTES:
        if not attribute.weak:
            for end in attribute.zh:
                yield f"紧急联系人1{end}", f"contact1_{attribute.name}", f"emergency_contact_{attribute.name}"


def _persons() -> Iterator[tuple[str, tuple[str, ...]]]:
    for number in CONTACTS:
        yield f"contact{number}", (*_numbered_zh(number), *_numbered_en(number))
    for person, (zh, en) in _OTHERS.items():
        yield person, (*zh, *en)


def _join(beginning: str, end: str) -> str:
    return f"{beginning} {end}" if beginning.isascii() and end else beginning + end


def _field(person: str, attribute: _Attribute, zh: tuple[str, ...], en: tuple[str, ...]) -> Field:
    title_en = en[0][0].upper() + en[0][1:]
    return Field(f"{person}_{attribute.name}", "text", zh, en, attribute.kind, "third", False, zh[0], title_en)


def _numbered_zh(number: int) -> tuple[str, ...]:
    word = "一二三四五六"[number - 1]
    return (
        f"联系人{number}", f"联系人{word}", f"第{word}联系人", f"紧急联系人{number}", f"紧急联系人{word}",
        f"联络人{number}",
    )  # fmt: skip


def _numbered_en(number: int) -> tuple[str, ...]:
    return (f"contact {number}", f"emergency contact {number}", f"reference {number}")
