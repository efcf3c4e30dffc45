"""What events come to, and which ones the state refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from collectkit.placement.standing import ENDED, NEXT, STANDING, refused, standing
from collectkit.tables.register import EVENTS, KINDS

DAY = date(2026, 10, 31)


def events(*rows: str, **more: Any) -> pl.DataFrame:
    """Return events of rows such as ``b-1 HT1 agency-a PLACED``."""
    filled = {"on": DAY, "source_sha256": "0" * 64} | more
    said = [dict(zip(("batch", "account_id", "agency", "kind"), row.split(), strict=True)) | filled for row in rows]
    return pl.DataFrame(said, schema=dict(EVENTS)).with_columns(seq=pl.int_range(1, 1 + pl.len()))


def whys(new: pl.DataFrame, before: pl.DataFrame | None = None) -> list[tuple[str, str]]:
    found = refused(new, standing(events() if before is None else before))
    assert found.columns == [*new.columns, "why"]
    return found.select("account_id", "why").rows()


def test_a_placement_stands_as_its_last_event_says_and_as_it_was_placed() -> None:
    placed = events(
        *("b-1 HT1 agency-a PLACED", "b-1 HT2 agency-b PLACED"),
        account_token="AC-1",
        hand=2,
        currency="CNY",
        amount_minor=5_00,
        bucket="M3",
        recall_on=date(2027, 1, 1),
    )
    recalled = events(
        "b-1 HT1 agency-a RECALL_PENDING",
        on=date(2026, 12, 1),
        reason="schedule",
        objection_until=date(2026, 12, 8),
    )
    ended = events("b-1 HT1 agency-a RECALLED", on=date(2026, 12, 9))

    found = standing(pl.concat([placed, recalled, ended]))

    assert found.schema == pl.Schema(STANDING)
    assert found.rows(named=True) == [
        {
            "batch": "b-1",
            "account_id": "HT1",
            "agency": "agency-a",
            "account_token": "AC-1",
            "state": "RECALLED",
            "since": date(2026, 12, 9),
            "placed_on": DAY,
            "recall_on": date(2027, 1, 1),
            "recalled_on": date(2026, 12, 9),
            "objection_until": date(2026, 12, 8),
            "hand": 2,
            "currency": "CNY",
            "amount_minor": 5_00,
            "bucket": "M3",
            "reason": "schedule",
        },
        {
            "batch": "b-1",
            "account_id": "HT2",
            "agency": "agency-b",
            "account_token": "AC-1",
            "state": "PLACED",
            "since": DAY,
            "placed_on": DAY,
            "recall_on": date(2027, 1, 1),
            "recalled_on": None,
            "objection_until": None,
            "hand": 2,
            "currency": "CNY",
            "amount_minor": 5_00,
            "bucket": "M3",
            "reason": None,
        },
    ]


def test_every_state_has_its_ways_on_and_all_ways_lead_to_states() -> None:
    assert NEXT.keys() == KINDS.keys()
    assert {kind for kinds in NEXT.values() for kind in kinds} == set(KINDS)
    assert set(ENDED) <= set(KINDS)


@pytest.mark.parametrize("state", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_may_follow_a_state(state: str, kind: str) -> None:
    before = events("b-1 HT1 agency-a PLACED", f"b-1 HT1 agency-a {state}")

    found = whys(events(f"b-1 HT1 agency-a {kind}"), before)

    assert found == ([] if kind in NEXT[state] else [("HT1", f"{kind} cannot follow {state}")])


def test_events_of_one_posting_follow_one_another() -> None:
    new = events(
        "b-1 HT1 agency-a PLACED",
        "b-1 HT2 agency-a PLACED",
        "b-1 HT1 agency-a RECALL_PENDING",
        "b-1 HT2 agency-a DELETED",
        "b-1 HT1 agency-a RECALLED",
        "b-2 HT1 agency-b PLACED",
        "b-1 HT1 agency-a DELETED",
    )

    assert whys(new) == [("HT2", "DELETED cannot follow PLACED")]
    assert whys(new.drop("seq")) == [("HT2", "DELETED cannot follow PLACED")]


def test_an_account_is_with_one_agency_at_a_time() -> None:
    before = events("b-1 HT1 agency-a PLACED", "b-1 HT2 agency-a PLACED", "b-1 HT2 agency-a REFUSED")
    new = events(
        "b-2 HT1 agency-b PLACED",
        "b-2 HT2 agency-b PLACED",
        "b-2 HT3 agency-b PLACED",
        "b-3 HT3 agency-c PLACED",
    )

    held = "with an agency already, in another batch"
    assert whys(new, before) == [("HT1", held), ("HT3", held)]


def test_the_deletion_of_a_former_placement_does_not_end_the_running_one() -> None:
    before = events(
        "b-1 HT1 agency-a PLACED",
        "b-1 HT1 agency-a RECALLED",
        "b-2 HT1 agency-b PLACED",
        "b-1 HT1 agency-a DELETED",
    )

    assert whys(events("b-3 HT1 agency-c PLACED"), before) == [("HT1", "with an agency already, in another batch")]


def test_what_is_of_nobody_or_of_another_agency_is_refused() -> None:
    before = events("b-1 HT1 agency-a PLACED")

    assert whys(events("b-1 HT9 agency-a RECALLED"), before) == [("HT9", "never placed in this batch")]
    assert whys(events("b-2 HT1 agency-a RECALLED"), before) == [("HT1", "never placed in this batch")]
    assert whys(events("b-1 HT1 agency-b RECALLED"), before) == [("HT1", "with another agency in this batch")]
    assert whys(events("b-1 HT1 agency-b PLACED"), before) == [("HT1", "with another agency in this batch")]
    assert whys(events("b-1 HT1 agency-a GONE"), before) == [("HT1", "no such kind of event")]
    later = events("b-1 HT1 agency-a PLACED", on=date(2026, 11, 1))
    assert whys(later, before) == [("HT1", "placed in this batch on another day")]
    assert whys(events("b-1 HT1 agency-a PLACED", source_sha256="1" * 64), before) == []
