"""Shifted dates: all of a person by the same days, by none for nobody, and nothing that tells by how many."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from collectkit.errors import TokenError
from collectkit.mask.selftest import self_test
from tests.unit.mask.given import THEIRS, Table, bound

ID, OTHER = "110105184912310020", "00000018000101000X"
SHIFTED = {"as_of": "shift_dates", "oldest_unpaid_due": "shift_dates", "due": "shift_dates from = 'due_date'"}


def table(**columns: list[str | None]) -> Table:
    rows = len(next(iter(columns.values())))
    dates: Table = {
        "as_of": ["2026-10-31"] * rows,
        "oldest_unpaid_due": ["2026/9/1"] * rows,
        "due_date": ["20261101"] * rows,
    }
    return {**dates, **columns}


def shifts(given: Table, **more: str) -> list[int | None]:
    """Return by how many days each row is moved, the same in all columns."""
    plan, frame = bound({**SHIFTED, **more}, given)
    made, _ = plan.apply(frame)
    assert dict(made.schema) == plan.schema
    days = [
        (made["as_of"] - date(2026, 10, 31)).dt.total_days().to_list(),
        (made["oldest_unpaid_due"] - date(2026, 9, 1)).dt.total_days().to_list(),
        (made["due"] - date(2026, 11, 1)).dt.total_days().to_list(),
    ]
    assert days[0] == days[1] == days[2]
    return days[0]


def test_a_person_has_one_shift_however_the_number_is_spelled() -> None:
    moved = shifts(table(id_number=[ID, "１１０１０５１８４９１２３１００２０", f" {ID} ", OTHER, OTHER.lower()]))

    assert moved[0] == moved[1] == moved[2]
    assert moved[3] == moved[4]
    assert moved[0] != moved[3]


def test_fifteen_digits_are_the_person_of_eighteen() -> None:
    moved = shifts(table(id_number=["110105491231002", "11010519491231002X"]))

    assert moved[0] == moved[1] is not None


def test_the_person_is_told_by_the_surest_column_that_the_row_has() -> None:
    given = table(
        id_number=[ID, ID, None, None, "1101**********0020", "1.10105E+17"],
        customer_id=["KH1", "KH2", "KH2", "KH2", "KH2", "KH2"],
        mobile=["15400000001", "15400000002", "15400000003", None, None, None],
    )
    moved = shifts(given)

    assert moved[0] == moved[1]
    assert moved[2] == moved[3] == moved[4] == moved[5]
    assert moved[1] != moved[2]


@pytest.mark.parametrize("column", ["mobile", "account_id", "customer_id"])
def test_any_of_them_will_do(column: str) -> None:
    moved = shifts(table(**{column: ["15400000001", " 15400000001", "15400000002", None, "154****0001"]}))

    assert moved[0] == moved[1] is not None
    assert moved[2] not in {moved[0], None}
    assert moved[3:] == [None, None]


def test_one_number_in_two_columns_is_two_persons() -> None:
    (one,) = shifts(table(customer_id=["15400000001"]))
    (other,) = shifts(table(account_id=["15400000001"]))

    assert one != other


def test_a_column_need_not_leave_to_tell_persons_apart() -> None:
    plan, _ = bound(SHIFTED, table(id_number=[ID], product=["x"]))

    assert plan.dropped == ("id_number", "product")
    assert plan.columns == {0, 1, 2, 3}


def test_what_is_no_date_or_nobodys_is_blank_and_told() -> None:
    given: Table = {
        "as_of": ["2026-10-31", "2026-02-30", "永久", "", None, "03/04/2026", "2026-10-31"],
        "id_number": [ID, ID, ID, ID, ID, ID, None],
    }
    plan, frame = bound({"as_of": "shift_dates"}, given)
    made, lost = plan.apply(frame)

    assert made["as_of"].is_null().to_list() == [False, True, True, True, True, True, True]
    assert [(one.column, one.code, one.rows.arg_true().to_list()) for one in lost] == [
        ("as_of", "VALUE_BLANKED", [1, 5, 6])
    ]


def test_without_any_such_column_all_is_blank_and_told() -> None:
    plan, frame = bound({"as_of": "shift_dates"}, {"as_of": ["2026-10-31"] * 3})
    made, lost = plan.apply(frame)

    assert made["as_of"].null_count() == 3
    assert [one.rows.sum() for one in lost] == [3]


def test_days_lie_within_the_limit_on_both_sides_and_are_never_none() -> None:
    people: list[str | None] = [f"KH{number}" for number in range(3_000)]
    plan, frame = bound({"as_of": "shift_dates within = 7"}, {"as_of": ["2026-10-31"] * 3_000, "customer_id": people})
    moved = (plan.apply(frame)[0]["as_of"] - date(2026, 10, 31)).dt.total_days()
    counts = dict(moved.value_counts().iter_rows())

    assert set(counts) == {*range(-7, 0), *range(1, 8)}
    assert all(120 < count < 320 for count in counts.values())  # 214 each on average


def test_neither_a_recipient_nor_a_pseudonym_tells_the_days_of_another() -> None:
    people: list[str | None] = [f"KH{number}" for number in range(200)]
    given: Table = {"as_of": ["2026-10-31"] * 200, "customer_id": people}
    ours, theirs = (
        plan.apply(frame)[0]["as_of"]
        for plan, frame in (bound({"as_of": "shift_dates"}, given), bound({"as_of": "shift_dates"}, given, THEIRS))
    )

    assert (ours == theirs).sum() < 20


def test_days_past_due_are_kept_where_both_dates_are() -> None:
    given: Table = {
        "as_of": ["2026-10-31"] * 4,
        "oldest_unpaid_due": ["2026-10-31", "2026-10-01", "2026-01-01", "2025-10-31"],
        "id_number": [ID, OTHER, ID, OTHER],
    }
    plan, frame = bound({"as_of": "shift_dates", "oldest_unpaid_due": "shift_dates"}, given)
    made, _ = plan.apply(frame)

    assert (made["as_of"] - made["oldest_unpaid_due"]).dt.total_days().to_list() == [0, 30, 303, 365]


def test_no_keyring_no_shift() -> None:
    plan, frame = bound({"as_of": "shift_dates"}, table(id_number=[ID]), None)

    with pytest.raises(TokenError, match="no keyring"):
        plan.apply(frame)


def test_the_self_test_finds_dates_that_stayed() -> None:
    plan, frame = bound({"as_of": "shift_dates"}, table(id_number=[ID, OTHER]))
    made, _ = plan.apply(frame)

    self_test(plan, frame, made)
    with pytest.raises(TokenError, match="column as_of holds values that it should replace"):
        self_test(plan, frame, made.with_columns(as_of=pl.lit(date(2026, 10, 30)) + timedelta(days=1)))
