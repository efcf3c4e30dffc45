"""The scan of whole files: every format of text, lines that are no records, files without a header, the draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectkit.errors import InputError, OutputError
from collectkit.files import Input
from collectkit.jobs.scan import NO_RECORDS, ScanReport, run
from collectkit.mask.policy import parse

PORTFOLIO = """合同号,姓名,手机,备注,逾期金额
HT1,张三,13800138000,,100.00
HT2,李四,13900139000,妻子13700137000,200.00
HT3,王五,,,300.00
"""


def scanned(tmp_path: Path, text: str, encoding: str = "utf-8") -> ScanReport:
    file = tmp_path / "some.csv"
    file.write_bytes(text.encode(encoding))
    return run(Input(file))


def kinds(report: ScanReport) -> dict[str, str | None]:
    return {column.label: column.verdict.kind if column.verdict else None for column in report.columns}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_each_column_is_judged(tmp_path: Path, encoding: str) -> None:
    report = scanned(tmp_path, PORTFOLIO, encoding)

    assert kinds(report) == {"合同号": None, "姓名": "name", "手机": "phone", "备注": "text", "逾期金额": None}
    assert report.personal == ("姓名", "手机", "备注")
    assert (report.rows, report.unreadable) == (3, {})


def test_two_columns_of_one_field_are_both_judged(tmp_path: Path) -> None:
    report = scanned(tmp_path, "手机,联系电话\n13800138000,13900139000\n")

    assert kinds(report) == {"手机": "phone", "联系电话": "phone"}


def test_a_file_without_a_header_is_counted_whole_and_never_quoted(tmp_path: Path) -> None:
    report = scanned(tmp_path, "王小明,13800138000\n李小红,13900139000\n")

    assert kinds(report) == {"column 1": "name", "column 2": "phone"}
    assert [column.seen.cells for column in report.columns] == [2, 2]


def test_lines_that_are_no_records_are_looked_at(tmp_path: Path) -> None:
    report = scanned(tmp_path, "合同号,逾期金额\nHT1,5\nHT2,5,王小明的手机13800138000\n")

    assert report.unreadable == {"FIELDS_EXTRA": 1}
    assert report.personal == (NO_RECORDS,)


def test_the_report_holds_no_value(tmp_path: Path) -> None:
    text = json.dumps(scanned(tmp_path, PORTFOLIO).as_dict(), ensure_ascii=False)

    assert not [value for value in ("张三", "13800138000", "妻子", "HT1", "100.00") if value in text]


def test_the_draft_is_a_policy_and_an_old_one_is_kept(tmp_path: Path) -> None:
    file, policy = tmp_path / "some.csv", tmp_path / "policy.toml"
    file.write_text(PORTFOLIO, encoding="utf-8")

    run(Input(file), write_policy=policy)

    rules = {rule.source: rule.operator.name for rule in parse(policy.read_text("utf-8"), "policy.toml").rules}
    assert rules == {
        "account_id": "token",
        "name": "mask_name",
        "mobile": "mask_phone",
        "remark": "drop",
        "overdue_total": "keep",
    }
    policy.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        run(Input(file), write_policy=policy)
    assert policy.read_text("utf-8") == "mine"


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        run(Input(tmp_path / "none.csv"))


def test_progress_is_told(tmp_path: Path) -> None:
    file, told = tmp_path / "some.csv", []
    file.write_text(PORTFOLIO, encoding="utf-8")

    run(Input(file), progress=lambda rows, done, total: told.append((rows, done, total)))

    size = file.stat().st_size
    assert told == [(3, size, size)]
