"""Each built-in rule of hours, counts and days after a talk: one below its limit, at it, and one above."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collectkit.conduct.checking import check
from collectkit.conduct.contacts import Part
from collectkit.conduct.packs import PACKS
from collectkit.conduct.rule import AfterTalk, Count, Hours, Rule
from tests.unit.conduct.building import Row, contact, event, part, person

NOON = dt.datetime.fromisoformat("2027-03-10 12:00:00")
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)

RULES = [rule for pack in PACKS.values() for rule in pack.rules]
ZONES = {rule.id: pack.zones or ("Asia/Shanghai",) for pack in PACKS.values() for rule in pack.rules}
HOURS = [rule for rule in RULES if isinstance(rule.metric, Hours)]
COUNTS = [rule for rule in RULES if isinstance(rule.metric, Count)]
TALKS = [rule for rule in RULES if isinstance(rule.metric, AfterTalk)]


def made(rule: Rule, at: dt.datetime, **cells: Any) -> Row:
    """Return a contact that the rule is about, at a local time."""
    to = rule.applies_to
    about = {
        "channel": min(to.channels, default="CALL"),
        "direction": min(to.directions, default="OUT"),
        "mode": min(to.modes, default="INTERACTIVE"),
        "target": min(to.targets, default="DEBTOR"),
    }
    return contact(f"{at:%Y-%m-%d %H:%M:%S}", **(about | cells))


def broken(rule: Rule, *rows: Row, **known: Any) -> list[tuple[int, str]]:
    """Return the contacts that break the rule or may, by their place in order of time, and the verdict."""
    found = check(rule, part(rows, places=ZONES[rule.id][:1], **known))
    return [(at, verdict) for at, verdict in found.select("contact", "verdict").rows()]


def by_id(rule: Rule) -> str:
    return rule.id


# ---------------------------------------------------------------- hours


@pytest.mark.parametrize("rule", HOURS, ids=by_id)
def test_hours_begin_and_end_to_the_second(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Hours)
    opens, closes = (dt.datetime.combine(NOON, at) for at in (metric.since, metric.until))
    last = closes if metric.closing_included else closes - SECOND
    assert broken(rule, made(rule, opens), made(rule, opens + SECOND), made(rule, last)) == []
    assert broken(rule, made(rule, opens - SECOND), made(rule, last + SECOND)) == [(0, "BREACH"), (1, "BREACH")]


@pytest.mark.parametrize("rule", HOURS, ids=by_id)
def test_a_debtor_who_agreed_to_other_hours_is_contacted_at_any_where_the_rule_says_so(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Hours)
    night = dt.datetime.combine(NOON, dt.time(23))
    agreed = event("AGREED_HOURS", f"{NOON - DAY:%Y-%m-%d}")
    assert broken(rule, made(rule, night), events=[agreed]) == ([] if metric.unless_agreed else [(0, "BREACH")])
    before = event("AGREED_HOURS", f"{NOON:%Y-%m-%d}")
    assert broken(rule, made(rule, night), events=[before]) == [(0, "BREACH")]


@pytest.mark.parametrize(
    ("agreed", "found"),
    [
        (event("AGREED_HOURS", "2027-03-10 22:59:59"), []),
        (event("AGREED_HOURS", "2027-03-10 23:00:00"), [(0, "BREACH")]),  # in the same second is not before
        (event("AGREED_HOURS", "2027-03-09 10:00:00", until=NOON.date()), []),
        (event("AGREED_HOURS", "2027-03-08 10:00:00", until=NOON.date() - DAY), [(0, "BREACH")]),
        (event("AGREED_HOURS", "2027-03-09 10:00:00", account=0), []),
        (event("AGREED_HOURS", "2027-03-09 10:00:00", account=7), [(0, "BREACH")]),
        (event("AGREED_HOURS", "2027-03-09 10:00:00", debtor=1), [(0, "BREACH")]),
        (event("AGREED_HOURS", None), [(0, "UNKNOWN")]),
    ],
)
def test_other_hours_are_agreed_to_before_a_contact_and_until_their_last_day(
    agreed: Row, found: list[tuple[int, str]]
) -> None:
    rule = next(rule for rule in HOURS if rule.id == "cn-hours")
    assert broken(rule, made(rule, dt.datetime.combine(NOON, dt.time(23))), events=[agreed]) == found


@pytest.mark.parametrize("zones", [("America/New_York", "America/Chicago"), ("America/Chicago", "America/New_York")])
@pytest.mark.parametrize(
    ("day", "utc", "outside"),
    [
        ("2027-03-13", "13:30", True),  # 8:30 in New York, 7:30 in Chicago
        ("2027-03-13", "14:00", False),
        ("2027-03-14", "13:00", False),  # clocks were put forward that night
        ("2027-03-14", "12:59", True),
        ("2027-11-07", "13:59", True),  # and back
        ("2027-11-07", "14:00", False),
        ("2027-11-08", "02:00", False),  # 21:00 in New York
        ("2027-11-08", "02:01", True),
    ],
)
def test_of_several_places_hours_are_those_of_all_also_when_clocks_change(
    zones: tuple[str, ...], day: str, utc: str, outside: bool
) -> None:
    at = dt.datetime.fromisoformat(f"{day}T{utc}:00+00:00")
    there = at.astimezone(ZoneInfo(zones[0]))
    row = contact(
        None,
        at=int(at.timestamp()),
        shift=int((there.utcoffset() or dt.timedelta()).total_seconds()),
        day=there.date(),
        clock="STATED",
    )
    rule = next(rule for rule in HOURS if rule.id == "us-hours")
    assert check(rule, part([row], people=[person(places=zones)])).height == outside


# ---------------------------------------------------------------- counts


def step(metric: Count) -> dt.timedelta:
    """Return how far apart contacts are of which all that are allowed are in one window."""
    return dt.timedelta(minutes=1) if metric.days == 1 or metric.minutes else DAY / (2 * metric.limit)


def many(rule: Rule, number: int, **cells: Any) -> list[Row]:
    """Return contacts in one window, the last of them at noon."""
    metric = rule.metric
    assert isinstance(metric, Count)
    return [made(rule, NOON - step(metric) * at, **cells) for at in reversed(range(number))]


@pytest.mark.parametrize("rule", COUNTS, ids=by_id)
def test_as_many_as_allowed_are_no_breach_and_each_one_more_is(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    assert broken(rule, *many(rule, metric.limit - 1)) == []
    assert broken(rule, *many(rule, metric.limit)) == []
    assert broken(rule, *many(rule, metric.limit + 1)) == [(metric.limit, "BREACH")]
    assert broken(rule, *many(rule, metric.limit + 2)) == [(metric.limit, "BREACH"), (metric.limit + 1, "BREACH")]


@pytest.mark.parametrize("rule", COUNTS, ids=by_id)
def test_contacts_at_one_instant_are_counted_one_by_one(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    assert broken(rule, *(made(rule, NOON) for _ in range(metric.limit + 1))) == [(metric.limit, "BREACH")]


@pytest.mark.parametrize("rule", COUNTS, ids=by_id)
def test_a_window_begins_to_the_second_or_the_day(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    rows = many(rule, metric.limit)
    if metric.minutes:
        out, within = NOON - dt.timedelta(minutes=metric.minutes), NOON - dt.timedelta(minutes=metric.minutes) + SECOND
    else:
        midnight = dt.datetime.combine(NOON.date() - DAY * (metric.days - 1), dt.time())
        out, within = midnight - SECOND, midnight
    assert broken(rule, made(rule, out), *rows) == []
    assert broken(rule, made(rule, within), *rows) == [(metric.limit, "BREACH")]


@pytest.mark.parametrize("rule", COUNTS, ids=by_id)
def test_other_debtors_accounts_and_agencies_count_as_the_rule_says(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    more = many(rule, metric.limit + 1)
    last = metric.limit
    alone = {
        "agency": metric.over == "agency",
        "account": metric.per == "account",
        "number": metric.per == "number",
        "debtor": True,
    }
    other = {"agency": "agency-b", "account": 7, "number": 7, "debtor": 1}
    for column, apart in alone.items():
        rows = [*more[:-1], more[-1] | {column: other[column]}]
        assert broken(rule, *rows) == ([] if apart else [(last, "BREACH")]), column


@pytest.mark.parametrize("rule", COUNTS, ids=by_id)
def test_a_code_that_nobody_knows_may_be_one_that_counts(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    rows = many(rule, metric.limit + 1)
    columns = [name for name in ("channel", "mode", "target") if getattr(rule.applies_to, f"{name}s")]
    for column in [*columns, "direction", *(["talk"] * (metric.of == "effective"))]:
        assert broken(rule, rows[0] | {column: None}, *rows[1:]) == [(metric.limit, "UNKNOWN")], column
        assert broken(rule, *rows[:-1], rows[-1] | {column: None}) == [(metric.limit, "UNKNOWN")], column
    nobody = {"result": "UNANSWERED", "talk": 0}
    expected = [(metric.limit, "BREACH")] if metric.of == "attempts" else []
    assert broken(rule, rows[0] | nobody, *rows[1:]) == expected


@pytest.mark.parametrize("rule", [rule for rule in COUNTS if rule.effective_from], ids=by_id)
def test_contacts_before_a_rule_holds_break_nothing_but_count(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, Count)
    rows = many(rule, metric.limit + 1)
    assert broken(replace(rule, effective_from=NOON.date()), *rows) == [(metric.limit, "BREACH")]
    assert broken(replace(rule, effective_from=NOON.date() + DAY), *rows) == []
    assert broken(replace(rule, effective_to=NOON.date()), *rows) == [(metric.limit, "BREACH")]
    assert broken(replace(rule, effective_to=NOON.date() - DAY), *rows) == []


# ---------------------------------------------------------------- days after a talk


@pytest.mark.parametrize("rule", TALKS, ids=by_id)
@pytest.mark.parametrize("direction", ["OUT", "IN"])
def test_the_day_of_a_talk_is_the_first_of_the_days_after_it(rule: Rule, direction: str) -> None:
    metric = rule.metric
    assert isinstance(metric, AfterTalk)
    talk = made(rule, NOON, direction=direction)
    midnight = dt.datetime.combine(NOON.date() + DAY * metric.days, dt.time())
    unanswered = {"result": "UNANSWERED", "talk": 0}
    for at, found in (
        (NOON, []),
        (NOON + SECOND, [(1, "BREACH")]),
        (midnight - SECOND, [(1, "BREACH")]),
        (midnight, []),
    ):
        assert broken(rule, talk, made(rule, at, file=1, **unanswered)) == found, at
    assert broken(rule, made(rule, NOON - SECOND, **unanswered), talk) == []


@pytest.mark.parametrize("rule", TALKS, ids=by_id)
def test_a_talk_is_one_of_at_least_so_many_seconds(rule: Rule) -> None:
    metric = rule.metric
    assert isinstance(metric, AfterTalk)
    later = made(rule, NOON + SECOND, result="UNANSWERED", talk=0)
    for talk, found in (
        (metric.talk_seconds - 1, []),
        (metric.talk_seconds, [(1, "BREACH")]),
        (None, [(1, "UNKNOWN")]),
    ):
        assert broken(rule, made(rule, NOON, talk=talk), later) == found, talk


def test_evidence_of_many_contacts_is_the_last_hundred() -> None:
    rule = next(rule for rule in COUNTS if rule.id == "house-bombing")
    rows: Part = part(made(rule, NOON + SECOND * at) for at in range(250))
    found = check(rule, rows)
    assert found.height == 250 - 3
    assert found["measured"].to_list() == list(range(4, 251))
    assert found["evidence"].to_list() == [list(range(max(0, at - 99), at + 1)) for at in range(3, 250)]
