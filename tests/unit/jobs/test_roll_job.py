"""Rolls of whole files: panels and gaps, ties with `segment`, evidence, labels, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import CollectkitError, InputError, RulesError, UsageError
from collectkit.fields import account
from collectkit.files import Input, Output
from collectkit.jobs.roll.days import Balance, Labels
from collectkit.jobs.roll.report import RollReport
from collectkit.jobs.roll.roll import run
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.vintage import vintage
from tests.unit.jobs.rolls import AFTER, BEFORE, LEDGER, SEPTEMBER, cell, rolled, store

SAMPLE = Path(__file__).parents[3] / "sample_data" / "portfolio.csv"


def test_each_account_is_in_the_cell_that_says_what_became_of_it(tmp_path: Path) -> None:
    report, rates = rolled(tmp_path, BEFORE, AFTER, ledger=LEDGER)

    matrix = rates.filter(meaning="migration", measure="accounts").filter(pl.col("accounts") > 0)
    assert matrix.select("from_state", "to_state", "accounts", "balance_minor", "rate_ppm").rows() == [
        ("M0", "M1", 1, 10_000, 1_000_000),
        ("M1", "M0", 1, 30_000, 500_000),
        ("M1", "M2", 1, 20_000, 500_000),
        ("M2", "M2", 1, 40_000, 500_000),
        ("M2", "PAID", 1, 50_000, 500_000),
        ("M3", "SETTLED", 1, 60_000, 1_000_000),
        ("M3+", "MISSING", 1, 70_000, 1_000_000),
        ("NO_BUCKET", "NO_BUCKET", 1, 5_000, 1_000_000),
        ("NEW", "M1", 1, 8_000, 1_000_000),
    ]
    flow = rates.filter(meaning="flow_rate")
    assert flow.select("from_state", "to_state", "balance_minor", "base_minor", "rate_ppm").rows() == [
        ("M0", "M1", 19_000, 10_000, 1_900_000),
        ("M1", "M2", 37_000, 50_000, 740_000),
        ("M2", "M3", 0, 90_000, 0),
        ("M3", "M3+", 0, 60_000, 0),
    ]
    assert report.as_dict()["periods"] == [
        {
            "from": "2026-09-30",
            "to": "2026-10-31",
            "accounts_before": 8,
            "accounts_after": 6,
            "in_both": 5,
            "new": 1,
            "returned": 0,
            "other_currency": 0,
            "left": 3,
            "missing": 1,
        }
    ]
    assert report.as_dict()["ledger"] == {
        "file": "ledger.csv", "rows_in": 5, "read": 3, "unread": 1, "others": 1, "removed": 0, "by_posting": 0,
    }  # fmt: skip
    assert report.noted() == {"ledger_unread": 1}


def test_without_a_ledger_all_that_left_is_missing(tmp_path: Path) -> None:
    _, rates = rolled(tmp_path, BEFORE, AFTER)

    assert cell(rates, "ALL", "MISSING", meaning="summary")["accounts"] == 3


def test_segment_roll_and_vintage_tie_to_the_fen(tmp_path: Path) -> None:
    whole, after, before = (tmp_path / f"{name}.csv" for name in ("whole", "after", "before"))
    segment.run(Input(SAMPLE), Output(whole), Segmentation(date(2026, 10, 31)))
    # Rows without an account number that can be read are in no roll; the sample has two.
    accounts = pl.read_csv(whole, infer_schema=False)
    accounts = accounts.filter(account.parse(accounts["account_id"]).value.is_not_null())
    accounts.write_csv(after)
    accounts.gather_every(3).with_columns(as_of=pl.lit("2026-09-30")).write_csv(before)
    done = {
        path: segment.run(Input(path), Output(tmp_path / f"{path.stem}-out.csv"), Segmentation(day))
        for path, day in ((before, date(2026, 9, 30)), (after, date(2026, 10, 31)))
    }

    balances: tuple[Balance, ...] = ("overdue_total", "principal_outstanding")
    for balance in balances:
        report = run([Input(before), Input(after)], [Output(tmp_path / f"{balance}.csv")], balance=balance)
        cells = report.periods[0].cells
        for path, column, money in ((before, "from", "opening"), (after, "to", "closing")):
            for told in done[path].as_dict()["buckets"]:
                mine = cells.filter(pl.col(column) == (told["bucket"] or "NO_BUCKET"))
                assert mine["accounts"].sum() == told["accounts"]
                assert mine[money].sum() == told[f"{balance}_minor"]
    vintage.run([(None, Input(before)), (None, Input(after))], [Output(tmp_path / "curve.csv")], curve=True)
    curve = pl.read_csv(tmp_path / "curve.csv").filter(measure="bucket")
    sums = ("bucket", "currency", "accounts", "overdue_total_minor", "principal_minor")
    for path, day in ((before, "2026-09-30"), (after, "2026-10-31")):
        assert curve.filter(as_of=day).select(sums).rows() == [
            (
                one["bucket"],
                one["currency"],
                one["accounts"],
                one["overdue_total_minor"],
                one["principal_outstanding_minor"],
            )
            for one in done[path].as_dict()["buckets"]
        ]


PANEL = """月末,合同号,逾期天数,剩余本金
2026-05-31,A1,10,100.00
2026-05-31,A2,10,200.00
2026-06-30,A1,40,90.00
2026-07-31,A1,70,80.00
2026-07-31,A2,0,150.00
2026-07-31,A3,5,10.00
2026-09-30,A1,100,70.00
2026-09-30,A3,45,10.00
2026-10-31,A1,100,70.00
2026-10-31,A2,5,140.00
"""


def test_a_missing_month_is_named_and_not_joined_over(tmp_path: Path) -> None:
    report, rates = rolled(tmp_path, PANEL, by="月末")

    assert report.as_dict()["every"] == "month"
    assert report.left_out() == [{"from": "2026-07-31", "to": "2026-09-30", "reason": "gap", "missing": ["2026-08"]}]
    days = rates.filter(periods=1).select("as_of_from", "as_of_to").unique(maintain_order=True).rows()
    assert days == [("2026-05-31", "2026-06-30"), ("2026-06-30", "2026-07-31"), ("2026-09-30", "2026-10-31")]
    assert report.noted() == {"returned": 2, "left_out": 1}


def test_an_account_that_was_gone_and_comes_back_has_returned(tmp_path: Path) -> None:
    _, rates = rolled(tmp_path, PANEL, by="月末")

    july, october = (rates.filter(as_of_to=day, periods=1) for day in ("2026-07-31", "2026-10-31"))
    assert cell(july, "RETURNED", "M0")["accounts"] == 1
    assert cell(july, "NEW", "M1")["accounts"] == 1
    assert cell(october, "RETURNED", "M1")["accounts"] == 1
    assert october.filter(from_state="NEW").is_empty()


def test_the_average_matrix_pools_the_counts_of_all_joined_periods(tmp_path: Path) -> None:
    _, rates = rolled(tmp_path, PANEL, by="月末")

    whole = rates.filter(periods=3)
    assert whole["as_of_from"].unique().to_list() == ["2026-05-31"]
    assert whole["as_of_to"].unique().to_list() == ["2026-10-31"]
    forward = cell(whole, "ALL", "FORWARD", meaning="summary")
    assert (forward["accounts"], forward["base_accounts"], forward["rate_ppm"]) == (2, 5, 400_000)
    by_period = rates.filter(periods=1, meaning="migration", measure="accounts")
    for row in whole.filter(meaning="migration", measure="accounts").iter_rows(named=True):
        mine = by_period.filter(from_state=row["from_state"], to_state=row["to_state"])
        assert (mine["accounts"].sum(), mine["balance_minor"].sum()) == (row["accounts"], row["balance_minor"])


def test_the_same_panel_in_one_file_or_in_several_gives_the_same(tmp_path: Path) -> None:
    _, whole = rolled(tmp_path, PANEL, by="月末")
    header, *lines = PANEL.splitlines()
    days = sorted({line[:10] for line in lines})
    texts = ["\n".join([header, *reversed([line for line in lines if line.startswith(day)])]) for day in days]

    assert rolled(tmp_path, *texts, by="月末")[1].equals(whole)


def test_two_months_apart_are_one_step_unless_a_month_is_asked_for(tmp_path: Path) -> None:
    late = AFTER.replace("2026-10-31", "2026-11-30")

    assert rolled(tmp_path, BEFORE, late)[0].joined
    with pytest.raises(InputError, match="no two days are one month apart"):
        rolled(tmp_path, BEFORE, late, every="month")


def test_an_account_in_another_currency_leaves_the_one_and_enters_the_other(tmp_path: Path) -> None:
    head = "合同号,逾期天数,逾期金额,币种\n"
    before, after = head + "A1,10,100,CNY\nA2,10,50,USD\n", head + "A1,40,15,USD\nA2,40,50,USD\n"

    report, rates = rolled(tmp_path, before, after, days=("2026-09-30", "2026-10-31"))

    assert cell(rates.filter(currency="CNY"), "M1", "OTHER_CURRENCY")["balance_minor"] == 10_000
    assert cell(rates.filter(currency="USD"), "OTHER_CURRENCY", "M2")["balance_minor"] == 1_500
    assert cell(rates.filter(currency="USD"), "M1", "M2")["accounts"] == 1
    assert cell(rates.filter(currency="ALL"), "M1", "M2")["accounts"] == 1
    assert report.noted() == {"other_currency": 1}


def test_numbers_of_another_kind_are_told(tmp_path: Path) -> None:
    report, rates = rolled(tmp_path, BEFORE, AFTER.replace("\nA", "\nC").replace("\nB", "\nC9"))

    assert report.noted() == {"no_overlap": 1}
    assert cell(rates, "ALL", "MISSING", meaning="summary")["accounts"] == 7


def test_what_is_odd_in_a_file_is_counted_and_never_in_the_worst_bucket(tmp_path: Path) -> None:
    odd = BEFORE + "A9,2026-12-01,-5.00,2026-09-30\nA9,2026-12-01,-5.00,2026-09-30\nA7,,1,2026-09-30\n"

    report, rates = rolled(tmp_path, odd, AFTER)

    assert report.files[0]["rows_in"] == 11
    assert report.files[0]["accounts"] == 8
    assert report.files[0]["removed"] == {"duplicate": 1}
    assert report.files[0]["rejects"] == {"ACCOUNT_CONFLICTING": 2}
    assert report.noted() == {"amount_negative": 2, "date_to_come": 2}
    assert rates.filter(from_state="M3+", meaning="migration").is_empty()
    assert cell(rates, "M0", "MISSING")["balance_minor"] == -500


def test_a_charged_off_account_that_stands_in_the_file_stays_in_its_bucket_and_is_told(tmp_path: Path) -> None:
    lines = AFTER.splitlines()
    after = "\n".join(
        [f"{lines[0]},核销日期", f"{lines[1]},", f"{lines[2]},2026-10-20", *[f"{one}," for one in lines[3:]]]
    )

    report, rates = rolled(tmp_path, BEFORE, after)

    assert cell(rates, "M1", "M2")["accounts"] == 1
    assert report.noted() == {"charged_off_standing": 1}


def test_dates_of_its_own_say_what_became_of_an_account(tmp_path: Path) -> None:
    before = (
        "合同号,逾期天数,逾期金额,预计退案日,核销日期\nA1,10,1,2026-10-15,\nA2,10,1,,2026-10-15\nA3,10,1,2026-11-15,\n"
    )
    after = "合同号,逾期天数,逾期金额\nA9,10,1\n"

    _, rates = rolled(tmp_path, before, after, days=("2026-09-30", "2026-10-31"))

    gone = rates.filter(from_state="M1", meaning="migration", measure="accounts").filter(pl.col("accounts") > 0)
    assert gone["to_state"].to_list() == ["WRITTEN_OFF", "RECALLED", "MISSING"]


def test_labels_of_the_file_count_instead_of_days(tmp_path: Path) -> None:
    before = "合同号,逾期金额,状态\nA1,1,好\nA2,1,差\nA3,1,?\n"
    after = "合同号,逾期金额,状态\nA1,1,差\nA2,1,差\nA3,1,\n"
    days = ("2026-09-30", "2026-10-31")

    report, rates = rolled(tmp_path, before, after, days=days, labels=Labels("状态", ("好", "差")))

    assert cell(rates, "好", "差")["accounts"] == 1
    assert cell(rates, "NO_BUCKET", "NO_BUCKET")["accounts"] == 1
    assert report.noted() == {"unknown_label": 1}
    assert [one["no_bucket"] for one in report.files] == [1, 1]
    assert report.head()["scheme"] is None
    with pytest.raises(InputError, match="no column '等级'"):
        rolled(tmp_path, before, after, days=days, labels=Labels("等级"))


def test_labels_of_the_scheme_need_no_order(tmp_path: Path) -> None:
    head = "合同号,账龄,逾期天数\n"

    report, rates = rolled(
        tmp_path, f"{head}A1,m1,500\n", f"{head}A1,Ｍ2,\n", days=("2026-09-30", "2026-10-31"), labels=Labels("账龄")
    )

    assert cell(rates, "M1", "M2")["accounts"] == 1
    assert report.head() | {"days": 0} == {
        "scheme": "cn-m3plus", "labels_from": "账龄", "states": ["M0", "M1", "M2", "M3", "M3+"], "balance": None,
        "every": None, "days": 0,
    }  # fmt: skip
    assert rates["balance_minor"].null_count() == rates.height


@pytest.mark.parametrize(
    ("texts", "options", "kind", "said"),
    [
        ((AFTER, BEFORE), {}, InputError, "1.csv is of 2026-09-30, before 0.csv, which is of 2026-10-31"),
        ((BEFORE, BEFORE), {}, InputError, "1.csv is of 2026-09-30, as 0.csv is"),
        ((BEFORE,), {}, InputError, "0.csv: only one day"),
        (("合同号,逾期天数,数据日期\n,1,2026-09-30\n",), {}, InputError, "no snapshot has an account"),
        ((BEFORE, SEPTEMBER.replace("合同号", "x")), {}, InputError, "1.csv: there is no column of account numbers"),
        ((BEFORE, AFTER), {"by": "月末"}, InputError, "0.csv: no column '月末'"),
        ((BEFORE, AFTER), {"days": ("2026-08-31", "2026-09-30")}, InputError, "another day than 2026-08-31"),
        ((BEFORE, AFTER), {"balance": "principal_outstanding"}, InputError, "0.csv: no column principal_outstanding"),
        ((BEFORE, AFTER.replace("逾期金额", "剩余本金")), {}, InputError, "1.csv: no column overdue_total"),
        ((BEFORE, AFTER), {"scheme": "cn-m9"}, RulesError, "unknown scheme 'cn-m9'"),
        ((BEFORE, AFTER), {"labels": Labels("数据日期", ("A", "A"))}, RulesError, "the states: 1 problem"),
        ((BEFORE, AFTER), {"output": "out.pdf"}, UsageError, "out.pdf"),
    ],
)
def test_what_cannot_be_a_roll_is_refused(
    texts: tuple[str, ...], options: dict[str, Any], kind: type[CollectkitError], said: str, tmp_path: Path
) -> None:
    with pytest.raises(kind) as caught:
        rolled(tmp_path, *texts, **options)

    assert said in str(caught.value)
    assert not [path for path in tmp_path.iterdir() if path.stem == "out"]


def figures(tmp_path: Path, *names: str, language: Any = "zh") -> RollReport:
    sources = [Input(store(tmp_path, f"{place}.csv", text)) for place, text in enumerate((BEFORE, AFTER))]
    return run(sources, [Output(tmp_path / name) for name in names], language=language)


def test_every_form_labels_the_three_meanings(tmp_path: Path) -> None:
    figures(tmp_path, "zh.html", "roll-{as_of}.json", "zh.xlsx")
    figures(tmp_path, "en.html", language="en")

    zh, en = ((tmp_path / f"{language}.html").read_text(encoding="utf-8") for language in ("zh", "en"))
    assert all(word in zh for word in ("口径一", "口径二", "口径三", "去向不明"))
    assert all(f"Meaning {number}" in en for number in (1, 2, 3))
    found = json.loads((tmp_path / "roll-2026-10-31.json").read_text(encoding="utf-8"))
    assert list(found["definitions"]) == ["flow_rate", "migration", "summary"]
    assert {rate["meaning"] for rate in found["pooled"]["rates"]} == set(found["definitions"])
    sheets = pl.read_excel(tmp_path / "zh.xlsx", sheet_id=0)
    assert list(sheets) == [
        "滚动率（余额）", "迁徙矩阵·件数 CNY", "汇总·件数 CNY", "迁徙矩阵·余额 CNY", "汇总·余额 CNY", "各期明细",
        "计数说明",
    ]  # fmt: skip
    assert set(sheets["各期明细"]["口径"]) == {"滚动率（余额）", "迁徙矩阵", "汇总"}
    assert {"去向不明", "减免结清", "M3+"} < set(sheets["各期明细"]["期末状态或结果"])
    assert sheets["迁徙矩阵·余额 CNY"]["期初余额"].to_list() == [100, 500, 900, 600, 700, 50, 80]
    assert not any(f">A{number}<" in page for page in (zh, en) for number in range(1, 9))


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    figures(tmp_path, "1.html", "1.xlsx", "1.parquet")
    figures(tmp_path, "2.html", "2.xlsx", "2.parquet")

    for ending in ("html", "xlsx", "parquet"):
        assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()
