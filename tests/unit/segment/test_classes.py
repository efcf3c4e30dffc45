"""Five classes: floors by days, which never better what the file itself says."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from collectkit.segment.schemes.classes import CLASSES, Classes, Classified, read

AS_OF = date(2026, 10, 31)
DAYS = st.one_of(st.none(), st.integers(0, 500))
SPELLED = [
    (0, ["正常", "正常类", "正常类贷款", "1", "Normal", "PASS"]),
    (1, ["关注", "关 注", "关注类", "2", "special mention", "Special-Mention", "attention"]),
    (2, ["次级", "次级贷款", "3", "sub-standard", "Substandard"]),
    (3, ["可疑", "４", "doubtful"]),
    (4, [" 损失 ", "损失类", "5", "LOSS"]),
]
WORDS = st.sampled_from([None, "未分类", *(word for _, words in SPELLED for word in words)])


def classed(
    days: list[int | None], given: list[str | None] | None = None, first: int = 0
) -> tuple[list[str | None], Classified]:
    frame = pl.DataFrame(
        {
            "as_of": pl.repeat(AS_OF, len(days), eager=True),
            "currency": ["CNY"] * len(days),
            "days": pl.Series(days, dtype=pl.Int64),
            "overdue_total_minor": [10 ** (first + place) for place in range(len(days))],
        }
    )
    cells = {} if given is None else {"five_class_given": pl.Series(given, dtype=pl.String)}
    added = Classes().add(frame, cells)
    assert isinstance(added.told, Classified)
    return added.columns["five_class"].to_list(), added.told


def test_days_alone_give_the_class_of_the_regulation() -> None:
    days = [0, 1, 30, 90, 91, 270, 271, 360, 361, None]

    found, told = classed(days)

    assert found == ["正常", "关注", "关注", "关注", "次级", "次级", "可疑", "可疑", "损失", None]
    assert (told.as_dict()["no_class"], told.as_dict()["moved"]) == (1, [])


@pytest.mark.parametrize(("place", "words"), SPELLED)
def test_a_files_own_class_is_read_in_any_of_its_spellings(place: int, words: list[str]) -> None:
    classes, unknown = read(pl.Series(words))

    assert classes.to_list() == [CLASSES[place]] * len(words)
    assert unknown == 0


def test_words_for_no_class_are_counted_and_blanks_are_not() -> None:
    classes, unknown = read(pl.Series(["不良", "6", "0", "1-2", "M3", None, "", "-"]))

    assert classes.null_count() == 8
    assert unknown == 5


def test_a_given_class_stays_where_it_is_worse_and_only_there() -> None:
    given = ["正常", "损失", "可疑", "次级", "次级", None, "不良", "不良"]

    found, told = classed([91, 0, 91, 91, None, None, 91, None], given)

    assert found == ["次级", "损失", "可疑", "次级", "次级", None, "次级", None]
    assert told.as_dict() == {
        "scheme": "cn-five-class-2023",
        "kept": 2,
        "unknown": 2,
        "no_class": 2,
        "classes": [
            {"five_class": "次级", "currency": "CNY", "accounts": 4, "overdue_total_minor": 1_011_001},
            {"five_class": "可疑", "currency": "CNY", "accounts": 1, "overdue_total_minor": 100},
            {"five_class": "损失", "currency": "CNY", "accounts": 1, "overdue_total_minor": 10},
            {"five_class": None, "currency": "CNY", "accounts": 2, "overdue_total_minor": 10_100_000},
        ],
        "moved": [
            {"given": "正常", "five_class": "次级", "currency": "CNY", "accounts": 1, "overdue_total_minor": 1},
        ],
    }


def test_batches_add_up() -> None:
    days: list[int | None] = [0, 91, None, 400, 91, 1]
    given = ["损失", "正常", "x", None, "可疑", "1"]

    both = classed(days[:2], given[:2])[1] + classed(days[2:], given[2:], first=2)[1]

    assert both.as_dict() == classed(days, given)[1].as_dict()


@given_by(accounts=st.lists(st.tuples(DAYS, WORDS), min_size=1, max_size=12))
def test_no_class_is_better_than_the_given_one_or_that_of_the_days(
    accounts: list[tuple[int | None, str | None]],
) -> None:
    days, words = map(list, zip(*accounts, strict=True))

    found, told = classed(days, words)

    for (day, word), result in zip(accounts, found, strict=True):
        floor = -1 if day is None else sum(day >= edge for edge in (1, 91, 271, 361))
        own = next((place for place, (_, said) in enumerate(SPELLED) if word in said), -1)
        assert result == (CLASSES[max(floor, own)] if max(floor, own) >= 0 else None)
    classes = told.as_dict()["classes"]
    assert sum(row["accounts"] for row in classes) == len(days)
    assert sum(row["overdue_total_minor"] for row in classes) == int("1" * len(days))
