"""Recalls: any steps in any order leave what a slow reading of the rules leaves, and a table that the rules allow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectkit.placement.recall import begin, close, decide, faults, object_to, overtake, prove
from collectkit.placement.recall_reasons import RECALL_REASONS

DAY = dt.date(2026, 11, 30)
PLACED = pl.DataFrame(
    {
        "agency": ["agency-a", "agency-a", "agency-b"],
        "batch": ["b-1", "b-2", "b-1"],
        "account_id": ["LN-1", "LN-2", "LN-3"],
        "account_token": ["T1", "T2", "T3"],
        "currency": ["CNY"] * 3,
        "bucket": ["M1", None, "M3+"],
        "recall_on": [DAY] * 3,
        "overdue_total_minor": [100, 200, 300],
    }
)
BEGUN = st.lists(
    st.tuples(st.integers(0, 2), st.just("scheduled") | st.sampled_from(["scheduled", *RECALL_REASONS])), max_size=5
)
"""Most leave room for an objection: what does not is final from the start."""
REASONS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*RECALL_REASONS])), max_size=3)


@dataclass(frozen=True)
class Row:
    """One placement as the slow model sees it."""

    reason: str
    state: str
    until: dt.date | None
    objected: dt.date | None = None
    final: dt.date | None = None
    deleted: dt.date | None = None


class Model:
    """The rules of docs/recall.md, one row at a time."""

    def __init__(self, reasons: list[tuple[int, str]], days: int) -> None:
        self.rows: dict[int, Row] = {}
        order = [*RECALL_REASONS]
        for place in sorted({place for place, _ in reasons}):
            reason = min((why for of, why in reasons if of == place), key=order.index)
            if RECALL_REASONS[reason].window:
                self.rows[place] = Row(reason, "PENDING", DAY + dt.timedelta(days=days))
            else:
                self.rows[place] = Row(reason, "FINAL", None, final=DAY)

    def overtake(self, reasons: list[tuple[int, str]], day: dt.date) -> None:
        """Take up new reasons for accounts that are being recalled."""
        order = [*RECALL_REASONS]
        for place, row in self.rows.items():
            hard = [why for of, why in reasons if of == place and not RECALL_REASONS[why].window]
            if hard and row.state != "FINAL":
                self.rows[place] = Row(min(hard, key=order.index), "FINAL", None, final=day)

    def object_to(self, places: list[int], day: dt.date) -> list[str]:
        """Take in objections; return what is said of each."""
        told = []
        seen: set[int] = set()
        for place in places:
            row = self.rows.get(place)
            if row is None:
                told.append("UNKNOWN")
                continue
            if row.until is None:
                told.append("NO_WINDOW")
            elif row.state == "OBJECTED" or place in seen:
                told.append("REPEATED")
            elif row.state != "PENDING":
                told.append("NOT_PENDING")
            elif row.until < day:
                told.append("LATE")
            else:
                told.append("OBJECTED")
                self.rows[place] = replace(row, state="OBJECTED", objected=day)
            seen.add(place)
        return told

    def decide(self, places: list[int], day: dt.date, *, grant: bool) -> None:
        """Grant objections, or refuse them."""
        for place in places:
            row = self.rows.get(place)
            if row is not None and row.state == "OBJECTED":
                self.rows[place] = replace(row, state="KEPT" if grant else "FINAL", final=None if grant else day)

    def close(self, day: dt.date) -> None:
        """Let windows end."""
        for place, row in self.rows.items():
            if row.state == "PENDING" and row.until is not None and row.until < day:
                self.rows[place] = replace(row, state="FINAL", final=day)

    def prove(self, places: list[int], on: dt.date, day: dt.date) -> list[str]:
        """Take in proofs; return what is said of each."""
        told = []
        done: set[int] = set()
        for place in places:
            row = self.rows.get(place)
            if row is None:
                told.append("UNKNOWN")
            elif on > day:
                told.append("FUTURE")
            elif row.state != "FINAL":
                told.append("NOT_RECALLED")
            elif on < DAY:
                told.append("BEFORE_RECALL")
            elif place in done:
                told.append("DUPLICATE")
            elif row.deleted is not None:
                told.append("REPEATED")
            else:
                told.append("DELETED")
                done.add(place)
                self.rows[place] = replace(row, deleted=on)
        return told


def said(table: pl.DataFrame, places: list[int], on: dt.date) -> pl.DataFrame:
    """Return records of an agency about placements; of those that are not in the table, without a place."""
    at = {token: place for place, token in enumerate(table["account_token"])}
    return pl.DataFrame(
        {
            "row": [*range(len(places))],
            "fault": [None] * len(places),
            "place": [at.get(f"T{place + 1}") for place in places],
            "batch_differs": [False] * len(places),
            "list_differs": [False] * len(places),
            "still_placed": [False] * len(places),
            "on": [on] * len(places),
            "reason": ["OTHER"] * len(places),
        },
        schema={
            "row": pl.Int64,
            "fault": pl.String,
            "place": pl.UInt32,
            "batch_differs": pl.Boolean,
            "list_differs": pl.Boolean,
            "still_placed": pl.Boolean,
            "on": pl.Date,
            "reason": pl.String,
        },
    )


def reasons_of(table: pl.DataFrame, reasons: list[tuple[int, str]]) -> pl.DataFrame:
    """Return `place` and `reason` in a table, of placements that are in it."""
    at = {token: place for place, token in enumerate(table["account_token"])}
    rows = [(at[f"T{place + 1}"], why) for place, why in reasons if f"T{place + 1}" in at]
    return pl.DataFrame(rows, schema={"place": pl.UInt32, "reason": pl.String}, orient="row")


STEP = st.tuples(
    st.sampled_from(["object", "object", "grant", "deny", "close", "close", "prove", "overtake"]),
    st.lists(st.integers(0, 2), max_size=4),
    st.integers(0, 1),
    st.integers(-1, 3),
    REASONS,
)


@given(reasons=BEGUN, days=st.integers(0, 2), steps=st.lists(STEP, min_size=3, max_size=10))
def test_the_steps_are_those_of_the_rules(
    reasons: list[tuple[int, str]],
    days: int,
    steps: list[tuple[str, list[int], int, int, list[tuple[int, str]]]],
) -> None:
    table = begin(PLACED, reasons_of(PLACED, reasons), DAY, days)
    model = Model(reasons, days)
    day = DAY
    for what, places, later, offset, why in steps:
        day += dt.timedelta(days=later)
        on = day - dt.timedelta(days=offset)
        if what == "object":
            table, judged = object_to(table, said(table, places, day), day)
            assert judged["status"].to_list() == model.object_to(places, day)
        elif what in {"grant", "deny"}:
            objected = (table["state"] == "OBJECTED") & table["account_token"].is_in([f"T{p + 1}" for p in places])
            none = objected & False
            table = decide(table, *((objected, none) if what == "grant" else (none, objected)), day)
            model.decide(places, day, grant=what == "grant")
        elif what == "close":
            table = close(table, day)
            model.close(day)
        elif what == "prove":
            table, judged = prove(table, said(table, places, on), day)
            assert judged["status"].to_list() == model.prove(places, on, day)
        else:
            table = overtake(table, reasons_of(table, why), day)
            model.overtake(why, day)
    found = {
        int(row["account_token"][1:]) - 1: Row(
            row["reason"],
            row["state"],
            row["objection_until"],
            row["objected_on"],
            row["final_on"],
            row["deleted_on"],
        )
        for row in table.to_dicts()
    }
    assert found == model.rows
    assert [what for what, _ in faults(table)] == []
