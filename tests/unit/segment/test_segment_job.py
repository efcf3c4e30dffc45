"""Segmentation of whole files: what passes, what is added, what is refused."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import fastexcel
import polars as pl
import pytest

from collectkit.errors import CollectkitError, InputError, OutputError, RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.report import SegmentReport
from collectkit.jobs.segment.segment import run
from tests.unit.files.books import save, xlsx

AS_OF = date(2026, 10, 31)
PORTFOLIO = """合同号,姓名,逾期开始日期,逾期天数,逾期金额（元）,本金（万元）,备注
007,张　三,2026-10-01,30,"1,234.50",0.5,"a ""quoted"" word"
HT2, 李四 ,2026/8/1,90,200,1,
HT3,王五,-,12,¥3.00,,
HT4,赵六,2026-02-30,5,4,,
HT5,钱七,,,5,,
"""
SCHEME = """
version = 1
name = "two"
[[buckets]]
label = "fine"
min = 0
max = 30
[[buckets]]
label = "late"
min = 31
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    file = tmp_path / "portfolio.csv"
    file.write_text(PORTFOLIO, encoding="utf-8")
    return file


def segmented(source: Path, name: str = "out.csv", **options: Any) -> tuple[SegmentReport, pl.DataFrame]:
    target = source.with_name(name)
    how = {"as_of": AS_OF} | {name: options.pop(name) for name in Segmentation.__slots__ if name in options}
    report = run(Input(source), Output(target), Segmentation(**how), **options)
    return report, pl.read_csv(target, infer_schema=False)


def test_every_cell_passes_and_two_columns_are_added(portfolio: Path) -> None:
    _, out = segmented(portfolio)

    assert out["days_past_due"].to_list() == ["30", "91", "12", None, None]
    assert out["bucket"].to_list() == ["M1", "M3+", "M1", None, None]
    raw = pl.read_csv(portfolio, infer_schema=False)
    assert out.drop("days_past_due", "bucket").rows() == raw.rows()


def test_headers_become_canonical_where_that_keeps_the_unit_true(portfolio: Path) -> None:
    _, out = segmented(portfolio)

    assert out.columns == [
        *("account_id", "name", "oldest_unpaid_due", "days_past_due_given", "overdue_total", "本金（万元）", "remark"),
        *("days_past_due", "bucket"),
    ]


@pytest.mark.parametrize(
    ("headings", "first", "money", "last"),
    [
        ("original", "合同号", "逾期金额（元）", "bucket"),
        ("zh", "合同号", "逾期金额", "计算账龄"),
        ("en", "Account number", "Overdue total", "Computed bucket"),
    ],
)
def test_headings_are_chosen(portfolio: Path, headings: str, first: str, money: str, last: str) -> None:
    _, out = segmented(portfolio, headings=headings)

    assert (out.columns[0], out.columns[4], out.columns[-1]) == (first, money, last)


def test_segmenting_again_replaces_in_place_and_says_so(portfolio: Path) -> None:
    _, first = segmented(portfolio, "first.csv")

    report, again = segmented(portfolio.with_name("first.csv"), "again.csv", scheme="us-metro2")

    assert again.columns == first.columns
    assert again["days_past_due"].to_list() == first["days_past_due"].to_list()
    assert again["bucket"].to_list() == ["30-59", "90-119", "0-29", None, None]
    assert report.as_dict()["replaced"] == ["days_past_due", "bucket"]


def test_the_report_accounts_for_rows_and_money(portfolio: Path) -> None:
    found = segmented(portfolio)[0].as_dict()

    assert (found["rows_in"], found["rows_out"], found["no_bucket"]) == (5, 5, 2)
    assert found["counted_from"] == {"oldest_unpaid_due": 2, "days_past_due_given": 1}
    assert {row["bucket"]: (row["accounts"], row["overdue_total_minor"]) for row in found["buckets"]} == {
        "M0": (0, 0),
        "M1": (2, 123_750),
        "M2": (0, 0),
        "M3": (0, 0),
        "M3+": (1, 20_000),
        None: (2, 900),
    }
    assert found["warnings"] == [
        {"code": "DATE_IMPOSSIBLE", "column": "oldest_unpaid_due", "count": 1, "first_rows": [5]},
        {"code": "NEEDED_BLANK", "column": "oldest_unpaid_due", "count": 1, "first_rows": [6]},
    ]
    assert found["given"] == [
        {"column": "days_past_due_given", "compared": 2, "differing": 1, "moved": 1, "unknown": 0}
    ]
    assert [(row["given"], row["bucket"], row["overdue_total_minor"]) for row in found["moves"]] == [
        ("M3", "M3+", 20_000)
    ]


