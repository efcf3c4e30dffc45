"""Laws of digits that stay digits: every card and every ID number comes back, and what is made is nobody's."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import Context
from collectkit.crypto.formats import Formats, Kind, formed
from collectkit.mask.manifest import Form
from collectkit.mask.operators.codes import Fpe
from collectkit.mask.reveal import Restorer
from tests.unit.crypto import plain
from tests.unit.crypto.values import CARDS, ID_NUMBERS, check_character, column
from tests.unit.mask.given import OURS, cells

FORMATS = OURS.formats
FIELDS = {"bank_card": "bank", "repay_account": "bank", "id_number": "identity", "guarantor_id_number": "identity"}
CONTEXTS = st.sampled_from([Context("0", "a"), Context("Z", "b", "batch", "b-1"), Context("7", "9", "batch", "2")])
SPELLED = st.sampled_from(["{}", " {}\t", "{} ", "{}\n"])


def passes_luhn(number: str) -> bool:
    return plain.luhn_digit(number[:-1]) == number[-1]


@given(values=st.lists(st.none() | CARDS, max_size=40), valid=st.booleans())
@settings(max_examples=150)
def test_every_card_comes_back_and_passes_luhn_only_on_demand(values: list[str | None], valid: bool) -> None:
    secret = FORMATS.make("bank", column(values), valid=valid)

    assert FORMATS.open("bank", secret, valid=valid).to_list() == values
    for value, number in zip(values, secret, strict=True):
        if value is None:
            assert number is None
        else:
            assert len(number) == len(value)
            assert number.isascii()
            assert number.isdigit()
            assert passes_luhn(number) == valid
    assert formed("bank", secret.drop_nulls(), valid=valid).all()
    assert not formed("bank", secret.drop_nulls(), valid=not valid).any()
    assert secret.n_unique() == column(values).n_unique()


@given(st.lists(st.none() | ID_NUMBERS, max_size=40))
@settings(max_examples=150)
def test_every_id_number_comes_back_and_what_is_made_is_of_area_00(values: list[str | None]) -> None:
    secret = FORMATS.make("identity", column(values))

    assert FORMATS.open("identity", secret).to_list() == values
    for value, number in zip(values, secret, strict=True):
        if value is None:
            assert number is None
        else:
            assert len(number) == 18
            assert number[:2] == "00"
            assert number[17] == check_character(number[:17])
    assert secret.n_unique() == column(values).n_unique()


@given(
    root=st.binary(min_size=32, max_size=32),
    context=CONTEXTS,
    slot=st.sampled_from(SYMBOLS),
    cards=st.lists(CARDS, max_size=20),
    ids=st.lists(ID_NUMBERS, max_size=20),
    valid=st.booleans(),
)
@settings(max_examples=30)
def test_columns_make_what_the_plain_description_makes(
    root: bytes, context: Context, slot: str, cards: list[str], ids: list[str], valid: bool
) -> None:
    made = Formats(root, Context(slot, context.recipient, context.scope, context.batch))
    given_ = (slot, context.recipient, context.scope, context.batch)

    assert made.make("bank", column(cards), valid=valid).to_list() == [
        plain.preserved(root, "bank", card, *given_, valid=valid) for card in cards
    ]
    assert made.make("identity", column(ids)).to_list() == [
        plain.preserved(root, "identity", each, *given_) for each in ids
    ]


ANYTHING = st.none() | st.text(max_size=30) | st.from_regex(r"[0-9]{1,40}|[0-9]{17}[0-9Xx]", fullmatch=True)


@pytest.mark.parametrize("kind", ["bank", "identity"])
@given(values=st.lists(ANYTHING, max_size=30), valid=st.booleans())
@settings(max_examples=150)
def test_anything_may_come_and_only_what_has_the_form_is_made_or_opened(
    kind: Kind, values: list[str | None], valid: bool
) -> None:
    made, opened = (run(kind, column(values), valid=valid) for run in (FORMATS.make, FORMATS.open))

    back = FORMATS.open(kind, made, valid=valid)
    assert back.to_list() == [value if fits(kind, value) else None for value in values]
    right = formed(kind, column(values), valid=valid)
    assert all(shaped or value is None for value, shaped in zip(opened, right, strict=True))


def fits(kind: Kind, value: str | None) -> bool:
    """Tell, plainly, whether a value is a card or an ID number."""
    if value is None or not value.isascii():
        return False
    if kind == "bank":
        return value.isdigit() and 7 <= len(value) <= 37 and passes_luhn(value)
    if len(value) != 18 or not value[:17].isdigit() or value[17] != check_character(value[:17]):
        return False
    birth = pl.Series([value[6:14]]).str.to_date("%Y%m%d", strict=False)[0]
    return birth is not None and 1800 <= birth.year <= 2199


@pytest.mark.parametrize("field", FIELDS)
@given(data=st.data(), valid=st.booleans())
@settings(max_examples=60)
def test_reveal_undoes_fpe_and_all_else_is_starred(field: str, data: st.DataObject, valid: bool) -> None:
    kind: Kind = "bank" if FIELDS[field] == "bank" else "identity"
    valid = valid and kind == "bank"
    number = st.builds(str.format, SPELLED, CARDS if kind == "bank" else ID_NUMBERS)
    column_ = cells(data.draw(st.lists(ANYTHING | number, max_size=20)), field)

    made = Fpe(valid).apply(column_)

    back = Restorer(FORMATS, {"0": Form(kind, valid)}).open("0", made)
    for raw, canonical, secret, opened in zip(column_.raw, column_.canonical, made, back, strict=True):
        if not raw:
            assert secret == raw
        elif fits(kind, canonical):
            assert opened == canonical
        else:
            assert (secret, opened) == ("***", None)
