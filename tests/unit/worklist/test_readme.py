"""The page that goes with a worklist: it never calls data de-identified in which debtors are named."""

from __future__ import annotations

import pytest

from collectkit.tables.totals import Totals
from collectkit.worklist.readme import Facts, Shown, text
from collectkit.worklist.words import Language

NAMED = [Shown("name", "Name", "value", identifies=True), Shown("id_number", "ID number", "value", identifies=True)]
MASKED = [
    Shown("name", "Name", "part", identifies=True),
    Shown("mobile", "Mobile", "token", identifies=True),
    Shown("overdue_total_minor", "Overdue", "value"),
]


def page(columns: list[Shown], language: Language) -> str:
    facts = Facts("Beta", "agency-b", "b-1", 1, [], Totals(), columns, {}, "account_id", "A1")
    return text(facts, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It has personal data in clear, not\nde-identified: `name`, `id_number`."),
        ("zh", "其中 `name`、`id_number` 为个人信息原值，未经去标识化处理。"),
    ],
)
def test_data_that_name_the_debtor_are_said_to(language: Language, said: str) -> None:
    assert said in page([*MASKED[1:], *NAMED], language)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Its data are de-identified, and still personal\ninformation."), ("zh", "经去标识化处理，仍属个人信息。")],
)
def test_others_are_de_identified_and_still_personal(language: Language, said: str) -> None:
    assert said in page(MASKED, language)
