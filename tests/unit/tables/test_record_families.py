"""The families of records: their columns are found by every heading, their words by every spelling, once."""

from __future__ import annotations

from collections import Counter

import pytest

from collectkit.tables.behaviour import DEBTORS, OF_BEHAVIOUR, RESULTS
from collectkit.tables.headers import match, words
from collectkit.tables.record_families import FAMILIES, Family, of_sheet
from collectkit.tables.record_words import CODES
from collectkit.tables.returns import OF_RETURNS, RECORDS

EACH = pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)


def test_every_family_that_may_be_returned_is_there() -> None:
    assert set(FAMILIES) == set(RECORDS)
    assert next(iter(FAMILIES)) == "PAY"


@EACH
def test_its_headings_are_its_columns(family: Family) -> None:
    known = words(family.fields)
    for titles in ([f.title_zh for f in family.fields.values()], [f.title_en for f in family.fields.values()]):
        assert [column.field for column in match(titles, known=known).columns] == list(family.fields)
    assert family.needed <= family.fields.keys()


@EACH
def test_its_sheet_says_whose_it_is(family: Family) -> None:
    assert of_sheet(family.sheet("zh")) == of_sheet(family.sheet("en")) == of_sheet(family.code.lower()) == family.code
    assert len(family.sheet("en")) <= 31


def test_another_sheet_is_no_familys() -> None:
    assert [of_sheet(name) for name in ("", "PAYMENT", "Sheet1", "合计", "ACKs")] == [None] * 5


@pytest.mark.parametrize(("code", "column"), CODES)
def test_a_word_means_one_thing(code: str, column: str) -> None:
    assert column in FAMILIES[code].fields
    spelled = FAMILIES[code].words(column)
    assert all(spellings[0] == name for name, spellings in spelled.items())
    assert max(Counter(word for spellings in spelled.values() for word in spellings).values()) == 1
    assert all(word == word.upper() for spellings in spelled.values() for word in spellings)


def test_what_segment_and_reconcile_read_they_read_from_these_columns() -> None:
    for code, known in (("PAY", OF_RETURNS), ("PTP", OF_BEHAVIOUR), ("CON", OF_BEHAVIOUR)):
        fields = FAMILIES[code].fields.values()
        for titles in ([f.title_zh for f in fields], [f.title_en for f in fields], [f.name for f in fields]):
            found = [column.field for column in match(titles, known=known).columns if column.field]
            assert set(found) == {"account_id" if f.name == "token" and known is OF_BEHAVIOUR else f.name
                                  for f in fields if f.name in {*known.fields, "token"}}  # fmt: skip
    answered = FAMILIES["CON"].words("result")
    assert {word for spellings in answered.values() for word in spellings} <= {w for ws in RESULTS.values() for w in ws}
    assert set(FAMILIES["CON"].words("target")["DEBTOR"]) <= {*DEBTORS}
