"""Dirt that really occurs, and what becomes of it: a value is exact, or doubtful and told, or its row is set aside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlsxwriter

from collectkit.fields.identity import check_digit
from collectkit.findings import CODES
from collectkit.tables.accounts import ACCOUNTS
from tests.unit.ingest.portfolios import HEADER, Ingested, account, as_csv, id_number, run, write_xlsx


class Dirt(NamedTuple):
    """One cell of one column, and what `ingest` makes of it."""

    what: str
    header: str
    cell: str
    value: Any = None
    code: str | None = None


def with_check(body: str) -> str:
    return body + check_digit(body)


X = next(with_check(f"11010518510101{n:03}") for n in range(99) if check_digit(f"11010518510101{n:03}") == "X")
ID = id_number(7)
MOBILE, LANDLINE = "+8615400000007", "+8675526012345"
DAY, YEN = dt.date(2024, 1, 31), 123450
NO_DATE = with_check("11010518510231005")
SUSPECT = next(f"{area}185102280000" for area in range(110101, 110999) if check_digit(f"{area}18510228000") == "0")
WRONG = ID[:17] + ("1" if ID[17] != "1" else "2")

ID_NUMBERS = [
    Dirt("intact", "证件号码", ID, ID),
    Dirt("in scientific notation", "证件号码", "1.10105E+17", None, "ID_PRECISION_LOST"),
    Dirt("saved by Excel", "证件号码", "110105184912310000", None, "ID_PRECISION_LOST"),
    Dirt("the nearest double", "证件号码", "110105184912311008", None, "ID_PRECISION_LOST"),
    Dirt("rounded, perhaps", "证件号码", SUSPECT, SUSPECT, "ID_PRECISION_SUSPECTED"),
    Dirt("a digit is missing", "证件号码", ID[1:], ID[1:], "ID_LENGTH_WRONG"),
    Dirt("of 15 digits", "证件号码", "770105510101001", with_check("77010519510101001"), "ID_CONVERTED"),
    Dirt("a small x", "证件号码", X.lower(), X),
    Dirt("a full-width X", "证件号码", X.replace("X", "Ｘ"), X),
    Dirt("a star for the X", "证件号码", X.replace("X", "*"), X, "ID_CONVERTED"),
    Dirt("a star for what is no X", "证件号码", ID[:17] + "*", ID[:17] + "*", "ID_MASKED"),
    Dirt("an apostrophe before it", "证件号码", f"'{ID}", ID),
    Dirt("a tab behind it", "证件号码", f"{ID}\t", ID),
    Dirt("full-width", "证件号码", "".join(chr(ord(c) + 0xFEE0) for c in ID), ID),
    Dirt("masked", "证件号码", f"{ID[:6]}********{ID[14:]}", f"{ID[:6]}********{ID[14:]}", "ID_MASKED"),
    Dirt("a permit of Hong Kong", "证件号码", "H12345678", "H12345678"),
    Dirt("a permit of Macau", "证件号码", "'M12345678", "M12345678"),
    Dirt("a permit of Taiwan", "证件号码", "12345678", "12345678"),
    Dirt("a foreigner's permit", "证件号码", "CHN110149010100", "CHN110149010100"),
    Dirt("a passport", "证件号码", "E12345678", "E12345678"),
    Dirt("O for 0", "证件号码", ID.replace("0", "O", 1), ID.replace("0", "O", 1), "ID_LETTER_O"),
    Dirt("born on 31 February", "证件号码", NO_DATE, NO_DATE, "ID_DATE_IMPOSSIBLE"),
    Dirt("a wrong check", "证件号码", WRONG, WRONG, "ID_CHECK_FAILED"),
    Dirt("leading zeros", "合同号", "000123", "000123"),
    Dirt("a rounded account number", "合同号", "1.23457E+17", None, "ACCOUNT_PRECISION_LOST"),
]
NAMES = [
    Dirt("an ideographic space", "客户姓名", "张　三", "张三"),
    Dirt("two persons", "客户姓名", "张三　李四", "张三　李四"),
    *(Dirt(f"the point {p}", "客户姓名", f"买买提{p}艾力", "买买提·艾力") for p in "·•・.．‧"),
    Dirt("dead", "客户姓名", "张三(已故)", "张三(已故)", "NAME_SAYS_DECEASED"),
    Dirt("a company", "客户姓名", "示例贸易有限公司", "示例贸易有限公司", "NAME_OF_COMPANY"),
    Dirt("a rare character", "客户姓名", "李䶮", "李䶮"),
    Dirt("a rarer one", "客户姓名", "𠮷安", "𠮷安"),
    Dirt("pinyin", "客户姓名", "ZHANG San", "ZHANG San"),
]
PHONES = [
    Dirt("full-width", "手机", "１５４００００００07", MOBILE),
    Dirt("+86", "手机", "+86 154-0000-0007", MOBILE),
    Dirt("0086", "手机", "0086-15400000007", MOBILE),
    Dirt("86-", "手机", "86-15400000007", MOBILE),
    Dirt("a decimal point", "手机", "15400000007.0", MOBILE),
    Dirt("in scientific notation", "手机", "1.54E+10", None, "IDENTIFIER_PRECISION_LOST"),
    Dirt("two with /", "手机", "15400000007/15400000008", "15400000007/15400000008", "PHONE_SEVERAL"),
    Dirt("two with ；", "手机", "15400000007；15400000008", "15400000007；15400000008", "PHONE_SEVERAL"),
    Dirt("a landline", "单位电话", "0755-26012345", LANDLINE),
    Dirt("with an extension", "单位电话", "0755-26012345-801", "0755-26012345-801", "PHONE_EXTENSION"),
    Dirt("masked", "手机", "154****0007", "154****0007", "PHONE_MASKED"),
]
DATES = [
    Dirt("a serial", "放款日期", "45322", DAY),
    Dirt("compact", "放款日期", "20240131", DAY),
    Dirt("slashes", "放款日期", "2024/1/31", DAY),
    Dirt("Chinese", "放款日期", "2024年1月31日", DAY),
    Dirt("a short year", "放款日期", "24.1.31", None, "DATE_AMBIGUOUS"),
    Dirt("day first, certainly", "放款日期", "31/01/2024", DAY),
    Dirt("month first, certainly", "放款日期", "01/31/2024", DAY),
    Dirt("day or month first", "放款日期", "03/04/2024", None, "DATE_AMBIGUOUS"),
    Dirt("30 February", "放款日期", "2024-02-30", None, "DATE_IMPOSSIBLE"),
    Dirt("38 March", "放款日期", "2018年3月38日", None, "DATE_IMPOSSIBLE"),
    Dirt("zeros", "放款日期", "0000-00-00"),
    Dirt("the end of time", "放款日期", "9999-12-31 00:00:00"),
    Dirt("for ever", "放款日期", "永久"),
    Dirt("milliseconds", "放款日期", "1706630400000", DAY),
    Dirt("seconds", "放款日期", "1706630400", None, "DATE_UNREADABLE"),
]
AMOUNTS = [
    Dirt("commas", "信用额度", "1,234.50", YEN),
    Dirt("full-width", "信用额度", "１，２３４．５０", YEN),
    *(Dirt(cell, "信用额度", cell, YEN) for cell in ("¥1234.5", "￥1,234.50", "RMB 1234.50", "1,234.50元")),
    Dirt("万", "信用额度", "1.2万", 1_200_000),
    Dirt("a column in 万元", "信用额度（万元）", "1.2", 1_200_000),
    Dirt("the same without brackets", "信用额度万元", "1.2", 1_200_000),
    Dirt("in thousands", "信用额度(千元)", "1.2", 120_000),
    Dirt("万 in a column in 万元", "信用额度（万元）", "1.2万", 1_200_000),
    Dirt("元 in a column in 万元", "信用额度（万元）", "12000元", None, "AMOUNT_UNIT_DIFFERS"),
    Dirt("a column in 分", "信用额度（分）", "123450", YEN),
    Dirt("brackets", "信用额度", "(1,234.50)", -YEN),
    Dirt("a minus behind", "信用额度", "1234.50-", -YEN),
    *(Dirt(f"blank: {cell}", "信用额度", cell) for cell in ("-", "无")),
    Dirt("in scientific notation", "信用额度", "1.2345E+4", 1_234_500),
    Dirt("in words", "信用额度", "壹仟贰佰元整", 120_000),
    Dirt("what floats leave", "信用额度", "1234.500000001", YEN),
    Dirt("a third decimal", "信用额度", "1234.505", 123451, "AMOUNT_ROUNDED"),
    Dirt("overpaid", "剩余本金", "-0.01", -1, "AMOUNT_NEGATIVE"),
    Dirt("no number", "信用额度", "见附件", None, "AMOUNT_UNREADABLE"),
]
DAYS = [
    Dirt("with its unit", "逾期天数", "91天", 91),
    Dirt("with its word", "逾期天数", "逾期91天", 91),
    *(Dirt(cell, "逾期天数", cell, None, "DAYS_NOT_COUNTED") for cell in ("M2", "M3以上", "M3+", "逾期3期", "3期")),
    Dirt("inclusive", "逾期天数", "92", 92, "DPD_INCLUSIVE"),
    Dirt("another count", "逾期天数", "90", 90, "DPD_DIFFERS"),
]
RATES = [
    Dirt("%", "年利率", "24%", 240_000),
    Dirt("‰", "年利率", "240‰", 240_000),
    Dirt("a fraction", "年利率", "0.24", 240_000),
    Dirt("% in the header", "年利率（%）", "24", 240_000),
    Dirt("% without brackets", "年化利率%", "24", 240_000),
    Dirt("‰ in the header", "年利率(‰)", "240", 240_000),
    Dirt("no unit", "年利率", "24", None, "RATE_UNIT_UNKNOWN"),
    Dirt("for a month", "年利率", "月息2%", None, "RATE_UNIT_UNKNOWN"),
    Dirt("no number", "年利率", "面议", None, "NUMBER_UNREADABLE"),
]


def ingested(folder: Path, header: str, cell: str) -> tuple[Ingested, str]:
    """Ingest a clean row, and one with the cell in its column; return that and the column's field."""
    place = next((n for n, known in enumerate(HEADER) if header in known), len(HEADER))
    head, clean, dirty = [*HEADER, header], [*account(1), ""], [*account(7), ""]
    dirty[place] = cell
    done = run(folder, as_csv([row[: max(len(HEADER), place + 1)] for row in (head, clean, dirty)]))
    return done, done.report.mapping[head[place]]


