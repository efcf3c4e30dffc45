"""Days from a schedule and a ledger: whole files through `segment`, everything accounted for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment import why as segment_why
from collectkit.jobs.segment.basis import Known, known
from collectkit.jobs.segment.dues import Files
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.report import SegmentReport
from collectkit.jobs.segment.segment import run

AS_OF = date(2026, 10, 31)
SCHEDULE = """借据号,期次,应还日期,应还金额
A,1,2026-08-10,100.00
A,2,2026-09-10,100.00
A,3,2026-10-10,100.00
A,4,2026-11-10,100.00
"""
LEDGER = "流水号,借据号,入账日期,还款日期,还款金额,交易类型,原流水号\n"


def segmented(
    folder: Path,
    *,
    accounts: str = "借据号\nA\n",
    schedule: str = SCHEDULE,
    ledger: str = "",
    pauses: str | None = None,
    known_by: date | None = None,
    tolerance: int = 0,
    **more: Any,
) -> tuple[SegmentReport, list[int | None]]:
    """Segment *accounts*; return the report and the days past due."""
    files = {"accounts": accounts, "schedule": schedule, "ledger": LEDGER + ledger, "pauses": pauses or ""}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    of_dues = Files(Input(folder / "schedule.csv"), Input(folder / "ledger.csv"), known_by)
    paused = None if pauses is None else Input(folder / "pauses.csv")
    target = folder / "out.parquet"
    options: dict[str, Any] = {"as_of": AS_OF} | more
    report = run(
        Input(folder / "accounts.csv"),
        Output(target, force=True),
        Segmentation(known=Known(of_dues, paused, tolerance), **options),
    )
    return report, pl.read_parquet(target)["days_past_due"].to_list()


def days(folder: Path, ledger: str, **more: Any) -> int | None:
    return segmented(folder, ledger=ledger, **more)[1][0]


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ("", 82),
        ("1,A,2026-08-10,2026-08-10,99.99,REPAYMENT,", 82),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,", 51),
        ("1,A,2026-08-10,2026-08-10,250,还款,", 21),
        ("1,A,2026-08-10,2026-08-10,300,REPAYMENT,", 0),
        ("1,A,2026-08-10,2026-08-10,1000,REPAYMENT,", 0),
        ("1,A,2026-11-01,2026-11-01,300,REPAYMENT,", 82),
        ("1,A,2026-10-31,2026-10-31,300,REPAYMENT,", 0),
        ("1,A,2026-08-10,,100,REPAYMENT,", 51),
        ("1,A,2026-08-10,2026-08-10,100,减免,", 51),
        ("1,A,2026-08-10,2026-08-10,100,INTEREST,", 82),
        ("1,A,2026-08-10,2026-08-10,100,,", 51),
        ("1,A,2026-08-10,2026-08-10,200,REPAYMENT,\n2,A,2026-09-01,2026-09-01,100,REFUND,", 51),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-08-12,2026-08-12,-100,REVERSAL,1", 82),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-08-12,2026-08-12,100,REVERSAL,1", 82),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-08-12,2026-08-12,-100,REVERSAL,", 82),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-08-12,2026-08-12,-100,REVERSAL,9", 51),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-11-12,2026-11-12,-100,REPAYMENT,1", 82),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n1,A,2026-08-10,2026-08-10,100,REPAYMENT,", 51),
        ("1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n1,A,2026-08-11,2026-08-11,100,REPAYMENT,", 21),
    ],
)
def test_money_settles_the_oldest_instalment_first(tmp_path: Path, ledger: str, expected: int) -> None:
    assert days(tmp_path, ledger) == expected


def test_a_back_dated_payment_changes_history_since_its_value_date_and_not_what_was_known(tmp_path: Path) -> None:
    ledger = "1,A,2026-10-20,2026-08-10,100,REPAYMENT,"
    on = date(2026, 9, 5)

    assert days(tmp_path, ledger, as_of=on) == 0
    assert days(tmp_path, ledger, as_of=on, known_by=on) == 26
    assert days(tmp_path, ledger, as_of=on, known_by=date(2026, 10, 20)) == 0


def test_a_reversal_counts_from_the_day_of_its_payment_once_it_is_known(tmp_path: Path) -> None:
    ledger = "1,A,2026-08-10,2026-08-10,100,REPAYMENT,\n2,A,2026-09-01,2026-09-01,-100,REVERSAL,1"
    on = date(2026, 8, 20)

    assert days(tmp_path, ledger, as_of=on) == 10
    assert days(tmp_path, ledger, as_of=on, known_by=on) == 0


@pytest.mark.parametrize(("tolerance", "expected"), [(0, 82), (999, 82), (1_000, 51), (10_999, 51), (11_000, 21)])
def test_what_is_left_within_the_tolerance_moves_the_anchor_on(tmp_path: Path, tolerance: int, expected: int) -> None:
    ledger = "1,A,2026-08-10,2026-08-10,90,REPAYMENT,"

    assert days(tmp_path, ledger, tolerance=tolerance, accounts="借据号,逾期金额\nA,0\n") == expected


def test_the_overdue_amount_is_compared_with_that_of_the_file(tmp_path: Path) -> None:
    accounts = "借据号,逾期金额,逾期天数\nA,250,80\nB,7,5\n"
    report, found = segmented(tmp_path, accounts=accounts, ledger="1,A,2026-08-10,2026-08-10,50,REPAYMENT,")
    told = report.as_dict()

    assert found == [82, 5]
    assert told["counted_from"] == {"schedule": 1, "days_past_due_given": 1}
    assert told["dues"] == {"counted": 1, "not_in_schedule": 1, "set_aside": 0}
    assert told["overdue"] == [
        {"currency": "CNY", "accounts": 1, "differing": 0, "given_minor": 25_000, "computed_minor": 25_000}
    ]
    assert told["given"][0] == {
        "column": "days_past_due_given",
        "compared": 1,
        "differing": 1,
        "moved": 0,
        "unknown": 0,
    }


def test_the_date_of_the_file_is_compared_and_not_counted_from(tmp_path: Path) -> None:
    report, found = segmented(tmp_path, accounts="借据号,逾期日\nA,2026-10-30\nB,2026-10-30\n")

    assert found == [82, 1]
    assert report.as_dict()["counted_from"] == {"schedule": 1, "oldest_unpaid_due": 1}
    (given,) = report.as_dict()["given"]
    assert (given["column"], given["compared"], given["differing"], given["moved"]) == ("oldest_unpaid_due", 1, 1, 1)


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("A,5,2026-02-30,100", "DATE_IMPOSSIBLE", "due_on"),
        ("A,5,,100", "NEEDED_BLANK", "due_on"),
        ("A,5,2026-09-10,x", "AMOUNT_UNREADABLE", "amount"),
        ("A,5,2026-09-10,", "NEEDED_BLANK", "amount"),
        ("A,5,2026-09-10,-1", "INSTALMENT_NEGATIVE", "amount"),
        ("A,4,2026-11-10,101", "INSTALMENT_CONFLICTING", "no"),
        ("A,x,2026-11-10,101", "NUMBER_UNREADABLE", "no"),
    ],
)
def test_a_faulty_schedule_leaves_its_account_without_days(tmp_path: Path, line: str, code: str, column: str) -> None:
    accounts = "借据号,逾期日\nA,2026-10-30\nB,2026-10-30\n"
    report, found = segmented(tmp_path, accounts=accounts, schedule=f"{SCHEDULE}{line}\nB,1,2026-10-01,5\n")
    told = report.as_dict()

    assert found == [None, 30]
    assert told["dues"] == {"counted": 1, "not_in_schedule": 0, "set_aside": 1}
    (fault,) = told["schedule_faults"]
    assert (fault["code"], fault["column"], fault["first_rows"][-1]) == (code, column, 6)
    assert told["schedule"]["rows_in"] == told["schedule"]["lines"] + told["schedule"]["faulty"] == 6


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("9,A,2026-08-10,2026-02-30,100,REPAYMENT,", "DATE_IMPOSSIBLE", "value_date"),
        ("9,A,,,100,REPAYMENT,", "NEEDED_BLANK", "value_date"),
        ("9,A,2026-08-10,2026-08-10,x,REPAYMENT,", "AMOUNT_UNREADABLE", "amount"),
        ("9,A,2026-08-10,2026-08-10,1,BARTER,", "TYPE_UNKNOWN", "type"),
        ("9,A,2026-08-10,2026-08-10,-1,REPAYMENT,", "AMOUNT_SIGN", "amount"),
        ("9,A,2026-08-10,2026-08-10,-1,WAIVER,7", "AMOUNT_SIGN", "amount"),
        ("8,A,2026-08-10,2026-08-10,-1,REVERSAL,7\n9,A,2026-08-10,2026-08-10,1,REVERSAL,8", "REVERSAL_UNCLEAR", "r"),
    ],
)
def test_a_faulty_ledger_leaves_its_account_without_days(tmp_path: Path, line: str, code: str, column: str) -> None:
    ledger = f"7,A,2026-08-10,2026-08-10,1,REPAYMENT,\n{line}"
    report, found = segmented(tmp_path, ledger=ledger)

    assert found == [None]
    (fault,) = report.as_dict()["ledger_faults"]
    assert (fault["code"], fault["column"][0], fault["count"]) == (code, column[0], 1)


def test_lines_that_change_no_days_are_counted(tmp_path: Path) -> None:
    ledger = [
        "1,A,2026-08-10,2026-08-10,1,REPAYMENT,",
        "1,A,2026-08-10,2026-08-10,1,REPAYMENT,",
        "2,Z,2026-08-10,2026-08-10,1,REPAYMENT,",
        "3,A,2026-08-10,2026-08-10,1,PENALTY,",
        "4,A,2026-08-10,2026-08-10,-1,REVERSAL,9",
        "5,,2026-08-10,2026-08-10,1,REPAYMENT,",
        "6,A",
        "7,A,2026-08-10,,1,REPAYMENT,",
    ]
    told = segmented(tmp_path, ledger="\n".join(ledger))[0].as_dict()

    assert told["ledger"] == {
        "rows_in": 8,
        "lines": 4,
        "faulty": 2,
        "others": {"PENALTY": 1},
        "removed": {"duplicate": 1},
    }
    assert {(fault["code"], tuple(fault["first_rows"])) for fault in told["ledger_faults"]} == {
        ("ACCOUNT_UNSCHEDULED", (4,)),
        ("REVERSAL_ORPHAN", (6,)),
        ("ACCOUNT_ID_MISSING", (7,)),
        ("FIELDS_MISSING", (8,)),
        ("VALUE_DATE_BLANK", (9,)),
    }


@pytest.mark.parametrize(
    ("type_", "flag", "expected"), [("", "否", 51), ("", "是", 82), ("REVERSAL", "是", 82), ("REPAYMENT", "是", None)]
)
def test_a_flag_tells_a_reversal_and_one_on_a_repayment_tells_nothing(
    tmp_path: Path, type_: str, flag: str, expected: int | None
) -> None:
    header = "流水号,借据号,还款日期,还款金额,交易类型,冲正标志\n"
    (tmp_path / "ledger.csv").write_text(f"{header}1,A,2026-08-10,100,{type_},{flag}\n", encoding="utf-8")
    (tmp_path / "schedule.csv").write_text(SCHEDULE, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("借据号\nA\n", encoding="utf-8")
    files = Files(Input(tmp_path / "schedule.csv"), Input(tmp_path / "ledger.csv"))

    target = tmp_path / "out.parquet"
    run(Input(tmp_path / "accounts.csv"), Output(target), Segmentation(AS_OF, known=Known(files)))

    assert pl.read_parquet(target)["days_past_due"].to_list() == [expected]


def test_what_cannot_be_read_is_never_told(tmp_path: Path) -> None:
    secret = "章机密"
    schedule, ledger = (
        "".join(",".join([*cells[:place], secret, *cells[place + 1 :]]) + "\n" for place in range(len(cells)))
        for cells in (("A", "9", "2026-08-10", "1"), ("1", "A", "2026-08-10", "2026-08-11", "1.00", "REPAYMENT", ""))
    )
    report, found = segmented(tmp_path, schedule=SCHEDULE + schedule, ledger=ledger)

    assert found == [None]
    assert {fault["code"] for fault in report.as_dict()["ledger_faults"]} == {
        *("AMOUNT_UNREADABLE", "DATE_UNREADABLE", "TYPE_UNKNOWN")
    }
    assert len(report.as_dict()["schedule_faults"]) == 3
    assert secret not in json.dumps(report.as_dict(), ensure_ascii=False)


def test_an_instalment_may_be_given_in_parts_and_stand_twice(tmp_path: Path) -> None:
    schedule = "合同号,应还日期,应还本金,应还利息\nA,2026-10-01,90,10\nA,2026-10-01,90,10\nA,2026-10-11,1,\n"
    report, found = segmented(tmp_path, schedule=schedule, ledger="1,A,2026-10-01,2026-10-01,100,REPAYMENT,")

    assert found == [20]
    assert report.as_dict()["schedule"] == {"rows_in": 3, "lines": 2, "faulty": 0, "removed": {"duplicate": 1}}


def test_two_currencies_in_one_account_are_not_added_up(tmp_path: Path) -> None:
    schedule = (
        "借据号,期次,应还日期,应还金额,币种\nA,1,2026-10-01,90,CNY\nA,2,2026-10-02,90,USD\nB,1,2026-10-01,1,人民币\n"
    )
    report, found = segmented(tmp_path, accounts="借据号\nA\nB\n", schedule=schedule)

    assert found == [None, 30]
    (fault,) = report.as_dict()["schedule_faults"]
    assert (fault["code"], fault["count"]) == ("CURRENCY_DIFFERS", 1)


def test_sums_beyond_64_bits_do_not_overflow_unseen(tmp_path: Path) -> None:
    lines = "".join(f"A,{term},2026-0{term}-10,92233720368547758.07\n" for term in (1, 2, 3))
    accounts = "借据号,逾期金额\nA,1\n"
    report, found = segmented(tmp_path, accounts=accounts, schedule="借据号,期次,应还日期,应还金额\n" + lines)

    assert found == [294]
    assert report.as_dict()["overdue"][0]["computed_minor"] == 3 * (2**63 - 1)


PAUSES = (
    "借据号,开始日期,结束日期,类型\nA,2026-10-01,2026-10-10,困难\nA,2026-10-05,2026-10-20,争议\nZ,2026-10-01,,其它\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 62),
        ({"grace": 5}, 57),
        ({"grace": 62, "grace_rule": "gate"}, 0),
        ({"schedule": "合同号,应还日期,应还金额\nA,2026-10-15,1\n"}, 11),
        (
            {"pauses": PAUSES.replace("A,2026-10-05,2026-10-20", "A,2026-10-02,2026-10-03,\nA,2026-10-06,2026-10-08")},
            72,
        ),
        ({"schedule": "合同号,应还日期,应还金额\nB,2026-10-15,1\n", "accounts": "借据号,逾期天数\nA,16\n"}, 11),
        (
            {"schedule": "合同号,应还日期,应还金额\nB,2026-10-15,1\n", "accounts": "借据号,到期还款日\nA,2026-10-15\n"},
            11,
        ),
    ],
)
def test_paused_days_are_taken_off_before_grace_whatever_the_anchor(
    tmp_path: Path, more: dict[str, Any], expected: int
) -> None:
    report, found = segmented(tmp_path, **({"pauses": PAUSES} | more))

    assert found == [expected]
    assert report.as_dict()["pauses"]["not_in_file"] == 1


def test_pauses_are_counted_by_kind_and_effect(tmp_path: Path) -> None:
    told = segmented(tmp_path, accounts="借据号\nA\nB\n", pauses=PAUSES)[0].as_dict()

    assert told["pauses_read"] == {"rows_in": 3, "hardship": 1, "dispute": 1, "other": 1}
    assert told["pauses"] == {"accounts": 1, "days": 20, "not_in_file": 1}


def test_a_faulty_list_of_pauses_is_refused_with_every_fault_and_no_value(tmp_path: Path) -> None:
    pauses = "借据号,开始日期,结束日期\nA,2026-10-02,2026-10-01\n,2026-10-02,\nA,soon,\nA,,\n"

    with pytest.raises(InputError) as refused:
        segmented(tmp_path, pauses=pauses)

    said = str(refused.value) + "\n".join(refused.value.details)
    for row in range(2, 6):
        assert f"row {row}" in said
    assert "soon" not in said


@pytest.mark.parametrize("column", ["借据号", "应还日期", "应还金额"])
def test_a_schedule_without_what_it_needs_is_refused(tmp_path: Path, column: str) -> None:
    with pytest.raises(InputError, match=r"schedule\.csv: no column"):
        segmented(tmp_path, schedule=SCHEDULE.replace(column, "其它"))


def test_what_was_known_then_needs_days_of_posting(tmp_path: Path) -> None:
    (tmp_path / "schedule.csv").write_text(SCHEDULE, encoding="utf-8")
    (tmp_path / "ledger.csv").write_text("流水号,借据号,还款日期,还款金额\n1,A,2026-08-10,1\n", encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("借据号\nA\n", encoding="utf-8")
    files = Files(Input(tmp_path / "schedule.csv"), Input(tmp_path / "ledger.csv"), AS_OF)

    with pytest.raises(InputError, match="when a line was posted"):
        run(
            Input(tmp_path / "accounts.csv"),
            Output(tmp_path / "out.csv"),
            Segmentation(AS_OF, known=Known(files)),
        )


def test_the_files_that_are_read_are_never_overwritten(tmp_path: Path) -> None:
    segmented(tmp_path, pauses=PAUSES)
    files = Files(Input(tmp_path / "schedule.csv"), Input(tmp_path / "ledger.csv"))
    everything = Known(files, Input(tmp_path / "pauses.csv"))

    for name in ("schedule", "ledger", "pauses"):
        target = Output(tmp_path / f"{name}.csv", force=True)
        with pytest.raises(OutputError):
            run(Input(tmp_path / "accounts.csv"), target, Segmentation(AS_OF, known=everything))


def test_a_tolerance_cures_accounts_without_a_schedule_by_their_overdue_total(tmp_path: Path) -> None:
    rows = ["A,2026-10-01,,5.00", "B,2026-10-01,,5.01", "C,,30,-1", "D,2026-10-01,,", "E,,,0", "F,2026-10-01,,x"]
    (tmp_path / "accounts.csv").write_text("借据号,逾期日,逾期天数,逾期金额\n" + "\n".join(rows), encoding="utf-8")
    target = tmp_path / "out.parquet"

    report = run(
        Input(tmp_path / "accounts.csv"),
        Output(target),
        Segmentation(AS_OF, known=known(None, None, None, None, "5")),
    )

    assert pl.read_parquet(target)["days_past_due"].to_list() == [0, 30, 0, 30, None, 30]
    assert report.as_dict()["cured"] == {"accounts": 2}
    assert report.as_dict()["cure_tolerance_minor"] == 500


@pytest.mark.parametrize("options", [{"schedule": Path("s")}, {"ledger": Path("l")}, {"known_by": AS_OF}])
def test_schedule_and_ledger_come_together(options: dict[str, Any]) -> None:
    given = {"schedule": None, "ledger": None, "known_by": None, "pauses": None, "cure_tolerance": None} | options

    with pytest.raises(UsageError, match="needed"):
        known(**given)


@pytest.mark.parametrize("text", ["-1", "ten", "", "0.001"])
def test_a_tolerance_is_an_amount(text: str) -> None:
    with pytest.raises(UsageError, match="--cure-tolerance"):
        known(None, None, None, None, text)


def test_why_names_what_days_were_counted_from(tmp_path: Path) -> None:
    texts = {
        "accounts": "借据号,最早逾期日,逾期总额\nA,2026-10-01,9\nB,2026-09-01,9\nC,2026-09-01,0.5\nD,,9\nE,,9\n",
        "schedule": "借据号,期次,应还日期,应还金额\nA,1,2026-09-01,100\nD,1,2026-09-01,?\nE,1,2026-12-01,9\n",
        "ledger": "流水号,借据号,还款日期,还款金额\nT1,B,2026-08-15,1\n",
        "pauses": "account_id,from,to\nA,2026-09-10,2026-09-19\nB,2026-09-10,2026-09-19\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    files = {name: Input(tmp_path / f"{name}.csv") for name in texts}
    own = Known(Files(files["schedule"], files["ledger"]), files["pauses"], 100)

    def why(account: str) -> list[str]:
        return segment_why.run(files["accounts"], account, Segmentation(date(2026, 10, 31), known=own)).lines

    assert why("A")[:2] == [
        "Days are counted from the oldest instalment that the ledger leaves unpaid, due 2026-09-01.",
        "Pauses: 10 of these days do not count.",
    ]
    assert why("B")[:3] == [
        "Days are counted from column '最早逾期日' (oldest_unpaid_due): 2026-09-01.",
        "Pauses: 10 of these days do not count.",
        "So it is 50 days past due as of 2026-10-31.",
    ]
    assert why("C")[0] == "No more is overdue than the cure tolerance: it counts as paid."
    (contradicted,) = why("D")
    assert contradicted.startswith("Lines of its schedule or ledger cannot be read")
    assert why("E")[0] == "By schedule and ledger nothing is overdue."

    def calendar(account: str) -> str:
        return segment_why.run(
            files["accounts"], account, Segmentation(date(2026, 10, 31), scheme="cn-calendar")
        ).lines[-1]

    assert calendar("B") == "Bucket M2 of the scheme cn-calendar: months 2."
