"""Contacts leave evidence."""

from __future__ import annotations

from typing import Any

import pytest

from collectkit.conduct.rule import Evidence
from tests.unit.conduct.building import contact, part
from tests.unit.conduct.judged import about, judged

RECORDING = Evidence(frozenset({"recording"}))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"recorded": True}, None),
        ({"recorded": False}, ("BREACH", "no_recording")),
        ({"recorded": None}, ("UNKNOWN", "recording_not_known")),
        ({"recorded": False, "result": "UNANSWERED", "talk": 0}, None),
        ({"recorded": False, "result": None, "talk": None}, ("UNKNOWN", "no_evidence_if_needed")),
        ({"recorded": False, "result": None, "talk": 1}, ("BREACH", "no_recording")),
        ({"recorded": False, "channel": None}, ("UNKNOWN", "no_evidence_if_needed")),
        ({"recorded": False, "channel": "SMS"}, None),
    ],
)
def test_an_answered_call_has_a_recording(cells: dict[str, Any], expected: tuple[str, str] | None) -> None:
    found = judged(RECORDING, part([contact(**cells)]), applies_to=about(channels="CALL"))
    assert found.get(0) == expected


@pytest.mark.parametrize(
    ("pictured", "located", "expected"),
    [
        (True, True, None),
        (False, False, ("BREACH", "no_picture")),
        (True, False, ("BREACH", "no_place")),
        (None, False, ("BREACH", "no_place")),
        (None, True, ("UNKNOWN", "picture_not_known")),
        (True, None, ("UNKNOWN", "place_not_known")),
    ],
)
def test_a_visit_has_a_picture_and_a_place(
    pictured: bool | None, located: bool | None, expected: tuple[str, str] | None
) -> None:
    visit = contact(channel="VISIT", result="UNANSWERED", talk=None, pictured=pictured, located=located)
    metric = Evidence(frozenset({"picture", "place"}), put_through=False)
    assert judged(metric, part([visit])).get(0) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("STATED", None),
        ("ASSUMED", None),
        ("NO_ZONE", None),
        ("AMBIGUOUS", None),
        ("DAY_ONLY", ("BREACH", "no_time")),
        ("NONEXISTENT", ("UNKNOWN", "time_not_known")),
        ("UNREADABLE", ("UNKNOWN", "time_not_known")),
    ],
)
def test_a_contact_has_a_time_of_day(clock: str, expected: tuple[str, str] | None) -> None:
    metric = Evidence(frozenset({"time"}), put_through=False)
    assert judged(metric, part([contact(clock=clock)])).get(0) == expected
