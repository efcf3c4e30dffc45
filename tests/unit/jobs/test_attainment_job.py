"""Attainment from whole files: what counts as recovered, contacted, cured, and that nothing is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.attainment.attainment import run
from collectkit.jobs.attainment.report import AttainmentReport
from collectkit.segment.ladder.stages import STAGES

FIRST, LAST = date(2026, 10, 31), date(2026, 11, 30)
SEGMENTED = """\
account_id,oldest_unpaid_due,overdue_total_minor,currency,days_past_due,bucket,stage,next_action_on,reason
A1,2026-10-20,1000,CNY,11,M1,CALL,2026-11-02,m1
A2,2026-10-20,1000,CNY,11,M1,CALL,2026-11-02,m1
A3,2026-10-20,1000,CNY,11,M1,CALL,2026-11-02,m1
A4,2026-10-20,1000,CNY,11,M1,CALL,2026-11-02,m1
A5,2026-10-20,1000,USD,11,M1,CALL,2026-11-02,m1
A6,,1000,CNY,,,HOLD,,no_bucket
A7,2026-10-20,1000,CNY,11,M1,SHOUT,,
"""
AFTER = "合同号,逾期日,逾期金额\nA1,2026-11-30,0\nA2,,0\nA5,2026-10-20,10\nA7,2026-11-30,0\nA9,2026-10-20,1\n"
LEDGER = """流水号,借据号,还款日期,还款金额,交易类型,币种
T1,A1,2026-10-31,10,还款,CNY
T2,A1,2026-11-01,7,还款,CNY
T3,A1,2026-11-02,-2,冲正,CNY
T4,A3,2026-11-30,10,还款,CNY
T5,A3,2026-12-01,10,还款,CNY
T6,A4,2026-11-30,9.99,还款,
T7,A5,2026-11-30,5,还款,CNY
T8,A9,2026-11-30,5,还款,CNY
T9,A1,2026-11-30,5,减免,CNY
T10,A1,,5,还款,CNY
T2,A1,2026-11-01,7,还款,CNY
T11,A1,2026-11-03,2,冲正,CNY
"""
RETURNED = """记录类型,令牌,催收时间,联系对象,催收结果
CON,A1,2026-11-01 09:30,本人,接通
CON,A1,2026-11-02 09:30,本人,接通
CON,A2,2026-11-02,,无人接听
CON,A3,2026-11-02,配偶,接通
CON,A4,2026-11-02,本人,嗯
CON,A5,2026-10-31,本人,接通
CON,A8,2026-11-02,本人,接通
PAY,A5,2026-11-02,,
CON,A5,?,本人,接通
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("t0", SEGMENTED), ("t1", AFTER), ("ledger", LEDGER), ("con", RETURNED)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def compared(folder: Path, *outputs: str, **more: Any) -> AttainmentReport:
    written = [Output(folder / name, force=True) for name in outputs or ("out.csv",)]
    return run(Input(folder / "t0.csv"), written, **({"as_of": FIRST} | more))


def everything(folder: Path) -> dict[str, Any]:
    return {
        "after": Input(folder / "t1.csv"),
        "until": LAST,
        "ledger": Input(folder / "ledger.csv"),
        "returns": [str(folder / "con.csv")],
    }


def test_what_came_of_each_stage(folder: Path) -> None:
    found = compared(folder, **everything(folder)).as_dict()

    call, hold, none, usd = found["stages"]
    assert [row["stage"] for row in found["stages"]] == ["CALL", "HOLD", None, "CALL"]
    # A1: 7.00 less 4.00; A3: 10.00; A4: 9.99. A1 is back, A2 has no date and nothing due, A3 is gone and paid in full.
    assert (call["accounts"], call["overdue_minor"], call["recovered_minor"]) == (4, 4_000, 2_299)
    assert (call["past_due"], call["cured"], call["missing"], call["contacted"]) == (4, 3, 2, 1)
    assert (call["recovery_ppm"], call["cure_ppm"], call["contact_ppm"]) == (574_750, 750_000, 250_000)
    assert (hold["accounts"], hold["past_due"], hold["cure_ppm"]) == (1, 0, None)
    assert (none["accounts"], none["cured"]) == (1, 1)
    assert (usd["currency"], usd["recovered_minor"], usd["cured"], usd["contacted"]) == ("USD", 0, 0, 0)


