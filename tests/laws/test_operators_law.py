"""Laws of operators: whatever the cells are, every operator on every field keeps rows, nulls and its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.spelling import is_token
from collectkit.mask.codes import Pseudonym, Token
from collectkit.mask.masks import MaskCard, MaskId, MaskName, MaskPhone
from collectkit.mask.operator import Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.passing import Drop, Keep, KeepEnds, KeepFirst, KeepLast
from collectkit.mask.plan import Plan, bind
from collectkit.mask.policy import Policy, Rule
from collectkit.tables.accounts import ACCOUNTS, Field
from collectkit.tables.headers import Column
from tests.unit.crypto.values import CANONICAL
from tests.unit.mask.given import OURS, THEIRS, cells, column

FIELDS: tuple[Field | None, ...] = (None, *ACCOUNTS.values())
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
        "zhang@example.com",
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
        "👨‍👩‍👧",
        "e\u0301",
    ),
]
CELL = (
    st.none() | st.sampled_from(TYPICAL) | st.text(max_size=30) | st.from_regex(r"[-+]?[0-9.,]{1,24}", fullmatch=True)
)
CELLS = st.lists(CELL, max_size=12)
OPERATOR = st.sampled_from([kind() for kind in OPERATORS.values()]) | st.one_of(
    st.builds(KeepFirst, st.integers(0, 8)),
    st.builds(KeepLast, st.integers(0, 8)),
    st.builds(KeepEnds, st.integers(0, 8), st.integers(0, 8)),
    st.builds(MaskId, st.integers(0, 8), st.integers(0, 8)),
)


def made(operator: Operator, field: Field | None, values: Sequence[str | None]) -> pl.Series:
    return operator.apply(cells(values, field.name if field else None))


def planned(operator: Operator, field: Field | None, values: Sequence[str | None]) -> tuple[Plan, pl.DataFrame]:
    """Return a plan of one column, and what it makes."""
    source = field.name if field else "渠道"
    policy = Policy("law", (Rule("out", source, operator, ""),), {}, "", min_candidates=0)
    plan = bind(policy, (Column(0, source, field.name if field else None, None),), region="CN", minter=OURS)
    return plan, plan.apply(pl.DataFrame({"0": column(values)}))[0]


@given(operator=OPERATOR, field=st.sampled_from(FIELDS), values=CELLS)
@settings(max_examples=150)
def test_rows_order_nulls_and_types(operator: Operator, field: Field | None, values: list[str | None]) -> None:
    result = made(operator, field, values)

    assert len(result) == len(values)
    typed = isinstance(operator, Keep) and result.dtype != pl.String
    for value, shown in zip(values, result, strict=True):
        if value is None:
            assert shown is None
        elif not typed and not isinstance(operator, Drop):
            assert (shown == "") == (value == "")
            assert shown is not None
    assert made(operator, field, values[::-1]).to_list() == result.to_list()[::-1]
    if not isinstance(operator, Drop):
        plan, frame = planned(operator, field, values)
        assert dict(frame.schema) == plan.schema


@pytest.mark.parametrize("operator", list(OPERATORS.values()), ids=lambda kind: kind.name)
def test_every_operator_meets_every_field(operator: Any) -> None:
    for field in FIELDS:
        shown = made(operator(), field, [*TYPICAL, None])
        assert (len(shown), shown[-1]) == (len(TYPICAL) + 1, None)
        if operator is not Drop:
            plan, frame = planned(operator(), field, [*TYPICAL, None])
            assert dict(frame.schema) == plan.schema


def seen(value: str, shown: str) -> int:
    """Return how many characters around the stars of *shown* are those at the ends of *value*."""
    head, _, tail = shown.partition("*")
    tail = tail.lstrip("*")
    assert value.startswith(head)
    assert value.endswith(tail)
    return len(head) + len(tail)


@given(
    operator=OPERATOR.filter(lambda one: isinstance(one, KeepFirst | KeepLast | KeepEnds | MaskId | MaskCard)),
    field=st.sampled_from(FIELDS),
    values=CELLS.map(lambda found: [cell for cell in found if cell]),
)
@settings(max_examples=200)
def test_at_most_half_of_a_value_is_shown(operator: Operator, field: Field | None, values: list[str]) -> None:
    for value, shown in zip(values, made(operator, field, values), strict=True):
        canonical = cells([value], field.name if field else None).read_as(*_kinds(operator))[0]
        assert shown == "***" or 2 * seen(canonical, shown) < len(canonical)


def _kinds(operator: Operator) -> tuple[Any, ...]:
    if isinstance(operator, MaskId):
        return ("identity",)
    if isinstance(operator, MaskCard):
        return ("bank", "account", "customer")
    return ("text",)


@given(CELLS.map(lambda found: [cell for cell in found if cell]), st.sampled_from(FIELDS))
@settings(max_examples=150)
def test_a_phone_shows_half_of_its_digits_at_most(values: list[str], field: Field | None) -> None:
    for value, shown in zip(values, made(MaskPhone(), field, values), strict=True):
        if shown != "***":
            number = cells([value], "mobile").canonical[0]
            digits = shown.replace("*", "")
            assert digits.isascii()
            assert digits.isdigit()
            assert 2 * len(digits) <= len(number)
            assert number.endswith(digits[-4:])


@given(CELLS.map(lambda found: [cell for cell in found if cell]), st.sampled_from(FIELDS))
@settings(max_examples=150)
def test_a_name_shows_its_surname_at_most(values: list[str], field: Field | None) -> None:
    for value, shown in zip(values, made(MaskName(), field, values), strict=True):
        head = shown.rstrip("*")
        assert shown in {"***", head + "**"}
        assert len(head) <= 2
        assert value.strip().startswith(head)
        assert not head or len(head) < len(value.strip())


@pytest.mark.parametrize("kind", CANONICAL)
@given(data=st.data())
@settings(max_examples=15)
def test_tokens_come_back_and_no_two_recipients_share_one(kind: str, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([one for one in ACCOUNTS.values() if (one.kind or "text") == kind]))
    values = data.draw(st.lists(CELL | CANONICAL[kind], max_size=12))
    column_ = cells(values, field.name)
    tokens = made(Token(), field, values)

    expected = column_.canonical.zip_with(column_.canonical.is_not_null(), column_.raw)
    assert OURS.open(tokens).to_list() == expected.to_list()
    real = tokens.filter(tokens != "")
    assert is_token(real).all()
    theirs = Token().apply(cells(values, field.name, minter=THEIRS))
    assert not set(real) & set(theirs)
    assert OURS.open(theirs.filter(theirs != "")).is_null().all()


@given(field=st.sampled_from(FIELDS), values=CELLS)
@settings(max_examples=150)
def test_pseudonyms_differ_as_values_do(field: Field | None, values: list[str | None]) -> None:
    column_ = cells(values, field.name if field else None)
    expected = column_.canonical.zip_with(column_.canonical.is_not_null(), column_.raw)
    codes = Pseudonym().apply(column_)

    assert codes.drop_nulls().n_unique() == expected.drop_nulls().n_unique()
    assert set(codes.str.len_chars().drop_nulls()) <= {0, 26}
