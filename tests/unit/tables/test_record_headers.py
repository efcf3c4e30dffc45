"""The headers of all families in one table: each family knows its own, and none loses a column to another."""

from __future__ import annotations

import pytest

from collectkit.tables.record_families import FAMILIES, of_file, of_sheet
from collectkit.tables.record_headers import family_of, of_all
from collectkit.tables.returns import RETURNS
from collectkit.worklist import returns_form

_OF_TRAILERS = {"family", "rows"}
"""Columns that stand among those of payments, too, where one table has all."""


def heads(language: str) -> list[str]:
    if language == "canonical":
        return [*returns_form.header()]
    titles = [RETURNS["record"], *(known for family in FAMILIES.values() for known in family.fields.values())]
    return [*dict.fromkeys(known.title_zh if language == "zh" else known.title_en for known in titles)]


@pytest.mark.parametrize("language", ["canonical", "zh", "en"])
def test_a_table_of_all_families_has_every_column_of_each(language: str) -> None:
    maps, contested = of_all(heads(language))
    assert not contested
    for code, family in FAMILIES.items():
        known = [column.field for column in maps[code].columns if column.field not in {None, "record", *_OF_TRAILERS}]
        assert sorted(map(str, known)) == sorted(family.fields.keys() - _OF_TRAILERS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", [code for code in FAMILIES if code != "TRL"])
def test_a_table_of_one_family_says_which(code: str, language: str) -> None:
    known = FAMILIES[code].fields.values()
    found = family_of([field.title_zh if language == "zh" else field.title_en for field in known])
    assert found == (None if (code, language) == ("CLS", "en") else code)  # On, Reason: an objection says no more


@pytest.mark.parametrize(
    ("name", "code"),
    [("CON 联系记录", "CON"), ("con", "CON"), ("联系记录", "CON"), (" Payments ", "PAY"), ("PAY-11", "PAY"),
     ("CONTACTS 11", None), ("Contacts", "CON"), ("Sheet1", None), ("", None)],
)  # fmt: skip
def test_which_family_a_sheet_is_of(name: str, code: str | None) -> None:
    assert of_sheet(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("agency-a.CON.csv", "CON"), ("agency-a.inv.csv.gz", "INV"), ("ACK.xlsx", "ACK"), ("还款.csv", "PAY"),
     ("agency-a.csv", None), ("agency-a", None), ("pay-fast.csv", "PAY"), ("con.csv", None), ("con.INV.csv", "INV")],
)  # fmt: skip
def test_which_family_a_file_is_of(name: str, code: str | None) -> None:
    assert of_file(name, "con") == code
