"""Recalls: a table that the steps do not make is found; several reasons come down to one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.placement.recall import begin, faults
from collectkit.placement.recall_reasons import RECALL_REASONS, SPOKEN, WINDOWED
from collectkit.placement.standing import NEXT

DAY = dt.date(2026, 11, 30)
ROWS = pl.DataFrame(
    {
        "agency": ["agency-a", "agency-a"],
        "batch": ["b-1", "b-1"],
        "account_id": ["LN-1", "LN-2"],
        "account_token": ["T1", "T2"],
        "currency": ["CNY", "CNY"],
        "bucket": ["M1", "M2"],
        "recall_on": [DAY, DAY],
        "overdue_total_minor": [100, 200],
    }
)


def begun(*reasons: tuple[int, str]) -> pl.DataFrame:
    """Return a recall of two placements."""
    given = pl.DataFrame([*reasons], schema={"place": pl.UInt32, "reason": pl.String}, orient="row")
    return begin(ROWS, given, DAY, 3)


TABLE = begun((0, "scheduled"), (1, "deceased"))


def test_the_first_reason_of_the_registry_holds() -> None:
    found = begun((0, "scheduled"), (0, "paid"), (0, "deceased"), (1, "ordered"), (1, "scheduled"))
    assert found["reason"].to_list() == ["deceased", "ordered"]
    assert found["state"].to_list() == ["FINAL", "FINAL"]
    assert found["final_on"].to_list() == [DAY, DAY]
    assert found["objection_until"].null_count() == 2


def test_the_window_is_counted_from_the_day_after() -> None:
    row = TABLE.row(0, named=True)
    assert (row["state"], row["objection_until"], row["final_on"]) == ("PENDING", dt.date(2026, 12, 3), None)
    assert row["overdue_total_minor"] == 100


def test_what_the_steps_make_has_no_fault() -> None:
    assert [*faults(TABLE)] == []
    assert [*faults(TABLE.clear())] == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("state", "FINAL", "state and final_on contradict"),
        ("state", "DONE", "state is none of"),
        ("state", "OBJECTED", "state and objected_on contradict"),
        ("state", None, "is blank"),
        ("reason", "because", "reason is none"),
        ("reason", None, "reason is none"),
        ("reason", "fraud", "objection_until does not fit the reason"),
        ("account_id", "LN-2", "one placement stands in two rows"),
        ("account_token", "T2", "one token of an agency stands in two rows"),
        ("objection_until", None, "objection_until does not fit the reason"),
        ("objection_until", dt.date(2026, 11, 29), "objection_until is before recall_on"),
        ("objected_on", dt.date(2026, 12, 1), "state and objected_on contradict"),
        ("objected_on", dt.date(2026, 12, 4), "objected_on is not between"),
        ("final_on", dt.date(2026, 12, 4), "state and final_on contradict"),
        ("deleted_on", dt.date(2026, 12, 4), "deleted_on without a recall that is final"),
        ("agency", None, "is blank"),
    ],
)
def test_an_edit_is_found(column: str, value: Any, said: str) -> None:
    edited = TABLE.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value, TABLE.schema[column])).otherwise(column).alias(column)
    )
    found = dict(faults(edited))
    assert any(what.startswith(said) or said in what for what in found)
    assert all(where[0] for where in found.values())


def test_a_window_that_was_cut_short_is_found() -> None:
    cut = TABLE.with_columns(state=pl.lit("FINAL"), final_on=pl.lit(DAY))
    assert [what for what, _ in faults(cut)] == ["final, and the agency could still object"]


def test_every_event_means_one_reason() -> None:
    assert set(SPOKEN.values()) == {*RECALL_REASONS}
    assert all(word == word.upper() for word in SPOKEN)
    spoken = [word for name, reason in RECALL_REASONS.items() for word in {name.upper(), *reason.said}]
    assert len(spoken) == len(set(spoken))
    assert WINDOWED == ("scheduled",)


def test_the_states_are_those_that_the_register_lets_follow() -> None:
    for kind, before in (("OBJECTED", "RECALL_PENDING"), ("KEPT", "OBJECTED"), ("DELETED", "RECALLED")):
        assert kind in NEXT[before]
    for before in ("PLACED", "ACKNOWLEDGED", "KEPT", "OBJECTED", "RECALL_PENDING"):
        assert "RECALLED" in NEXT[before]
