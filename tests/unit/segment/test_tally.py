"""Tallies: counts and sums add up over batches, per currency, and come in the scheme's order."""

from __future__ import annotations

import polars as pl

from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.segment.tally import PER_BUCKET, PER_MOVE, moves, rows, tally, total

SCHEME = SCHEMES["cn-m3plus"]


def test_batches_add_up_and_buckets_come_in_order() -> None:
    batches = [
        pl.DataFrame({"currency": ["CNY", "CNY"], "bucket": ["M3+", "M3"], "overdue_total_minor": [100, 7]}),
        pl.DataFrame({"currency": ["CNY", "CNY"], "bucket": ["M3+", None], "overdue_total_minor": [20, None]}),
    ]

    whole = total([tally(batch, PER_BUCKET) for batch in batches], PER_BUCKET)

    assert [(row.bucket, row.accounts, row.sums) for row in rows(whole, SCHEME)] == [
        ("M0", 0, {"overdue_total_minor": 0}),
        ("M1", 0, {"overdue_total_minor": 0}),
        ("M2", 0, {"overdue_total_minor": 0}),
        ("M3", 1, {"overdue_total_minor": 7}),
        ("M3+", 2, {"overdue_total_minor": 120}),
        (None, 1, {"overdue_total_minor": 0}),
    ]


def test_currencies_are_kept_apart() -> None:
    accounts = pl.DataFrame({"currency": ["USD", "CNY"], "bucket": ["M0", "M0"], "overdue_total_minor": [1, 2]})

    found = [row.as_dict() for row in rows(tally(accounts, PER_BUCKET), SCHEME) if row.accounts]

    assert found == [
        {"bucket": "M0", "currency": "CNY", "accounts": 1, "overdue_total_minor": 2},
        {"bucket": "M0", "currency": "USD", "accounts": 1, "overdue_total_minor": 1},
    ]


def test_a_sum_beyond_64_bits_is_right() -> None:
    accounts = pl.DataFrame({"currency": ["CNY"] * 2, "bucket": ["M0"] * 2, "overdue_total_minor": [2**62] * 2})

    first = next(rows(total([tally(accounts, PER_BUCKET)] * 2, PER_BUCKET), SCHEME))

    assert first.sums == {"overdue_total_minor": 2**64}


def test_a_file_without_money_is_counted() -> None:
    accounts = pl.DataFrame({"currency": ["CNY"], "bucket": ["M1"]})

    assert [row.as_dict() for row in rows(tally(accounts, PER_BUCKET), SCHEME) if row.accounts] == [
        {"bucket": "M1", "currency": "CNY", "accounts": 1}
    ]


def test_an_empty_file_has_no_rows() -> None:
    assert list(rows(total([], PER_BUCKET), SCHEME)) == []
    assert list(moves(total([], PER_MOVE), SCHEME)) == []


def test_moves_come_in_the_order_of_the_scheme() -> None:
    accounts = pl.DataFrame({"currency": ["CNY"] * 3, "given": ["M3+", "M2", "M2"], "bucket": ["M3", "M3+", "M1"]})

    found = [(row.given, row.bucket, row.accounts) for row in moves(tally(accounts, PER_MOVE), SCHEME)]

    assert found == [("M2", "M1", 1), ("M2", "M3+", 1), ("M3+", "M3", 1)]
