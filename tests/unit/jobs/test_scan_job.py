"""The scan of whole files: every format of text, lines that are no records, files without a header, the draft."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import InputError, OutputError
from collectkit.files import Input, Output
from collectkit.jobs import mask
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.scan import FIRST_RECORD, NO_RECORDS, ScanReport, run
from collectkit.mask.policy import parse
from tests.laws import scanned_columns as columns
from tests.unit.files import books

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
    assert (report.rows, report.notes) == (2, (FIRST_RECORD,))


def test_a_blank_header_is_no_record(tmp_path: Path) -> None:
    report = scanned(tmp_path, "姓名,\n王小明,a\n")

    assert (report.rows, report.notes) == (1, ())


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

    run(Input(file), write_policy=Output(policy))

    rules = {rule.source: rule.operator.name for rule in parse(policy.read_text("utf-8"), "policy.toml").rules}
    assert rules == {
        "account_id": "token",
        "name": "mask_name",
        "mobile": "mask_phone",
        "remark": "redact_text",
        "overdue_total": "keep",
    }
    policy.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        run(Input(file), write_policy=Output(policy))
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


def test_every_sheet_is_scanned_and_hidden_ones_too(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.worksheets()[1].hide()

    sheets: dict[str, books.Rows] = {
        "a": [["合同号", "x"], ["HT1", 5]],
        "b": [["nothing", "known"], ["5", "13800138000"]],
        "c": [],
    }
    (tmp_path / "some.xlsx").write_bytes(books.xlsx(sheets, change))

    report = run(Input(tmp_path / "some.xlsx"))

    assert [(column.sheet, column.label) for column in report.columns] == [
        *(("a", "合同号"), ("a", "x"), ("b", "nothing"), ("b", "known"))
    ]
    assert report.personal == ("known",)
    assert report.as_dict()["columns"][3]["sheet"] == "b"
    assert run(Input(tmp_path / "some.xlsx", sheet="a")).personal == ()


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("text", "clean"), [("合同号,逾期金额\nHT1,5\n", True), (PORTFOLIO, False)])
def test_the_input_is_passed_on_byte_for_byte_if_it_may_be(
    tmp_path: Path, text: str, clean: bool, streamed: bool
) -> None:
    file, passed = tmp_path / "some.csv", tmp_path / "passed.csv"
    given = text.encode("gb18030")
    file.write_bytes(given)
    source = Input(file)
    if streamed:
        os.mkfifo(tmp_path / "pipe.csv")
        source = Input(tmp_path / "pipe.csv")
        threading.Thread(target=lambda: (tmp_path / "pipe.csv").write_bytes(given)).start()

    report = run(source, to=Output(passed), only_clean=True)

    assert (report.as_dict()["passed_on"], passed.exists()) == (clean, clean)
    run(Input(file), to=Output(passed, force=True))
    assert passed.read_bytes() == given


def test_without_a_header_there_is_nothing_to_draft(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("王小明,13800138000\n李小红,13900139000\n")

    with pytest.raises(InputError, match="no column has a header"):
        run(Input(file), write_policy=Output(tmp_path / "policy.toml"))


@pytest.mark.parametrize("seed", [0, 1, 3, 5])
def test_a_file_masked_by_its_draft_passes_the_leak_gate(tmp_path: Path, opened: Keys, seed: int) -> None:
    data, made = columns.file(seed)
    (tmp_path / "some.csv").write_bytes(data)
    policy = tmp_path / "policy.toml"

    report = run(Input(tmp_path / "some.csv"), write_policy=Output(policy))

    named = {one.header: one.kind for one in made if one.mode == "right" and one.kind}
    told = {column.label: column.verdict.kind for column in report.columns if column.verdict}
    assert named.items() <= told.items()
    output = Output(tmp_path / "out.csv")
    done = mask.run(Input(tmp_path / "some.csv"), output, policy=str(policy), recipient="agency-a", keys=lambda: opened)
    assert done.rows_out == len(made[0].cells)
