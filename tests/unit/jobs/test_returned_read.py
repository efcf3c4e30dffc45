"""All families of records from files as agencies send them: mixed, one to a file, one to a sheet; nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from collectkit.errors import InputError
from collectkit.jobs.returned.read import Returns, read_returns
from collectkit.jobs.returned.returned import Counts, ReturnFile
from collectkit.reconcile.record_lines import schema

T1, T2 = "A0NMKF0C0QAAV80DPQ69G3D", "A0SPSR6ZWNRM630P00NMGG1"
AGENCIES = pl.Enum(["agency-a", "agency-b"])


def read(folder: Path, *names: str, agency: str = "agency-a") -> Returns:
    return read_returns([ReturnFile(agency, folder / name) for name in names or ["agency-a.csv"]], AGENCIES)


def write(folder: Path, *lines: str, name: str = "agency-a.csv") -> None:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


def accounted(count: Counts) -> int:
    return count.wanted + count.others.total() + count.trailers + count.removed.total() + count.unreadable


def test_one_table_of_all_families_each_by_its_own_headers(tmp_path: Path) -> None:
    """日期 stands beside 清单日期, and 金额 beside 承诺还款金额: each family knows its own."""
    write(
        tmp_path,
        "记录类型,令牌,还款流水号,还款金额（元）,还款日期,日期,清单日期,在案余额,承诺还款日期,承诺还款金额,案件状态,备忘",
        f"还款,{T1},P1,5,2026-11-05,,,,,,,x",
        f"INV,{T1},,,,,2026-11-30,100.50,,,,",
        f"在案清单,{T2},,,,,2026-11-31,100,,,,",
        f"ptp,{T2},,,,,,,2026-12-01,50,,",
        f"STA,{T2},,,,2026-11-09,,,,,失联,",
        f"XXX,{T2},P2,5,2026-11-05,,,,,,,",
    )
    found = read(tmp_path)
    assert found.lines.select("payment_id", "amount", "fault").rows() == [
        ("P1", 500, None), ("P2", 500, "record_unknown")
    ]  # fmt: skip
    inventory = found.records["INV"].select("row", "token", "on", "balance", "fault", "fault_in")
    assert inventory.rows() == [
        (3, T1, dt.date(2026, 11, 30), 10050, None, None), (4, T2, None, 10000, "date_impossible", "on")
    ]  # fmt: skip
    assert found.records["PTP"].select("due_on", "amount").rows() == [(dt.date(2026, 12, 1), 5000)]
    assert found.records["STA"].select("status", "on").rows() == [("UNREACHABLE", dt.date(2026, 11, 9))]
    (table,) = found.tables
    assert (table.unknown, table.counts.rows_in) == (("备忘",), accounted(table.counts))
    for code, frame in found.records.items():
        assert dict(frame.schema) == {"agency": AGENCIES, **schema(code)}


def test_a_workbook_with_a_sheet_for_each_family(tmp_path: Path) -> None:
    workbook(
        tmp_path / "agency-a.xlsx",
        {
            "CON 联系记录": [
                ["*案件令牌", "联系编号", "联系时间", "渠道", "联系对象", "联系结果", "通话时长", "催记"],
                [T1, "C1", "2026-11-03 23:15+08:00", "电话", "本人", "关机", 12, "找张三"],
                [f"案件 {T2} 张", "C2", "2026-11-04 09:00", "信鸽", "本人", "接通", 1, ""],
            ],
            "还款": [["令牌", "流水号", "金额", "还款日期"], [T1, "P9", 5, dt.date(2026, 11, 5)]],
            "汇总": [["机构", "笔数", "金额"], ["甲", 1, 5]],
            "TRL": [["合计类型", "笔数", "金额"], ["PAY", 1, 5], ["CON", 3, None]],
            "Sheet9": [["foo", "bar"], ["1", "2"]],
        },
    )
    found = read(tmp_path, "agency-a.xlsx")
    contacts = found.records["CON"]
    assert contacts.select("row", "token", "at", "at_day", "channel", "result", "fault", "fault_in").rows() == [
        (2, T1, "2026-11-03 23:15+08:00", dt.date(2026, 11, 3), "CALL", "UNANSWERED", None, None),
        (3, T2, "2026-11-04 09:00", dt.date(2026, 11, 4), None, "ANSWERED", "word_unknown", "channel"),
        (3, None, None, None, None, None, "trailer_rows", None),
    ]
    assert "text" not in contacts.columns
    assert found.lines.select("payment_id", "amount", "day").rows() == [("P9", 500, dt.date(2026, 11, 5))]
    notes = [note for table in found.tables for note in table.notes]
    assert any("Sheet9" in note for note in notes)
    assert any("汇总" in note for note in notes)
    assert {table.name for table in found.tables} == {"agency-a.xlsx"}


def test_two_sheets_of_payments_are_told_apart(tmp_path: Path) -> None:
    head, day = ["令牌", "流水号", "金额", "还款日期"], "2026-11-05"
    workbook(tmp_path / "agency-a.xlsx", {"上半月": [head, [T1, "P1", 5, day]], "下半月": [head, [T1, "P2", 6, day]]})
    found = read(tmp_path, "agency-a.xlsx")
    assert [found.names[place] for place in found.lines["file"]] == ["agency-a.xlsx [上半月]", "agency-a.xlsx [下半月]"]


@pytest.mark.parametrize(
    ("name", "header", "row", "code"),
    [
        ("agency-a.DEL.csv", "token,on,method", f"{T1},2026-11-05,删除", "DEL"),
        ("INV.csv", "token,date", f"{T1},2026-11-05", "INV"),
        ("agency-a.csv", "token,as of,balance", f"{T1},2026-11-05,7", "INV"),
        ("agency-a.csv", "案件令牌,案件状态,日期", f"{T1},在催,2026-11-05", "STA"),
        ("agency-a.csv", "令牌,承诺还款日期,金额", f"{T1},2026-11-05,7", "PTP"),
        ("agency-a.csv", "令牌,结案日期,结案原因", f"{T1},2026-11-05,想不通", "CLS"),
        ("agency-a.csv", "令牌,方案类型,方案总额,期数", f"{T1},分期,7,3期", "PLN"),
    ],
)
def test_a_file_of_one_family(tmp_path: Path, name: str, header: str, row: str, code: str) -> None:
    write(tmp_path, header, row, "x,y,z,w,v,u", name=name)
    found = read(tmp_path, name)
    assert found.lines.is_empty()
    assert found.records[code]["fault"].to_list() == [None, "fields_extra"]
    counts = found.tables[0].counts
    assert (counts.others, counts.unreadable, counts.rows_in) == ({code: 1}, 1, 2)


@pytest.mark.parametrize(
    "header",
    [
        "合同号,姓名,证件号码,手机号码,数据日期,剩余本金,逾期金额,清单日期",  # a portfolio has a number and a day too
        "令牌,日期,原因",  # a closure, or an objection
        "token,payment_id,amount",
    ],
)
def test_what_is_of_no_family_is_refused(tmp_path: Path, header: str) -> None:
    write(tmp_path, header, ",".join("1" for _ in header.split(",")))
    with pytest.raises(InputError, match="of the needed kind"):
        read(tmp_path)


def test_a_needed_column_of_a_named_family_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "token,on", f"{T1},2026-11-05", name="agency-a.DEL.csv")
    with pytest.raises(InputError) as caught:
        read(tmp_path, "agency-a.DEL.csv")
    assert [detail.partition(":")[0] for detail in caught.value.details] == ["method"]


def test_a_sheet_of_payments_under_a_strange_heading_is_refused_and_not_left_out(tmp_path: Path) -> None:
    payments: list[list[object]] = [["案子", "还款流水号", "还款金额", "还款日期"], [T1, "P1", 5, "2026-11-05"]]
    promises: list[list[object]] = [["令牌", "承诺还款日期", "承诺还款金额"], [T1, "2026-12-01", 5]]
    workbook(tmp_path / "agency-a.xlsx", {"回款": payments, "承诺": promises})
    with pytest.raises(InputError) as caught:
        read(tmp_path, "agency-a.xlsx")
    assert [detail.partition(":")[0] for detail in caught.value.details] == ["token"]


def test_two_columns_for_one_field_are_refused_only_when_there_is_such_a_record(tmp_path: Path) -> None:
    header = "record,token,payment_id,amount,value_date,案件状态,状态,日期"
    write(tmp_path, header, f"PAY,{T1},P1,5,2026-11-05,,,")
    assert read(tmp_path).lines.height == 1
    write(tmp_path, header, f"STA,{T1},,,,在催,失联,2026-11-05")
    with pytest.raises(InputError, match=r"^agency-a\.csv: two columns claim one field"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("trailers", "faults"),
    [
        (["PAY,2,11,"], {}),
        ([",2,11,"], {}),
        (["PAY,3,,"], {"PAY": ["trailer_rows"]}),
        (["INV,1,7.5,"], {}),
        (["INV,1,7,", "PTP,0,,"], {"INV": ["trailer_sum"]}),
        (["PTP,1,,"], {"PTP": ["trailer_rows"]}),
        (["PAY,1,5,CNY", "PAY,1,6,USD"], {}),
        (["PAY,1,5,CNY", "PAY,2,6,USD"], {"PAY": ["trailer_rows"]}),
        (["PAY,two,11,", "YYY,2,11,"], {"PAY": ["trailer_unreadable", "trailer_unreadable"]}),
    ],
)
def test_trailers_of_every_family(tmp_path: Path, trailers: list[str], faults: dict[str, list[str]]) -> None:
    write(
        tmp_path,
        "record,token,payment_id,amount,currency,value_date,on,balance,family,rows",
        f"PAY,{T1},P1,5,CNY,2026-11-05,,,,",
        f"PAY,{T1},P2,6,USD,2026-11-05,,,,",
        f"INV,{T1},,,,,2026-11-05,7.50,,",
        *(f"TRL,,,{amount},{cur},,,,{code},{rows}" for code, rows, amount, cur in (t.split(",") for t in trailers)),
    )
    found = read(tmp_path)
    frames = {"PAY": found.lines, **found.records}
    met = {code: frame["fault"].drop_nulls().to_list() for code, frame in frames.items()}
    assert {code: rules for code, rules in met.items() if rules} == faults
    counts = found.tables[0].counts
    assert (counts.rows_in, counts.trailers) == (accounted(counts), len(trailers))


def test_a_file_of_trailers_speaks_of_all_files_of_its_agency(tmp_path: Path) -> None:
    header = "token,payment_id,amount,value_date"
    write(tmp_path, header, f"{T1},P1,5,2026-11-05", name="one.csv")
    write(tmp_path, header, f"{T1},P2,6,2026-11-05", name="two.csv")
    for rows, fault in (("2", []), ("1", ["trailer_rows"])):
        write(tmp_path, "family,rows,amount", f"PAY,{rows},11", name="agency-a.TRL.csv")
        found = read(tmp_path, "agency-a.TRL.csv", "one.csv", "two.csv")
        assert found.lines["fault"].drop_nulls().to_list() == fault


def test_the_newest_statement_stands_whatever_the_order_of_files(tmp_path: Path) -> None:
    for name, day, balance in (("b.csv", "2026-10-31", 7), ("a.csv", "2026-11-30", 5)):
        write(tmp_path, "token,as of,balance", f"{T1},{day},{balance}", *[f"{T2},{day},1"] * (day[6] == "0"), name=name)
    for order in (["a.csv", "b.csv"], ["b.csv", "a.csv"]):
        frame = read(tmp_path, *order).records["INV"].filter(~pl.col("superseded"))
        assert frame.select("token", "balance").rows() == [(T1, 500)]


def test_cells_that_no_family_can_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        "token,方案编号,kind,total,instalments,frequency,first_due_on,currency",
        f"{T1},F1,分期,7,3,每月,2026-12-01,CNY",
        ",F1,分期,7,3,,,",
        f"{T1},F1,,7,3,,,",
        f"{T1},F1,白给,7,3,,,",
        f"{T1},F1,分期,0,3,,,",
        f"{T1},F1,分期,-7,3,,,",
        f"{T1},F1,分期,7.005,3,,,",
        f"{T1},F1,分期,,3,,,",
        f"{T1},F1,分期,7,,,,",
        f"{T1},F1,分期,7,-3,,,",
        f"{T1},F1,分期,7,三,,,",
        f"{T1},F1,分期,7,3,每秒,,",
        f"{T1},F1,分期,7,3,,明天,",
        f"{T1},F1,分期,7,3,,,法郎",
        name="agency-a.PLN.csv",
    )
    frame = read(tmp_path, "agency-a.PLN.csv").records["PLN"]
    assert frame.select("fault", "fault_in").rows() == [
        (None, None), ("token_blank", "token"), ("word_blank", "kind"), ("word_unknown", "kind"),
        ("amount_zero", "total"), ("amount_negative", "total"), ("amount_rounded", "total"), ("amount_blank", "total"),
        ("number_blank", "instalments"), ("number_negative", "instalments"), ("number_unreadable", "instalments"),
        ("word_unknown", "frequency"), ("date_unreadable", "first_due_on"), ("currency_unknown", "currency"),
    ]  # fmt: skip
    assert frame["kind"][0] == "INSTALMENT"


@pytest.mark.parametrize(
    ("total", "faults"),
    [
        ("17", []),
        ("5", []),
        ("6", ["trailer_sum"]),
        ("", []),
        ("见附件", []),
        ("5\n小计,,6,,", []),
        ("6\n合计,,5,,", []),
    ],
)
def test_a_totals_row_is_compared_with_its_table(tmp_path: Path, total: str, faults: list[str]) -> None:
    """As the amounts stand, or net of reversals; two totals are those of pages, and nobody knows which."""
    rows = (f"{T1},P1,11,2026-11-05,还款", f"{T1},P2,6,2026-11-06,冲正")
    write(tmp_path, "令牌,流水号,金额,还款日期,类型", *rows, *f"合计,,{total},,".split("\n"))
    found = read(tmp_path)
    assert found.lines["fault"].drop_nulls().to_list() == faults
    counts = found.tables[0].counts
    assert counts.totals == (total.partition("\n小计")[0] in {"17", "5", "6"})
    assert (counts.wanted, counts.rows_in) == (2, accounted(counts))