@pytest.mark.parametrize("ending", ["tsv", "ndjson", "parquet", "arrow", "xlsx", "csv.gz"])
def test_every_format_comes_out_and_goes_in_again(portfolio: Path, ending: str) -> None:
    _, expected = segmented(portfolio)
    middle = portfolio.with_name(f"middle.{ending}")

    run(Input(portfolio), Output(middle), Segmentation(AS_OF))
    _, back = segmented(middle, "back.csv")

    assert back.columns == expected.columns
    assert back["bucket"].to_list() == expected["bucket"].to_list()
    assert back["account_id"].to_list() == ["007", "HT2", "HT3", "HT4", "HT5"]
    assert back["overdue_total"].to_list() == expected["overdue_total"].to_list()


def test_two_headers_of_one_text_stay_two_columns(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("合同号,逾期天数,x,x\nHT1,5,a,b\n", encoding="utf-8")

    _, out = segmented(file)

    assert out.row(0) == ("HT1", "5", "a", "b", "5", "M1")


def test_a_scheme_file_is_read(portfolio: Path) -> None:
    scheme = portfolio.with_name("two.toml")
    scheme.write_text(SCHEME, encoding="utf-8")

    report, out = segmented(portfolio, scheme=str(scheme))

    assert out["bucket"].to_list() == ["fine", "late", "fine", None, None]
    assert report.as_dict()["scheme"] == "two"


def test_a_label_that_needs_quotes_has_them_where_records_stand_as_they_came(portfolio: Path) -> None:
    scheme = portfolio.with_name("two.toml")
    scheme.write_text(SCHEME.replace('"late"', "'late, \"very\"'"), encoding="utf-8")

    _, out = segmented(portfolio, scheme=str(scheme))

    assert out["bucket"].to_list() == ["fine", 'late, "very"', "fine", None, None]
    assert ',91,"late, ""very"""\n' in portfolio.with_name("out.csv").read_text(encoding="utf-8")


def test_grace_is_taken_off_and_reported(portfolio: Path) -> None:
    report, out = segmented(portfolio, grace=30, grace_rule="gate")

    assert out["days_past_due"].to_list() == ["0", "91", "0", None, None]
    assert (report.as_dict()["grace"], report.as_dict()["grace_rule"]) == (30, "gate")


def test_rows_that_are_no_accounts_and_lines_that_are_no_records_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "dirty.csv"
    file.write_text(
        "逾期名单,,\n合同号,逾期天数,逾期金额\nHT1,5,1.00\nHT2,6\n合同号,逾期天数,逾期金额\n,,\n,7,2.00\n合计,,3.00\n",
        encoding="utf-8",
    )

    report, out = segmented(file)

    found = report.as_dict()
    assert out.rows() == [("HT1", "5", "1.00", "5", "M1"), (None, "7", "2.00", "7", "M1")]
    assert (found["rows_in"], found["rows_out"]) == (5, 2)
    assert found["removed"] == {"repeated_header": 1, "totals": 1}
    assert found["rejects"] == {"FIELDS_MISSING": 1}
    assert sum(row["overdue_total_minor"] for row in found["buckets"]) == 300


def test_a_file_without_an_account_is_refused_and_leaves_the_history(tmp_path: Path) -> None:
    file, history = tmp_path / "in.csv", Output(tmp_path / "history.csv")
    file.write_text(PORTFOLIO, encoding="utf-8")
    segmented(file, history=history)
    before = (tmp_path / "history.csv").read_bytes()
    file.write_text("合同号,逾期开始日期,逾期金额\nA\nB\n合计,,5\n", encoding="utf-8")

    with pytest.raises(InputError, match="no row is an account") as caught:
        segmented(file, "next.csv", as_of=date(2026, 11, 1), history=history)

    assert "FIELDS_MISSING: 2" in caught.value.details
    assert not (tmp_path / "next.csv").exists()
    assert (tmp_path / "history.csv").read_bytes() == before


def test_a_file_of_many_batches_keeps_its_order_and_its_sums(tmp_path: Path) -> None:
    file, count = tmp_path / "long.csv", 150_000
    days = pl.int_range(count, eager=True) % 400
    pl.DataFrame({"合同号": pl.int_range(count, eager=True), "逾期天数": days, "逾期金额": days}).write_csv(file)

    report, out = segmented(file)

    assert out["account_id"].cast(pl.Int64).to_list() == list(range(count))
    assert out["days_past_due"].cast(pl.Int64).to_list() == days.to_list()
    buckets = report.as_dict()["buckets"]
    assert sum(row["accounts"] for row in buckets) == count
    assert sum(row["overdue_total_minor"] for row in buckets) == days.sum() * 100


REFUSALS = [
    ("合同号,逾期天数,数据日期\nHT1,5,2026-10-31\nHT2,5,2026-09-30\n", {}, InputError, "row 3, column '数据日期'"),
    ("姓名,逾期天数\n张三,5\n", {}, InputError, "account_id"),
    ("合同号,姓名\nHT1,张三\n", {}, InputError, "oldest_unpaid_due or due_date or days_past_due_given"),
    ("合同号,逾期天数\nHT1,5\n", {"anchor": "due_date"}, InputError, "due_date"),
    ("合同号,逾期天数\nHT1,5\n", {"scheme": "cn-m3pluss"}, RulesError, "did you mean 'cn-m3plus'?"),
    ("合同号,逾期天数\nHT1,5\n", {"scheme": "none.toml"}, RulesError, "none.toml"),
    ("合同号,逾期天数\nHT1,5\n", {"as_of": None}, UsageError, "--as-of"),
    ("合同号,逾期天数\nHT1,5\n", {"grace": -1}, UsageError, "--grace"),
]


@pytest.mark.parametrize(("text", "options", "error", "said"), REFUSALS)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, text: str, options: dict[str, Any], error: type[CollectkitError], said: str
) -> None:
    file = tmp_path / "some.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(error) as caught:
        segmented(file, **options)

    assert said in caught.value.message
    assert "张三" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [file]


