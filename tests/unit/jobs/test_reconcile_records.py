"""Records of all families through the reconcile job: a row each, figures, sheets, a section; no free text comes out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import fastexcel
import pytest

from collectkit.errors import CheckFailed
from collectkit.files import kept
from collectkit.jobs.reconcile.reconcile import ReconcileReport
from collectkit.tables.recorded import INSTALMENTS, RECORDED
from tests.unit.jobs.desk import TOKEN_1, TOKEN_2, TOKEN_B, Desk

NAME = "张三的手机"
RECORDS = {
    "agency-a.PTP.csv": (
        "案件令牌,承诺日期,承诺还款日期,承诺还款金额（元）",
        f"{TOKEN_1},2026-11-01,2026-11-05,100.00",
        f"{TOKEN_2},2026-11-01,2026-11-10,2000.00",
        f"{TOKEN_B},2026-11-01,2026-11-10,5.00",
    ),
    "agency-a.CON.csv": (
        "案件令牌,联系编号,催收时间,渠道,联系对象,催收结果,催记",
        f"{TOKEN_1},C1,2026-11-03 10:15+08:00,电话,本人,接通,{NAME}",
        f"{TOKEN_1},C2,2026-12-03 10:15+08:00,电话,本人,未接通,{NAME}",
    ),
    "agency-a.PLN.csv": (
        "token,plan_id,kind,total,instalments,frequency,first_due_on",
        f"{TOKEN_2},N1,分期,1000.00,4,每周,2026-11-05",
        f"{TOKEN_1},N2,分期,1000.00,0,每周,2026-11-05",
    ),
    "agency-a.INV.csv": ("token,on,balance", f"{TOKEN_1},2026-11-20,4900.00"),
    "agency-b.CLS.csv": ("token,on,reason,text", f"{TOKEN_B},2026-11-20,已还清,{NAME}"),
    "agency-b.DEL.csv": ("token,on,method", f"{TOKEN_B},2026-11-20,已删除"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for name, lines in RECORDS.items():
        desk.returned(name, *lines)
    return desk


def written(desk: Desk, name: str) -> list[dict[str, str]]:
    with (desk.folder / "found" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_record_is_in_a_row_and_every_figure_in_its_table(desk: Desk) -> None:
    facts = desk.run()
    assert facts == json.loads((desk.folder / "found" / "reconciliation.json").read_text())
    rows = written(desk, "records.csv")
    assert list(rows[0]) == list(RECORDED)
    found = [(row["family"], row["status"], row["rule"], bool(row["exception"])) for row in rows]
    assert found == [
        ("CON", "OUT_OF_WINDOW", "said_after_placement", True),
        ("PTP", "WRONG_AGENCY", "of_another_agency", True),
        ("PLN", "PLAN_INCONSISTENT", "plan_count", True),
        ("INV", "PLACED_NOT_HELD", "not_listed", True),
        ("CLS", "CLOSED_UNPAID", "closed_not_paid", True),
        ("DEL", "NOT_RECALLED", "deleted_not_recalled", True),
        ("CON", "RECORDED", "recorded", False),
        ("PTP", "NOT_DUE", "promise_not_due", False),
        ("PTP", "KEPT", "promise_kept", False),
        ("PLN", "FINISHED", "plan_finished", False),
        ("INV", "HELD", "balance_after_cash", False),
    ]
    kept = rows[8]
    assert (kept["account_id"], kept["token"], kept["file"]) == ("LN-1", TOKEN_1, "agency-a.PTP.csv")
    assert (kept["amount_minor"], kept["paid_minor"], kept["due_on"]) == ("10000", "10000", "2026-11-05")
    instalments = written(desk, "instalments.csv")
    assert list(instalments[0]) == list(INSTALMENTS)
    assert [(row["plan_id"], row["number"], row["due_on"], row["state"]) for row in instalments] == [
        ("N1", str(number), f"2026-11-{day:02}", "PAID") for number, day in enumerate((5, 12, 19, 26), 1)
    ]
    assert facts["record_exceptions"] == 6
    assert sum(row["records"] for row in facts["records"]) == len(rows)
    (promises,) = facts["promises"]
    assert (promises["kept"], promises["not_due"], promises["kept_ppm"]) == (1, 1, 1_000_000)
    (inventory,) = facts["inventory"]
    assert (inventory["on"], inventory["held"], inventory["placed_not_held"]) == ("2026-11-20", 1, 1)


def test_a_check_fails_on_records_alone(desk: Desk) -> None:
    with pytest.raises(CheckFailed) as failed:
        ReconcileReport(desk.run()).refuse_open_ends()
    assert "CLS: CLOSED_UNPAID: 1" in failed.value.details
    assert "6 items" in str(failed.value)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_it_in_their_language_and_no_free_text(desk: Desk, language: str) -> None:
    desk.run(language=language)
    book = fastexcel.read_excel(desk.folder / "found" / "reconciliation.xlsx")
    names = {
        "zh": ["待处理记录", "其他记录", "在案核对", "承诺", "还款方案", "结案", "删除证明", "分期"],
        "en": [
            *("Records to be looked at", "Records", "Inventory", "Promises", "Plans"),
            *("Closures", "Deletions", "Instalments"),
        ],
    }
    assert [name for name in book.sheet_names if name in names[language]] == names[language]
    page = (desk.folder / "found" / "reconciliation.html").read_text()
    assert {"zh": "机构其他记录", "en": "What agencies report beside payments"}[language] in page
    assert "LN-1" not in page
    for path in (desk.folder / "found").iterdir():
        assert NAME.encode() not in path.read_bytes()
    shown = book.load_sheet(names[language][0]).to_polars()
    what = {"zh": ("内容", "已还清", "分期"), "en": ("What", "Paid", "Instalment")}[language]
    assert set(what[1:]) <= set(shown[what[0]])
    closures = book.load_sheet(names[language][5]).to_polars()
    assert closures[{"zh": "原因", "en": "Reason"}[language]].to_list() == [what[1]]
    assert {"zh": "结清无据", "en": "Closed, not paid"}[language] in shown[{"zh": "状态", "en": "Status"}[language]]


def test_what_is_left_for_scorecards(desk: Desk) -> None:
    facts = desk.run()
    note = kept.read_note(desk.folder / "found" / "performance.parquet")
    assert note is not None
    counts = {(agency, name): count for agency, name, count in note["measures"]}
    assert counts["agency-a", "promises"] == sum(row["promises"] for row in facts["promises"]) == 2
    assert (counts["agency-a", "promises_due"], counts["agency-a", "promises_kept"]) == (1, 1)
    assert (counts["agency-a", "contacts"], counts["agency-a", "contacts_right_party"]) == (2, 1)
    assert counts["agency-b", "closures"] == 1
    assert ("agency-b", "contacts") not in counts


def test_without_records_nothing_is_added(tmp_path: Path) -> None:
    facts = Desk(tmp_path).run()
    assert (facts["records"], facts["record_exceptions"]) == ([], 0)
    assert not (tmp_path / "found" / "records.csv").exists()
