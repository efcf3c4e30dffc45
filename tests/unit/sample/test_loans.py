"""Loans hang together: sums, dates and days."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from collectkit.sample.loans import AS_OF, BUCKETS, MONEY, PRODUCTS, half_up, loans


@pytest.fixture(scope="module")
def some_loans() -> pl.DataFrame:
    return loans(np.random.default_rng(5), 20_000)


def holds(frame: pl.DataFrame, law: pl.Expr) -> None:
    assert frame.select(law.all()).item()


def test_the_total_is_the_sum_of_its_parts(some_loans: pl.DataFrame) -> None:
    parts = pl.sum_horizontal("overdue_principal", "overdue_interest", "overdue_penalty", "overdue_fee")
    holds(some_loans, pl.col("overdue_total") == parts)
    holds(some_loans, pl.col("payoff_total") - pl.col("principal_outstanding") == parts - pl.col("overdue_principal"))


def test_what_is_overdue_is_owed_and_what_is_owed_was_lent(some_loans: pl.DataFrame) -> None:
    holds(some_loans, pl.col("overdue_principal") <= pl.col("principal_outstanding"))
    holds(some_loans, pl.col("principal_outstanding") <= pl.col("original_principal"))
    holds(some_loans, pl.min_horizontal(MONEY).fill_null(0) >= 0)


def test_days_count_from_the_oldest_unpaid_due_date(some_loans: pl.DataFrame) -> None:
    holds(some_loans, pl.col("days_past_due_given") == (pl.lit(AS_OF) - pl.col("oldest_unpaid_due")).dt.total_days())
    holds(some_loans, (pl.col("overdue_total") > 0) == (pl.col("days_past_due_given") > 0))
    holds(some_loans, (pl.col("terms_overdue") > 0) == (pl.col("days_past_due_given") > 0))


def test_dates_follow_each_other(some_loans: pl.DataFrame) -> None:
    holds(some_loans, pl.col("disbursed_on") < pl.col("oldest_unpaid_due"))
    holds(some_loans, pl.col("oldest_unpaid_due") <= pl.col("matures_on"))
    paid = some_loans.filter(pl.col("terms_paid") > 0)
    holds(paid, pl.col("last_paid_on").is_between("disbursed_on", "oldest_unpaid_due", closed="none"))
    holds(some_loans, (pl.col("terms_paid") == 0) == pl.col("last_paid_on").is_null())
    holds(some_loans, pl.col("last_paid_on").is_null() == pl.col("last_paid_amount").is_null())


def test_instalments_add_up(some_loans: pl.DataFrame) -> None:
    holds(some_loans, pl.col("terms_paid") + pl.col("terms_overdue") <= pl.col("terms_total"))
    ended = some_loans.filter(pl.col("terms_paid") + pl.col("terms_overdue") == pl.col("terms_total"))
    assert ended.height > 0
    holds(ended, pl.col("overdue_principal") == pl.col("principal_outstanding"))


@pytest.mark.parametrize(("days", "bucket"), [(0, "M0"), (1, "M1"), (30, "M1"), (31, "M2"), (60, "M2"), (61, "M3")])
def test_buckets_at_their_edges(some_loans: pl.DataFrame, days: int, bucket: str) -> None:
    there = some_loans.filter(pl.col("days_past_due_given") == days)["bucket_given"]
    assert there.unique().to_list() == [bucket]


def test_past_ninety_days_is_the_last_bucket(some_loans: pl.DataFrame) -> None:
    holds(some_loans, (pl.col("days_past_due_given") > 90) == (pl.col("bucket_given") == BUCKETS[-1]))


def test_every_product_and_bucket_occurs(some_loans: pl.DataFrame) -> None:
    assert some_loans["product"].n_unique() == len(PRODUCTS)
    assert set(some_loans["bucket_given"]) == set(BUCKETS)


def test_half_up() -> None:
    assert half_up(np.array([0, 4, 5, 14, 15]), 10).tolist() == [0, 0, 1, 1, 2]
