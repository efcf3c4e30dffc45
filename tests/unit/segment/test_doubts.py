"""What is odd is named and counted; nothing odd is taken for the oldest of debts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.segment import run
from collectkit.segment import twice

WORST = "M3+"
CASES = [
    ("逾期日期", "2026-11-01", ("DATE_TO_COME", "oldest_unpaid_due"), "M0"),
    ("逾期日期", "2026-10-31", None, "M0"),
    ("逾期日期", "1926-11-25", None, WORST),
    ("逾期日期", "1926-11-24", ("DAYS_INCREDIBLE", "oldest_unpaid_due"), None),
    ("逾期日期", "1900-01-01", ("DAYS_INCREDIBLE", "oldest_unpaid_due"), None),
    ("逾期日期", "2026-02-30", ("DATE_IMPOSSIBLE", "oldest_unpaid_due"), None),
    ("逾期日期", "03/04/2026", ("DATE_AMBIGUOUS", "oldest_unpaid_due"), None),
    ("逾期日期", "9999-12-31", ("NEEDED_BLANK", "oldest_unpaid_due"), None),
    ("逾期日期", "", ("NEEDED_BLANK", "oldest_unpaid_due"), None),
    ("逾期天数", "", ("NEEDED_BLANK", "days_past_due_given"), None),
    ("逾期天数", "-1", ("DAYS_NEGATIVE", "days_past_due_given"), "M0"),
    ("逾期天数", "36500", None, WORST),
    ("逾期天数", "36501", ("DAYS_INCREDIBLE", "days_past_due_given"), None),
    ("逾期天数", "999999999", ("DAYS_INCREDIBLE", "days_past_due_given"), None),
    ("逾期天数", "9999999999", ("NUMBER_UNREADABLE", "days_past_due_given"), None),
    ("逾期天数", "M3", ("DAYS_NOT_COUNTED", "days_past_due_given"), None),
]


def segmented(folder: Path, text: str, **more: Any) -> dict[str, Any]:
    (folder / "in.csv").write_text(text, encoding="utf-8")
    output = Output(folder / "out.csv", force=True)
    return run(Input(folder / "in.csv"), output, Segmentation(date(2026, 10, 31), **more)).as_dict()


def named(report: dict[str, Any]) -> dict[tuple[str, str], tuple[int, list[int]]]:
    return {(one["code"], one["column"]): (one["count"], one["first_rows"]) for one in report["warnings"]}


@pytest.mark.parametrize(("header", "cell", "code", "bucket"), CASES)
def test_what_days_are_counted_from(
    tmp_path: Path, header: str, cell: str, code: tuple[str, str] | None, bucket: str | None
) -> None:
    report = segmented(tmp_path, f"合同号,{header},逾期金额\nA1,{cell},10.00\n")

    assert named(report) == ({} if code is None else {code: (1, [2])})
    (row,) = [row for row in report["buckets"] if row["accounts"]]
    assert (row["bucket"], row["overdue_total_minor"], report["no_bucket"]) == (bucket, 1_000, int(bucket is None))


def test_grace_does_not_make_a_wrong_date_believable(tmp_path: Path) -> None:
    report = segmented(tmp_path, "合同号,逾期日期\nA1,1926-11-01\n", grace=20, grace_rule="gate")

    assert (named(report), report["no_bucket"]) == ({("DAYS_INCREDIBLE", "oldest_unpaid_due"): (1, [2])}, 1)


def test_a_date_is_enough_where_the_days_are_blank_and_the_other_way_round(tmp_path: Path) -> None:
    report = segmented(tmp_path, "合同号,逾期日期,逾期天数\nA1,2026-10-01,\nA2,,5\nA3,,\nA4,x,\n")

    assert named(report) == {
        ("NEEDED_BLANK", "oldest_unpaid_due"): (1, [4]),
        ("DATE_UNREADABLE", "oldest_unpaid_due"): (1, [5]),
    }


def test_amounts_below_zero_are_summed_and_named(tmp_path: Path) -> None:
    report = segmented(tmp_path, "合同号,逾期天数,逾期金额,剩余本金\nA1,5,-3.00,1\nA2,5,x,-1\nA3,5,4,(2.00)\n")

    assert named(report) == {
        ("AMOUNT_NEGATIVE", "overdue_total"): (1, [2]),
        ("AMOUNT_UNREADABLE", "overdue_total"): (1, [3]),
        ("AMOUNT_NEGATIVE", "principal_outstanding"): (2, [3, 4]),
    }
    (row,) = [row for row in report["buckets"] if row["accounts"]]
    assert (row["overdue_total_minor"], row["principal_outstanding_minor"]) == (100, -200)


def test_currencies_are_summed_apart_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    report = segmented(
        tmp_path, "合同号,逾期天数,逾期金额,币种\nA1,5,3,CNY\nA2,5,4,usd\nA3,5,5,贝壳\nA4,5,6,\nA5,5,7,$$\n"
    )

    assert named(report) == {("CURRENCY_UNREADABLE", "currency"): (2, [4, 6])}
    sums = {row["currency"]: row["overdue_total_minor"] for row in report["buckets"] if row["accounts"]}
    assert sums == {"CNY": 900, "USD": 400, "XXX": 1_200}


def test_accounts_that_stand_twice_and_rows_without_a_number_are_named(tmp_path: Path) -> None:
    report = segmented(tmp_path, "合同号,逾期天数\nA1,5\nA2,5\nA1,9\n,5\nA1,5\n,5\n")

    assert named(report) == {("NEEDED_BLANK", "account_id"): (2, [5, 7]), ("ACCOUNT_TWICE", "account_id"): (2, [])}
    assert report["rows_out"] == 6


def test_accounts_are_remembered_over_batches_and_up_to_a_number_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twice, "MOST", 6)
    seen = twice.Marks()
    for names in (["a", "b", None], [], ["b", "c", "a"]):
        seen.add(twice.marks(pl.Series(names, dtype=pl.String)))
    assert seen.repeated() == 2
    seen.add(twice.marks(pl.Series(["d", "e"])))
    assert seen.repeated() is None
