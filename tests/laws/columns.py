"""Columns of any cells, typical and nasty ones among them, as operators see them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from collectkit.fields.divisions import scopes
from collectkit.fields.region import PROVINCES
from collectkit.mask.cells import Cells
from collectkit.mask.operator import Operator
from collectkit.mask.operators.ranges import Generalise
from collectkit.tables.accounts import ACCOUNTS, Field
from tests.unit.mask.given import cells

FIELDS: tuple[Field | None, ...] = (None, *ACCOUNTS.values())
KNOWN_BY_NAME = ("currency", "age", "birth_date", "city")
UNLIKE = {
    (field.type, field.kind, field.is_day, field.name if field.name in KNOWN_BY_NAME else ""): field
    for field in ACCOUNTS.values()
}
"""One field of each type and kind, and each that an operator knows by its name."""
TYPICAL = [
    *(
        "13800138000",
        "+86 138-0013-8000",
        "１３８００１３８０００",
        "010-12345678",
        "11010519491231002X",
        "110105491231002",
    ),
    *(
        "6222021234567890123",
        "HT-2024/00017",
        "张三",
        "欧阳锋",
        "阿·买买提",
        "Mary O'Neil",
        "张　三",
        "艾力•吐尔逊•买买提",
        "某某（上海）贸易有限公司",
        "zhang@example.com",
        "boss@zhangsan.com",
        "a@b.cn",
        "是",
        "N",
    ),
    *(
        "1,234.50",
        "¥3.00",
        "0.5",
        "-7",
        "9e9",
        "99999999999999999999",
        "18%",
        "45天",
        "2026-10-31",
        "20260228",
        "46000",
    ),
    *(
        "2026-02-30",
        "9999-12-31",
        "永久",
        "-",
        "无",
        "",
        " ",
        "\x00",
        "=1+1",
        "P03KSSBANA2QRS0QWYGD",
        "a\nb",
        "广东省深圳市南山区科技园路1号2栋303室",
        "广东深圳南山",
        "北京市",
        "南京东路100号",
        "Rm 5, Shenzhen, Guangdong, China",
        "***",
        "138****8000",
        "👨‍👩‍👧",
        "e\u0301",
    ),
]
CAMPAIGN = 1_000
"""No profile of every day tries a law so often."""

CELL = (
    st.none() | st.sampled_from(TYPICAL) | st.text(max_size=30) | st.from_regex(r"[-+]?[0-9.,]{1,24}", fullmatch=True)
)
CELLS = st.lists(CELL, max_size=12)
GIVEN = CELLS.map(lambda found: [cell for cell in found if cell])
FIELD = st.sampled_from(FIELDS)
TO = ("usual", "month", "year", "5 years", "10 years", "province", "city")
GENERALISE = st.builds(Generalise, st.sampled_from(TO))
REGIONS = {"".join(dict.fromkeys(path)) for path in scopes() if path} | {english for _, english in PROVINCES.values()}
"""All that an address may show: names of divisions, joined."""


def is_campaign() -> bool:
    """Return whether laws are tried as often as a campaign does."""
    return settings.default is not None and settings.default.max_examples > CAMPAIGN


def examples(number: int) -> settings:
    """Return how often a law is tried: *number* times, in a campaign as often as its profile says."""
    most = settings.default.max_examples if settings.default and is_campaign() else number
    return settings(max_examples=max(number, most))


def fields_of(*kinds: str) -> st.SearchStrategy[Field | None]:
    """Draw fields of these kinds or types, and now and then any other."""
    some = [field for field in ACCOUNTS.values() if (field.kind or field.type) in kinds]
    return st.one_of(st.sampled_from(some), st.sampled_from(some), FIELD)


def given_to(field: Field | None, values: Sequence[str | None]) -> Cells:
    """Return a column as operators see it, each row with a person beside it."""
    persons = cells([f"KH{len(value or '') % 4}" for value in values], "customer_id")
    return dataclasses.replace(cells(values, field.name if field else None), beside={"customer_id": persons})


def made(operator: Operator, field: Field | None, values: Sequence[str | None]) -> pl.Series:
    return operator.apply(given_to(field, values))
