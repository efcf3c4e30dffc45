"""Schemes explained: which days a bucket may hold, and where two schemes part."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectkit.segment.days import bucket
from collectkit.segment.schemes.explain import at, beside, spans
from collectkit.segment.schemes.scheme import SCHEMES

CALENDAR = SCHEMES["cn-calendar"]


def test_a_bucket_of_days_begins_and_ends_on_one_day() -> None:
    found = [(span.bucket.label, span.first, span.last) for span in spans(SCHEMES["cn-m3plus"])]

    assert found == [
        ("M0", (0, 0), (0, 0)),
        ("M1", (1, 1), (30, 30)),
        ("M2", (31, 31), (60, 60)),
        ("M3", (61, 61), (90, 90)),
        ("M3+", (91, 91), None),
    ]


def test_a_bucket_of_months_begins_and_ends_as_the_due_date_has_it() -> None:
    found = [(span.bucket.label, span.first, span.last) for span in spans(CALENDAR)]

    assert found[:3] == [("M0", (0, 0), (0, 0)), ("M1", (1, 1), (28, 31)), ("M2", (29, 32), (59, 62))]
    assert found[-1] == ("M6+", (182, 185), None)


@pytest.mark.parametrize("name", SCHEMES)
def test_the_labels_of_a_day_are_those_that_accounts_get_on_some_date(name: str) -> None:
    as_of = pl.date_range(date(2024, 3, 1), date(2028, 2, 29), eager=True).alias("as_of").to_frame()
    days = [0, 1, 28, 29, 30, 31, 32, 59, 60, 61, 62, 63, 90, 91, 92, 93, 180, 181, 184, 185, 360, 361]
    frame = as_of.join(pl.DataFrame({"days": days}), how="cross")

    labels = frame.select("days", label=bucket(pl.col("days"), SCHEMES[name], pl.col("as_of"))).unique()

    for day in days:
        assert set(at(SCHEMES[name], day)) == set(labels.filter(days=day)["label"])


def test_two_schemes_part_where_their_edges_do() -> None:
    found = [
        (each.first, each.last, each.labels, each.others) for each in beside(SCHEMES["us-metro2"], SCHEMES["cn-m3plus"])
    ]

    assert found[:5] == [
        (0, 0, ("0-29",), ("M0",)),
        (1, 29, ("0-29",), ("M1",)),
        (30, 30, ("30-59",), ("M1",)),
        (31, 59, ("30-59",), ("M2",)),
        (60, 60, ("60-89",), ("M2",)),
    ]
    assert found[-1] == (180, None, ("180+",), ("M3+",))


def test_what_is_said_of_two_schemes_side_by_side_holds_for_each_day() -> None:
    other = SCHEMES["cn-m6plus"]

    for each in beside(CALENDAR, other):
        for day in range(each.first, (each.first + 50 if each.last is None else each.last) + 1):
            assert (at(CALENDAR, day), at(other, day)) == (each.labels, each.others)