def test_every_line_is_counted_or_left_out_with_a_reason(folder: Path) -> None:
    found = compared(folder, **everything(folder)).as_dict()

    assert found["ledger"] == {
        "rows_in": 12,
        "counted": 5,
        "left_out": {
            "date_blank": 1,
            "out_of_time": 2,
            "other_account": 1,
            "other_currency": 1,
            "WAIVER": 1,
            "txn_id_repeated": 1,
        },
        "by_posting": 0,
    }
    assert found["ledger"]["rows_in"] == found["ledger"]["counted"] + sum(found["ledger"]["left_out"].values())
    (diary,) = found["returns"].pop("files")
    assert found["returns"] == {"contacts": 3, "answered": 2, "not_opened": 0, "other_account": 1}
    assert diary["contacts"] == 4
    assert diary["other_records"] == {"PAY": 1}
    assert diary["set_aside"] == {
        "contact_undated": 1,
        "not_with_the_debtor": 1,
        "outside_window": 1,
        "result_unknown": 1,
    }
    assert diary["rows_in"] == diary["used"] + sum(diary["other_records"].values()) + sum(diary["set_aside"].values())


def test_what_is_not_given_is_blank_and_not_0(folder: Path) -> None:
    found = compared(folder, until=LAST).as_dict()["stages"][0]

    names = ("recovered_minor", "recovery_ppm", "contacted", "contact_ppm", "cured", "missing", "cure_ppm")
    assert {name: found[name] for name in names} == dict.fromkeys(names)


def test_without_a_ledger_an_account_that_is_gone_is_not_cured(folder: Path) -> None:
    found = compared(folder, after=Input(folder / "t1.csv"), until=LAST).as_dict()["stages"][0]

    assert (found["cured"], found["missing"]) == (2, 2)


def test_each_form_holds_the_same_figures(folder: Path) -> None:
    (folder / "targets.csv").write_text("stage,recovery_ppm,cure_ppm\nCALL,570000,800000\n", encoding="utf-8")
    more = everything(folder) | {"targets": folder / "targets.csv", "language": "en"}

    compared(folder, "a.csv", "a.json", "a.html", "a.xlsx", **more)

    table = pl.read_csv(folder / "a.csv")
    facts = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert table["recovered_minor"].to_list() == [row["recovered_minor"] for row in facts["stages"] + facts["buckets"]]
    assert (facts["stages"][0]["recovery_attained"], facts["stages"][0]["cure_attained"]) == (True, False)
    page = (folder / "a.html").read_text(encoding="utf-8")
    for words in ("Attainment of the stages", "57.5%", "57.0%", "75.0%", "80.0%", "No stage", STAGES["CALL"].en):
        assert words in page
    assert "A1" not in page
    sheets = pl.read_excel(folder / "a.xlsx", sheet_id=0)
    assert list(sheets) == ["By stage", "By stage and bucket"]
    assert sheets["By stage"]["Recovered"].to_list() == [22.99, 0.0, 0.0, 0.0]


def test_the_same_files_give_the_same_bytes(folder: Path) -> None:
    compared(folder, "a.csv", "a.html", **everything(folder))
    compared(folder, "b.csv", "b.html", **everything(folder))

    for ending in ("csv", "html"):
        assert (folder / f"a.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({}, UsageError, "until when"),
        ({"until": FIRST}, UsageError, "is not after"),
        ({"as_of": None, "until": LAST}, InputError, "no column says of which day"),
    ],
)
def test_a_time_without_an_end_is_refused(folder: Path, more: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        compared(folder, **more)


def test_a_file_without_stages_or_of_several_days_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="there is no stage"):
        run(Input(folder / "t1.csv"), [Output(folder / "out.csv")], as_of=FIRST, until=LAST)
    (folder / "t0.csv").write_text(
        "as_of,account_id,days_past_due,stage\n2026-10-31,A,1,CALL\n2026-10-30,A,1,CALL\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="is of 2 days"):
        compared(folder, as_of=None, until=LAST)
    (folder / "t0.csv").write_text("as_of,account_id,days_past_due,stage\n2026-10-31,,1,CALL\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no account"):
        compared(folder, as_of=None, until=LAST)


def test_a_file_that_is_no_file_of_contacts_is_refused(folder: Path) -> None:
    (folder / "con.csv").write_text("令牌,催收结果\nA,接通\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column of the needed kind") as error:
        compared(folder, until=LAST, returns=[str(folder / "con.csv")])
    assert error.value.details[0].startswith("at: a column such as 催收时间")


def test_tokens_need_a_keyring(folder: Path) -> None:
    (folder / "con.csv").write_text(
        "令牌,催收时间,催收结果\nA0NMKF0C0QAAV80DPQ69G3D,2026-11-01,接通\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match="tokens instead of account numbers"):
        compared(folder, until=LAST, returns=[str(folder / "con.csv")])
