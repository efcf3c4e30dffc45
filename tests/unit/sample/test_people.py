"""Nobody in a sample can be called, found or mistaken for somebody."""

from __future__ import annotations

import datetime as dt

import numpy as np
import phonenumbers
import polars as pl
import pytest

from collectkit.fields import identity
from collectkit.fields.bank import canonical as canonical_card
from collectkit.fields.phone import canonical as canonical_phone
from collectkit.sample.people import mobiles, people
from collectkit.sample.pools import REMARKS, Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
PHONES = ("mobile", "phone_home", "phone_work", "contact1_phone", "contact2_phone")


@pytest.fixture(scope="module", params=LANGUAGES)
def some_people(request: pytest.FixtureRequest) -> pl.DataFrame:
    return people(np.random.default_rng(7), 0, 4_000, request.param)


def check_character(body: str) -> str:
    """GB 11643 by its definition: the weights are powers of two modulo 11."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return "10X98765432"[total % 11]


def test_mobiles_have_the_form_of_mobiles_and_a_prefix_never_given_out(some_people: pl.DataFrame) -> None:
    assert some_people["mobile"].str.contains(r"^154[0-9]{8}$").all()
    assert some_people["mobile"].n_unique() == some_people.height


def test_every_phone_is_canonical(some_people: pl.DataFrame) -> None:
    for column in PHONES:
        written = some_people[column].drop_nulls()
        assert len(written) > 0
        assert canonical_phone(written, "CN").null_count() == 0


def test_no_phone_is_valid_to_libphonenumber(some_people: pl.DataFrame) -> None:
    for column in PHONES:
        for number in some_people[column].drop_nulls().head(500):
            assert not phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")), column


def test_mobiles_of_many_debtors_differ() -> None:
    assert mobiles(np.arange(0, 100_000_000, 997, dtype=np.int64)).is_unique().all()


def test_ids_have_a_right_check_and_a_birth_date_before_1900(some_people: pl.DataFrame) -> None:
    for number in some_people["id_number"]:
        assert number[17] == check_character(number[:17])
        assert dt.date(1800, 1, 1) <= dt.date.fromisoformat(number[6:14]) < dt.date(1900, 1, 1)


def test_ids_tell_the_sex(some_people: pl.DataFrame) -> None:
    odd = some_people["id_number"].str.slice(16, 1).cast(pl.Int64) % 2 == 1
    assert (odd == some_people["gender"].is_in(["男", "M"])).all()


def test_no_id_looks_rounded(some_people: pl.DataFrame) -> None:
    assert identity.looks(identity.parse(some_people["id_number"]).code) == 0


def test_cards_pass_luhn_and_have_no_issuer(some_people: pl.DataFrame) -> None:
    assert canonical_card(some_people["bank_card"]).null_count() == 0
    for card in some_people["bank_card"].head(500):
        assert card.startswith("000000")
        assert len(card) == 19
        digits = [int(digit) for digit in reversed(card)]
        assert sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def test_mail_goes_nowhere(some_people: pl.DataFrame) -> None:
    assert some_people["email"].drop_nulls().str.ends_with("@example.com").all()


def test_rare_names_occur() -> None:
    names = people(np.random.default_rng(1), 0, 20_000, "zh")["name"]
    for rare in ("𠮷", "䶮", "·", "欧阳", "(已故)"):
        assert names.str.contains(rare, literal=True).any(), rare


def test_english_is_in_latin_script() -> None:
    words = people(np.random.default_rng(1), 0, 2_000, "en").select(pl.all().str.contains(r"\p{Han}").any())
    assert not any(words.row(0))
    assert not any("一" <= sign <= "鿿" for remark in REMARKS["en"] for sign in remark)
