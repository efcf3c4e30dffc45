"""Lists as they stand in the field: nearly all headers are known, and none that names a person is overlooked."""

from __future__ import annotations

import re

import pytest

from collectkit.mask.scan.headers import state
from collectkit.tables.details import DETAILS
from collectkit.tables.giving_way import headers
from collectkit.tables.headers import match
from tests.unit.tables.templates import NOT_MAPPED, TEMPLATES

SHARE = 0.95
PERSONAL = re.compile(
    "姓名|电话|手机|身份证|证件号|地址|卡号|账号|邮箱|微信|QQ|单位|联系人|name|phone|mobile|address", re.IGNORECASE
)
EACH = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def unmapped(template: list[str]) -> list[str]:
    """Return the headers without a field, but for those that have none on purpose."""
    return [column.header for column in match(template).unmapped if column.header not in NOT_MAPPED]


def test_nearly_all_headers_are_known() -> None:
    lost = {name: unmapped(template) for name, template in TEMPLATES.items()}
    count = sum(map(len, TEMPLATES.values()))
    assert 1 - sum(map(len, lost.values())) / count >= SHARE, lost


@EACH
def test_no_template_loses_many(template: list[str]) -> None:
    assert len(unmapped(template)) <= (1 - SHARE) * len(template) + 1


@EACH
def test_what_names_a_person_is_known_as_personal(template: list[str]) -> None:
    left = [header for header in unmapped(template) if PERSONAL.search(header)]
    assert [header for header in left if state(header).kind is None] == []


def test_the_large_template_is_large() -> None:
    large = TEMPLATES["collection system"]
    assert len(large) == 147
    assert sum(bool(re.match("联系人|配偶|父亲|母亲|同事|其他联系人", header)) for header in large) == 48


@pytest.mark.parametrize("header", NOT_MAPPED)
def test_what_is_not_mapped_on_purpose_is_not_mapped(header: str) -> None:
    assert [column.header for column in match([header]).unmapped] == [header]


def test_what_nothing_computes_with_rejects_nothing_but_for_its_amount() -> None:
    plain = {known.type for known in DETAILS if not any(known.name == second for _, _, second in headers())}
    assert plain <= {"text", "money", "int", "days"}
