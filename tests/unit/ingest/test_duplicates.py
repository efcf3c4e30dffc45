"""Accounts in several rows: the same again, older, or in contradiction."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import HEADER, Row, account, accounts, as_csv, run, totals

SEPTEMBER = {"数据日期": "2026-09-30", "逾期天数": "60"}


def numbers(frame: pl.DataFrame) -> list[str]:
    return frame["account_id"].to_list()


def test_a_row_that_is_there_again_is_taken_out_once_and_counted(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1), account(2), account(1), account(1)]))
    assert numbers(done.accounts) == ["HT000001", "HT000002"]
    assert (done.report.rows_in, done.report.accounts, done.report.rejects) == (4, 2, 0)
    assert done.report.removed == {"duplicate": 2}
    assert not done.report.findings


def test_rows_that_contradict_each_other_are_both_named_and_neither_is_chosen(tmp_path: Path) -> None:
    other = account(1, 剩余本金="999.00")
    done = run(tmp_path, as_csv([HEADER, account(1), account(2), other, account(1)]))
    assert numbers(done.accounts) == ["HT000002"]
    assert done.reasons == [(2, "ACCOUNT_CONFLICTING", "account_id"), (4, "ACCOUNT_CONFLICTING", "account_id")]
    assert done.report.removed == {"duplicate": 1}
    assert done.report.rows_in == 4


def test_a_column_that_is_not_read_makes_no_contradiction(tmp_path: Path) -> None:
    rows = [["序号", *HEADER], ["1", *account(1)], ["2", *account(1)]]
    assert run(tmp_path, as_csv(rows)).report.removed == {"duplicate": 1}


def test_states_of_two_dates_are_no_contradiction(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1, **SEPTEMBER), account(1)]))
    assert done.report.accounts == 2
    assert done.report.warnings == {"ACCOUNT_REPEATED": 2}


def test_the_newest_date_is_preferred_when_asked_for(tmp_path: Path) -> None:
    rows = [HEADER, account(1, **SEPTEMBER), account(2), account(1), account(3, 数据日期="")]
    done = run(tmp_path, as_csv(rows), newest=True)
    assert done.accounts.select("account_id", pl.col("as_of").cast(pl.String)).rows() == [
        ("HT000002", "2026-10-31"), ("HT000001", "2026-10-31"), ("HT000003", None),
    ]  # fmt: skip
    assert done.report.removed == {"superseded": 1}


def test_of_one_date_the_later_input_is_the_newer(tmp_path: Path) -> None:
    correction = as_csv([HEADER, account(1, 剩余本金="999.00")])
    first = as_csv([HEADER, *accounts(2)])
    done = run(tmp_path, first, correction)
    assert (numbers(done.accounts), done.report.rejects) == (["HT000002"], 2)
    done = run(tmp_path, first, correction, newest=True)
    assert numbers(done.accounts) == ["HT000002", "HT000001"]
    assert done.accounts["principal_outstanding_minor"].to_list() == [200_000, 99_900]
    assert done.report.removed == {"superseded": 1}


def test_within_one_input_and_date_none_is_newer(tmp_path: Path) -> None:
    rows = [HEADER, account(1), account(1, 剩余本金="999.00"), account(2)]
    assert run(tmp_path, as_csv(rows), newest=True).report.reasons == {"ACCOUNT_CONFLICTING": 2}


def test_a_rejected_row_contradicts_nothing(tmp_path: Path) -> None:
    rows = [HEADER, account(1), account(1, 剩余本金="没有")]
    done = run(tmp_path, as_csv(rows))
    assert (done.report.accounts, done.report.reasons) == (1, {"AMOUNT_UNREADABLE": 1})


def test_the_sums_say_what_was_taken_out(tmp_path: Path) -> None:
    rows: list[Row] = [HEADER, account(1), account(1), account(2), account(2, 剩余本金="5"), totals("6.20")]
    control = run(tmp_path, as_csv(rows)).report.control_totals["overdue_total"]
    assert (control.stated_minor, control.accounts_minor, control.rejects_minor) == (620, 105, 410)
    assert (control.removed_minor, control.difference_minor) == (105, 515)


def test_all_the_same_where_the_output_cannot_be_taken_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = as_csv([HEADER, account(1), account(2), account(1), account(2, 剩余本金="5"), account(3)])
    written = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    monkeypatch.setattr(sys, "stdout", written)
    report = job.run([Input()], Output())
    assert (report.removed, report.reasons) == ({"duplicate": 1}, {"ACCOUNT_CONFLICTING": 2})
    assert written.buffer.getvalue().decode() == run(tmp_path, text).accounts.write_csv()


def test_duplicates_lie_any_distance_apart(tmp_path: Path) -> None:
    many = accounts(40_000)
    done = run(tmp_path, as_csv([HEADER, *many, *many[:-1], account(40_000, 剩余本金="7")]), as_csv([HEADER, *many]))
    assert (done.report.accounts, done.report.rejects) == (39_999, 2)
    assert done.report.removed == {"duplicate": 79_999}
    assert done.report.rows_in == 120_000
