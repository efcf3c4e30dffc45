"""The sheets beside the accounts: rows and sums that add up, and how to work."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.jobs.worklist.contact_rules import of_country
from collectkit.tables.totals import Totals
from collectkit.worklist.sheets import guide, headings, major, summary
from collectkit.worklist.words import NOT_ALLOWED, TERMS, Language, contact_lines

FACTS = {"recipient": "Beta {x}", "batch": "b-1", "as_of": "2026-10-31"}


def sums(*rows: tuple[str | None, str | None, int | None]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["currency", "bucket", "overdue_total_minor"], orient="row")
    totals = Totals()
    totals.add(frame)
    return summary(totals, frame.columns, "en")


def test_rows_and_sums_by_currency_and_bucket() -> None:
    found = sums(("CNY", "M1", 150), ("CNY", "M2", -50), ("CNY", "M1", 1), ("USD", None, None), (None, "M1", 9))
    assert found.columns == ["currency", "bucket", "accounts", "overdue_total_minor"]
    assert found.rows() == [
        ("CNY", "M1", 3, 160),
        ("CNY", "M2", 1, -50),
        ("CNY", "All", 4, 110),
        ("USD", "", 1, 0),
        ("USD", "All", 1, 0),
    ]


def test_a_list_without_buckets_has_one_row_a_currency() -> None:
    frame = pl.DataFrame({"payoff_total_minor": [1, 2]})
    totals = Totals()
    totals.add(frame)
    assert summary(totals, frame.columns, "zh").rows() == [("CNY", "合计", 2, 3)]


def test_sums_beyond_a_number_of_a_workbook_are_texts() -> None:
    found = sums(("CNY", "M1", 10**15), ("CNY", "M1", -1))
    assert found["overdue_total_minor"].to_list() == [10**15 - 1] * 2
    found = sums(("CNY", "M1", 10**15), ("CNY", "M2", 5))
    assert found["overdue_total"].to_list() == ["10,000,000,000,000.00", "0.05", "10,000,000,000,000.05"]


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123_456, "-1,234.56"), (10**17, f"{10**15:,}.00")]
)
def test_major_units(minor: int, text: str) -> None:
    assert major(minor) == text


def test_headings_are_in_the_language() -> None:
    assert headings({"overdue_total_minor": "逾期总额"}, "zh") == {
        "overdue_total_minor": "逾期总额",
        "currency": "币种",
        "bucket": "账龄",
        "accounts": "案件数",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_names_package_rules_bans_and_terms(language: Language) -> None:
    rules = of_country("CN")
    terms = {"term": "{90} days", "purpose": "collection"}
    found = guide(FACTS, rules, terms, language)
    texts = found.to_series(1).to_list()
    assert "Beta {x}" in texts[0]
    assert all(any(rule.says[language] in text and rule.source in text for text in texts) for rule in rules)
    assert all(ban in texts for ban in NOT_ALLOWED[language])
    assert [TERMS[key][language].capitalize() in found.to_series(0) for key in terms] == [True, True]
    assert "{90} days" in texts


def test_a_country_without_rules_has_no_hours() -> None:
    assert "Hours and calls" not in guide(FACTS, (), {}, "en").to_series(0)


def test_a_contact_plan_is_explained_in_the_guide() -> None:
    lines = contact_lines(["contacts_left"], "2026-10-31", "zh")
    told = guide(FACTS, (), {}, "zh", lines).rows()
    assert [text for topic, text in told if topic == "联系计划"] == lines[:1]
    assert [text for _, text in told].count(lines[1]) == 1
    assert not contact_lines(["bucket"], "2026-10-31", "zh")
