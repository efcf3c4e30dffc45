"""Rows: which are rejected, which are warned of, and in which form they come out."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from collectkit.fields.identity import check_digit
from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import (
    HEADER,
    account,
    accounts,
    as_csv,
    id_number,
    run,
)

REJECTED = [
    ({"合同号": ""}, "ACCOUNT_ID_MISSING", "account_id"),
    ({"合同号": "1.23457E+17"}, "ACCOUNT_PRECISION_LOST", "account_id"),
    ({"证件号码": "110105184912310000"}, "ID_PRECISION_LOST", "id_number"),
    ({"证件号码": "1.10105E+17"}, "ID_PRECISION_LOST", "id_number"),
    ({"逾期总额": "见附件"}, "AMOUNT_UNREADABLE", "overdue_total"),
    ({"开始日期": "去年"}, "DATE_UNREADABLE", "oldest_unpaid_due"),
    ({"开始日期": "2026-02-30"}, "DATE_IMPOSSIBLE", "oldest_unpaid_due"),
    ({"开始日期": "03/04/2026"}, "DATE_AMBIGUOUS", "oldest_unpaid_due"),
    ({"逾期天数": "四十"}, "NUMBER_UNREADABLE", "days_past_due_given"),
    ({"逾期天数": "M2", "开始日期": ""}, "ACCOUNT_UNDATED", "days_past_due_given"),
    ({"逾期天数": "M2", "逾期总额": "?", "证件号码": "1.1E+17"}, "ID_PRECISION_LOST", "id_number"),
]


@pytest.mark.parametrize(("changed", "reason", "column"), REJECTED, ids=str)
def test_rejects_keep_their_original_form(tmp_path: Path, changed: dict[str, str], reason: str, column: str) -> None:
    bad = account(2, 备注="原样　保留", **changed)
    done = run(tmp_path, as_csv([HEADER, account(1), bad, account(3)]))
    assert done.reasons == [(3, reason, column)]
    assert done.rejects.columns == ["row", "reason", "column", "line", *HEADER]
    assert [cell or "" for cell in done.rejects.row(0)[4:]] == bad
    assert done.report.reasons == {reason: 1}
    assert done.accounts["account_id"].to_list() == ["HT000001", "HT000003"]


def test_lines_that_are_no_rows(tmp_path: Path) -> None:
    lines = as_csv([HEADER, *accounts(6)]).encode().split(b"\n")
    lines[1] += b",more"
    lines[2] = lines[2].replace("张三".encode(), b"\xff\xfe")
    lines[4] = lines[4].replace(b"HT", b'HT"')
    lines[5] = lines[5].replace(b"HT", b"HT\0")
    done = run(tmp_path, b"\n".join(lines))
    codes = [(2, "FIELDS_EXTRA"), (3, "BYTES_INVALID"), (5, "QUOTES_BROKEN"), (6, "NUL_BYTE")]
    assert done.reasons == [(row, code, None) for row, code in codes]
    assert done.rejects["line"][1] == "hex:" + lines[2].hex()
    assert done.rejects["line"][2] == lines[4].decode()
    assert done.accounts["account_id"].to_list() == ["HT000003", "HT000006"]


WARNED = [
    ({"手机": "154****0002"}, "PHONE_MASKED", "154****0002"),
    ({"手机": "15400000002/15400000003"}, "PHONE_SEVERAL", "15400000002/15400000003"),
    ({"手机": "1540000"}, "PHONE_UNREADABLE", "1540000"),
    ({"手机": "无"}, "NEEDED_BLANK", None),
    ({"证件号码": id_number(2)[:17] + "?"}, None, "+8615400000002"),
    ({"证件号码": id_number(2)[:6] + "********" + id_number(2)[14:]}, "ID_MASKED", "+8615400000002"),
    ({"逾期总额": "1.005"}, "AMOUNT_ROUNDED", "+8615400000002"),
]


@pytest.mark.parametrize(("changed", "code", "mobile"), WARNED, ids=str)
def test_warnings_keep_the_account(
    tmp_path: Path, changed: dict[str, str], code: str | None, mobile: str | None
) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1), account(2, **changed)]))
    assert done.report.rejects == 0
    assert done.report.warnings == ({code: 1} if code else {})
    assert done.accounts["mobile"].to_list() == ["+8615400000001", mobile]
    if code:
        (finding,) = done.report.findings
        assert finding.first_rows == [3]


def test_warnings_are_of_accounts_not_of_rejects(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1), account(2, 手机="154****0002", 合同号="")]))
    assert done.report.warnings == {}


def test_a_damaged_id_may_be_kept_without_it(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1, 证件号码="1.1E+17"), account(2)]), keep_damaged=True)
    assert done.accounts["id_number"].to_list() == [None, id_number(2)]
    assert done.report.rejects == 0
    assert done.report.warnings == {"ID_PRECISION_LOST": 1}


def suspicious(count: int) -> list[str]:
    """Return ID numbers that look rounded and pass their check."""
    bodies = (f"{area}1851{month:02}28000" for area in range(110101, 119999) for month in range(1, 13))
    checked = (body + "0" for body in bodies if check_digit(body) == "0")
    return [next(checked) for _ in range(count)]


def test_few_that_look_rounded_are_warned_of_many_are_lost(tmp_path: Path) -> None:
    few = [account(n, 证件号码=number) for n, number in enumerate(suspicious(3), 101)]
    done = run(tmp_path, as_csv([HEADER, *few, *accounts(50)]))
    assert (done.report.rejects, done.report.warnings["ID_PRECISION_SUSPECTED"]) == (0, 3)
    many = [account(n, 证件号码=number) for n, number in enumerate(suspicious(8), 101)]
    done = run(tmp_path, as_csv([HEADER, *many, *accounts(50)]))
    assert (done.report.reasons, done.report.accounts) == ({"ID_PRECISION_LOST": 8}, 50)


def test_the_same_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [account(n, 证件号码=number) for n, number in enumerate(suspicious(8), 101)]
    piped = io.TextIOWrapper(io.BytesIO(as_csv([HEADER, *many, *accounts(50)]).encode()))
    written = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", piped)
    monkeypatch.setattr(sys, "stdout", written)
    report = job.run([Input()], Output())
    assert report.reasons == {"ID_PRECISION_LOST": 8}
    assert written.buffer.getvalue().count(b"\n") == 51


def test_rejects_with_awkward_headers(tmp_path: Path) -> None:
    rows = [
        [*HEADER, "reason", "", " x", "x"],
        [*account(1), "", "", "", ""],
        [*account(2, 合同号=""), "a", "b", "c", "d"],
    ]
    done = run(tmp_path, as_csv(rows))
    assert done.rejects.columns[-4:] == ["reason (2)", "column 13", "x", "x (2)"]
    assert done.rejects.row(0)[-4:] == ("a", "b", "c", "d")
