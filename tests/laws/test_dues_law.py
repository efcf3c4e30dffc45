"""Laws of days past due from a schedule and a ledger: what a slow replay, day by day, in plain Python says too."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment.dues.instalments import ENTRIES
from collectkit.segment.dues.oldest import owed
from collectkit.segment.dues.pauses import merge
from collectkit.segment.dues.settled import Tied, paid, tie

START = date(2026, 1, 1)
YEAR = 365


@dataclass(frozen=True)
class Entry:
    """A line of a ledger; days count from `START`."""

    account: int
    amount: int
    day: int
    posted: int
    number: int | None = None
    reverses: int | None = None
    reversal: bool = False


Instalment = tuple[int, int, int]
"""Account, day on which it is due, amount."""


def on(day: int) -> date:
    return START + timedelta(day)


def history(
    account: int, schedule: Iterable[Instalment], ledger: Sequence[Entry], until: int, known_by: int, tolerance: int
) -> list[tuple[int, int]]:
    """Return days past due and what is overdue, day by day: money comes in and fills the oldest instalment first."""
    numbered = {entry.number: entry for entry in ledger if entry.account == account and not entry.reversal}
    came = [0] * (until + 1)
    for entry in (entry for entry in ledger if entry.account == account):
        of = numbered.get(entry.reverses) if entry.reversal and entry.reverses is not None else entry
        if of is not None and max(of.posted, entry.posted) <= known_by and of.day <= until:
            came[of.day] += entry.amount
    due = sorted((day, amount) for owner, day, amount in schedule if owner == account)
    purse, found = 0, []
    for today in range(until + 1):
        purse += came[today]
        left, anchor, overdue = max(purse, 0), today, 0
        for day, amount in (one for one in due if one[0] < today):
            filled = min(left, amount)
            left -= filled
            overdue += amount - filled
            if overdue > tolerance and anchor == today:
                anchor = day
        found.append((today - anchor, overdue))
    return found


def frames(schedule: Iterable[Instalment], ledger: Sequence[Entry]) -> tuple[pl.DataFrame, pl.DataFrame]:
    instalments = pl.DataFrame(
        [(account, on(day), amount) for account, day, amount in schedule],
        schema={"key": pl.UInt32, "due_on": pl.Date, "amount": pl.Int64},
        orient="row",
    )
    rows = [
        (row, one.account, one.reversal, one.amount, None, on(one.day), on(one.posted), one.number, one.reverses)
        for row, one in enumerate(ledger)
    ]
    return instalments, pl.DataFrame(rows, schema=dict(ENTRIES), orient="row")


def computed(
    schedule: Sequence[Instalment], ledger: Sequence[Entry], as_of: int, known_by: int | None, tolerance: int = 0
) -> dict[int, tuple[int, int]]:
    """Return days past due and what is overdue, by account; accounts of which nothing is due are left out."""
    instalments, entries = frames(schedule, ledger)
    return asked(instalments, tie(entries), as_of, known_by, tolerance)


def asked(
    instalments: pl.DataFrame, tied: Tied, as_of: int, known_by: int | None, tolerance: int = 0
) -> dict[int, tuple[int, int]]:
    settled = paid(tied, on(as_of), None if known_by is None else on(known_by))
    found = owed(instalments, settled, on(as_of), tolerance)
    return {
        key: (0 if anchor is None else (on(as_of) - anchor).days, overdue) for key, anchor, overdue in found.iter_rows()
    }


def expected(
    schedule: Sequence[Instalment], ledger: Sequence[Entry], as_of: int, known_by: int | None, tolerance: int = 0
) -> dict[int, tuple[int, int]]:
    due = {account for account, day, _ in schedule if day < as_of}
    limit = 10**6 if known_by is None else known_by
    return {one: history(one, schedule, ledger, as_of, limit, tolerance)[-1] for one in due}


ACCOUNT, DAY = st.integers(0, 2), st.integers(0, 40)
SCHEDULES = st.lists(st.tuples(ACCOUNT, DAY, st.integers(0, 120)), max_size=8)
PLAIN = st.builds(Entry, ACCOUNT, st.integers(-60, 200), DAY, DAY)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Payments with numbers, some of them taken back, some reversals of nothing or without a name."""
    lines = [replace(one, number=place) for place, one in enumerate(draw(st.lists(PLAIN, max_size=6)))]
    for one in draw(st.lists(st.sampled_from(lines), max_size=3)) if lines else []:
        account = draw(st.sampled_from([one.account, one.account, 0]))
        reverses = draw(st.sampled_from([one.number, one.number, None, 99]))
        amount = -abs(draw(st.sampled_from([one.amount, 7])))
        lines.append(Entry(account, amount, draw(DAY), draw(DAY), None, reverses, reversal=True))
    return lines


