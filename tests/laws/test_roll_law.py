"""Laws of rolls, against a slow count by hand: every account is in one cell, rows and columns add up to the files."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment.keys import keys
from collectkit.segment.roll import cells as roll
from collectkit.segment.roll.exits import explain
from collectkit.segment.roll.rates import Rate, rates
from collectkit.segment.roll.states import NO_BUCKET, OUTCOMES, states

STATES = states(("M0", "M1", "M2"))
BUCKETS = st.sampled_from(["M0", "M1", "M2", None])
BALANCES = st.integers(-(10**12), 10**15)
ACCOUNT = st.tuples(st.sampled_from(["CNY", "USD"]), BUCKETS, BALANCES)
DIGITS = st.sampled_from(["7", "07", "007", "17", "10", "999999999999999999", "2", "3"])
MIXED = st.sampled_from(["7", "07", "A7", "B-1", "9999999999999999999", "1", "2", "3"])
Snapshot = dict[str, tuple[str, str | None, int]]


def snapshots(numbers: st.SearchStrategy[str]) -> st.SearchStrategy[Snapshot]:
    return st.dictionaries(numbers, ACCOUNT, max_size=8)


PANELS = st.sampled_from([DIGITS, MIXED]).flatmap(lambda numbers: st.tuples(*[snapshots(numbers)] * 2))


def frame(snapshot: Snapshot) -> pl.DataFrame:
    rows = [(number, *told) for number, told in snapshot.items()]
    told = pl.DataFrame(
        rows,
        schema={"account_id": pl.String, "currency": pl.String, "bucket": pl.Enum(STATES.labels), "balance": pl.Int64},
        orient="row",
    )
    return told.with_columns(roll.standing(told["bucket"], STATES))


def rolled(first: Snapshot, second: Snapshot, earlier: set[str]) -> pl.DataFrame:
    before, after = frame(first), frame(second)
    first_keys, second_keys = keys(before["account_id"], after["account_id"])
    matched = roll.match(before.with_columns(first_keys), after.with_columns(second_keys))
    exits = explain(matched.went, None, date(2026, 9, 30), date(2026, 10, 31))
    returned = matched.came["account_id"].is_in(list(earlier))
    return roll.pooled([matched.stayed, roll.came(matched.came, returned), roll.went(matched.went, exits)])


def by_hand(first: Snapshot, second: Snapshot, earlier: set[str]) -> Counter[tuple[str, str, str, str]]:
    cells: Counter[tuple[str, str, str, str]] = Counter()

    def add(currency: str, start: str, end: str, opening: int, closing: int) -> None:
        for name, value in (("accounts", 1), ("opening", opening), ("closing", closing)):
            cells[currency, start, end, name] += value

    for number in first.keys() | second.keys():
        old, new = first.get(number), second.get(number)
        if old and new and old[0] == new[0]:
            add(old[0], old[1] or NO_BUCKET, new[1] or NO_BUCKET, old[2], new[2])
            continue
        if old:
            add(old[0], old[1] or NO_BUCKET, "OTHER_CURRENCY" if new else "MISSING", old[2], 0)
        if new:
            entry = "OTHER_CURRENCY" if old else "RETURNED" if number in earlier else "NEW"
            add(new[0], entry, new[1] or NO_BUCKET, 0, new[2])
    return cells


@settings(max_examples=40)
@given(panel=PANELS, earlier=st.sets(st.one_of(DIGITS, MIXED)))
def test_every_account_is_in_one_cell_and_all_adds_up(panel: tuple[Snapshot, Snapshot], earlier: set[str]) -> None:
    cells = rolled(*panel, earlier)
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in cells.iter_rows(named=True):
        for name in ("accounts", "opening", "closing"):
            found[row["currency"], row["from"], row["to"], name] = row[name]

    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in by_hand(*panel, earlier).items() if value
    }
    for snapshot, side, money in zip(panel, (1, 2), ("opening", "closing"), strict=True):
        standing: Counter[tuple[str, str]] = Counter()
        for key, value in found.items():
            if key[3] == money and key[side] in (*STATES.labels, NO_BUCKET):
                standing[key[0], key[side]] += value
        expected: Counter[tuple[str, str]] = Counter()
        for currency, bucket, balance in snapshot.values():
            expected[currency, bucket or NO_BUCKET] += balance
        assert {key: value for key, value in standing.items() if value} == {
            key: value for key, value in expected.items() if value
        }
    rows_are_whole(rates(cells, STATES, balances=True))


def rows_are_whole(done: list[Rate]) -> None:
    ends = {"migration": STATES.columns, "summary": OUTCOMES}
    rows: dict[tuple[str, ...], list[Rate]] = {}
    for one in done:
        rows.setdefault((one.meaning, one.currency, one.measure, one.from_state), []).append(one)
    for (meaning, _, measure, _), cells in rows.items():
        if meaning in ends:
            assert [one.to_state for one in cells] == list(ends[meaning])
            if measure == "accounts":
                assert sum(one.accounts for one in cells) == cells[0].base_accounts
            else:
                assert sum(one.balance_minor or 0 for one in cells) == cells[0].base_minor
