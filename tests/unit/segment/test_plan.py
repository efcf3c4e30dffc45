"""The plan of one segmentation, on batches of text as files give them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from collectkit.segment.days import Anchor, anchors
from collectkit.segment.plan import Plan, Segmented, disagreeing
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.segment.tally import NO_CURRENCY, rows
from collectkit.tables.headers import match

AS_OF = date(2026, 10, 31)
SCHEME = SCHEMES["cn-m3plus"]


def segmented(columns: dict[str, list[str | None]], anchor: Anchor = "auto", **options: Any) -> Segmented:
    known = {column.field: column for column in match(list(columns)).columns if column.field}
    plan = Plan(known, AS_OF, SCHEME, anchors(anchor, known), **options)
    cells = {str(place): pl.Series(cells, dtype=pl.String) for place, cells in enumerate(columns.values())}
    return plan.apply(pl.DataFrame(cells))


def test_days_are_counted_from_dates_in_any_spelling() -> None:
    found = segmented({"逾期日期": ["2026-10-31", "2026/9/30", "20260901", "2026年8月1日", "2027-01-01"]})

    assert found.accounts["days"].to_list() == [0, 31, 60, 91, 0]
    assert found.accounts["bucket"].to_list() == ["M0", "M2", "M2", "M3+", "M0"]
    assert found.counted_from == {"oldest_unpaid_due": 5}
    assert found.codes["oldest_unpaid_due"].to_list() == [None] * 4 + ["DATE_TO_COME"]


def test_a_blank_date_is_filled_by_given_days_and_an_unreadable_one_is_not() -> None:
    found = segmented({"逾期日期": [None, "-", "2026-02-30", "soon", None], "逾期天数": ["45天", "5", "5", "5", None]})

    assert found.accounts["days"].to_list() == [45, 5, None, None, None]
    assert found.accounts["bucket"].to_list() == ["M2", "M1", None, None, None]
    assert found.counted_from == {"oldest_unpaid_due": 0, "days_past_due_given": 2}
    assert found.codes["oldest_unpaid_due"].to_list() == [
        *(None, None, "DATE_IMPOSSIBLE", "DATE_UNREADABLE", "NEEDED_BLANK")
    ]


def test_given_days_that_are_no_number_have_no_bucket() -> None:
    found = segmented({"逾期天数": ["M2", "45.0", "-3", None, "x"]}, anchor="given")

    assert found.accounts["days"].to_list() == [None, 45, 0, None, None]
    codes = ["DAYS_NOT_COUNTED", None, "DAYS_NEGATIVE", "NEEDED_BLANK", "NUMBER_UNREADABLE"]
    assert found.codes["days_past_due_given"].to_list() == codes
    assert found.comparisons == {}


def test_instalments_are_not_counted_as_days() -> None:
    assert segmented({"逾期天数（期）": ["3", "45天"]}, anchor="given").accounts["days"].to_list() == [None, 45]


def test_money_is_summed_in_the_unit_of_its_header() -> None:
    found = segmented(
        {"逾期天数": ["1", "1"], "逾期金额(万元)": ["1.2", None], "剩余本金（元）": ["0.01", "1,000"]}, anchor="given"
    )

    (row,) = [row for row in rows(found.per_bucket, SCHEME) if row.accounts]
    assert row.sums == {"overdue_total_minor": 1_200_000, "principal_outstanding_minor": 100_001}


def test_canonical_money_is_minor_units() -> None:
    found = segmented({"days_past_due_given": ["1"], "overdue_total_minor": ["123"]})

    assert [row.sums for row in rows(found.per_bucket, SCHEME) if row.accounts] == [{"overdue_total_minor": 123}]


def test_sums_are_per_currency() -> None:
    found = segmented({"逾期天数": ["1"] * 7, "币种": ["CNY", None, "人民币", " usd", "贝壳", "", "RMB"]})

    counts = {row.currency: row.accounts for row in rows(found.per_bucket, SCHEME) if row.accounts}
    assert counts == {"CNY": 5, "USD": 1, NO_CURRENCY: 1}


def test_the_file_s_own_days_and_bucket_are_compared() -> None:
    found = segmented(
        {
            "逾期日期": ["2026-10-01", "2026-09-30"],
            "逾期天数": ["31", "31"],
            "账龄": ["M1", "M1"],
            "逾期金额": ["10", "20"],
        }
    )

    days, bucket = found.comparisons["days_past_due_given"], found.comparisons["bucket_given"]
    assert (days.compared, days.differing) == (2, 1)
    assert [(row.given, row.bucket, row.sums) for row in days.moves(SCHEME)] == [
        ("M2", "M1", {"overdue_total_minor": 1_000})
    ]
    assert [(row.given, row.bucket, row.sums) for row in bucket.moves(SCHEME)] == [
        ("M1", "M2", {"overdue_total_minor": 2_000})
    ]


def test_grace_reaches_the_count() -> None:
    columns: dict[str, list[str | None]] = {"逾期日期": ["2026-10-29", "2026-10-27"]}

    assert segmented(columns, grace=3).accounts["days"].to_list() == [0, 1]
    assert segmented(columns, grace=3, grace_rule="gate").accounts["days"].to_list() == [0, 4]


def test_an_empty_batch_is_segmented() -> None:
    found = segmented({"逾期日期": [], "逾期金额": [], "币种": []})

    assert found.accounts["days"].to_list() == []
    assert found.per_bucket.is_empty()


def test_cells_that_name_another_day_than_as_of_are_found() -> None:
    cells = pl.Series(["2026-10-31", "2026/10/31", None, "-", "soon", "2026-10-30", "20261030"])

    assert disagreeing(cells, AS_OF).to_list() == [False, False, False, False, False, True, True]
