"""Of one thing the newest statement stands: by its own day, by the day of its file, by what stands below."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.reconcile.newest import KEYS, mark, newest_day
from collectkit.reconcile.record_lines import schema

OLD, NEW = dt.date(2026, 10, 31), dt.date(2026, 11, 30)


def frame(code: str, *rows: dict[str, Any]) -> pl.DataFrame:
    whole = [{"agency": "a", "file": 0, "row": row, "superseded": False, **cells} for row, cells in enumerate(rows, 2)]
    return pl.DataFrame(whole, schema={"agency": pl.Enum(["a", "b"]), **schema(code)})


def marked(code: str, *rows: dict[str, Any], ages: list[tuple[dt.date | None, str]] | None = None) -> list[bool]:
    ages = ages or [(OLD, "x"), (NEW, "y")]
    return mark(code, frame(code, *rows), ages)["superseded"].to_list()


def test_its_own_day_counts_first() -> None:
    rows = [
        {"token": "t", "on": NEW, "status": "OPEN"},
        {"token": "t", "on": OLD, "file": 1},
        {"token": "u", "on": OLD},
    ]
    assert marked("STA", *rows) == [False, True, False]


def test_what_cannot_be_read_neither_counts_nor_is_superseded() -> None:
    rows = [{"token": "t", "on": OLD}, {"token": "t", "on": NEW, "fault": "word_unknown"}]
    assert marked("STA", *rows) == [False, False]


def test_another_agency_says_nothing_of_it() -> None:
    assert marked("STA", {"token": "t", "on": OLD}, {"token": "t", "on": NEW, "agency": "b"}) == [False, False]


def test_a_plan_is_as_new_as_its_file() -> None:
    rows: list[dict[str, Any]] = [
        {"token": "t", "plan_id": "F", "file": 1},
        {"token": "t", "plan_id": "F"},
        {"token": "t", "plan_id": "G"},
    ]
    assert marked("PLN", *rows) == [False, True, False]


def test_a_promise_for_another_day_is_another_promise() -> None:
    due = {"token": "t", "promised_on": OLD, "due_on": NEW, "amount": 5}
    assert marked("PTP", due, {**due, "amount": 7}, {**due, "due_on": OLD}) == [True, False, False]


@pytest.mark.parametrize("turned", [False, True])
def test_between_files_of_one_day_the_content_decides_and_not_their_order(*, turned: bool) -> None:
    rows = [
        {"token": "t", "on": NEW, "status": "PAID", "file": 0},
        {"token": "t", "on": NEW, "status": "OPEN", "file": 1},
    ]
    ages: list[tuple[dt.date | None, str]] = [(NEW, "1"), (NEW, "2")]
    if turned:
        rows, ages = [{**rows[1], "file": 0}, {**rows[0], "file": 1}], ages[::-1]
    found = mark("STA", frame("STA", *rows), ages).filter(~pl.col("superseded"))
    assert found["status"].to_list() == ["OPEN"]


def test_an_older_list_is_superseded_as_a_whole_by_one_of_its_batch() -> None:
    older = [{"token": t, "on": OLD, "batch": batch} for t, batch in (("t", "1"), ("gone", "1"), ("other", "2"))]
    newer = [{"token": "t", "on": NEW, "batch": "1", "file": 1}, {"token": "late", "on": OLD, "batch": "1", "file": 1}]
    assert marked("INV", *older, *newer) == [True, True, False, False, False]


def test_what_happened_is_never_superseded() -> None:
    same = {"token": "t", "contact_id": "C", "at_day": OLD}
    assert marked("CON", same, same) == [False, False]
    assert "CON" not in KEYS


def test_days_to_come_make_no_file_new() -> None:
    assert newest_day("PTP", frame("PTP", {"token": "t", "due_on": NEW})) is None
    assert newest_day("PLN", frame("PLN", {"token": "t", "first_due_on": NEW})) is None
    rows = [{"token": "t", "on": OLD}, {"token": "t", "on": NEW, "fault": "word_unknown"}]
    assert newest_day("STA", frame("STA", *rows)) == OLD