@pytest.mark.parametrize(
    "dirt",
    [*ID_NUMBERS, *NAMES, *PHONES, *DATES, *AMOUNTS, *DAYS, *RATES],
    ids=lambda dirt: f"{dirt.header}: {dirt.what}",
)
def test_what_becomes_of(dirt: Dirt, tmp_path: Path) -> None:
    done, field = ingested(tmp_path, dirt.header, dirt.cell)
    if dirt.code is not None and CODES[dirt.code].effect == "reject":
        assert done.reasons == [(3, dirt.code, field)]
        assert dirt.cell in done.rejects.row(0), "a rejected row stays as it came"
        return
    assert done.report.warnings == ({dirt.code: 1} if dirt.code else {})
    assert done.accounts[ACCOUNTS[field].column].to_list()[1] == dirt.value


@pytest.mark.parametrize("header", ["日利率（‰）", "日利率‰", "月利率(%)", "月息", "利率"])
def test_a_rate_that_may_not_be_a_years_is_asked_about(header: str, tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([[*HEADER, header], [*account(1), "0.5"]]))
    assert "annual_rate_ppm" not in done.accounts.columns
    assert any(header in note and "annual_rate" in note for note in done.report.notes)


@pytest.mark.parametrize("flag", ["", "否", "是"])
def test_a_name_that_says_deceased_sets_the_flag(flag: str, tmp_path: Path) -> None:
    rows = [[*HEADER, "是否死亡"], [*account(1, 姓名="张三（已故）"), flag], [*account(2), "否"]]
    assert run(tmp_path, as_csv(rows)).accounts["deceased"].to_list() == [True, False]


