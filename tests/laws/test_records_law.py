"""Laws of records: each is in one row, no fen keeps two promises, and a slow checker in plain Python agrees."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.reconcile.records.judging import Judged
from collectkit.segment.debtors.behaviour import CONTACTS, PAYMENTS, PROMISES, Events, behaviour
from collectkit.segment.debtors.grid_rules import BUILT_IN
from tests.unit.reconcile.given import Row, booked, day, placed
from tests.unit.reconcile.test_records import EVERY
from tests.unit.reconcile.told import promise, record, told

SEEDS = range(3)
ACCOUNTS = 150
MASK = 2**64 - 1
Cash = dict[str, list[tuple[dt.date, int]]]


def ledger(draw: random.Random, accounts: Sequence[str]) -> tuple[list[Row], Cash]:
    """Draw the ledger, and what it comes to: a payment that is taken back whole is none."""
    lines: list[Row] = []
    cash: Cash = defaultdict(list)
    for account in accounts:
        for number in range(draw.randrange(5)):
            txn, amount, on = f"{account}T{number}", draw.randrange(1, 12) * 10, draw.randrange(-3, 36)
            lines.append(booked(account, txn, amount, on))
            if draw.random() < 0.2:
                lines.append(booked(account, f"{txn}R", -amount, on + 2, type="REVERSAL", reverses=txn))
                if on + 2 <= 30:
                    continue
            if on <= 30:
                cash[account].append((day(on), amount))
    return lines, cash


def between(cash: Cash, account: str, first: dt.date, last: dt.date) -> int:
    return sum(amount for on, amount in cash[account] if first <= on <= last)


def kept(made: Sequence[Row], cash: Cash, account: str, as_of: dt.date) -> list[tuple[str, int]]:
    """Judge the promises of one account, one by one."""
    found = []
    for one in made:
        later = [other["promised_on"] for other in made if other["promised_on"] > one["promised_on"]]
        until = one["due_on"] + dt.timedelta(3)
        if later:
            until = min(until, min(later) - dt.timedelta(1))
        same = [other for other in made if other["promised_on"] == one["promised_on"]]
        place = (one["due_on"], one["amount"])
        before = sum(other["amount"] for other in same if (other["due_on"], other["amount"]) < place)
        paid = between(cash, account, one["promised_on"], until)
        part = max(0, min(paid - before, one["amount"]))
        if paid >= before + one["amount"]:
            found.append(("KEPT", part))
        elif later and min(later) <= one["due_on"]:
            found.append(("SUPERSEDED", part))
        elif one["due_on"] + dt.timedelta(3) > as_of:
            found.append(("NOT_DUE", part))
        else:
            found.append(("PARTIAL" if part else "BROKEN", part))
    return found


def promises(draw: random.Random, accounts: Sequence[str]) -> list[Row]:
    """Draw promises, some on one day."""
    made: list[Row] = []
    for account in accounts:
        distinct = {(draw.choice([1, 1, 8, 15]), draw.randrange(15), draw.randrange(1, 9) * 10) for _ in range(3)}
        made += [promise(account, amount, on + wait, on) for on, wait, amount in sorted(distinct)]
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_promises_are_what_a_slow_checker_and_the_grid_of_debtors_make_of_them(seed: int) -> None:
    draw = random.Random(seed)
    accounts = [f"L{number}" for number in range(ACCOUNTS)]
    lines, cash = ledger(draw, accounts)
    made = promises(draw, accounts)
    judged = told([placed(name) for name in accounts], made, lines, as_of=30)
    expected = []
    for account in accounts:
        expected += kept([one for one in made if one["token"] == f"a:{account}"], cash, account, day(30))
    rows = judged.rows.sort("row").select(pl.col("status").cast(pl.String), "paid").rows()
    assert rows == expected
    assert {status for status, _ in rows} == {"KEPT", "SUPERSEDED", "NOT_DUE", "PARTIAL", "BROKEN"}
    paid = judged.rows.group_by("token").agg(pl.col("paid").sum())
    assert all(money <= sum(amount for _, amount in cash[token[2:]]) for token, money in paid.rows())
    assert counted(judged) == of_the_grid(made, lines)


def counted(judged: Judged) -> list[tuple[str, int, int]]:
    """Return of each account the promises kept, and those of which not all was paid."""
    status = pl.col("status").cast(pl.String)
    each = judged.rows.group_by(pl.col("token").str.slice(2)).agg(
        (status == "KEPT").sum(), status.is_in(["PARTIAL", "BROKEN"]).sum().alias("broken")
    )
    return each.filter((pl.col("status") > 0) | (pl.col("broken") > 0)).sort("token").rows()


def of_the_grid(made: Sequence[Row], lines: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return the same as the grid of debtors counts it."""
    payments = [
        (one["account_id"], "CNY", one["day"], one["amount"], one["type"], hash(one["txn_id"]) & MASK,
         hash(one["reverses"]) & MASK if one.get("reverses") else None)
        for one in lines if one["day"] <= day(30)
    ]  # fmt: skip
    vows = [(one["token"][2:], None, one["promised_on"], one["due_on"], one["amount"]) for one in made]
    events = Events(
        pl.DataFrame(payments, schema=dict(PAYMENTS), orient="row"),
        day(30),
        pl.DataFrame(vows, schema=dict(PROMISES), orient="row"),
        pl.DataFrame(schema=dict(CONTACTS)),
    )
    found = behaviour(events, day(30), BUILT_IN).select("account", "promises_kept", "promises_broken")
    return found.filter(pl.any_horizontal(pl.col("promises_kept", "promises_broken") > 0)).sort("account").rows()


