"""The sender's totals against ours."""

from __future__ import annotations

import polars as pl

from collectkit.ingest.controls import Control, Stated, Sums, compare, stated, sums
from collectkit.ingest.structure import Totals
from collectkit.tables.headers import match


def test_sums_of_accounts_and_rejects() -> None:
    values = {"overdue_total": pl.Series([1, 2, None, 4, 7]), "days_past_due_given": pl.Series([1, 1, 1, 1, 1])}
    kept, rejected = pl.Series([True, True, True, False, False]), pl.Series([False, False, False, True, False])
    assert sums(values, kept, rejected) == {"overdue_total": Sums(3, 4, 7)}
    assert Sums(1, 2, 3) + Sums(10, 20, 30) == Sums(11, 22, 33)


def test_a_totals_row_is_read_in_the_units_of_its_headers() -> None:
    columns = match(["合同号", "逾期金额（万元）", "剩余本金(元)", "overdue_fee_minor", "逾期利息"]).columns
    read = stated(Totals(7, False, {0: "合计", 1: "1.5", 2: "1,234.50", 3: "77", 4: "见附件"}), columns)
    expected = {"overdue_total": 1_500_000, "principal_outstanding": 123_450, "overdue_fee": 77}
    assert read == Stated(7, False, expected)


def test_the_last_grand_total_counts_else_all_parts() -> None:
    computed = {"overdue_total": Sums(90, 5, 2)}
    grand, later = Stated(5, False, {"overdue_total": 80}), Stated(9, False, {"overdue_total": 100})
    parts = [Stated(3, True, {"overdue_total": 60}), Stated(6, True, {"overdue_total": 40})]
    expected = {"overdue_total": Control(100, 90, 5, 2, 10)}
    assert compare([[*parts, grand, later]], computed) == expected
    assert compare([parts], computed) == expected


def test_every_input_must_state_a_total() -> None:
    computed = {"overdue_total": Sums(90, 0), "overdue_fee": Sums(1, 0)}
    one, other = Stated(5, False, {"overdue_total": 50, "overdue_fee": 1}), Stated(5, False, {"overdue_total": 40})
    assert compare([[one], [other]], computed) == {"overdue_total": Control(90, 90, 0, 0, 0)}
    assert compare([[one], []], computed) == {}
    assert compare([], computed) == {}