@given(SCHEDULES, ledgers(), DAY, st.one_of(st.none(), DAY), st.integers(0, 30))
def test_any_day_is_what_a_slow_replay_says(
    schedule: list[Instalment], ledger: list[Entry], as_of: int, known_by: int | None, tolerance: int
) -> None:
    assert computed(schedule, ledger, as_of, known_by, tolerance) == expected(
        schedule, ledger, as_of, known_by, tolerance
    )


@settings(max_examples=30)
@given(SCHEDULES, ledgers(), DAY, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters(
    schedule: list[Instalment], ledger: list[Entry], as_of: int, shuffled: random.Random
) -> None:
    before = computed(schedule, ledger, as_of, None)
    shuffled.shuffle(schedule)
    shuffled.shuffle(ledger)

    assert computed(schedule, ledger, as_of, None) == before


@settings(max_examples=30)
@given(SCHEDULES, ledgers(), PLAIN, DAY, st.tuples(DAY, DAY))
def test_a_payment_that_is_taken_back_was_never_made(
    schedule: list[Instalment], ledger: list[Entry], payment: Entry, as_of: int, back: tuple[int, int]
) -> None:
    payment = replace(payment, number=500, amount=abs(payment.amount))
    reversal = Entry(payment.account, -payment.amount, *back, None, 500, reversal=True)

    assert computed(schedule, [*ledger, payment, reversal], as_of, None) == computed(schedule, ledger, as_of, None)


@settings(max_examples=25)
@given(SCHEDULES, ledgers(), st.lists(PLAIN, max_size=3), DAY, DAY)
def test_what_is_posted_later_changes_the_history_that_is_known_now_and_not_what_was_known_then(
    schedule: list[Instalment], ledger: list[Entry], late: list[Entry], as_of: int, known_by: int
) -> None:
    late = [replace(one, posted=known_by + 1) for one in late]
    once = [replace(one, posted=one.day) for one in late]

    assert computed(schedule, [*ledger, *late], as_of, known_by) == computed(schedule, ledger, as_of, known_by)
    assert computed(schedule, [*ledger, *late], as_of, None) == computed(schedule, [*ledger, *once], as_of, None)


def test_every_day_of_a_year_is_what_a_slow_replay_says() -> None:
    chance = random.Random(7)
    schedule = [(account, 10 + 30 * term, 100) for account in range(12) for term in range(12)]
    ledger = []
    for number in range(130):
        day = chance.randrange(YEAR)
        amount = chance.choice([100, 100, 100, 60, 40, 250])
        ledger.append(Entry(chance.randrange(12), amount, day, day + chance.choice([0, 0, 1, 45]), number))
    back = chance.sample(ledger, 15)
    ledger += [Entry(one.account, -one.amount, one.day + 3, one.posted + 3, None, one.number, True) for one in back]
    instalments, tied = frames(schedule, ledger)[0], tie(frames(schedule, ledger)[1])
    slow = {account: history(account, schedule, ledger, YEAR, 10**6, 0) for account in range(12)}

    for day in range(11, YEAR):
        assert asked(instalments, tied, day, None) == {account: slow[account][day] for account in range(12)}
    for day in range(20, YEAR, 20):
        assert asked(instalments, tied, day, day) == expected(schedule, ledger, day, day)


PAUSE = st.tuples(ACCOUNT, DAY, st.one_of(st.none(), st.integers(0, 15)))


@settings(max_examples=30)
@given(st.lists(PAUSE, max_size=6), st.integers(0, 50), st.lists(st.one_of(st.none(), st.integers(0, 60)), max_size=4))
def test_a_paused_day_is_taken_off_once_however_pauses_overlap(
    pauses: list[tuple[int, int, int | None]], as_of: int, past: list[int | None]
) -> None:
    rows = [(str(one), on(day), None if length is None else on(day + length)) for one, day, length in pauses]
    schema = {"account": pl.String, "from": pl.Date, "to": pl.Date}
    merged = merge(pl.DataFrame(rows, schema=schema, orient="row"), on(as_of))

    found = merged.days(
        merged.find(pl.Series(["0"] * len(past), dtype=pl.String)), pl.Series(past, dtype=pl.Int64)
    ).to_list()

    still = {
        day
        for one, first, length in pauses
        for day in range(first, as_of + 1 if length is None else first + length + 1)
        if one == 0
    }
    assert found == [0 if n is None else sum(as_of - n < day <= as_of for day in still) for n in past]
