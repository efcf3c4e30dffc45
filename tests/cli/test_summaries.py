"""Figures of summaries: whole numbers to the end, rounded half up, for no float holds every fen."""

from __future__ import annotations

import pytest

from collectkit.commands import reveal
from collectkit.commands.render import _figure, _widths


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("rate_ppm", 122_500, "12.3%"),
        ("rate_ppm", -122_500, "-12.3%"),
        ("rate_ppm", -499, "0.0%"),
        ("rate_ppm", 177_998_000, "17,799.8%"),
        ("paid_minor", 9_007_199_254_740_993, "90,071,992,547,409.93"),
        ("paid_minor", -5, "-0.05"),
        ("accounts", 1_234, "1,234"),
    ],
)
def test_a_figure_is_exact(name: str, value: int, read: str) -> None:
    assert _figure(name, value) == read


def test_notes_of_reveal_stand_each_on_a_line() -> None:
    found = {"tokens": {}, "fpe": {}, "left": [], "notes": ["two rows, read as one", "a sheet is hidden"]}
    assert reveal._shown(found)["notes"] == "two rows, read as one\na sheet is hidden"


def test_places_are_shown_unless_all_tokens_are_those_of_others() -> None:
    left = [{"row": 2, "column": "mobile", "verdict": "foreign"}]
    found = {"tokens": {"foreign": 1}, "fpe": {}, "left": left, "notes": []}
    assert isinstance(reveal._shown(found)["left"], str)
    for verdicts in (
        {"tokens": {"foreign": 1, "opened": 1}},
        {"tokens": {"destroyed slot": 1}},
        {"fpe": {"opened": 1}},
    ):
        assert reveal._shown({**found, **verdicts})["left"] == left


def test_the_widest_texts_of_a_table_give_way_and_words_stay_whole() -> None:
    columns = ("column", "count", "leaves")
    rows = [("principal_outstanding_minor", "1,234", "a code that only the creditor turns back")]
    assert _widths(columns, rows, 200) == [None, None, None]
    assert _widths(columns, rows, 60) == [27, 5, 60 - 6 - 27 - 5]
    assert _widths(columns, rows, 40) == [None, 5, None]
