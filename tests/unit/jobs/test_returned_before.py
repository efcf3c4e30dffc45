"""Files that were sent before are left out and told; older ones than what was taken are refused."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from collectkit.errors import InputError, OutputError, RulesError
from collectkit.files import Input
from collectkit.jobs.reconcile import reconcile
from collectkit.jobs.returned.returned import read_ledgers
from tests.unit.jobs.desk import BOOKED, HEADER, LEDGER, PAY_1, PAY_2, TOKEN_1, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def run(desk: Desk, **options: Any) -> dict[str, Any]:
    return desk.run(taken=desk.folder / "taken.jsonl", **options)


def test_a_file_sent_twice_counts_once(desk: Desk) -> None:
    before = desk.run()
    shutil.copy(desk.folder / "returns" / "agency-a.csv", desk.folder / "returns" / "agency-a.again.csv")
    found = desk.run(into="again")
    again = {"agency": "agency-a", "file": "agency-a.csv", "why": "resent", "as": "agency-a.again.csv"}
    assert (found["left_out"], before["left_out"]) == ([again], [])
    assert found["identity"] == before["identity"]
    assert desk.statuses("again") == {"MATCHED": 2}


def test_another_agency_may_send_the_same_bytes(desk: Desk) -> None:
    shutil.copy(desk.folder / "returns" / "agency-a.csv", desk.folder / "returns" / "agency-b.csv")
    assert desk.run()["left_out"] == []
    assert desk.statuses()["WRONG_AGENCY"] == 2


def test_what_another_run_took_is_left_out_and_told(desk: Desk) -> None:
    run(desk)
    (line,) = (desk.folder / "taken.jsonl").read_text().splitlines()
    taken = json.loads(line)
    assert (taken["agency"], taken["name"], taken["newest"]) == ("agency-a", "agency-a.csv", {"PAY": "2026-11-06"})
    (desk.folder / "returns" / "agency-a.csv").rename(desk.folder / "returns" / "agency-a.november.csv")
    desk.returned("agency-a.december.csv", HEADER, PAY_2.replace("2026/11/6", "2026/12/1").replace("P2", "P3"))
    found = run(desk, into="december")
    again = {"agency": "agency-a", "file": "agency-a.november.csv", "why": "taken_before", "as": "agency-a.csv"}
    assert found["left_out"] == [again]
    assert [item["payment_id"] for item in desk.items("december") if item["payment_id"]] == ["P3"]
    assert len((desk.folder / "taken.jsonl").read_text().splitlines()) == 2


def test_with_force_a_run_can_be_repeated(desk: Desk) -> None:
    run(desk)
    before = (desk.folder / "found" / "items.csv").read_bytes()
    with pytest.raises(InputError, match="every file was taken before"):
        run(desk)
    assert run(desk, force=True)["left_out"] == []
    assert (desk.folder / "found" / "items.csv").read_bytes() == before
    assert len((desk.folder / "taken.jsonl").read_text().splitlines()) == 1


def test_an_older_file_is_refused_by_its_days_and_not_by_its_name(desk: Desk) -> None:
    run(desk)
    desk.returned("agency-a.csv", HEADER, PAY_1.replace("2026-11-05", "2026-10-31"), f"INV,{TOKEN_1},,,,,,,,,")
    with pytest.raises(InputError, match="older than what was taken") as caught:
        run(desk, into="older")
    assert caught.value.details == (
        "agency-a.csv: PAY of 2026-10-31, and agency-a sent PAY of 2026-11-06 already",
    )  # fmt: skip
    assert not (desk.folder / "older").exists()
    assert len((desk.folder / "taken.jsonl").read_text().splitlines()) == 1
    run(desk, into="older", force=True)
    assert len((desk.folder / "taken.jsonl").read_text().splitlines()) == 2


def test_another_family_has_days_of_its_own(desk: Desk) -> None:
    run(desk)
    desk.returned("agency-a.csv", "token,as of,balance", f"{TOKEN_1},2026-10-31,7")
    assert run(desk, into="more")["other_records"] == {"INV": 1}


def test_nothing_is_written_down_when_nothing_is_written(desk: Desk) -> None:
    desk.run()
    desk.returned("agency-a.csv", HEADER, PAY_1)
    with pytest.raises(OutputError):
        run(desk)
    assert not (desk.folder / "taken.jsonl").exists()


@pytest.mark.parametrize("line", ["{", "[]", '{"version": 2}', '{"version": 1, "agency": "a", "name": "b"}'])
def test_a_damaged_register_is_refused(desk: Desk, line: str) -> None:
    (desk.folder / "taken.jsonl").write_text(line + "\n")
    with pytest.raises(RulesError, match="not a register of returns"):
        run(desk)


def test_ledgers_in_several_files(desk: Desk) -> None:
    whole = desk.run()
    desk.ledger(LEDGER, BOOKED[0])
    (desk.folder / "more.csv").write_text(f"{LEDGER}\n{BOOKED[1]}\n{BOOKED[0]}\n", encoding="utf-8")
    found = desk.run(into="two", ledgers=["ledger.csv", "more.csv"])
    assert found["identity"][0]["matched_minor"] == whole["identity"][0]["matched_minor"]
    told = [(item["status"], item["ledger_file"], item["ledger_row"]) for item in desk.items("two")]
    assert sorted(told) == [
        ("DUPLICATE", "more.csv", "3"), ("MATCHED", "ledger.csv", "2"), ("MATCHED", "more.csv", "2")
    ]  # fmt: skip
    assert [(each["file"], each["rows_in"]) for each in found["ledger"]["files"]] == [
        ("ledger.csv", 1),
        ("more.csv", 2),
    ]
    shutil.copy(desk.folder / "more.csv", desk.folder / "copy.csv")
    with pytest.raises(InputError, match=r"the same content as more\.csv"):
        desk.run(into="copy", ledgers=["ledger.csv", "more.csv", "copy.csv"])


def test_the_ledger_says_what_pays_principal(desk: Desk) -> None:
    head = "流水号,借据号,还款日期,还款金额,实还本金,交易类型"
    (desk.folder / "split.csv").write_text(
        f"{head}\nT1,LN-1,2026-11-05,5,3.5,还款\nT2,LN-1,2026-11-06,5,3.5,冲正\nT3,LN-1,2026-11-06,5,,还款\n",
        encoding="utf-8",
    )
    booked, _ = read_ledgers([Input(desk.folder / "split.csv"), Input(desk.folder / "ledger.csv")])
    assert booked["principal"].to_list() == [350, -350, None, None, None]
    assert booked["file"].to_list() == [0, 0, 0, 1, 1]


def test_a_sheet_of_a_ledger_that_was_not_read_is_told(desk: Desk) -> None:
    with xlsxwriter.Workbook(desk.folder / "ledger.xlsx") as book:
        for name in ("11月", "12月"):
            for row, line in enumerate((LEDGER, *BOOKED)):
                (book.get_worksheet_by_name(name) or book.add_worksheet(name)).write_row(row, 0, line.split(","))
    assert desk.run(ledgers=["ledger.xlsx"])["notes"] == [
        "ledger.xlsx: read sheet '11月'; not read: '12月' (see --sheet)"
    ]  # fmt: skip


def test_a_day_to_come_makes_no_later_file_older(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1, PAY_2.replace("2026/11/6", "2062/11/6"))
    run(desk, as_of=date(2026, 11, 30))
    desk.returned("agency-a.csv", HEADER, PAY_2.replace("2026/11/6", "2026/12/1"))
    run(desk, into="december", as_of=date(2026, 12, 2))
    desk.returned("agency-a.csv", HEADER, PAY_2)
    with pytest.raises(InputError, match="older"):
        run(desk, into="again", as_of=date(2026, 12, 2))


def test_without_a_day_that_is_reconciled_to_it_is_today(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1, PAY_2.replace("2026/11/6", "2062/11/6"))
    options: dict[str, Any] = {"taken": desk.folder / "taken.jsonl", "rates": None}
    done = reconcile.run(
        [desk.folder / "out"],
        [str(desk.folder / "returns")],
        [Input(desk.folder / "ledger.csv")],
        desk.folder / "found",
        today=date(2026, 11, 30),
        **options,
    )
    assert done.to_come == ("agency-a.csv: PAY of 2062-11-06, a day to come",)
    (line,) = (desk.folder / "taken.jsonl").read_text().splitlines()
    assert json.loads(line)["newest"] == {"PAY": "2026-11-30"}


def test_a_register_without_a_folder_is_refused_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(OutputError):
        desk.run(taken=desk.folder / "nowhere" / "taken.jsonl")
    assert not (desk.folder / "found").exists()


def test_a_register_whose_last_line_has_no_end_is_taken_up(desk: Desk) -> None:
    run(desk)
    register = desk.folder / "taken.jsonl"
    register.write_text(register.read_text().rstrip())
    desk.returned("agency-a.csv", HEADER, PAY_2.replace("2026/11/6", "2026/12/1"))
    run(desk, into="december")
    assert len(register.read_text().splitlines()) == 2
