"""Ledger and diaries of agencies as they are: what counts, and why the rest does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.commands import debtor_options as debtors
from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment.grid import Behaviour
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.segment import run
from collectkit.jobs.settings import Workspace

AS_OF = date(2026, 10, 31)
PORTFOLIO = "合同号,逾期天数,逾期总额（元）,每月还款（元）\n" + "".join(
    f"A-{n},40,1000.00,100.00\n" for n in range(1, 6)
)
LEDGER = """流水号,借据号,还款日期,还款金额,冲正标志,原流水号,交易类型
T1,A-1,2026-09-01,100.00,否,,还款
T2,A-1,2026-10-01,100.00,否,,还款
T3,A-1,2026-10-30,100.00,否,,还款
T3,A-1,2026-10-30,100.00,否,,还款
T4,A-2,2026-10-01,100.00,否,,还款
T5,A-2,2026-10-20,-100.00,是,T4,冲正
T6,A-3,2026-11-01,100.00,否,,还款
T7,A-3,2026-01-01,100.00,否,,还款
T8,A-3,2026-10-01,?,否,,还款
T9,A-3,2026-10-01,-5.00,否,,还款
T10,A-3,2026-10-01,50.00,否,,减免
"""
DIARY = """案件编号,催收时间,联系对象,催收结果,通话时长,承诺还款日期,承诺还款金额
A-1,2026-09-28 10:00:00,本人,承诺还款,61,2026-10-01,100.00
A-2,2026-09-28T10:00:00+08:00,,承诺还款,,2026-10-02,100.00
A-3,2026-10-02,本人,已接听,,,
A-3,2026-10-03,本人,,12,,
A-3,2026-10-04,父亲,已接听,30,,
A-4,2026-10-05,本人,天气很好,,,
A-4,2026-10-05,本人,未接听,0,2026-10-09,不知道
A-4,2026-10-05,本人,,,2026-10-09,不知道
,2026-10-05,本人,未接听,0,,
A-4,,,,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"portfolio": PORTFOLIO, "ledger": LEDGER, "diary": DIARY}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def placed(folder: Path, as_of: date = AS_OF, **options: Any) -> tuple[dict[str, Any], list[tuple[str, ...]]]:
    given: dict[str, Any] = {"ledger": Input(folder / "ledger.csv"), "returns": [str(folder / "diary.csv")]} | options
    out = Output(folder / "out.csv", force=True)
    report = run(Input(folder / "portfolio.csv"), out, Segmentation(as_of, anchor="given", extras=[Behaviour(**given)]))
    table = pl.read_csv(folder / "out.csv", infer_schema=False)
    return report.as_dict()["grid"], table.select("ability", "willingness").rows()


def test_accounts_are_placed_by_what_they_did(folder: Path) -> None:
    _, rows = placed(folder)

    assert rows == [
        ("high", "medium"),  # three instalments, a promise kept
        ("unknown", "low"),  # its payment came back
        ("unknown", "medium"),  # answers
        ("unknown", "unknown"),
        ("unknown", "unknown"),
    ]


def test_every_line_is_accounted_for(folder: Path) -> None:
    told, _ = placed(folder)

    assert {name: told[name] for name in told if name.startswith("ledger")} == {
        "ledger_from": "2026-01-01",
        "ledger_to": "2026-11-01",
        "ledger_rows_in": 11,
        "ledger_used": 6,
        "ledger_outside_window": 2,
        "ledger_other_types": {"WAIVER": 1},
        "ledger_set_aside": {"amount_sign": 1, "amount_unreadable": 1},
        "ledger_removed": {},
        "ledger_by_posting": 0,
    }
    (diary,) = told["returns"]
    assert diary == {
        "file": "diary.csv",
        "rows_in": 10,
        "used": 5,
        "promises": 2,
        "contacts": 5,
        "other_records": {"none": 1},
        "partly_used": {"amount_unreadable": 1},
        "set_aside": {
            "account_blank": 1,
            "amount_unreadable": 1,
            "not_with_the_debtor": 1,
            "result_unknown": 1,
        },
        "removed": {},
        "tokens": {},
    }


