"""What is planned is held against the checks of what was done: they are written apart, and must agree.

A call at the first allowed instant breaks no rule, one a second earlier does, and today has room for as many as it
says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectkit.conduct.checking import check
from collectkit.conduct.planning.plan import plan
from collectkit.conduct.rule import AfterTalk, AppliesTo, Count, Hours, Metric, Minor, Rule, StopAfter
from tests.laws.columns import examples
from tests.unit.conduct.building import Row, contact, event, part, person

DEBTORS = 24
FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
"""A week in which clocks are put forward at one of the places."""
PLACES = (("Asia/Shanghai",), ("America/New_York", "America/Los_Angeles"), ("Australia/Lord_Howe",))
CALLS = AppliesTo(channels=frozenset({"CALL", "AI_CALL"}), targets=frozenset({"DEBTOR"}))
AGENCIES = ("agency-a", "agency-b", "creditor")
WAYS = 9
"""Each agency, and each number."""
PLANNED_BY = {"file": 9, "result": "ANSWERED", "talk": 600}


def rule(metric: Metric, to: AppliesTo = CALLS, **more: Any) -> Rule:
    """Return a rule of a metric."""
    return Rule("r", "p", "*", "high", metric, {}, "source", "own", to, **more)


def rules(chance: Random, *, talks: bool) -> list[Rule]:
    """Return some rules; without *talks* none of them is of the days after a conversation."""
    of: Any = chance.choice(["attempts", "put_through", "effective"])
    over: Any = chance.choice(["all", "agency"])
    per: Any = chance.choice(["debtor", "account", "number"])
    owner: Any = chance.choice(["debtor", "account"])
    days = Count(chance.randint(1, 4), days=chance.choice([1, 2, 7]), of=of, over=over, per=per)
    since, until = dt.date(2026, 3, chance.randint(1, 8)), dt.date(2026, 3, chance.randint(8, 20))
    ends: Any = chance.choice([{}, {}, {"effective_from": since}, {"effective_to": until}])
    stops = StopAfter(frozenset({"DISPUTED", "HARDSHIP"}), per=owner)
    may = [
        rule(Hours(dt.time(8), dt.time(chance.choice([20, 21])), closing_included=chance.random() < 0.5), AppliesTo()),
        rule(days, chance.choice([CALLS, AppliesTo()]), **ends),
        rule(Count(chance.randint(1, 3), minutes=chance.choice([30, 60, 90]), per=per, over=over)),
        rule(stops),
        rule(Minor()),
        *([rule(AfterTalk(chance.randint(1, 7), per=owner), **ends)] * talks),
    ]
    return chance.sample(may, chance.randint(1, len(may)))


def log(chance: Random, now: dt.datetime) -> tuple[list[Row], list[Row], list[Row]]:
    """Return contacts, events and people, all before *now*."""
    rows, events, people = [], [], []
    for debtor in range(DEBTORS):
        where = chance.choice(PLACES)
        zone = ZoneInfo(where[0])
        born = chance.choice([dt.date(1990, 1, 1), dt.date(2008, 3, chance.randint(1, 30))])
        people.append(person(debtor, where, born))
        for _ in range(chance.randint(0, 6)):
            back = chance.choice([chance.randint(0, 3 * 3600), chance.randint(0, 9 * 86_400)])
            at = (now - dt.timedelta(seconds=back)).astimezone(zone)
            cells = {
                "account": 2 * debtor + chance.randint(0, 1),
                "agency": chance.choice(AGENCIES),
                "channel": chance.choice(["CALL", "CALL", "AI_CALL", "SMS", None]),
                "target": chance.choice(["DEBTOR", "DEBTOR", "THIRD_PARTY", None]),
                "number": chance.choice([3 * debtor, 3 * debtor + 1, None]),
                "result": chance.choice(["ANSWERED", "UNANSWERED", None]),
                "talk": chance.choice([0, 60, None]),
            }
            day_only = chance.random() < 0.1
            rows.append(contact(None, debtor, **moment(at, day_only=day_only), **cells))
        if chance.random() < 0.3:
            at = (now - dt.timedelta(seconds=chance.randint(1, 5 * 86_400))).astimezone(zone)
            until = chance.choice([None, now.date() + dt.timedelta(chance.randint(-3, 9))])
            account = chance.choice([None, 2 * debtor, 2 * debtor + 1])
            name = chance.choice(["DISPUTED", "HARDSHIP", "COMPLAINED"])
            events.append(event(name, None, debtor, account=account, until=until, **moment(at)))
    return rows, events, people


def moment(at: dt.datetime, *, day_only: bool = False) -> Row:
    """Return the cells of an instant, which is in the zone of the debtor."""
    offset = at.utcoffset() or dt.timedelta()
    if day_only:
        return {"at": None, "shift": None, "day": at.date(), "clock": "DAY_ONLY"}
    return {"at": int(at.timestamp()), "shift": int(offset.total_seconds()), "day": at.date(), "clock": "STATED"}


class World:
    """A log, to which calls are added."""

    def __init__(self, seed: int, *, talks: bool) -> None:
        chance = Random(seed)
        self.now = FIRST + dt.timedelta(seconds=chance.randint(0, 12 * 86_400))
        self.rules = rules(chance, talks=talks)
        self.rows, self.events, self.people = log(chance, self.now)
        self.chance = chance

    def plan(self, rows: Sequence[Row], now: dt.datetime) -> dict[int, dict[str, Any]]:
        """Return the plan of each account."""
        accounts = [(debtor, 2 * debtor + more) for debtor in range(DEBTORS) for more in (0, 1)]
        asked = pl.DataFrame(accounts, {"debtor": pl.UInt32, "account": pl.UInt32}, orient="row")
        found = plan(self.rules, part(rows, self.events, self.people), asked, now)
        return dict(zip(asked["account"].to_list(), found.to_dicts(), strict=True))

    def day(self, account: int, at: dt.datetime) -> dt.date:
        """Return the local day of an account's debtor."""
        return at.astimezone(ZoneInfo(self.people[account // 2]["places"][0])).date()

    def calls(self, first: Mapping[int, dt.datetime], way: int) -> list[Row]:
        """Return a call about each account, by one of the `WAYS`."""
        made = []
        for account, at in first.items():
            zone = ZoneInfo(self.people[account // 2]["places"][0])
            cells = {"account": account, "agency": AGENCIES[way % 3], "number": 3 * (account // 2) + way // 3}
            made.append(contact(None, account // 2, **moment(at.astimezone(zone)), **cells, **PLANNED_BY))
        return made

    def broken(self, first: Mapping[int, dt.datetime]) -> dict[int, set[int]]:
        """Return for accounts by which ways a call would break a rule, or may: each in a log of its own."""
        rows, events, people = [], [], []
        for copy in range(2 * WAYS):
            calls = self.calls({each: at for each, at in first.items() if each % 2 == copy % 2}, copy // 2)
            rows += [_of_copy(each, copy) for each in (*self.rows, *calls)]
            events += [_of_copy(each, copy) for each in self.events]
            people += [_of_copy(each, copy) for each in self.people]
        whole = part(rows, events, people)
        found = pl.concat(check(each, whole)["contact"] for each in self.rules)
        added = whole.contacts.with_row_index("contact").filter(pl.col("file") == 9)
        broken: dict[int, set[int]] = {each: set() for each in first}
        for account in added.filter(pl.col("contact").is_in(found.implode()))["account"]:
            broken[account % (2 * DEBTORS)].add(account // (4 * DEBTORS))
        return broken


def _of_copy(row: Row, copy: int) -> Row:
    """Return a row of the same log about other people."""
    sizes = {"debtor": DEBTORS, "account": 2 * DEBTORS, "number": 3 * DEBTORS}
    moved = {name: row[name] + copy * size for name, size in sizes.items() if row.get(name) is not None}
    return row | moved


def instants(planned: Mapping[int, Mapping[str, Any]]) -> dict[int, dt.datetime]:
    """Return the first allowed instant of each account that has one."""
    stated = {account: told["next_contact_at"] for account, told in planned.items()}
    return {account: dt.datetime.fromisoformat(at) for account, at in stated.items() if at is not None}


def _apart(metric: Metric) -> bool:
    """Return whether a call by one number or agency makes another wait as well, for the plan is of the busiest."""
    return isinstance(metric, Count) and metric.minutes > 0 and (metric.per == "number" or metric.over == "agency")


SEEDS = st.integers(0, 2**32)


@examples(12)
@given(SEEDS)
def test_a_call_at_the_first_allowed_instant_breaks_nothing(seed: int) -> None:
    world = World(seed, talks=True)
    first = instants(world.plan(world.rows, world.now))
    assert all(at >= world.now for at in first.values())
    assert world.broken(first) == {each: set() for each in first}


@examples(12)
@given(SEEDS)
def test_a_call_before_the_first_allowed_instant_breaks_a_rule(seed: int) -> None:
    world = World(seed, talks=True)
    planned = world.plan(world.rows, world.now)
    first = instants(planned)
    never = dict.fromkeys(planned.keys() - first.keys(), world.now + dt.timedelta(days=world.chance.randint(0, 40)))
    before = {each: at - dt.timedelta(seconds=1) for each, at in first.items() if at > world.now} | never
    # To the checks a contact without a time is the last of its day, so that it is that one which is too many.
    untimed = {(row["debtor"], row["day"]) for row in world.rows if row["at"] is None}
    allowed = [each for each, ways in world.broken(before).items() if not ways]
    assert [each for each in allowed if (each // 2, world.day(each, before[each])) not in untimed] == []


@examples(5)
@given(SEEDS)
def test_today_has_room_for_as_many_calls_as_are_left(seed: int) -> None:
    world = World(seed, talks=False)
    planned = world.plan(world.rows, world.now)
    first = instants(planned)
    left = {each: told["contacts_left"] for each, told in planned.items() if told["contacts_left"] and each % 2 == 0}
    after: dict[int, list[int]] = {each: [] for each in left}
    for way in range(WAYS):
        told = world.plan([*world.rows, *world.calls({each: first[each] for each in left}, way)], world.now)
        for each, most in after.items():
            most.append(told[each]["contacts_left"])
    if not any(_apart(each.metric) for each in world.rules):
        assert {each: min(most) for each, most in after.items()} == {each: most - 1 for each, most in left.items()}
    assert all(min(after[each]) < most <= max(after[each]) + 1 for each, most in left.items())
    today = {each: at.date() == world.now.astimezone(at.tzinfo).date() for each, at in first.items()}
    assert all(today[each] for each in left)
