"""The page of a scorecard: everything that was found is told, in both languages, and nothing but that."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from collectkit.jobs.scorecard.report import ScorecardReport
from collectkit.reconcile.scorecard.comparison import compare
from collectkit.reconcile.scorecard.curves import curves
from collectkit.reconcile.scorecard.panel import Source, panel
from collectkit.reconcile.scorecard.rates import quality, rates
from collectkit.reconcile.scorecard.strata import aged, reach
from collectkit.report.charts import Interval, intervals
from collectkit.report.numbers import Language
from collectkit.report.page import html
from collectkit.report.scorecard import scorecard_page
from tests.unit.reconcile.scored import AUTUMN_MONTHS, Account, drawn, source, table

CHANCE = {"M1": 0.5, "M2": 0.25}
AUGUST = [(0, dt.date(2026, 8, 1), dt.date(2026, 8, 31)), (1, dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
          (2, dt.date(2026, 10, 1), dt.date(2026, 10, 31))]  # fmt: skip


def found(*sources: Source, months: int = 3) -> dict[str, Any]:
    whole = panel(sources)
    compared = compare(aged(whole, "CNY", months), list(reach(whole, "CNY")), min_accounts=5, level=0.95)
    return ScorecardReport(
        sources=sources, panel=whole, points=tuple(curves(whole)), comparisons=(compared,),
        rates=tuple(rates(whole, 0.95)), quality=tuple(quality(whole)), roster=(), min_accounts=5, level_ppm=950_000,
    ).as_dict()  # fmt: skip


def everything() -> dict[str, Any]:
    a, b = (drawn(agency, 150, CHANCE, ord(agency[-1])) for agency in ("agency-a", "agency-b"))
    c, d = (drawn(agency, 150, {"M3+": 0.1}, ord(agency[-1]), batch="B&2") for agency in ("agency-c", "agency-d"))
    odd = drawn("agency-e", 3, {"<i>": 0.5}, 1)
    counts = {"files": 9, "lines": 90, "duplicates": 5, "contacts": 200, "complaints": 1, "accounts_contacted": 75}
    one = source([*a, *b, *c, *odd, Account("agency-a", band=None)], agency_a=counts)
    august = table(
        [replace(each, placed_on=dt.date(2026, 8, 1), recall_on=dt.date(2026, 10, 31)) for each in d], AUGUST
    )
    one = replace(one, table=one.table.vstack(august))
    return found(one, replace(source(a, "twin"), table=table(a, AUTUMN_MONTHS[:1]), days=None))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("第 2 组", "同口径回收率", "不可比较", "各层案件数均不足", "委案月份不同", "未计入的案件", "触达率",
                "已含于其他对账结果", "重复上报", "50.0 / 10,000")),
        ("en", ("Group 2", "as if all had the same mix", "Cannot be compared", "No stratum has enough",
                "in different months", "Accounts that do not count", "Accounts contacted", "not counted twice",
                "Duplicates", "50.0 / 10,000")),
    ],
)  # fmt: skip
def test_all_that_was_found_is_told(language: Language, told: tuple[str, ...]) -> None:
    page = html(scorecard_page(everything(), language, "Bank & Co")).decode()
    assert [text for text in told if text not in page] == []
    assert "Bank &amp; Co" in page
    assert "B&amp;2" in page
    assert "<i>" not in page


def test_where_nothing_can_be_compared_the_page_says_so_and_no_more() -> None:
    page = html(scorecard_page(found(source(drawn("a", 20, CHANCE, 1))), "en", "")).decode()
    assert "No other agency can be compared with it" in page
    assert "as if all had" not in page
    assert "Contact, promises" not in page


def test_intervals_are_drawn_within_the_page() -> None:
    rows = [Interval("a", 100_000, 0, 250_000), Interval("b<", -5_000, -80_000, 90_000, "note"), Interval("c", 0, 0, 0)]
    drawn_ = str(intervals("how much", rows, "en"))
    rects = re.findall(r'<rect class="(?:first|second)" x="([0-9.]+)%" width="([0-9.]+)%"', drawn_)
    assert len(rects) == 6
    assert all(float(x) >= 0 and float(x) + float(width) <= 100 for x, width in rects)
    assert ("b&lt;" in drawn_, "10.0%" in drawn_, "note" in drawn_) == (True, True, True)
