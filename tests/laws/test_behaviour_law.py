"""Laws of what accounts did, against a slow reference in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment.debtors.behaviour import CONTACTS, PAYMENTS, PROMISES, Events, behaviour
from collectkit.segment.debtors.grid_rules import BUILT_IN, PERIOD

AS_OF = date(2026, 10, 31)
ACCOUNTS = st.sampled_from(["A", "B"])
DAYS = st.integers(0, 45)
RULES = BUILT_IN.model_copy(update={"window_days": 60})


class Payment(NamedTuple):
    """A payment `ago` days before the as-of date, and whether it was taken back, so many days later."""

    account: str
    ago: int
    amount: int
    back: int | None


class Promise(NamedTuple):
    """A promise made `ago` days before the as-of date, for `days` later."""

    account: str
    ago: int
    days: int
    amount: int


PAID = st.lists(st.builds(Payment, ACCOUNTS, DAYS, st.integers(1, 6), st.none() | st.integers(0, 9)), max_size=8)
PROMISED = st.lists(st.builds(Promise, ACCOUNTS, DAYS, st.integers(0, 15), st.integers(1, 8)), max_size=6)


def day(ago: int) -> date:
    return AS_OF - timedelta(ago)


def ledger(paid: list[Payment]) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for number, each in enumerate(paid):
        rows.append((each.account, "CNY", day(each.ago), each.amount, "REPAYMENT", number, None))
        if each.back is not None and each.ago >= each.back:
            taken = (each.account, None, day(each.ago - each.back), -each.amount, "REVERSAL", 100 + number, number)
            rows.append(taken)
    return pl.DataFrame(rows, schema=dict(PAYMENTS), orient="row")


def standing(paid: list[Payment], account: str) -> list[Payment]:
    """Return the payments of an account that were not taken back by the as-of date."""
    return [each for each in paid if each.account == account and (each.back is None or each.ago < each.back)]


def kept_and_broken(promised: list[Promise], paid: list[Payment], account: str, paid_to: date) -> tuple[int, int]:
    own = sorted({each for each in promised if each.account == account})
    kept = broken = 0
    for each in own:
        made, due = day(each.ago), day(each.ago) + timedelta(each.days)
        later = min((day(other.ago) for other in own if other.ago < each.ago), default=None)
        until = due + timedelta(3) if later is None else min(due + timedelta(3), later - timedelta(1))
        sums = sum(p.amount for p in standing(paid, account) if made <= day(p.ago) <= until)
        asked = sum(o.amount for o in own if o.ago == each.ago and (o.days, o.amount) <= (each.days, each.amount))
        if sums >= asked:
            kept += 1
        elif due + timedelta(3) <= paid_to and (later is None or later > due):
            broken += 1
    return kept, broken


@settings(max_examples=25)
@given(paid=PAID, promised=PROMISED, paid_to=st.integers(0, 20).map(day))
def test_payments_and_promises_are_those_of_a_slow_reference(
    paid: list[Payment], promised: list[Promise], paid_to: date
) -> None:
    rows = [(each.account, None, day(each.ago), day(each.ago) + timedelta(each.days), each.amount) for each in promised]
    promises = pl.DataFrame(rows, schema=dict(PROMISES), orient="row")
    events = Events(ledger(paid), paid_to, pl.concat([promises, promises]), pl.DataFrame(schema=CONTACTS))

    found = {row["account"]: row for row in behaviour(events, AS_OF, RULES).rows(named=True)}

    for account in "AB":
        row = found.get(account, {})
        assert (row.get("payments") or 0) == len(standing(paid, account))
        for period in range(2):
            its = [each.amount for each in standing(paid, account) if each.ago // PERIOD == period]
            assert (row.get(f"period_{period}") or 0) == sum(its)
        judged = kept_and_broken(promised, paid, account, paid_to)
        assert (row.get("promises_kept") or 0, row.get("promises_broken") or 0) == judged
        assert (row.get("promises_kept") is None) == (judged == (0, 0))


@settings(max_examples=10)
@given(data=st.data(), paid=PAID)
def test_the_order_of_lines_and_a_line_that_comes_twice_change_nothing(
    data: st.DataObject, paid: list[Payment]
) -> None:
    lines = ledger(paid)
    turned = pl.concat([lines, lines[:2]]).sample(fraction=1, shuffle=True, seed=data.draw(st.integers(0, 99)))
    blank = pl.DataFrame(schema=PROMISES), pl.DataFrame(schema=CONTACTS)

    first, second = (behaviour(Events(each, AS_OF, *blank), AS_OF, RULES) for each in (lines, turned))

    assert first.equals(second)