def due(first: dt.date, step: int, frequency: str) -> dt.date:
    """Return the day of an instalment, counted from 0."""
    if frequency != "MONTHLY":
        return first + dt.timedelta(step * (7 if frequency == "WEEKLY" else 14))
    years, month = divmod(first.month - 1 + step, 12)
    year = first.year + years
    return dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def instalments(plan: Row, cash: Cash, account: str, as_of: dt.date) -> tuple[str, list[tuple[dt.date, int, int, str]]]:
    """Pay one plan, fen by fen in effect."""
    count, frequency = plan["instalments"], plan["frequency"]
    amounts = [plan["total"] // count] * count
    amounts[-1] += plan["total"] - sum(amounts)
    start = max(due(plan["first_due_on"], -1, frequency) + dt.timedelta(1), day(1))
    rows, states = [], []
    before = 0
    for step, amount in enumerate(amounts):
        on = due(plan["first_due_on"], step, frequency)
        in_all = between(cash, account, start, as_of)
        in_time = between(cash, account, start, min(as_of, on + dt.timedelta(3)))
        part = max(0, min(in_all - before, amount))
        if part == amount:
            state = "PAID" if in_time >= before + amount else "PAID_LATE"
        elif on + dt.timedelta(3) > as_of:
            state = "NOT_DUE"
        else:
            state = "PARTIAL" if part else "MISSED"
        rows.append((on, amount, part, state))
        states.append(state)
        before += amount
    bad = [state in {"MISSED", "PARTIAL"} for state in states]
    if sum(bad) >= 2 or bad[-1]:
        return "BROKEN", rows
    return "BEHIND" if any(bad) else "ON_TRACK" if "NOT_DUE" in states else "FINISHED", rows


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_are_what_a_slow_checker_makes_of_them(seed: int) -> None:
    draw = random.Random(seed)
    accounts = [f"L{number}" for number in range(ACCOUNTS)]
    lines, cash = ledger(draw, accounts)
    plans = []
    for account in accounts:
        frequency = draw.choice(["WEEKLY", "BIWEEKLY", "MONTHLY"])
        cells: dict[str, Any] = {"total": draw.randrange(5, 300), "instalments": draw.randrange(1, 5)}
        plans.append(
            record("PLN", account, kind="HARDSHIP", first_due_on=draw.randrange(1, 31), frequency=frequency, **cells)
        )
    judged = told([placed(name) for name in accounts], plans, lines, as_of=30)
    expected = [instalments(plan, cash, account, day(30)) for plan, account in zip(plans, accounts, strict=True)]
    assert judged.rows.sort("row")["status"].to_list() == [status for status, _ in expected]
    rows = judged.instalments.sort("n", "number").select("due_on", "amount", "paid", pl.col("state").cast(pl.String))
    assert rows.rows() == [row for _, found in expected for row in found]
    assert {"BROKEN", "BEHIND", "ON_TRACK", "FINISHED"} == set(judged.rows["status"])


def flawed(one: dict[str, Any], token: str, fault: str | None, on: int, old: bool) -> Row:
    moved = {name: day(on) for name in ("on", "promised_on", "at_day") if name in one}
    return one | {"token": token, "fault": fault, "superseded": old} | moved


ROWS = st.lists(
    st.builds(
        flawed,
        st.sampled_from(EVERY),
        st.sampled_from(["a:x", "a:x", "a:x", "a:y", "b:z", "a:no"]),
        st.sampled_from([None, None, None, None, "date_unreadable"]),
        st.integers(-2, 40),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=20,
)
PLACED = [placed("x"), placed("y", recall_on=None), placed("z", "b")]


def plain(judged: Judged) -> list[tuple[Any, ...]]:
    return sorted(judged.rows.drop("n", "row", "place").cast(pl.String).rows(), key=str)


@given(ROWS, st.integers(0, 9), st.none() | st.integers(20, 40))
@settings(max_examples=12, deadline=None)
def test_every_record_is_in_one_row_whatever_the_order(rows: list[Row], seed: int, as_of: int | None) -> None:
    money = [booked("x", amount=60, on=6)]
    judged = told(PLACED, rows, money, as_of=as_of)
    assert judged.rows["row"].drop_nulls().sort().to_list() == list(range(2, len(rows) + 2))
    assert judged.rows.select(pl.col("rule", "status", "family", "agency").null_count()).row(0) == (0, 0, 0, 0)
    assert judged.rows.filter(pl.col("row").is_null()).select("family", "p").is_unique().all()
    mixed = told(PLACED, random.Random(seed).sample(rows, len(rows)), money, as_of=as_of)
    assert plain(mixed) == plain(judged)
