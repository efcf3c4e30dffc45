"""Laws of operators: whatever the cells are, every operator on every field keeps rows, nulls and its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.mask.operator import Losing, Operator
from collectkit.mask.operators import OPERATORS
from collectkit.mask.operators.inventing import Fake
from collectkit.mask.operators.masks import MaskAddress, MaskEmail, MaskId
from collectkit.mask.operators.passing import Drop, Keep, KeepEnds, KeepFirst, KeepLast
from collectkit.mask.operators.ranges import Band, Generalise
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.mask.plan import bind
from collectkit.mask.policy import Policy, Rule
from collectkit.mask.text.redact import RedactText
from collectkit.tables.accounts import ACCOUNTS, Field
from collectkit.tables.headers import Column
from tests.laws.columns import CELLS, FIELD, GENERALISE, GIVEN, REGIONS, TYPICAL, UNLIKE, examples, given_to, made
from tests.unit.mask.given import OURS, column

OPERATOR = st.sampled_from([kind() for kind in OPERATORS.values()]) | st.one_of(
    st.builds(KeepFirst, st.integers(0, 8)),
    st.builds(KeepLast, st.integers(0, 8)),
    st.builds(KeepEnds, st.integers(0, 8), st.integers(0, 8)),
    st.builds(MaskId, st.integers(0, 8), st.integers(0, 8)),
    st.builds(MaskEmail, st.integers(0, 8)),
    st.builds(MaskAddress, st.sampled_from(["province", "city", "county"])),
    st.builds(Band, st.just((-5, 0, 1000))),
    st.builds(Fake, st.booleans()),
    st.builds(ShiftDates, st.integers(7, 3650)),
    GENERALISE,
)


def schemas(operator: Operator, fields: Sequence[Field | None], values: Sequence[str | None]) -> tuple[Any, Any]:
    """Return the schema that a plan of these columns announces, and that of what it makes."""
    named = [(place, field.name if field else "评分", field) for place, field in enumerate(fields)]
    rules = tuple(Rule(name, name, operator, "") for _, name, _ in named)
    columns = tuple(Column(place, name, field.name if field else None, None) for place, name, field in named)
    plan = bind(Policy("law", rules, {}, "", min_candidates=0), columns, region="CN", minter=OURS)
    frame = pl.DataFrame([column(values).alias(str(place)) for place, _, _ in named])
    return plan.schema, dict(plan.apply(frame)[0].schema)


@given(operator=OPERATOR, field=FIELD, values=CELLS, cut=st.integers(0, 12))
@examples(120)
def test_rows_order_nulls_and_pieces(
    operator: Operator, field: Field | None, values: list[str | None], cut: int
) -> None:
    result = made(operator, field, values)

    assert len(result) == len(values)
    text = result.dtype == pl.String and not isinstance(operator, Drop)
    for value, shown in zip(values, result, strict=True):
        if value is None:
            assert shown is None
        elif text:
            assert (shown == "") == (value == "")
            assert shown is not None
    assert made(operator, field, values[::-1]).to_list() == result.to_list()[::-1]
    pieces = [made(operator, field, values[:cut]), made(operator, field, values[cut:])]
    assert pl.concat(pieces).equals(result, check_dtypes=True, null_equal=True)


@pytest.mark.parametrize("operator", list(OPERATORS.values()), ids=lambda kind: kind.name)
def test_every_operator_meets_every_kind_of_field(operator: Any) -> None:
    values = [*TYPICAL, None]
    for field in (None, *UNLIKE.values()):
        shown = made(operator(), field, values)
        assert (len(shown), shown[-1]) == (len(values), None)
    if operator is not Drop:
        for some in (values, []):
            told, met = schemas(operator(), (None, *UNLIKE.values()), some)
            assert told == met


def test_every_field_is_like_one_that_is_tried() -> None:
    assert 20 < len(UNLIKE) < 40
    assert all((field.type, field.kind, field.is_day) in {key[:3] for key in UNLIKE} for field in ACCOUNTS.values())


@given(operator=OPERATOR.filter(lambda one: not isinstance(one, Keep | Drop | RedactText)), field=FIELD, values=GIVEN)
@examples(120)
def test_no_value_leaves_as_it_came(operator: Operator, field: Field | None, values: list[str]) -> None:
    """But for free text, regions, which are all that is shown of an address, and stars that came."""
    column_ = given_to(field, values)
    result = operator.apply(column_)
    days = column_.typed.value if column_.typed.value.dtype == pl.Date else None
    for row, (value, shown) in enumerate(zip(values, result, strict=True)):
        if result.dtype == pl.String:
            assert shown != value.strip() or "*" in value or (isinstance(operator, Generalise) and shown in REGIONS)
        elif shown is not None and days is not None:
            assert shown != days[row]


@given(operator=OPERATOR, field=FIELD, values=CELLS)
@examples(100)
def test_what_is_starred_for_want_of_a_form_is_told(
    operator: Operator, field: Field | None, values: list[str | None]
) -> None:
    column_ = given_to(field, values)
    result = operator.apply(column_)
    if isinstance(operator, Losing):
        lost = operator.lost(column_, result)
        told = [False] * len(values) if lost is None else lost.fill_null(value=False).to_list()
        stars = [shown == "***" for shown in result]
        kept_stars = [operator.name == "keep" and value == "***" for value in values]
        if result.dtype == pl.String:
            assert told == [star and not kept for star, kept in zip(stars, kept_stars, strict=True)]
