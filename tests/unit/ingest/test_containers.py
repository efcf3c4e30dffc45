"""What surrounds the accounts: encodings, separators, titles, totals, notes, workbooks, several files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.unit.ingest.portfolios import (
    BLANK,
    CLEAN,
    HEADER,
    account,
    as_csv,
    id_number,
    padded,
    run,
    totals,
    write_xlsx,
)


def test_clean_accounts(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv(CLEAN))
    assert done.accounts.schema == {
        "as_of": pl.Date, "account_id": pl.String, "name": pl.String, "id_number": pl.String, "mobile": pl.String,
        "product": pl.String, "currency": pl.String, "principal_outstanding_minor": pl.Int64,
        "overdue_total_minor": pl.Int64, "oldest_unpaid_due": pl.Date, "days_past_due_given": pl.Int64,
        "remark": pl.String,
    }  # fmt: skip
    assert done.accounts.row(1) == (
        dt.date(2026, 10, 31), "HT000002", "张三", id_number(2), "+8615400000002", "消费贷", "CNY", 200_000, 205,
        dt.date(2026, 8, 1), 91, None,
    )  # fmt: skip
    report = done.report
    assert (report.rows_in, report.accounts, report.rejects, report.removed, report.reasons) == (5, 5, 0, {}, {})
    assert (report.format, report.encoding, report.as_of) == ("csv", "utf-8", "2026-10-31")
    assert report.mapping["*手机号码"] == "mobile"
    assert not report.warnings


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"],
    ids=["utf8", "bom", "gb18030", "utf16", "utf16le"],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"], ids=["comma", "tab", "semicolon", "bar", "wide"])
def test_containers(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [HEADER, account(1, 姓名="𠮷野䶮"), account(2, 备注="两行\n备注"), account(3)[:-2]]
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    done = run(tmp_path, (mark + as_csv(rows, separator=separator, end="\r\n")).encode(encoding))
    assert done.accounts["name"].to_list() == ["𠮷野䶮", "张三"]
    assert done.accounts["remark"].to_list() == [None, "两行\n备注"]
    assert done.reasons == [(5, "FIELDS_MISSING", None)]
    assert done.rejects["line"].to_list() == [separator.join(account(3)[:-2])]


def test_everything_around_the_accounts(tmp_path: Path) -> None:
    rows = [
        ["某某公司资产包"], padded("制表日期：2026-11-01"), HEADER, account(1), BLANK, account(2), HEADER, [],
        account(3), padded(*totals("6.15")), padded("说明：金额单位为元"), ["备注：共3户"],
    ]  # fmt: skip
    done = run(tmp_path, as_csv(rows))
    report = done.report
    assert report.removed == {"repeated_header": 1, "totals": 1, "note": 2}
    assert (report.rows_in, report.accounts, report.rejects) == (7, 3, 0)
    control = report.control_totals["overdue_total"]
    assert (control.stated_minor, control.accounts_minor, control.difference_minor) == (615, 615, 0)
    assert "principal_outstanding" not in report.control_totals


def test_a_totals_row_without_its_last_separators(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([*CLEAN, totals("16.00")]))
    control = done.report.control_totals["overdue_total"]
    assert (control.stated_minor, control.accounts_minor, control.difference_minor) == (1600, 1525, 75)
    assert done.report.removed == {"totals": 1}


def test_rejected_amounts_explain_the_difference(tmp_path: Path) -> None:
    rows = [HEADER, account(1), account(2, 合同号=""), padded(*totals("3.10"))]
    control = run(tmp_path, as_csv(rows)).report.control_totals["overdue_total"]
    assert (control.accounts_minor, control.rejects_minor, control.difference_minor) == (105, 205, 205)


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.xlsx"
    rows: list[list[Any]] = [
        ["某某资产包"], [], HEADER, account(1), account(2), BLANK,
        [*account(3)[:3], int(id_number(3).replace("X", "1")), *account(3)[4:]],
        [*account(4)[:1], 1234567890123456789, *account(4)[2:]],
        [*account(5)[:6], 5000.5, 5.05, "2026-08-01", 91, ""],
        padded(*totals("8.20")), ["说明：仅供测试"],
    ]  # fmt: skip
    write_xlsx(path, rows)
    done = run(tmp_path, path)
    assert done.reasons == [(7, "ID_PRECISION_LOST", "id_number"), (8, "ACCOUNT_PRECISION_LOST", "account_id")]
    assert "line" not in done.rejects.columns
    assert done.accounts["overdue_total_minor"].to_list() == [105, 205, 505]
    assert done.report.removed == {"totals": 1, "note": 1}
    assert (done.report.format, done.report.encoding) == ("xlsx", None)


def test_several_inputs(tmp_path: Path) -> None:
    other = [["借据号", *HEADER[2:], "数据日期", "城市"]]
    other += [[row[1], *row[2:], row[0], "某市"] for row in [account(7), account(8, 合同号="")]]
    done = run(tmp_path, as_csv([HEADER, account(1), account(2, 逾期天数="x")]), as_csv(other))
    assert done.accounts["account_id"].to_list() == ["HT000001", "HT000007"]
    assert done.accounts["city"].to_list() == [None, "某市"]
    assert done.rejects["file"].to_list() == ["input0.csv", "input1.csv"]
    assert done.rejects.columns[5:] == [f"column {n}" for n in range(1, 13)]
    assert done.report.rows_in == 4
