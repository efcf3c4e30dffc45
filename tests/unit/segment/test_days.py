"""Days and buckets: the exact table at every edge."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.segment.days import Anchor, Anchors, GraceRule, anchors, bucket, days_past_due
from collectkit.segment.schemes.scheme import SCHEMES

AS_OF = date(2026, 10, 31)

COLUMNS = ("cn-m3plus", "cn-m6plus", "cn-calendar", "cn-cashloan", "us-metro2", "cn-five-class-2023")
GOLDEN: dict[int | None, tuple[str | None, ...]] = {
    -1: ("M0", "M0", "M0", "M0", "0-29", "正常"),
    0: ("M0", "M0", "M0", "M0", "0-29", "正常"),
    1: ("M1", "M1", "M1", "S1", "0-29", "关注"),
    10: ("M1", "M1", "M1", "S1", "0-29", "关注"),
    11: ("M1", "M1", "M1", "S2", "0-29", "关注"),
    29: ("M1", "M1", "M1", "S2", "0-29", "关注"),
    30: ("M1", "M1", "M1", "S2", "30-59", "关注"),
    31: ("M2", "M2", "M2", "M2", "30-59", "关注"),
    59: ("M2", "M2", "M2", "M2", "30-59", "关注"),
    60: ("M2", "M2", "M2", "M2", "60-89", "关注"),
    61: ("M3", "M3", "M2", "M3", "60-89", "关注"),
    89: ("M3", "M3", "M3", "M3", "60-89", "关注"),
    90: ("M3", "M3", "M3", "M3", "90-119", "关注"),
    91: ("M3+", "M4", "M3", "M4", "90-119", "次级"),
    119: ("M3+", "M4", "M4", "M4", "90-119", "次级"),
    120: ("M3+", "M4", "M4", "M4", "120-149", "次级"),
    121: ("M3+", "M5", "M4", "M5", "120-149", "次级"),
    149: ("M3+", "M5", "M5", "M5", "120-149", "次级"),
    150: ("M3+", "M5", "M5", "M5", "150-179", "次级"),
    151: ("M3+", "M6", "M5", "M6", "150-179", "次级"),
    179: ("M3+", "M6", "M6", "M6", "150-179", "次级"),
    180: ("M3+", "M6", "M6", "M6", "180+", "次级"),
    181: ("M3+", "M6+", "M6", "M6+", "180+", "次级"),
    182: ("M3+", "M6+", "M6", "M6+", "180+", "次级"),
    183: ("M3+", "M6+", "M6", "M6+", "180+", "次级"),
    184: ("M3+", "M6+", "M6+", "M6+", "180+", "次级"),
    270: ("M3+", "M6+", "M6+", "M6+", "180+", "次级"),
    271: ("M3+", "M6+", "M6+", "M6+", "180+", "可疑"),
    360: ("M3+", "M6+", "M6+", "M6+", "180+", "可疑"),
    361: ("M3+", "M6+", "M6+", "M6+", "180+", "损失"),
    40_000: ("M3+", "M6+", "M6+", "M6+", "180+", "损失"),
    None: (None,) * len(COLUMNS),
}
"""Days up to 31 October 2026, which matters for calendar months only."""


def test_the_golden_table_covers_every_scheme() -> None:
    assert set(COLUMNS) == set(SCHEMES)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_edge_has_the_bucket_of_the_table(name: str) -> None:
    due = [None if days is None else AS_OF - timedelta(days) for days in GOLDEN]
    frame = pl.DataFrame({"due": pl.Series(due, dtype=pl.Date)})

    days = days_past_due(AS_OF, due=pl.col("due"), given=None)

    labels = frame.select(bucket(days, SCHEMES[name], AS_OF)).to_series().to_list()
    assert labels == [row[COLUMNS.index(name)] for row in GOLDEN.values()]
    each = frame.with_columns(as_of=pl.lit(AS_OF)).select(bucket(days, SCHEMES[name], pl.col("as_of")))
    assert each.to_series().to_list() == labels


def count(due: list[date | None] | None, given: list[int | None] | None, **options: object) -> list[int | None]:
    columns = {"due": (due, pl.Date), "given": (given, pl.Int64)}
    frame = pl.DataFrame({name: pl.Series(v, dtype=d) for name, (v, d) in columns.items() if v is not None})
    days = days_past_due(
        AS_OF,
        due=None if due is None else pl.col("due"),
        given=None if given is None else pl.col("given"),
        **options,  # type: ignore[arg-type]
    )
    return frame.select(days).to_series().to_list()


def test_the_due_date_is_day_0_and_a_date_to_come_too() -> None:
    assert count([AS_OF, AS_OF - timedelta(1), AS_OF + timedelta(1), None], None) == [0, 1, 0, None]


def test_given_days_fill_rows_without_a_date_only() -> None:
    assert count([AS_OF, None, None], [9, 9, None]) == [0, 9, None]


def test_given_days_below_0_are_0() -> None:
    assert count(None, [-5, 5, None]) == [0, 5, None]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("subtract", [0, 0, 0, 1, 2, None]), ("gate", [0, 0, 0, 4, 5, None])],
)
def test_grace_means_what_its_rule_says(rule: GraceRule, expected: list[int | None]) -> None:
    assert count(None, [-1, 2, 3, 4, 5, None], grace=3, rule=rule) == expected


@pytest.mark.parametrize("name", COLUMNS)
def test_an_unknown_count_has_no_bucket_whatever_its_type(name: str) -> None:
    frame = pl.DataFrame({"days": [None, None]})

    assert frame.select(bucket(pl.col("days"), SCHEMES[name], AS_OF)).to_series().to_list() == [None, None]


@pytest.mark.parametrize(
    ("wanted", "present", "expected"),
    [
        (
            "auto",
            {"oldest_unpaid_due", "due_date", "days_past_due_given"},
            ("oldest_unpaid_due", "days_past_due_given"),
        ),
        ("auto", {"due_date", "days_past_due_given"}, ("due_date", "days_past_due_given")),
        ("auto", {"due_date", "days_past_due"}, ("due_date", None)),
        ("auto", {"days_past_due_given", "days_past_due"}, (None, "days_past_due_given")),
        ("auto", {"days_past_due"}, (None, "days_past_due")),
        ("due_date", {"oldest_unpaid_due", "due_date", "days_past_due_given"}, ("due_date", None)),
        ("oldest_unpaid_due", {"oldest_unpaid_due", "days_past_due_given"}, ("oldest_unpaid_due", None)),
        ("given", {"oldest_unpaid_due", "days_past_due_given"}, (None, "days_past_due_given")),
        ("given", {"oldest_unpaid_due", "days_past_due"}, (None, "days_past_due")),
    ],
)
def test_the_anchor_is_chosen(wanted: Anchor, present: set[str], expected: tuple[str | None, str | None]) -> None:
    assert anchors(wanted, present) == Anchors(*expected)


@pytest.mark.parametrize(
    ("wanted", "present", "named"),
    [
        ("auto", {"account_id"}, "oldest_unpaid_due or due_date or days_past_due_given"),
        ("due_date", {"oldest_unpaid_due", "days_past_due_given"}, "due_date"),
        ("given", {"oldest_unpaid_due"}, "days_past_due_given"),
    ],
)
def test_a_missing_anchor_is_named(wanted: Anchor, present: set[str], named: str) -> None:
    with pytest.raises(InputError) as caught:
        anchors(wanted, present)
    assert caught.value.message == f"there is no column to count days from: {named}"
