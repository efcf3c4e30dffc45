"""Files of codes: words of one's own, and what empty cells mean."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectkit.conduct.reading.code_file import Codes, builtin, parse
from collectkit.conduct.reading.meanings import NOTHING, OF_COLUMN
from collectkit.errors import RulesError
from collectkit.tables.contact_words import CONTACT_WORDS

OWN = """
version = 1
[words.result]
"A01" = "ANSWERED"
"接通" = "UNKNOWN"
[words.channel]
"信鸽" = "LETTER"
[defaults]
direction = "OUT"
[agencies.agency-b.words.result]
"a01" = "UNANSWERED"
[agencies.agency-b.defaults]
target = "DEBTOR"
direction = "UNKNOWN"
"""


def _read(codes: Codes, agency: str | None, column: str, *cells: str | None) -> list[str | None]:
    found, _ = codes.of(agency)[column].read(pl.Series(cells, dtype=pl.String))
    names = OF_COLUMN[column].categories
    return [None if code == NOTHING else names[code] for code in found.tolist()]


@pytest.mark.parametrize("column", list(OF_COLUMN))
def test_every_word_means_its_code_in_any_case(column: str) -> None:
    words = CONTACT_WORDS[column]
    for way in (str.upper, str.lower, str.capitalize, lambda word: f" {word} "):
        assert _read(builtin(), None, column, *map(way, words)) == list(words.values())
    assert set(words.values()) >= set(OF_COLUMN[column].categories)


def test_own_words_are_stronger_than_the_built_in_ones() -> None:
    codes = parse(OWN, "codes.toml")
    cells = ("A01", "a01", "接通", "未接通", "B02", "", "-", None)
    assert _read(codes, "agency-a", "result", *cells) == ["ANSWERED", "ANSWERED", None, "UNANSWERED", *[None] * 4]
    assert _read(codes, "agency-b", "result", *cells)[:3] == ["UNANSWERED", "UNANSWERED", None]
    assert _read(codes, None, "channel", "信鸽", "电话") == ["LETTER", "CALL"]


def test_empty_cells_mean_what_the_file_says() -> None:
    codes = parse(OWN, "codes.toml")
    assert _read(codes, "agency-a", "direction", None, "", "-", "呼入", "x") == ["OUT", "OUT", "OUT", "IN", None]
    assert _read(codes, "agency-b", "direction", None, "") == [None, None]
    assert _read(codes, "agency-b", "target", None, "不明") == ["DEBTOR", None]


def test_words_that_mean_nothing_are_counted() -> None:
    _, unknown = builtin().every["result"].read(pl.Series(["接通", "奇怪", "奇怪", None, "Odd"]))
    assert unknown == {"奇怪": 2, "Odd": 1}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("version = 2", ["version: must be 1"]),
        ("version = 1\nword = 1", ["word: unknown key (did you mean 'words'?)"]),
        ('version = 1\n[words.resutl]\na = "ANSWERED"', ["words.resutl: unknown key (did you mean 'result'?)"]),
        (
            'version = 1\n[words.result]\na = "ANSWER"\nb = 1\n[defaults]\ntarget = "SELF"',
            ["words.result.a", "words.result.b", "defaults.target"],
        ),
        ('version = 1\n[words.result]\n"No Answer" = "ANSWERED"\n"no_answer" = "REFUSED"', ["words.result: one word"]),
        ("version = 1\nagencies = 3", ["agencies: must be [agencies.NAME]"]),
        ('version = 1\n[agencies.x.defaults]\nmode = "LOUD"', ["agencies.x.defaults.mode: must be one of INTERACTIVE"]),
    ],
)  # fmt: skip
def test_all_faults_are_told(text: str, faults: list[str]) -> None:
    with pytest.raises(RulesError) as refused:
        parse(text, "codes.toml")
    details: Any = refused.value.details
    assert len(details) == len(faults), details
    assert all(said.startswith(fault) for said, fault in zip(details, faults, strict=True)), details
