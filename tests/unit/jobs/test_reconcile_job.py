"""The reconcile job on files: any dialect, any fault, and nothing dropped."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from collectkit.crypto import keyring
from collectkit.files import private
from collectkit.jobs.keys import audit, keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.reconcile import book as reconciled_book
from collectkit.tables.items import ITEMS
from tests.unit.jobs.desk import BOOKED, CHINESE, HEADER, LEDGER, PAY_1, PAY_2, TOKEN_1, TOKEN_2, TOKEN_B, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_written(desk: Desk) -> None:
    facts = desk.run()
    assert facts == json.loads((desk.folder / "found" / "reconciliation.json").read_text())
    assert facts["identity_in_all"] == [
        {"currency": "CNY", "ledger_cash_minor": 133456, "matched_minor": 133456, "direct_minor": 0,
         "unexplained_minor": 0, "echo_minor": 0}
    ]  # fmt: skip
    assert (facts["window"], facts["batches"]) == (["2026-11-01", "2026-11-30"], ["2026-11"])
    first, second = desk.items()
    assert list(first) == list(ITEMS)
    assert (first["account_id"], first["file"], first["row"], first["ledger_row"]) == ("LN-1", "agency-a.csv", "2", "2")
    assert (first["fee_minor"], first["fee_check"], second["fee_minor"], second["fee_check"]) == (
        *("1000", "AGREES"),
        *("12346", "NOT_CLAIMED"),
    )
    assert {path.name for path in (desk.folder / "found").iterdir()} == {
        *("items.csv", "reconciliation.json", "reconciliation.xlsx", "reconciliation.html", "performance.parquet")
    }


def test_a_workbook_and_a_page_in_two_languages(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1, PAY_1)
    desk.run(language="zh")
    desk.run(into="english", language="en", headings="en")
    books = [fastexcel.read_excel(desk.folder / name / "reconciliation.xlsx") for name in ("found", "english")]
    assert [book.sheet_names[:9] for book in books] == [
        ["汇总", "按月", "待处理", "状态", "依据", "佣金", "重复上报", "相符", "直接还款"],
        ["Summary", "Months", "Exceptions", "Statuses", "Rules", "Commission", "Duplicate", "Matched", "Paid directly"],
    ]
    exceptions = books[1].load_sheet("Exceptions").to_polars()
    assert exceptions["Status"].to_list() == ["Duplicate"]
    assert exceptions["Reported amount"].to_list() == [100]
    assert "重复上报" in (desk.folder / "found" / "reconciliation.html").read_text()
    assert "Item,To be looked at,Agency,Status" in (desk.folder / "english" / "items.csv").read_text()


def test_a_sheet_that_does_not_show_all_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciled_book, "OF_EACH_STATUS", 1)
    desk.run(language="en")
    book = fastexcel.read_excel(desk.folder / "found" / "reconciliation.xlsx")
    assert "Matched" not in book.sheet_names
    assert book.load_sheet("Matched (first 1)").to_polars()["Item"].to_list() == [1]


def test_what_a_workbook_cannot_hold_keeps_nothing_back(desk: Desk) -> None:
    """Else one absurd line of one agency would."""
    huge = PAY_1.replace("100.00", "92233720368547758.07")
    small = PAY_1.replace("P1", "P3")
    desk.returned("agency-a.csv", HEADER, huge, huge.replace("P1", "P2"), small, PAY_2.replace("P2", "P" * 40_000))
    booked = BOOKED[0].replace("100.00", "92233720368547758.07")
    desk.ledger(LEDGER, booked, booked.replace("T1", "T2"), BOOKED[1])
    facts = desk.run(language="en")
    assert facts["identity_in_all"][0]["ledger_cash_minor"] == 2 * (2**63 - 1) + 123456
    book = fastexcel.read_excel(desk.folder / "found" / "reconciliation.xlsx")
    summary, exceptions, items = (book.load_sheet(name).to_polars() for name in ("Summary", "Exceptions", "Matched"))
    assert summary["Ledger cash"].to_list()[-1] == "184,467,440,737,096,750.70"
    assert "92,233,720,368,547,758.07" in exceptions["Reported amount"].to_list()
    assert "100.00" in exceptions["Reported amount"].to_list()
    assert max(items["Payment ID"].str.len_chars()) == 32_767
    assert max(len(item["payment_id"]) for item in desk.items()) == 40_000


def test_a_second_run_writes_the_same_bytes(desk: Desk) -> None:
    desk.run()
    before = {path.name: path.read_bytes() for path in (desk.folder / "found").iterdir()}
    desk.run()
    desk.run(into="again")
    assert {path.name: path.read_bytes() for path in (desk.folder / "again").iterdir()} == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_chinese_headings_in_any_encoding(desk: Desk, encoding: str) -> None:
    lines = [line.replace("AGENCY", "机构").replace("PAYMENT", "还款") for line in (PAY_1, PAY_2)]
    desk.returned("agency-a.csv", "甲公司回款明细", CHINESE, *lines, encoding=encoding)
    desk.ledger(LEDGER, *BOOKED, encoding=encoding)
    desk.run()
    assert desk.statuses() == {"MATCHED": 2}


def test_a_workbook_as_people_make_it(desk: Desk) -> None:
    with xlsxwriter.Workbook(desk.folder / "returns" / "agency-b.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["乙公司 11 月回款"])
        sheet.write_row(2, 0, ["合同号", "流水号", "回款金额", "回款日期"])
        sheet.write_row(3, 0, [f" {TOKEN_B.lower()[:9]}-{TOKEN_B.lower()[9:]}", "77", 250.5])
        sheet.write_datetime(3, 3, dt.datetime(2026, 11, 9), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_row(4, 0, ["合计", "", 250.5])
    desk.ledger(LEDGER, *BOOKED, "T3,LN-3,20261109,250.50,REPAYMENT,否,")
    facts = desk.run()
    assert desk.statuses() == {"MATCHED": 3}
    assert facts["returns"][1]["removed"] == {"totals": 1}


def test_lines_that_are_no_records_are_items(desk: Desk) -> None:
    bad = ["PAY,one,two", PAY_1 + ",,,", 'PAY,"open', PAY_1.replace("100.00", "12x")]
    desk.returned("agency-a.csv", HEADER, *bad[:2], *bad[3:], PAY_2, bad[2])
    desk.ledger(LEDGER, *BOOKED, "T9,LN-1", "T8,,2026-11-05,5,REPAYMENT,否,")
    facts = desk.run()
    assert desk.statuses() == {"LINE_UNREADABLE": 5, "AMOUNT_UNREADABLE": 1, "MATCHED": 1, "LEDGER_ONLY": 1}
    assert facts["lines_returned"] == 5
    assert facts["ledger_lines"] == 4


@pytest.mark.parametrize(
    ("cells", "status", "rule"),
    [({"amount": "-100.00"}, "AMOUNT_NEGATIVE", "amount_negative"), ({"amount": "0"}, "AMOUNT_ZERO", "amount_zero"),
     ({"amount": "1.005"}, "AMOUNT_UNREADABLE", "amount_rounded"),
     ({"amount": "-"}, "AMOUNT_UNREADABLE", "amount_blank"),
     ({"value_date": "2026-02-30"}, "DATE_UNREADABLE", "date_impossible"),
     ({"value_date": "03/04/2026"}, "DATE_UNREADABLE", "date_ambiguous"),
     ({"value_date": ""}, "DATE_UNREADABLE", "date_blank"),
     ({"value_date": "soon"}, "DATE_UNREADABLE", "date_unreadable"),
     ({"type": "GIFT"}, "TYPE_UNREADABLE", "type_unknown"), ({"record": "XXX"}, "TYPE_UNREADABLE", "record_unknown"),
     ({"received_by": "me"}, "TYPE_UNREADABLE", "receiver_unknown"),
     ({"token": TOKEN_B}, "WRONG_AGENCY", "of_another_agency"),
     ({"token": ""}, "NOT_OURS", "blank"), ({"amount": "100", "value_date": "2026年11月5日"}, "MATCHED", "same_day")],
)  # fmt: skip
def test_cells_that_say_something_else(desk: Desk, cells: dict[str, str], status: str, rule: str) -> None:
    line = dict(zip(HEADER.split(","), PAY_1.split(","), strict=True)) | cells
    desk.returned("agency-a.csv", HEADER, ",".join(line.values()))
    desk.run()
    assert [(i["status"], i["rule"]) for i in desk.items() if i["payment_id"]] == [(status, rule)]


@pytest.mark.parametrize(
    ("rows", "total", "found"), [("2", "1334.56", 0), ("3", "1334.56", 1), ("", "1334.55", 1), ("", "", 0)]
)
def test_a_trailer_is_compared(desk: Desk, rows: str, total: str, found: int) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1, PAY_2, f"TRL,,,,{total},,,,,,{rows}")
    facts = desk.run()
    assert desk.statuses()["TRAILER_DIFFERS"] == found
    assert facts["returns"][0]["trailers"] == 1


def test_other_records_are_counted(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1, "CON,x,,,,,,,,,", "CON,y,,,,,,,,,", "ptp,z,,,,,,,,,", PAY_2)
    facts = desk.run()
    assert facts["other_records"] == {"CON": 2, "PTP": 1}
    assert facts["items"] == 2


def test_only_cash_counts(desk: Desk) -> None:
    others = ["T3,LN-1,2026-11-05,5,WAIVER,否,", "T4,LN-1,2026-11-05,-5,罚息,否,", "T5,LN-1,2026-11-05,5,WAIVER,否,"]
    desk.ledger(LEDGER, *BOOKED, *others)
    facts = desk.run()
    assert facts["ledger"]["other_records"] == {"PENALTY": 1, "WAIVER": 2}
    assert facts["identity_in_all"][0]["ledger_cash_minor"] == 133456


def test_a_ledger_without_types_goes_by_its_flag_or_its_sign(desk: Desk) -> None:
    desk.ledger(
        "流水号,借据号,还款日期,还款金额,冲正标志,原流水号",
        "T1,LN-1,2026-11-05,100,否,",
        "T2,LN-1,2026-11-07,-100,是,T1",
    )
    desk.run()
    desk.ledger("流水号,借据号,还款日期,还款金额,原流水号", "T1,LN-1,2026-11-05,100,", "T2,LN-1,2026-11-07,-100,T1")
    desk.run(into="by-sign")
    assert desk.statuses() == desk.statuses("by-sign") == {"REVERSED": 2, "AGENCY_ONLY": 1}


def test_the_day_of_posting_stands_in_for_that_of_value(desk: Desk) -> None:
    desk.ledger("流水号,借据号,入账日期,还款金额", "T1,LN-1,2026-11-05,100", "T2,LN-2,2026-11-06,1234.56")
    desk.run()
    assert desk.statuses() == {"MATCHED": 2}


def test_files_are_found_by_their_agency(desk: Desk) -> None:
    desk.returned("agency-b.csv", HEADER)
    desk.returned("answers.json", "{}")
    desk.returned("agency-a-old.csv", "?")
    facts = desk.run()
    assert facts["left_alone"] == ["agency-a-old.csv", "answers.json"]
    assert [entry["files"] for entry in facts["returns"]] == [["agency-a.csv"], ["agency-b.csv"]]


def test_an_agency_may_send_several_files_in_any_order(desk: Desk) -> None:
    (desk.folder / "returns" / "agency-a.csv").unlink()
    one = desk.returned("agency-a/one.csv", HEADER, PAY_1)
    two = desk.returned("agency-a/two.csv", HEADER, PAY_2, PAY_1)
    desk.run()
    desk.run(f"agency-a={two}", f"agency-a={one}", into="swapped")
    assert desk.items() == desk.items("swapped")
    assert desk.statuses() == {"MATCHED": 2, "DUPLICATE": 1}


def test_the_keyring_is_asked_last_and_on_the_record(desk: Desk) -> None:
    folder = desk.folder / "keys"
    private.make_folder(folder)
    access = Access(keyring.new_identity()[0], lambda _: "")
    keys.new(folder / "ring.age", access, no_escrow=True)
    ring = keys.open_keys(folder / "ring.age", access)
    keys.add_recipient(ring, "agency-a")
    ring = keys.open_keys(folder / "ring.age", access)
    asked: list[str] = []

    def given() -> keys.Keys:
        asked.append("")
        return ring

    before = audit.verify(ring.file, ring.ring).lines
    desk.run(keys=given)
    assert not asked
    made = ring.ring.tokens("agency-a").make("account", pl.Series(["LN-8"]))[0]
    desk.returned("agency-a.csv", HEADER, PAY_1.replace(TOKEN_1, made), PAY_2.replace(TOKEN_2, TOKEN_2[:-1] + "B"))
    facts = desk.run(keys=given, into="asked")
    assert facts["tokens_opened"] == {"not ours": 1, "opened": 1}
    assert {(i["status"], i["account_id"]) for i in desk.items("asked")} >= {("NOT_PLACED", "LN-8"), ("NOT_OURS", "")}
    assert audit.verify(ring.file, ring.ring).lines == before + 1
