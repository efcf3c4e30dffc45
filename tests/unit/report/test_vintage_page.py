"""The page on vintages: blank where nothing can be known, in both languages, and nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from collectkit.report.numbers import Language
from collectkit.report.page import Figure, Fold, Table, html
from collectkit.report.vintage import Grid, vintage_page
from collectkit.report.vintage_words import NOTES, REASONS
from collectkit.segment.vintage.cohorts import NO_COHORT

FOUND: dict[str, Any] = {
    "cohort": "month",
    "denominator": "seen",
    "snapshots": ["2026-02-28", "2026-04-30"],
    "months_without_snapshot": ["2026-03"],
    "accounts": 3,
    "vanished": 1,
    "no_cohort": dict.fromkeys(NO_COHORT, 1),
    "cohorts": [
        {"cohort": "2026-01", "currency": "CNY", "accounts": 2, "original_principal_minor": 300_000},
        {"cohort": "2026-02", "currency": "CNY", "accounts": None, "original_principal_minor": None},
    ],
    "notes": dict.fromkeys(NOTES, 1_234),
}
GRID = Grid("CNY", "ever", 30, "principal", ("2026-01", "2026-02"), (0, 1, 2), ((None, 0, 500_000), (0, None, None)))


def point(month: str, measure: str, name: str | None, principal: int | None, ppm: int | None) -> dict[str, Any]:
    return {
        "month": month,
        "as_of": None if principal is None else f"{month}-28",
        "currency": "CNY",
        "measure": measure,
        "bucket": name if measure == "bucket" else None,
        "threshold": name if measure == "at_least" else None,
        "accounts": None if principal is None else 1,
        "principal_minor": principal,
        "accounts_share_ppm": ppm,
        "principal_share_ppm": ppm,
    }


CURVE = [
    point("2026-02", "all", None, 100, 10**6),
    point("2026-02", "bucket", "M1", 100, 10**6),
    point("2026-02", "at_least", ">=30", 0, 0),
    point("2026-03", "all", None, None, None),
    point("2026-03", "bucket", "M1", None, None),
    point("2026-03", "at_least", ">=30", None, None),
]


def parts(language: Language) -> dict[str, Table | Figure]:
    page = vintage_page(FOUND, [GRID], CURVE, language, "Lender")
    shown = [part for section in page.sections for part in section.parts if not isinstance(part, Fold)]
    return {part.caption: part for part in shown}


@pytest.mark.parametrize("language", get_args(Language))
def test_what_cannot_be_known_is_blank_and_nothing_is_nothing(language: Language) -> None:
    caption = {"en": "Ever 30+, by balance (CNY)", "zh": "曾逾 30+ · 按金额（CNY）"}[language]
    found = parts(language)

    triangle = found[caption]
    assert isinstance(triangle, Figure)
    cells = re.findall("<td[^>]*>([^<]*)</td>", triangle.svg.partition("<tbody>")[2])
    assert cells == ["", "0.0%", "50.0%", "0.0%", "", ""]
    curve = found[{"en": "Curves over months · CNY", "zh": "逾期走势 · CNY"}[language]]
    assert isinstance(curve, Table)
    assert curve.rows == (("2026-02", "2026-02-28", 100, 100, 0), ("2026-03", "", "", "", ""))


@pytest.mark.parametrize("language", get_args(Language))
def test_the_page_says_the_edge_the_denominator_and_what_to_know(language: Language) -> None:
    page = html(vintage_page(FOUND, [GRID], CURVE, language, "Lender")).decode()

    assert not re.search("https?:|//|<script", page)
    assert {"en": "N+ is N days past due and more", "zh": "N+ 指逾期天数 ≥ N 天"}[language] in page
    assert {"en": "accounts that any snapshot has", "zh": "快照中出现过的案件"}[language] in page
    assert len(re.findall(r"1,234", page)) == len(NOTES)
    if language == "en":
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", page.partition("</style>")[2])


def test_each_reason_has_its_words() -> None:
    assert set(REASONS) == set(NO_COHORT)


def test_the_youngest_cohorts_are_drawn_as_far_as_they_have_come() -> None:
    many = tuple(f"{number:02}" for number in range(14))
    rates = tuple((1, None, 5) if number < 2 else (None, 2, None) for number in range(14))

    young = Grid("CNY", "ever", 30, "accounts", many, (0, 1, 4), rates).youngest()

    assert (young.cohorts, young.months, young.rates) == (many[2:], (0, 1), ((None, 2),) * 12)
