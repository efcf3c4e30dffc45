"""Instalments, what is paid of them, and where accounts are found again."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectkit.segment.dues.instalments import ENTRIES, INSTALMENTS
from collectkit.segment.dues.oldest import dues, once, owed
from collectkit.segment.dues.settled import paid, tie
from collectkit.segment.lookup import Keys, find

AS_OF = date(2026, 10, 31)


def instalments(*rows: tuple[int, int | None, date, int]) -> pl.DataFrame:
    lines = [(row, *one, None) for row, one in enumerate(rows, 2)]
    return pl.DataFrame(lines, schema=dict(INSTALMENTS), orient="row")


def entries(*rows: tuple[bool, int, date, int | None, int | None]) -> pl.DataFrame:
    """Lines of account 0: whether a reversal, amount, day, number, number of what it takes back."""
    lines = [
        (row, 0, reversal, amount, None, day, day, txn, reverses)
        for row, (reversal, amount, day, txn, reverses) in enumerate(rows, 2)
    ]
    return pl.DataFrame(lines, schema=dict(ENTRIES), orient="row")


NOTHING = pl.DataFrame(schema={"key": pl.UInt32, "paid": pl.Int128})


@pytest.mark.parametrize(
    ("due_on", "anchor", "overdue"),
    [
        (date(2026, 10, 30), date(2026, 10, 30), 5),
        (date(2026, 10, 31), None, None),
        (date(2026, 11, 1), None, None),
    ],
)
def test_what_is_due_on_the_day_is_not_overdue(due_on: date, anchor: date | None, overdue: int | None) -> None:
    found = owed(instalments((0, 1, due_on, 5)), NOTHING, AS_OF)

    assert found.rows() == ([] if overdue is None else [(0, anchor, overdue)])


def test_small_instalments_that_are_left_add_up_beyond_the_tolerance() -> None:
    planned = instalments(*((0, month, date(2026, month, 1), 6) for month in (7, 8, 9)))

    assert owed(planned, NOTHING, AS_OF, tolerance=10)["anchor"].to_list() == [date(2026, 8, 1)]
    assert owed(planned, NOTHING, AS_OF, tolerance=18)["anchor"].to_list() == [None]


def test_an_instalment_counts_once() -> None:
    first, second = date(2026, 9, 1), date(2026, 9, 2)
    planned = once(
        instalments(
            *((0, 1, first, 5), (0, 1, first, 5), (0, 2, first, 5)),
            *((1, None, first, 5), (1, None, first, 5), (1, None, second, 5)),
            *((2, 1, first, 5), (2, 1, second, 5), (2, 2, first, 7)),
            *((3, None, first, 5), (3, None, first, 6)),
        )
    )

    assert planned.repeated == 2
    assert planned.conflicting.sort("row").rows() == [(8, 2), (9, 2), (11, 3), (12, 3)]
    assert sorted(planned.instalments["row"]) == [2, 4, 5, 7, 10]


def test_a_line_without_a_number_is_its_own_and_numbers_may_be_shared() -> None:
    day, other = date(2026, 9, 1), date(2026, 9, 2)
    tied = tie(
        entries(
            (False, 5, day, None, None),
            (False, 5, day, None, None),
            (False, 7, day, 1, None),
            (False, 7, day, 1, None),
            (False, 8, other, 1, None),
            (True, -15, AS_OF, None, 1),
        )
    )

    assert tied.repeated == 1
    assert paid(tied, day).rows() == [(0, 5 + 5 + 7 - 15)]
    assert paid(tied, other).rows() == [(0, 5 + 5 + 7 + 8 - 15)]


def test_a_reversal_of_a_reversal_is_unclear_and_one_of_nothing_is_an_orphan() -> None:
    day = date(2026, 9, 1)
    tied = tie(
        entries(
            (False, 5, day, 1, None),
            (True, -5, day, 2, 1),
            (True, -5, day, 3, 2),
            (True, -5, day, 4, 9),
        )
    )

    assert tied.unclear.rows() == [(4, 0)]
    assert tied.orphans.to_list() == [5]
    assert paid(tied, AS_OF).rows() == [(0, 0)]


def test_a_reversal_is_known_when_it_and_its_payment_are() -> None:
    day, later, last = date(2026, 9, 1), date(2026, 9, 5), date(2026, 9, 9)
    lines = entries((False, 5, day, 1, None), (True, -5, day, 2, 1))

    for posted in ([later, last], [last, later]):
        tied = tie(lines.with_columns(pl.Series("posted", posted)))
        assert [paid(tied, AS_OF, known)["paid"].sum() for known in (day, later, last)] == [
            *(0, 5 if posted[0] == later else 0, 0)
        ]


def test_accounts_are_found_by_their_number() -> None:
    ids = pl.Series(["b", "a", "c"])
    owing = pl.DataFrame(
        {"key": [0, 1], "anchor": [AS_OF, None], "overdue": [5, 0]},
        schema={"key": pl.UInt32, "anchor": pl.Date, "overdue": pl.Int128},
    )
    found = dues(ids, owing, pl.Series([1], dtype=pl.UInt32))

    assert found.lookup(pl.Series(["c", "z", "b", None, "a", ""])).rows() == [
        (True, None, 0),
        (None, None, None),
        (True, AS_OF, 5),
        (None, None, None),
        (False, None, 0),
        (None, None, None),
    ]


def test_nothing_is_found_where_nothing_is_known() -> None:
    assert find(pl.Series([], dtype=pl.String), pl.Series(["a", None])).to_list() == [None, None]


def test_texts_get_numbers_in_order_of_first_sight() -> None:
    keys = Keys()

    assert keys.of(pl.Series(["b", None, "a", "b"])).to_list() == [0, None, 1, 0]
    assert keys.of(pl.Series(["c", "a"])).to_list() == [2, 1]
    assert keys.texts.to_list() == ["b", "a", "c"]
