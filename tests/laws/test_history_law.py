"""Laws of the history of buckets: against a slow reference in Python, over any sequence of daily snapshots."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment import history

LABELS = ("M0", "M1", "M2")
FIRST = date(2026, 10, 1)

State: TypeAlias = tuple[str, str | None, int | None, int | None]
"""Currency, bucket, days, overdue."""
Snapshot: TypeAlias = dict[str, State]

STATES = st.tuples(
    st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
    st.sampled_from([None, *LABELS]),
    st.none() | st.integers(0, 90),
    st.none() | st.integers(-(2**60), 2**60),
)
SNAPSHOTS = st.dictionaries(st.sampled_from("ABCDE"), STATES, max_size=5)
NIGHTS = st.lists(st.tuples(st.integers(1, 3), SNAPSHOTS), min_size=1, max_size=6)


@dataclass
class Stay:
    """One row of the reference."""

    account: str
    currency: str
    bucket: str | None
    days: int | None
    added: date
    lifted: date | None
    seen: date
    overdue: int | None
    before: int | None = None


def reference(nights: list[tuple[date, Snapshot]]) -> list[Stay]:
    """Write the history as one would by hand, account by account."""
    stays: list[Stay] = []
    for day, snapshot in nights:
        left = dict(snapshot)
        for stay in [one for one in stays if one.lifted is None]:
            now = left.get(stay.account)
            if now is not None and now[:2] == (stay.currency, stay.bucket):
                stay.seen, stay.before, stay.overdue = day, stay.overdue, now[3]
                del left[stay.account]
            else:
                stay.lifted, stay.before = day, None
        stays += [Stay(name, *left[name][:3], day, None, day, left[name][3]) for name in sorted(left)]
    return stays


def movements(before: Snapshot, now: Snapshot, known: set[str]) -> Counter[tuple[str, str]]:
    """Say what became of each account, one by one, by currency."""
    found: Counter[tuple[str, str]] = Counter()
    for name, (currency, bucket, *_) in before.items():
        if name not in now or now[name][0] != currency:
            found["to_other_currency" if name in now else "vanished", currency] += 1
            continue
        after = now[name][1]
        if bucket is None or after is None:
            kind = "no_bucket"
        elif bucket == after:
            kind = "stayed"
        elif LABELS.index(after) > LABELS.index(bucket):
            kind = "forward"
        else:
            kind = "cured" if after == LABELS[0] else "back"
        found[kind, currency] += 1
    for name, (currency, *_) in now.items():
        if name not in before or before[name][0] != currency:
            kind = "from_other_currency" if name in before else "returned" if name in known else "new"
            found[kind, currency] += 1
    return found


def frame(snapshot: Snapshot) -> pl.DataFrame:
    return pl.DataFrame([(name, *state) for name, state in snapshot.items()], schema=history.SEEN, orient="row")


def dated(nights: list[tuple[int, Snapshot]]) -> list[tuple[date, Snapshot]]:
    day, found = FIRST, []
    for gap, snapshot in nights:
        day += timedelta(gap)
        found.append((day, snapshot))
    return found


def owed(snapshot: Snapshot) -> dict[str, int]:
    found: Counter[str] = Counter()
    for currency, _, _, overdue in snapshot.values():
        found[currency] += overdue or 0
    return {currency: amount for currency, amount in found.items() if amount}


def sums(moved: pl.DataFrame, column: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in moved.iter_rows(named=True):
        found[row["currency"]] += row[column]
    return {currency: amount for currency, amount in found.items() if amount}


@settings(max_examples=15)
@given(nights=NIGHTS)
def test_any_sequence_of_snapshots_gives_what_the_reference_gives(nights: list[tuple[int, Snapshot]]) -> None:
    whole, before = history.empty(), Snapshot()
    for day, now in dated(nights):
        known = set(whole.filter(pl.col("lifted_on").is_not_null())["account_id"])
        whole, moved = history.advanced(whole, day, frame(now), LABELS)

        counts = {(row["movement"], row["currency"]): row["accounts"] for row in moved.iter_rows(named=True)}
        assert counts == movements(before, now, known)
        assert owed(before) == sums(moved, "overdue_before_minor")
        assert owed(now) == sums(moved, "overdue_total_minor")
        before = now

    assert dict(whole.schema) == history.SCHEMA
    assert whole.rows() == [
        (one.account, one.currency, one.bucket, one.days, one.added, one.lifted, one.seen, one.overdue, one.before)
        for one in reference(dated(nights))
    ]
    for day, snapshot in dated(nights):
        lifted = pl.col("lifted_on")
        standing = whole.filter((pl.col("added_on") <= day) & (lifted.is_null() | (lifted > day)))
        rows = standing.select("account_id", "currency", "bucket").sort("account_id").rows()
        assert rows == sorted((name, *state[:2]) for name, state in snapshot.items())


@settings(max_examples=8)
@given(nights=NIGHTS, other=SNAPSHOTS)
def test_the_newest_day_can_be_taken_back_and_told_anew(nights: list[tuple[int, Snapshot]], other: Snapshot) -> None:
    *earlier, (day, snapshot) = dated(nights)
    until = history.empty()
    for past, its in earlier:
        until, _ = history.advanced(until, past, frame(its), LABELS)
    wrong, _ = history.advanced(until, day, frame(other), LABELS)

    back = history.without(wrong, day, earlier[-1][0] if earlier else None)

    found, expected = (history.advanced(one, day, frame(snapshot), LABELS)[0] for one in (back, until))
    assert found.rows() == expected.rows()


@settings(max_examples=15)
@given(rows=st.lists(st.tuples(st.sampled_from("ABC"), STATES), max_size=8))
def test_an_account_stands_once_and_contradictions_have_no_bucket(rows: list[tuple[str, State]]) -> None:
    seen = pl.DataFrame([(name, *state) for name, state in rows], schema=history.SEEN, orient="row")

    found, repeated, conflicting = history.once(seen)

    states = {name: {state for other, state in rows if other == name} for name, _ in rows}
    alone = {name: next(iter(said)) for name, said in states.items() if len(said) == 1}
    assert sorted(found["account_id"]) == sorted(states)
    assert {row[0]: row[1:] for row in found.rows() if row[0] in alone} == alone
    assert all(row[2:] == (None, None, None) for row in found.rows() if row[0] not in alone)
    assert conflicting == sum(len(said) for said in states.values() if len(said) > 1)
    assert repeated + conflicting + len(alone) == len(rows)


def test_two_numbers_of_the_same_bits_stay_two_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_bits", lambda ids: ids.str.len_bytes())
    ids = pl.Series(["a", "bb", None, "c", "dd"])

    assert history._at(ids, pl.Series(["c", "e"])).to_list() == [None, None, None, 0, None]
    assert history._at(ids, pl.Series(["ff", "a"])).to_list() == [1, None, None, None, None]