def test_an_output_that_holds_something_else_is_kept(portfolio: Path) -> None:
    portfolio.with_name("out.csv").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError):
        segmented(portfolio)

    assert portfolio.with_name("out.csv").read_text("utf-8") == "mine"


def test_the_same_input_gives_the_same_bytes(portfolio: Path) -> None:
    segmented(portfolio)
    before = portfolio.with_name("out.csv").read_bytes()

    segmented(portfolio)  # an output that holds exactly this already is no error

    assert portfolio.with_name("out.csv").read_bytes() == before


def test_figures_are_written_in_every_form_and_agree(portfolio: Path) -> None:
    outputs = [Output(portfolio.with_name(f"figures.{ending}")) for ending in ("html", "xlsx", "json", "csv")]

    report, _ = segmented(portfolio, figures=outputs, language="en")

    page, book, facts, table = (output.path for output in outputs if output.path is not None)
    assert json.loads(facts.read_text()) == report.as_dict()
    assert "Counted from" in page.read_text()
    sheets = fastexcel.read_excel(book).sheet_names
    assert sheets[:2] == ["By bucket", "CNY · Days past due · Accounts"]
    buckets = fastexcel.read_excel(book).load_sheet("By bucket").to_polars()
    assert buckets["Accounts"].to_list() == [0, 2, 0, 0, 1, 2, 5]
    assert buckets["Overdue total (CNY)"].to_list()[-1] == 1446.5
    rows = pl.read_csv(table)
    assert rows.filter(part="buckets")["overdue_total_minor"].sum() == 144_650
    assert rows.filter(part="moves").select("column", "given", "bucket").rows() == [
        ("days_past_due_given", "M3", "M3+")
    ]


def test_figures_that_cannot_be_written_leave_nothing(portfolio: Path) -> None:
    with pytest.raises(UsageError):
        segmented(portfolio, figures=[Output(portfolio.with_name("figures.doc"))])
    taken = portfolio.with_name("figures.html")
    taken.write_text("another")
    with pytest.raises(OutputError):
        segmented(portfolio, figures=[Output(taken)])

    assert sorted(path.name for path in portfolio.parent.iterdir()) == ["figures.html", "portfolio.csv"]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "xlsx"])
def test_a_pipe_is_taken_as_it_comes_packed_or_a_workbook(portfolio: Path, ending: str) -> None:
    _, expected = segmented(portfolio)
    run(Input(portfolio), Output(portfolio.with_name(f"in.{ending}")), Segmentation(AS_OF), headings="original")
    pipe = portfolio.with_name("pipe")
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(portfolio.with_name(f"in.{ending}").read_bytes()))
    writer.start()

    _, out = segmented(pipe, "back.csv")

    writer.join()
    assert out.rows() == expected.rows()


def test_numbers_and_days_of_a_workbook_stay_so_in_another_and_text_has_days_without_a_time(tmp_path: Path) -> None:
    header = ["合同号", "数据日期", "逾期金额", "逾期天数", "编号"]
    rows = [["LN-1", AS_OF, 62352.41, 3, "007"], ["LN-2", AS_OF, None, 40, "008"]]
    source = save(tmp_path / "in.xlsx", xlsx([header, *rows]))

    run(Input(source), Output(tmp_path / "out.xlsx"), Segmentation(as_of=AS_OF))
    _, text = segmented(source)

    back = fastexcel.read_excel(tmp_path / "out.xlsx").load_sheet(0).to_polars()
    assert back["as_of"].dt.date().to_list() == [AS_OF] * 2
    assert back["overdue_total"].to_list() == [62352.41, None]
    assert back["编号"].to_list() == ["007", "008"]
    assert text["as_of"].to_list() == ["2026-10-31"] * 2
    assert text["overdue_total"].to_list() == ["62352.41", None]
