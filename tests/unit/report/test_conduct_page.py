"""The page of conduct: everything that was found is told, in both languages, and data stays data."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from collectkit.report.conduct import conduct_page, per_10000
from collectkit.report.conduct_words import CHANNELS, CLOCKS
from collectkit.report.conduct_words import CONDUCT as WORDS
from collectkit.report.numbers import Language
from collectkit.report.page import html
from tests.unit.report.contacted import CONDUCT
from tests.unit.report.examples import LANGUAGES

HOSTILE = "<img src=x onerror=alert(1)>"


def text_of(found: dict[str, Any], language: Language) -> str:
    page = html(conduct_page(found, language)).decode()
    return re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_was_found_is_told(language: Language) -> None:
    told = text_of(CONDUCT, language)
    at = LANGUAGES.index(language)
    assert CONDUCT["notice"][language] in told
    for row in CONDUCT["rules"]:
        assert row["rule"] in told
    for figure in (
        "120,000",
        "640",
        "53.3",
        "655",
        "1,212",
        "A07",
        "888.9",
        "a.csv",
        "6.3",
        "40.0%",
        "120,015",
        "free 1",
        "17",
        "house-share",
        "2025-02-28",
    ):
        assert figure in told, figure
    assert CONDUCT["reasons"]["time_not_stated"][language] in told
    assert CHANNELS["CALL"][at] in told
    assert CLOCKS["DAY_ONLY"][at] in told
    assert WORDS["words_unknown"][at] in told
    assert WORDS["not_returned"][at] in told
    for heading in ("rules_h", "agencies_h", "weeks_h", "calendar_h", "hours_h", "collectors_h", "causes_h", "read_h"):
        assert WORDS[heading][at] in told


def test_a_reason_without_words_is_shown_as_it_is() -> None:
    assert " odd " in text_of(CONDUCT, "en")


def test_nothing_was_found() -> None:
    found = copy.deepcopy(CONDUCT) | {"broken": 0, "breaches": 0, "not_judged": 0}
    for name in ("collectors", "shares", "weeks", "days", "hours", "rules_by_week", "rules_by_agency", "causes"):
        found[name] = []
    for row in found["rules"]:
        row |= {"breaches": 0, "not_judged": 0}
    told = text_of(found, "en")
    assert "Not legal advice." in told
    assert WORDS["collectors_h"][1] not in told


def test_what_is_data_never_becomes_markup() -> None:
    found = copy.deepcopy(CONDUCT) | {"creditor": HOSTILE, "packs": [HOSTILE]}
    for name in ("rules", "agencies", "rules_by_agency", "collectors", "shares", "channels", "weeks", "causes"):
        for row in found[name]:
            row |= {key: HOSTILE for key in ("rule", "agency", "collector", "channel", "file", "why") if key in row}
    page = html(conduct_page(found, "en")).decode()
    assert "<img" not in page
    assert page.count("&lt;img") > 10


@pytest.mark.parametrize(("ppm", "text"), [(0, "0.0"), (4, "0.0"), (5, "0.1"), (100, "1.0"), (1_000_000, "10,000.0")])
def test_a_share_of_ten_thousand(ppm: int, text: str) -> None:
    assert per_10000(ppm) == text
