"""Telephone numbers."""

from __future__ import annotations

import pytest

from collectkit.errors import UsageError
from collectkit.fields import phone
from tests.unit.fields.reading import readings, strings

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    ("cell", "in_china", "anywhere"),
    [
        ("13800138000", MOBILE, None),
        ("+86 138-0013-8000", MOBILE, MOBILE),
        ("１３８００１３８０００", MOBILE, None),
        (" (+86) 138.0013.8000\t", MOBILE, MOBILE),
        ("0086-138 0013 8000", MOBILE, None),
        ("8613800138000", MOBILE, None),
        ("86-13800138000", MOBILE, None),
        ("0755-26012345", "+8675526012345", None),
        ("(010) 12345678", "+861012345678", None),
        ("0102345678", "+86102345678", None),
        ("010234567890", "+8610234567890", None),
        ("0102345678901", None, None),
        ("010234567", None, None),
        ("0012025550123", "+12025550123", None),
        ("+12025550123", "+12025550123", "+12025550123"),
        ("+1234567", "+1234567", "+1234567"),
        ("+123456", None, None),
        ("+123456789012345", "+123456789012345", "+123456789012345"),
        ("+1234567890123456", None, None),
        ("+0138001380001", None, None),
        ("+", None, None),
        ("12800138000", None, None),
        ("03800138000", "+863800138000", None),
        ("20000000000", None, None),
        ("1380013800", None, None),
        ("138001380000", None, None),
        ("+3800138000", "+3800138000", "+3800138000"),
        ("13800138000.0", None, None),
        ("138****8000", None, None),
        ("26012345", None, None),
        ("1３800138000", MOBILE, None),
        ("١٣٨٠٠١٣٨٠٠٠", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_canonical(cell: str | None, in_china: str | None, anywhere: str | None) -> None:
    assert phone.canonical(strings([cell]), "CN").to_list() == [in_china]
    assert phone.canonical(strings([cell]), None).to_list() == [anywhere]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("13800138000.0", MOBILE, None),
        ("'13800138000", MOBILE, None),
        ("+8613800138000", MOBILE, None),
        (" 138****8000 ", "138****8000", "PHONE_MASKED"),
        ("138＊＊＊＊8000", "138＊＊＊＊8000", "PHONE_MASKED"),
        ("13800138000/13900139000", "13800138000/13900139000", "PHONE_SEVERAL"),
        ("13800138000；0755-26012345", "13800138000；0755-26012345", "PHONE_SEVERAL"),
        ("13800138000 13900139000", "13800138000 13900139000", "PHONE_SEVERAL"),
        ("13800138000\n13900139000", "13800138000\n13900139000", "PHONE_SEVERAL"),
        ("138 0013 8000", MOBILE, None),
        ("0755-26012345-801", "0755-26012345-801", "PHONE_EXTENSION"),
        ("(010)62345678-1", "(010)62345678-1", "PHONE_EXTENSION"),  # not a number of one digit more
        ("0755-26012345转801", "0755-26012345转801", "PHONE_EXTENSION"),
        ("+86-755-26012345 ext.801", "+86-755-26012345 ext.801", "PHONE_EXTENSION"),
        ("0755-2601-2345", "+8675526012345", None),
        ("1.38001E+10", None, "IDENTIFIER_PRECISION_LOST"),
        ("1.38E10", None, "IDENTIFIER_PRECISION_LOST"),
        ("26012345", "26012345", "PHONE_UNREADABLE"),
        ("无", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_parse(cell: str | None, value: str | None, code: str | None) -> None:
    cells = ["13800138000", cell, None]
    assert readings(lambda column: phone.parse(column, "CN"), cells) == [(MOBILE, None), (value, code), (None, None)]


def test_an_unknown_region_is_not_taken_for_none() -> None:
    with pytest.raises(UsageError):
        phone.canonical(strings(["13800138000"]), "XX")
    with pytest.raises(UsageError):
        phone.parse(strings(["13800138000"]), "XX")
