"""A file's own days and buckets against ours."""

from __future__ import annotations

import polars as pl

from collectkit.segment.compare import compare_buckets, compare_days
from collectkit.segment.schemes.scheme import SCHEMES

SCHEME = SCHEMES["cn-m3plus"]
ACCOUNTS = pl.DataFrame(
    {
        "currency": ["CNY"] * 5,
        "days": [30, 31, 61, None, 91],
        "bucket": ["M1", "M2", "M3", None, "M3+"],
        "overdue_total_minor": [1, 20, 300, 4_000, 50_000],
    }
)


def test_days_are_compared_and_moves_are_summed() -> None:
    given = pl.Series([30, 30, 62, 5, None])

    found = compare_days(ACCOUNTS, given, SCHEME)

    assert (found.compared, found.differing, found.unknown) == (3, 2, 0)
    assert [row.as_dict() for row in found.moves(SCHEME)] == [
        {"given": "M1", "bucket": "M2", "currency": "CNY", "accounts": 1, "overdue_total_minor": 20}
    ]


def test_given_days_below_0_are_day_0() -> None:
    accounts = pl.DataFrame({"currency": ["CNY"], "days": [0], "bucket": ["M0"]})

    assert compare_days(accounts, pl.Series([-3]), SCHEME).differing == 0


def test_given_buckets_are_compared_whatever_their_case_and_width() -> None:
    given = pl.Series(["m1", "Ｍ３", "M3 ", "M1", "M3以上"])

    found = compare_buckets(ACCOUNTS, given, SCHEME)

    assert (found.compared, found.differing, found.unknown) == (3, 1, 1)
    assert [(row.given, row.bucket, row.accounts) for row in found.moves(SCHEME)] == [("M3", "M2", 1)]


def test_comparisons_of_batches_add_up() -> None:
    half = compare_days(ACCOUNTS, pl.Series([31, 30, 61, 1, 90]), SCHEME)

    both = half + half

    assert (both.compared, both.differing) == (8, 6)
    assert [(row.given, row.bucket, row.accounts, row.sums["overdue_total_minor"]) for row in both.moves(SCHEME)] == [
        ("M1", "M2", 2, 40),
        ("M2", "M1", 2, 2),
        ("M3", "M3+", 2, 100_000),
    ]
