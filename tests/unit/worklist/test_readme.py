"""The page that goes with a worklist: it never calls data de-identified in which debtors are named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from collectkit.mask.policy import built_in
from collectkit.tables.totals import Totals
from collectkit.worklist.readme import Facts, Shown, text
from collectkit.worklist.sheets import summary
from collectkit.worklist.words import Language, terms_in

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


@pytest.mark.parametrize("name", ["agency", "agency-direct", "field", "legal"])
def test_what_a_policy_that_is_built_in_agrees_on_is_said_in_chinese(name: str) -> None:
    policy = built_in(name)
    assert policy is not None
    said = dict(terms_in(policy.terms, "zh"))
    assert len(said) == len(policy.terms) == 5
    assert all(re.search("[\u4e00-\u9fff]", words) and not re.search("[A-Za-z]", words) for words in said.values())
    assert [words for _, words in terms_in(policy.terms, "en")] == list(policy.terms.values())


def test_a_creditors_own_terms_are_said_as_they_stand() -> None:
    assert list(terms_in({"purpose": "our own words"}, "zh")) == [("目的", "our own words")]


def test_a_summary_has_no_sums_of_floors() -> None:
    totals = Totals()
    frame = pl.DataFrame(
        {"currency": ["CNY"] * 2, "overdue_total_minor": [100, 200], "settlement_least_minor": [None, 150]}
    )
    totals.add(frame)
    found = summary(totals, frame.columns, "en")
    assert found.columns == ["currency", "bucket", "accounts", "overdue_total_minor"]
    assert found["overdue_total_minor"].to_list() == [300]


def test_a_contact_plan_is_explained_where_the_list_has_one() -> None:
    columns = [Shown("contacts_left", "Contacts left", "value"), Shown("next_contact_at", "Next contact at", "value")]
    facts = Facts("Beta", "agency-b", "b-1", 1, [date(2026, 10, 31)], Totals(), columns, {}, "account_id", "A1")
    assert "there may be on the day of the plan (of Next contact at, where any are left), by" in text(facts, "en")
    planned = replace(facts, planned="2026-11-02")
    assert "there may be on 2026-11-02, by all agencies" in text(planned, "en")
    assert "2026-11-02 当日还可致电该债务人的次数" in text(planned, "zh")
    assert "No legal advice." in text(planned, "en")
    assert "Contacts left" not in text(replace(facts, columns=MASKED), "en")
