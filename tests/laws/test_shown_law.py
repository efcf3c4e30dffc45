"""Laws of single operators: what of a value they show at most, and what stands for it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.crypto.spelling import is_token
from collectkit.fields import dates, email
from collectkit.fields.region import PROVINCES
from collectkit.mask.operator import Operator
from collectkit.mask.operators.codes import Pseudonym, Token
from collectkit.mask.operators.masks import MaskAddress, MaskCard, MaskEmail, MaskId, MaskPhone
from collectkit.mask.operators.naming import MaskName
from collectkit.mask.operators.passing import KeepEnds, KeepFirst, KeepLast
from collectkit.mask.operators.ranges import USUAL, Band
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.tables.accounts import ACCOUNTS, Field
from tests.laws.columns import CELL, CELLS, FIELD, GENERALISE, GIVEN, REGIONS, examples, fields_of, given_to, made
from tests.unit.crypto.values import CANONICAL
from tests.unit.mask.given import OURS, THEIRS, cells, column


@given(operator=GENERALISE | st.builds(MaskAddress), field=fields_of("address", "identity", "date"), values=GIVEN)
@examples(150)
def test_of_an_address_its_region_is_shown_at_most(operator: Operator, field: Field | None, values: list[str]) -> None:
    for shown in made(operator, field, values):
        if isinstance(operator, MaskAddress):
            assert shown == "***" or shown.removesuffix("***") in REGIONS
        elif shown != "***" and field is not None and field.kind == "identity":
            assert shown in PROVINCES or re.fullmatch(r"[12][089]\d[05]-\d\d", shown)
        else:
            assert shown in REGIONS | {"***"} or re.fullmatch(r"\d{4}(-\d\d)?", shown)


@given(field=fields_of(*USUAL), values=GIVEN)
@examples(100)
def test_a_range_is_one_of_its_edges(field: Field | None, values: list[str]) -> None:
    edges = {str(edge) for edges in USUAL.values() for edge in edges}
    for shown in made(Band(), field, values):
        assert shown == "***" or set(re.split("-", shown.lstrip("<>="))) <= edges


@given(operator=st.builds(MaskEmail, st.integers(0, 8)), field=FIELD, values=GIVEN)
@examples(100)
def test_an_email_shows_half_of_its_name_at_most(operator: Operator, field: Field | None, values: list[str]) -> None:
    names, _ = email.parts(column(values))
    for name, shown in zip(names, made(operator, field, values), strict=True):
        if name is None:
            assert shown == "***"
        else:
            head, _, domain = shown.partition("***@")
            assert name.startswith(head)
            assert not head or 2 * len(head) < len(name)
            assert domain in email.PROVIDERS | {"***"}


@given(field=fields_of("date"), values=st.lists(CELL | st.dates().map(str)), within=st.integers(7, 60))
@examples(100)
def test_dates_of_a_person_move_together(field: Field | None, values: list[str | None], within: int) -> None:
    column_ = given_to(field, values)
    shifted = ShiftDates(within).apply(column_)
    real = dates.parse(column_.raw).value
    moved = (shifted - real).dt.total_days()

    assert shifted.dtype == pl.Date
    assert moved.null_count() == (real.null_count() if field and field.type == "date" else len(values))
    by_person: dict[str, set[int]] = {}
    for person, days in zip(column_.beside["customer_id"].raw, moved, strict=True):
        if days is not None:
            by_person.setdefault(person, set()).add(days)
            assert 0 < abs(days) <= within
    assert all(len(days) == 1 for days in by_person.values())


def seen(value: str, shown: str) -> int:
    """Return how many characters around the stars of *shown* are those at the ends of *value*."""
    head, _, tail = shown.partition("*")
    tail = tail.lstrip("*")
    assert value.startswith(head)
    assert value.endswith(tail)
    return len(head) + len(tail)


@given(
    operator=st.one_of(
        st.builds(KeepFirst, st.integers(0, 8)),
        st.builds(KeepLast, st.integers(0, 8)),
        st.builds(KeepEnds, st.integers(0, 8), st.integers(0, 8)),
        st.builds(MaskId, st.integers(0, 8), st.integers(0, 8)),
        st.just(MaskCard()),
    ),
    field=FIELD,
    values=GIVEN,
)
@examples(200)
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


@given(GIVEN, FIELD)
@examples(150)
def test_a_phone_shows_half_of_its_digits_at_most(values: list[str], field: Field | None) -> None:
    for value, shown in zip(values, made(MaskPhone(), field, values), strict=True):
        if shown != "***":
            number = cells([value], "mobile").canonical[0]
            digits = shown.replace("*", "")
            assert digits.isascii()
            assert digits.isdigit()
            assert 2 * len(digits) <= len(number)
            assert number.endswith(digits[-4:])


@given(GIVEN, FIELD)
@examples(150)
def test_of_a_name_a_surname_initials_or_a_form_is_shown(values: list[str], field: Field | None) -> None:
    for value, shown in zip(values, made(MaskName(), field, values), strict=True):
        head, _, tail = shown.partition("**")
        if tail in {"", "*"}:  # a surname, or nothing
            assert len(head) <= 2
            assert unicodedata.normalize("NFKC", value.strip()).startswith(head)
            assert not head or len(head) < len(value.strip())
        elif shown.startswith("***"):
            assert value.strip().rstrip(")）. ").endswith(tail.lstrip("*").rstrip("."))
            assert 2 * len(tail.lstrip("*")) <= len(value.strip())
        else:
            initials = shown.replace("**", "").split(" ")
            assert all(len(initial) == 1 for initial in initials)
            assert 2 * len(initials) <= len(value.strip())


@pytest.mark.parametrize("kind", CANONICAL)
@given(data=st.data())
@examples(15)
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


@given(field=FIELD, values=CELLS)
@examples(150)
def test_pseudonyms_differ_as_values_do(field: Field | None, values: list[str | None]) -> None:
    column_ = cells(values, field.name if field else None)
    expected = column_.canonical.zip_with(column_.canonical.is_not_null(), column_.raw)
    codes = Pseudonym().apply(column_)

    assert codes.drop_nulls().n_unique() == expected.drop_nulls().n_unique()
    assert set(codes.str.len_chars().drop_nulls()) <= {0, 26}
