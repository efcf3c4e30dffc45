"""When a debtor may be called next, and how often today: rule by rule, at the edge and beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from collectkit.conduct.contacts import Part
from collectkit.conduct.planning.plan import PLANNED, plan
from collectkit.conduct.rule import AfterTalk, AppliesTo, Count, Hours, Metric, Minor, Rule, StopAfter
from tests.unit.conduct.building import contact, event, part, person

HOURS = Hours(dt.time(8), dt.time(22))
DAILY = Count(3, days=1, of="effective")
ZONE = ZoneInfo("Asia/Shanghai")


def rule(metric: Metric, **more: Any) -> Rule:
    """Return a rule of a metric."""
    return Rule("r", "p", "*", "high", metric, {}, "source", "own", **more)


def planned(
    rules: Sequence[Rule], told: Part, now: str | dt.date = "2026-03-02 10:20:00", account: int = 0, debtor: int = 0
) -> dict[str, Any]:
    """Return the plan of one account, without what is null."""
    begins = now if isinstance(now, dt.date) else dt.datetime.fromisoformat(now).replace(tzinfo=ZONE)
    asked = pl.DataFrame({"debtor": [debtor], "account": [account]}, {"debtor": pl.UInt32, "account": pl.UInt32})
    found = plan(rules, told, asked, begins)
    assert dict(found.schema) == dict(PLANNED)
    return {name: value for name, value in found.row(0, named=True).items() if value is not None}


def next_at(rules: Sequence[Rule], told: Part, now: str | dt.date = "2026-03-02 10:20:00") -> str | None:
    """Return when the debtor may be called next, without the offset."""
    return planned(rules, told, now).get("next_contact_at", "")[:-6].replace("T", " ") or None


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-03-02 07:59:59", "2026-03-02 08:00:00"),
        ("2026-03-02 08:00:00", "2026-03-02 08:00:00"),
        ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
        ("2026-03-02 22:00:00", "2026-03-03 08:00:00"),
    ],
)
def test_hours(now: str, found: str) -> None:
    assert next_at([rule(HOURS)], part([contact()]), now) == found


def test_hours_whose_last_second_is_included() -> None:
    told = part([contact()])
    closing = [rule(Hours(dt.time(8), dt.time(21), closing_included=True))]
    assert next_at(closing, told, "2026-03-02 21:00:00") == "2026-03-02 21:00:00"
    assert next_at(closing, told, "2026-03-02 21:00:01") == "2026-03-03 08:00:00"
    assert planned(closing, told)["contact_hours"] == "08:00-21:00"


def test_several_places_must_all_allow_it() -> None:
    told = part([], people=[person(0, ("America/New_York", "America/Los_Angeles"))])
    found = planned([rule(HOURS)], told, dt.date(2026, 3, 2))
    assert found["next_contact_at"] == "2026-03-02T11:00:00-05:00"
    assert found["contact_hours"] == "11:00-22:00"


def test_places_that_share_no_hour() -> None:
    told = part([], people=[person(0, ("Asia/Shanghai", "America/Los_Angeles"))])
    assert planned([rule(DAILY), rule(Hours(dt.time(9), dt.time(10)))], told) == {"contacts_left": 0}


def test_the_day_when_clocks_are_put_forward() -> None:
    told = part([], people=[person(0, ("America/New_York",))])
    found = planned([rule(Hours(dt.time(2, 30), dt.time(22)))], told, dt.date(2026, 3, 8))
    assert found["next_contact_at"] == "2026-03-08T03:00:00-04:00"


@pytest.mark.parametrize(("calls", "left", "day"), [(1, 2, "02"), (2, 1, "02"), (3, 0, "03"), (4, 0, "03")])
def test_calls_of_all_agencies_count_for_the_day(calls: int, left: int, day: str) -> None:
    told = part([contact("2026-03-02 09:00:00", agency=f"agency-{'ab'[each % 2]}") for each in range(calls)])
    found = planned([rule(HOURS), rule(DAILY)], told)
    assert found["contacts_left"] == left
    assert found["next_contact_at"][:10] == f"2026-03-{day}"


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"talk": None, "result": None}, id="nobody-knows-whether-somebody-talked"),
        pytest.param({"channel": None}, id="no-channel"),
        pytest.param({"local": "2026-03-02"}, id="no-time"),
        pytest.param({"local": None}, id="no-day"),
        pytest.param({"local": "2026-03-05 09:00:00"}, id="a-day-to-come"),
    ],
)
def test_what_nobody_knows_counts(cells: dict[str, Any]) -> None:
    told = part([contact(**({"local": "2026-03-02 09:00:00"} | cells))])
    calls = rule(DAILY, applies_to=AppliesTo(frozenset({"CALL"})))
    assert planned([calls], told)["contacts_left"] == 2


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"talk": 0, "result": "UNANSWERED"}, id="nobody-answered"),
        pytest.param({"channel": "SMS"}, id="another-channel"),
        pytest.param({"direction": "IN"}, id="the-debtor-called"),
        pytest.param({"local": "2026-03-01 21:00:00"}, id="yesterday"),
    ],
)
def test_what_does_not_count(cells: dict[str, Any]) -> None:
    told = part([contact(**({"local": "2026-03-02 09:00:00"} | cells))])
    calls = rule(DAILY, applies_to=AppliesTo(frozenset({"CALL"})))
    assert planned([calls], told)["contacts_left"] == 3


def test_seven_in_seven_days() -> None:
    days = [f"2026-02-{day} 09:00:00" for day in (24, 24, 25, 25, 26, 27, 28)]
    told = part([contact(each, talk=0, result="UNANSWERED") for each in days])
    assert next_at([rule(HOURS), rule(Count(7, days=7))], told) == "2026-03-03 08:00:00"
    assert next_at([rule(HOURS), rule(Count(8, days=7))], told) == "2026-03-02 10:20:00"


def test_seven_days_after_a_conversation_whose_day_is_the_first() -> None:
    told = part([contact("2026-02-24 09:00:00")])
    assert next_at([rule(HOURS), rule(AfterTalk(6))], told) == "2026-03-02 10:20:00"
    assert next_at([rule(HOURS), rule(AfterTalk(7))], told) == "2026-03-03 08:00:00"


def test_a_conversation_about_another_account() -> None:
    told = part([contact("2026-02-28 09:00:00", account=1)])
    assert next_at([rule(AfterTalk(7, per="account"))], told) == "2026-03-02 10:20:00"
    assert next_at([rule(AfterTalk(7, per="debtor"))], told) == "2026-03-07 00:00:00"


@pytest.mark.parametrize(
    ("calls", "left", "found"),
    [
        ([], 4, "10:20:00"),
        (["09:20:00"], 4, "10:20:00"),
        (["09:20:01"], 4, "10:20:00"),
        (["09:20:01", "10:00:00"], 3, "10:20:01"),
        (["10:10:00", "10:20:00"], 2, "11:10:00"),
    ],
)
def test_windows_of_minutes(calls: list[str], left: int, found: str) -> None:
    told = part([contact(f"2026-03-02 {each}") for each in calls] or [contact("2026-03-01 09:00:00")])
    hourly = [rule(Hours(dt.time(8), dt.time(12))), rule(Count(2, minutes=60, per="number"))]
    assert planned(hourly, told)["next_contact_at"] == f"2026-03-02T{found}+08:00"
    assert planned(hourly, told)["contacts_left"] == left


def test_the_busiest_number_and_agency_decide() -> None:
    told = part([contact(agency="agency-b", number=7), contact(agency="agency-b", number=7), contact(number=8)])
    assert planned([rule(Count(3, days=1, per="number"))], told)["contacts_left"] == 1
    assert planned([rule(Count(3, days=1, over="agency"))], told)["contacts_left"] == 1
    assert planned([rule(Count(3, days=1))], told)["contacts_left"] == 0


def test_a_call_to_nobody_knows_which_number_counts_for_each() -> None:
    told = part([contact(number=7), contact(number=7), contact(number=8), contact(number=None)])
    assert planned([rule(Count(3, days=1, per="number"))], told)["contacts_left"] == 0


STOPS = rule(StopAfter(frozenset({"STOP_REQUESTED", "HARDSHIP", "REFUSED_CONTACT"})))


def test_a_stop_without_an_end() -> None:
    told = part([contact()], [event("STOP_REQUESTED", "2026-03-01 10:00:00")])
    found = planned([rule(HOURS), rule(DAILY), STOPS], told)
    assert found == {"contacts_left": 0, "contact_stopped": "STOP_REQUESTED"}


def test_a_stop_ends_with_its_last_day() -> None:
    told = part([contact()], [event("HARDSHIP", "2026-03-01", until=dt.date(2026, 3, 2))])
    found = planned([rule(HOURS), rule(DAILY), STOPS], told)
    assert (found["next_contact_at"], found["contacts_left"]) == ("2026-03-03T08:00:00+08:00", 0)
    assert "contact_stopped" not in planned([STOPS], told, "2026-03-03 00:00:00")


def test_what_stops_no_call_to_the_debtor() -> None:
    told = part([contact()], [event("REFUSED_CONTACT", "2026-03-01"), event("COMPLAINED", "2026-03-01")])
    assert "contact_stopped" not in planned([STOPS], told)


def test_a_stop_of_one_account() -> None:
    told = part([contact(), contact(account=1)], [event("HARDSHIP", "2026-03-01", account=1)])
    alone = rule(StopAfter(frozenset({"HARDSHIP"}), per="account"))
    assert planned([alone], told).get("contact_stopped") is None
    assert planned([alone], told, account=1)["contact_stopped"] == "HARDSHIP"
    assert planned([STOPS], told)["contact_stopped"] == "HARDSHIP"


@pytest.mark.parametrize(
    ("born", "day"), [((2008, 3, 2), "2026-03-02"), ((2008, 3, 3), "2026-03-03"), ((2012, 2, 29), "2030-03-01")]
)
def test_a_debtor_who_is_too_young(born: tuple[int, int, int], day: str) -> None:
    told = part([], people=[person(0, born_on=dt.date(*born))])
    found = planned([rule(Minor())], told, dt.date(2026, 3, 2))
    assert found["next_contact_at"] == f"{day}T00:00:00+08:00"
    assert found.get("contact_stopped") == (None if day == "2026-03-02" else "MINOR")


def test_a_rule_holds_on_its_days_only() -> None:
    told = part([contact("2026-03-02 09:00:00")])
    weekly = Count(1, days=7)
    assert next_at([rule(weekly, effective_to=dt.date(2026, 3, 4))], told) == "2026-03-05 00:00:00"
    assert next_at([rule(weekly, effective_from=dt.date(2026, 3, 3))], told) == "2026-03-02 10:20:00"
    late = [rule(HOURS), rule(weekly, effective_from=dt.date(2026, 3, 3))]
    assert next_at(late, told, "2026-03-02 22:00:00") == "2026-03-09 08:00:00"
    assert (
        next_at([rule(HOURS, effective_to=dt.date(2026, 3, 2))], told, "2026-03-02 22:00:00") == "2026-03-03 00:00:00"
    )


def test_rules_that_are_about_something_else() -> None:
    told = part([contact() for _ in range(5)])
    others = [
        rule(DAILY, applies_to=AppliesTo(modes=frozenset({"NOTICE"}))),
        rule(DAILY, applies_to=AppliesTo(frozenset({"VISIT"}))),
        rule(DAILY, applies_to=AppliesTo(targets=frozenset({"THIRD_PARTY"}))),
        rule(HOURS, applies_to=AppliesTo(directions=frozenset({"IN"}))),
    ]
    assert planned(others, told) == {"next_contact_at": "2026-03-02T10:20:00+08:00", "preferred_channel": "CALL"}


def test_no_call_at_all() -> None:
    for none in (Count(0, days=1), Count(0, minutes=60)):
        assert planned([rule(none)], part([contact()])) == {"contacts_left": 0}


def test_accounts_come_back_in_their_order() -> None:
    told = part(
        [contact(debtor=each) for each in (0, 0, 0, 1, 2, 2)], people=[person(2, ("Europe/London",)), person(5)]
    )
    asked = pl.DataFrame({"debtor": [5, 2, 0, 1], "account": [5, 2, 0, 1]}).cast(pl.UInt32)
    found = plan([rule(DAILY)], told, asked, dt.date(2026, 3, 2))
    assert found["contacts_left"].to_list() == [3, 1, 0, 2]
    assert found["next_contact_at"].str.tail(6).to_list() == ["+08:00", "+00:00", "+08:00", "+08:00"]
    assert plan([rule(DAILY)], told, asked.clear(), dt.date(2026, 3, 2)).height == 0