def test_an_earlier_day_knows_nothing_of_what_came_later(folder: Path) -> None:
    _, rows = placed(folder, date(2026, 10, 15))

    assert rows[1] == ("medium", "medium")  # its payment has not come back yet


def test_records_of_families_are_told_apart(folder: Path) -> None:
    records = (
        "record,token,promised_on,due_on,amount,at,result\n"
        "PTP,A-1,2026-09-28,2026-10-01,100.00,,\n"
        "CON,A-3,,,,2026-10-01,answered\n"
        "CON,A-3,,,,2026-10-01,no answer\n"
        "PAY,A-3,,,5.00,,\n"
        "天气,A-3,,,5.00,,\n"
    )
    (folder / "records.csv").write_text(records, encoding="utf-8")

    told, rows = placed(folder, returns=[f"agency-a={folder / 'records.csv'}"])

    assert told["returns"][0]["other_records"] == {"PAY": 1, "unknown": 1}
    assert (told["returns"][0]["promises"], told["returns"][0]["contacts"]) == (1, 2)
    assert (rows[0][1], rows[2][1]) == ("medium", "medium")


def test_without_a_ledger_nobody_s_ability_is_known_and_no_promise_is_judged(folder: Path) -> None:
    _, rows = placed(folder, ledger=None)

    assert [ability for ability, _ in rows] == ["unknown"] * 5
    assert rows[1][1] == "unknown"


def test_a_ledger_that_ends_before_the_window_says_nothing(folder: Path) -> None:
    (folder / "ledger.csv").write_text("流水号,借据号,还款日期,还款金额\nT1,A-1,2025-01-01,1.00\n", encoding="utf-8")
    (folder / "ten.csv").write_text("合同号,催收时间,催收结果\n" + "A-1,2026-10-01,未接\n" * 10, encoding="utf-8")

    assert placed(folder, returns=[str(folder / "ten.csv")])[1][0] == ("unknown", "unknown")


def test_files_without_a_line_say_nothing(folder: Path) -> None:
    (folder / "ledger.csv").write_text(LEDGER.partition("\n")[0] + "\n", encoding="utf-8")
    (folder / "diary.csv").write_text(DIARY.partition("\n")[0] + "\n", encoding="utf-8")

    told, rows = placed(folder)

    assert rows == [("unknown", "unknown")] * 5
    assert (told["ledger_rows_in"], told["ledger_to"], told["returns"][0]["rows_in"]) == (0, None, 0)


def test_tokens_need_a_keyring_and_a_grid_needs_something(folder: Path) -> None:
    (folder / "diary.csv").write_text(
        "token,催收时间,催收结果\nA0NMKF0C0QAAV80DPQ69G3D,2026-10-01,已接听\n", encoding="utf-8"
    )

    with pytest.raises(UsageError, match="tokens instead of account numbers"):
        placed(folder)
    with pytest.raises(UsageError, match="needs a ledger or returns"):
        Behaviour()


def test_files_without_a_grid_are_refused() -> None:
    for ledger, returns, rules in ((Path("a.csv"), [], None), (None, ["a.csv"], None), (None, [], Path("a.toml"))):
        with pytest.raises(UsageError, match=r"for .*--grid"):
            debtors.grid(ledger, returns, rules, None, Workspace(), wanted=False)


@pytest.mark.parametrize(
    ("name", "header", "what"),
    [
        ("ledger", "流水号,还款日期,还款金额\n1,2026-10-01,5\n", "needed kind"),
        ("diary", "催收时间,催收结果\n,已接听\n", "needed kind"),
        ("diary", "合同号,催收时间,币种\nHT1,2026-10-01,CNY\n", "no column of promises or contacts"),
    ],
)
def test_a_file_without_a_needed_column_is_refused(folder: Path, name: str, header: str, what: str) -> None:
    (folder / f"{name}.csv").write_text(header, encoding="utf-8")

    with pytest.raises(InputError, match=what):
        placed(folder)