def test_a_contact_who_died_is_not_the_debtor(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([[*HEADER, "是否死亡", "联系人1姓名"], [*account(1), "否", "李四（已故）"]]))
    assert done.accounts["deceased"].to_list() == [False]
    (finding,) = done.report.findings
    assert (finding.code, finding.column) == ("NAME_SAYS_DECEASED", "contact1_name")


@pytest.mark.parametrize("cell", ["M2", "M3以上", "3期", "31-60"])
def test_what_only_a_bucket_dates_is_set_aside(cell: str, tmp_path: Path) -> None:
    rows = [HEADER, account(1, 开始日期="", 天数=cell), account(2, 开始日期="")]
    assert run(tmp_path, as_csv(rows)).reasons == [(2, "ACCOUNT_UNDATED", "days_past_due_given")]
    place = HEADER.index("逾期开始日期")
    rows = [row[:place] + row[place + 1 :] for row in rows]
    assert run(tmp_path, as_csv(rows)).reasons == [(2, "ACCOUNT_UNDATED", "days_past_due_given")]


def test_the_parts_of_a_total_that_is_something_else(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([[*HEADER, "逾期本金"], [*account(1), "1.06"], [*account(2), "2.05"]]))
    assert done.report.warnings == {"TOTAL_DIFFERS": 1}


def test_numbers_in_a_workbook(tmp_path: Path) -> None:
    numbers: list[Any] = [*account(2)]
    numbers[HEADER.index("证件号码")] = 110105185101021234
    write_xlsx(tmp_path / "numbers.xlsx", [HEADER, account(1), numbers])
    assert run(tmp_path, tmp_path / "numbers.xlsx").reasons == [(3, "ID_PRECISION_LOST", "id_number")]


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_in_a_workbook(tmp_path: Path, since_1904: bool) -> None:
    with xlsxwriter.Workbook(tmp_path / "dates.xlsx", {"date_1904": since_1904}) as book:
        sheet, place = book.add_worksheet(), len(HEADER)
        sheet.write_row(0, 0, [*HEADER, "放款日期"])
        sheet.write_row(1, 0, account(1))
        sheet.write_datetime(1, place, dt.datetime(2024, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    assert run(tmp_path, tmp_path / "dates.xlsx").accounts["disbursed_on"].to_list() == [DAY]
