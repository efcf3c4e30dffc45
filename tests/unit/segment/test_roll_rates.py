"""Rates: the three meanings, their denominators, and what adds up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product
from string import ascii_uppercase

import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.segment.roll.cells import match
from collectkit.segment.roll.labels import labelled
from collectkit.segment.roll.rates import Rate, rates, table
from collectkit.segment.roll.states import OUTCOMES, states

STATES = states(("M0", "M1", "M2", "M3+"))
Cells = Mapping[tuple[str, str, str], tuple[int, int, int]]


def found(cells: Cells, *, balances: bool = True) -> dict[tuple[str, ...], Rate]:
    rows = [(*key, *values) for key, values in cells.items()]
    frame = pl.DataFrame(rows, schema=["currency", "from", "to", "accounts", "opening", "closing"], orient="row")
    done = rates(frame, STATES, balances=balances)
    assert table(done).height == len(done)
    return {(one.meaning, one.measure, one.currency, one.from_state, one.to_state): one for one in done}


CELLS: Cells = {
    ("CNY", "M1", "M2"): (2, 200, 210),
    ("CNY", "M1", "M0"): (1, 50, 0),
    ("CNY", "M1", "MISSING"): (1, 50, 0),
    ("CNY", "M2", "M1"): (3, 300, 290),
    ("CNY", "NEW", "M2"): (1, 0, 30),
    ("CNY", "NO_BUCKET", "M3+"): (1, 7, 7),
}


def test_a_flow_rate_is_the_next_bucket_after_by_this_bucket_before() -> None:
    flow = found(CELLS)["flow_rate", "balance", "CNY", "M1", "M2"]

    assert (flow.accounts, flow.balance_minor, flow.base_minor, flow.rate_ppm) == (3, 240, 300, 800_000)


def test_a_row_of_the_matrix_is_by_what_it_was_before_and_what_came_by_what_it_is_after() -> None:
    done = found(CELLS)

    by_count, by_balance = (done["migration", measure, "CNY", "M1", "M2"] for measure in ("accounts", "balance"))
    assert (by_count.accounts, by_count.base_accounts, by_count.rate_ppm) == (2, 4, 500_000)
    assert (by_balance.balance_minor, by_balance.base_minor, by_balance.rate_ppm) == (200, 300, 666_667)
    new = done["migration", "balance", "CNY", "NEW", "M2"]
    assert (new.balance_minor, new.base_minor, new.rate_ppm) == (30, 30, 1_000_000)


def test_the_summary_divides_what_had_a_bucket_without_a_rest() -> None:
    done = found(CELLS)
    whole = {to: done["summary", "accounts", "CNY", "ALL", to].accounts for to in OUTCOMES}

    assert {to: count for to, count in whole.items() if count} == {"FORWARD": 2, "BACK": 3, "CURE": 1, "MISSING": 1}
    assert done["summary", "accounts", "CNY", "ALL", "FORWARD"].base_accounts == 7


def test_an_account_without_a_bucket_is_in_none() -> None:
    done = found(CELLS)

    assert done["migration", "accounts", "CNY", "NO_BUCKET", "M3+"].accounts == 1
    assert done["migration", "accounts", "CNY", "M1", "NO_BUCKET"].accounts == 0
    assert ("migration", "accounts", "CNY", "M3+", "M3+") not in done


def test_currencies_are_apart_and_accounts_alone_are_added_up() -> None:
    done = found({("CNY", "M1", "M2"): (1, 10, 10), ("USD", "M1", "M2"): (2, 99, 99)})

    assert done["migration", "accounts", "ALL", "M1", "M2"].accounts == 3
    assert done["migration", "balance", "USD", "M1", "M2"].balance_minor == 99
    assert ("migration", "balance", "ALL", "M1", "M2") not in done
    assert done["migration", "accounts", "ALL", "M1", "M2"].rate_ppm == 1_000_000


def test_without_balances_accounts_flow() -> None:
    done = found(CELLS, balances=False)

    flow = done["flow_rate", "accounts", "CNY", "M1", "M2"]
    assert (flow.accounts, flow.base_accounts, flow.balance_minor, flow.rate_ppm) == (3, 4, None, 750_000)
    assert {key[1] for key in done} == {"accounts"}


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("A", "A"), "'A' is there twice"),
        (("A", "MISSING"), "'MISSING' is the name of another state"),
        (("A", " "), "a label is blank"),
        (("A",), "there must be two at least"),
    ],
)
def test_an_order_of_labels_that_cannot_be_is_refused(labels: tuple[str, ...], said: str) -> None:
    with pytest.raises(RulesError) as caught:
        states(labels)

    assert said in caught.value.details


def test_labels_are_read_as_the_order_spells_them() -> None:
    cells = pl.Series(["M1", "ｍ３＋", " m1 ", "M9", None, ""])

    assert labelled(cells, ("M1", "M3+")).to_list() == ["M1", "M3+", "M1", None, None, None]
    assert labelled(pl.Series(["AA", "Aa", "aa"]), ("AA", "Aa")).to_list() == ["AA", "Aa", None]


def test_states_of_many_currencies_are_told_apart() -> None:
    codes = ["".join(letters) for letters in islice(product(ascii_uppercase, repeat=3), 9_000)]
    states = pl.Enum([f"M{number}" for number in range(8)])  # 72,000 states: a pair of them needs more than 32 bits
    frame = pl.DataFrame({"key": range(len(codes)), "currency": codes, "balance": 1})
    frame = frame.with_columns(pl.lit("M7").cast(states).alias("state"))
    cells = match(frame, frame).stayed
    assert cells.height == len(codes)
    assert cells["accounts"].to_list() == [1] * len(codes)
