"""Vintages of whole files: a worked example, edges, gaps, what is in no cohort, what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.vintage import vintage
from collectkit.jobs.vintage.report import VintageReport

HEAD = "数据日期,借据号,放款日期,贷款金额,贷款余额,逾期天数,逾期金额,币种\n"
FEBRUARY = [
    "2026-02-28,A,2026-01-05,1000.00,900.00,0,0,CNY",
    "2026-02-28,B,2026-01-31,2000.00,1900.00,30,5.05,CNY",
    "2026-02-28,C,2026-02-01,700.00,700.00,0,0,CNY",
]
MARCH = ["2026-03-31,A,2026-01-05,1000.00,850.00,31,9,CNY", "2026-03-31,C,2026-02-01,700.00,650.00,29,1,CNY"]
MAY = ["2026-05-31,A,2026-01-05,1000.00,850.00,92,9,CNY", "2026-05-31,C,2026-02-01,700.00,600.00,0,0,CNY"]
THREE = {"feb.csv": FEBRUARY, "mar.csv": MARCH, "may.csv": MAY}


def stored(folder: Path, files: dict[str, list[str]]) -> list[Path]:
    for name, rows in files.items():
        (folder / name).write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return [folder / name for name in files]


def made(paths: list[Path], name: str = "out.csv", **options: Any) -> tuple[VintageReport, pl.DataFrame]:
    target = paths[0].with_name(name)
    sources = [(None, Input(path)) for path in paths]
    report = vintage.run(sources, [Output(target, force=True)], **options)
    return report, pl.read_csv(target, schema_overrides={"cohort": pl.String, "no_cohort": pl.String})


def row(table: pl.DataFrame, *key: Any) -> tuple[Any, ...]:
    """Return accounts, money and both rates of one cell: cohort, month on book, measure, threshold."""
    cohort, on_book, measure, threshold = key
    at = pl.col("threshold").is_null() if threshold is None else pl.col("threshold") == f">={threshold}"
    found = table.filter(pl.col("cohort") == cohort, pl.col("months_on_book") == on_book, pl.col("measure") == measure)
    columns = ("accounts", "principal_minor", "accounts_rate_ppm", "principal_rate_ppm")
    (one,) = found.filter(at).select(columns).rows()
    return one


def test_the_worked_example(tmp_path: Path) -> None:
    # Cohort 2026-01: A and B, 3,000.00 lent. B is at 30 days in February with 1,900.00, and gone in March. A is at 31
    # in March with 850.00, and at 92 in May. There is no snapshot of April.
    report, table = made(stored(tmp_path, THREE))

    assert row(table, "2026-01", 1, "ever", 30) == (1, 190_000, 500_000, 633_333)
    assert row(table, "2026-01", 1, "current", 30) == (1, 190_000, 500_000, 633_333)
    assert row(table, "2026-01", 2, "ever", 30) == (2, 275_000, 1_000_000, 916_667)
    assert row(table, "2026-01", 2, "current", 30) == (1, 85_000, 500_000, 283_333)
    assert row(table, "2026-01", 2, "vanished", None) == (1, None, 500_000, None)
    assert row(table, "2026-01", 3, "ever", 30) == (None, None, None, None)
    assert row(table, "2026-01", 4, "ever", 90) == (1, 85_000, 500_000, 283_333)
    assert row(table, "2026-01", 4, "seen", None) == (1, 85_000, 500_000, 283_333)
    assert row(table, "2026-02", 3, "ever", 30) == (0, 0, 0, 0)
    assert table.filter(pl.col("cohort") == "2026-02")["months_on_book"].unique().sort().to_list() == [0, 1, 2, 3]
    missed = table.filter(pl.col("cohort") == "2026-01", pl.col("measure") == "seen")["months_missed"].to_list()
    assert missed == [1, 1, 2, 2]
    assert report.as_dict()["vanished"] == 1
    assert report.as_dict()["months_without_snapshot"] == ["2026-04"]
    assert report.as_dict()["notes"] == {"survivorship": 2, "gaps": 1, "older_than_snapshots": 1}


def test_30_means_30_and_more(tmp_path: Path) -> None:
    days = [29, 30, 31, 89, 90, 91, ""]
    rows = [f"2026-02-28,A{n},2026-01-05,10.00,1.00,{late},0,CNY" for n, late in enumerate(days)]
    paths = stored(tmp_path, {"feb.csv": rows})

    report, table = made(paths)
    _, beyond = made(paths, thresholds=(31, 91))

    assert [row(table, "2026-01", 1, "current", at)[0] for at in (30, 60, 90)] == [5, 3, 2]
    assert [row(table, "2026-01", 1, "ever", at)[0] for at in (30, 60, 90)] == [5, 3, 2]
    assert [row(beyond, "2026-01", 1, "current", at)[0] for at in (31, 91)] == [4, 1]
    assert report.as_dict()["edge"] == "N+ is DPD >= N"
    assert report.as_dict()["notes"]["no_bucket"] == 1


def test_who_is_in_no_cohort_is_counted_with_the_reason(tmp_path: Path) -> None:
    february = [
        *FEBRUARY,
        "2026-02-28,NONE,,10.00,1.00,95,0,CNY",
        "2026-02-28,ODD,2026-02-30,10.00,2.00,95,0,CNY",
        "2026-02-28,SOON,2026-03-01,10.00,3.00,95,0,CNY",
        "2026-02-28,TWO,2026-01-01,10.00,4.00,95,0,CNY",
        "2026-02-28,MONEY,2026-01-01,10.00,5.00,95,0,CNY",
        "2026-02-28,LATER,,10.00,6.00,95,0,CNY",
    ]
    march = [
        *MARCH,
        "2026-03-31,SOON,2026-03-01,10.00,3.00,126,0,CNY",
        "2026-03-31,TWO,2026-01-02,10.00,4.00,126,0,CNY",
        "2026-03-31,MONEY,2026-01-01,10.00,5.00,126,0,USD",
        "2026-03-31,LATER,2026-01-09,10.00,6.00,126,0,CNY",
    ]
    report, table = made(stored(tmp_path, {"feb.csv": february, "mar.csv": march}))

    assert report.as_dict()["no_cohort"] == {
        "no_date": 2,
        "date_after_as_of": 1,
        "dates_conflicting": 1,
        "currencies_conflicting": 1,
    }
    left = table.filter(pl.col("cohort").is_null(), pl.col("measure") == "seen")
    told = left.select("as_of", "currency", "no_cohort", "accounts", "principal_minor").rows()
    assert told[:4] == [
        ("2026-02-28", "CNY", "no_date", 2, 300),
        ("2026-02-28", "CNY", "date_after_as_of", 1, 300),
        ("2026-02-28", "CNY", "dates_conflicting", 1, 400),
        ("2026-02-28", "CNY", "currencies_conflicting", 1, 500),
    ]
    assert told[-1] == ("2026-03-31", "USD", "currencies_conflicting", 1, 500)
    # LATER was tallied without a date in February, and belongs to January all the same.
    assert row(table, "2026-01", 1, "seen", None)[:2] == (3, 90_000 + 190_000 + 600)


def test_snapshots_may_come_in_any_order_and_in_one_file(tmp_path: Path) -> None:
    paths = stored(tmp_path, THREE)
    (panel,) = stored(tmp_path, {"panel.csv": [*MAY, *FEBRUARY, *MARCH]})
    made(paths, "in order.csv")
    made(paths[::-1], "backwards.csv")
    made([panel], "panel out.csv")

    whole = (tmp_path / "in order.csv").read_bytes()
    assert (tmp_path / "backwards.csv").read_bytes() == whole
    assert (tmp_path / "panel out.csv").read_bytes() == whole


def test_sums_are_those_of_segment(tmp_path: Path) -> None:
    paths = stored(tmp_path, {"feb.csv": [*FEBRUARY, "2026-02-28,NONE,,10.00,0.01,,0,USD"], "mar.csv": MARCH})
    _, table = made(paths)
    _, curve = made(paths, "curve.csv", curve=True)

    for path, day in zip(paths, (date(2026, 2, 28), date(2026, 3, 31)), strict=True):
        own = segment.run(Input(path), Output(tmp_path / f"s-{path.name}"), Segmentation(day)).as_dict()["buckets"]
        seen = table.filter(pl.col("as_of") == str(day), pl.col("measure") == "seen")
        assert seen["accounts"].sum() == sum(one["accounts"] for one in own)
        assert seen["principal_minor"].sum() == sum(one["principal_outstanding_minor"] for one in own)
        buckets = curve.filter(pl.col("as_of") == str(day), pl.col("measure") == "bucket")
        money = ("overdue_total_minor", "principal_outstanding_minor")
        assert buckets.select("bucket", "currency", "accounts", "overdue_total_minor", "principal_minor").rows() == [
            (one["bucket"], one["currency"], one["accounts"], *(one[name] for name in money)) for one in own
        ]


def test_curves_have_a_blank_month_and_shares_of_the_balance(tmp_path: Path) -> None:
    _, curve = made(stored(tmp_path, THREE), curve=True)

    at_30 = curve.filter(pl.col("threshold") == ">=30").select("month", "accounts", "principal_share_ppm").rows()
    assert at_30 == [
        ("2026-02", 1, 542_857),  # 1,900 of 3,500
        ("2026-03", 1, 566_667),  # 850 of 1,500
        ("2026-04", None, None),
        ("2026-05", 1, 586_207),  # 850 of 1,450
    ]


def test_what_was_disbursed_is_the_denominator_when_given(tmp_path: Path) -> None:
    whole = tmp_path / "disbursed.csv"
    text = "放款月份,币种,笔数,放款金额(万元)\n2026年1月,CNY,10,1\n2026-03,CNY,4,0.5\n合计,,14,1.5\n"
    whole.write_text(text, encoding="utf-8")
    report, table = made(stored(tmp_path, THREE), whole=Input(whole))

    assert row(table, "2026-01", 2, "ever", 30) == (2, 275_000, 200_000, 275_000)
    assert row(table, "2026-03", 2, "ever", 30) == (0, 0, 0, 0)
    assert row(table, "2026-02", 1, "seen", None) == (1, 65_000, None, None)
    assert set(table["denominator"]) == {"given"}
    notes = {"gaps": 1, "older_than_snapshots": 1, "cohort_not_given": 1}
    assert report.as_dict()["notes"] == notes

    whole.write_text(
        "cohort,accounts,original_principal_minor\n202601,1,300000\n2026-02-01,1,70000\n", encoding="utf-8"
    )
    assert made(stored(tmp_path, THREE), whole=Input(whole))[0].as_dict()["notes"]["fewer_given"] == 1


def test_faults_of_the_denominators_are_listed_without_a_cell(tmp_path: Path) -> None:
    whole = tmp_path / "disbursed.csv"
    rows = [
        "2026-13,CNY,1,1",
        "2026-01,CNY,x,1",
        "2026-01,CNY,1,-5",
        "2026-02,CNY,1,1",
        "2026-02,CNY,1,1",
        "2026-03,元元,1,1",
    ]
    whole.write_text("\n".join(["cohort,currency,accounts,original_principal", *rows]), encoding="utf-8")

    with pytest.raises(InputError, match="5 faults") as caught:
        made(stored(tmp_path, THREE), whole=Input(whole))
    assert caught.value.details == (
        "row 2: cohort: no month",
        "row 3: accounts: no count",
        "row 4: original_principal: no amount",
        "row 6: this month and currency stood in a row before",
        "row 7: currency: no code of three letters",
    )
    whole.write_text("cohort,currency\n2026-01,CNY\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks columns"):
        made(stored(tmp_path, THREE), whole=Input(whole))


def test_a_quarter_is_blank_until_all_its_months_have_come_that_far(tmp_path: Path) -> None:
    april = [line.replace("2026-05-31", "2026-04-30") for line in MAY]
    paths = stored(tmp_path, {"feb.csv": FEBRUARY, "mar.csv": MARCH, "apr.csv": april})
    _, table = made(paths, cohort="quarter")

    # January's loans have come to month 3, February's to 2, and March, which may still bring some, to 1.
    on_book = table.filter(pl.col("measure") == "seen").select("cohort", "months_on_book", "accounts").rows()
    assert on_book == [("2026Q1", 1, 3)]
    assert row(table, "2026Q1", 1, "ever", 30) == (1, 190_000, 333_333, 513_514)


def test_of_two_snapshots_in_a_month_the_last_stands_and_both_count_for_ever(tmp_path: Path) -> None:
    early = ["2026-03-10,A,2026-01-05,1000.00,880.00,35,9,CNY"]
    late = ["2026-03-31,A,2026-01-05,1000.00,850.00,0,0,CNY"]
    report, table = made(stored(tmp_path, {"early.csv": early, "late.csv": late}))

    assert row(table, "2026-01", 2, "current", 30) == (0, 0, 0, 0)
    assert row(table, "2026-01", 2, "ever", 30) == (1, 88_000, 1_000_000, 880_000)
    assert report.as_dict()["notes"]["not_last_of_month"] == 1


def test_without_balances_there_are_counts_and_no_money(tmp_path: Path) -> None:
    path = tmp_path / "feb.csv"
    path.write_text("数据日期,借据号,放款日期,逾期天数\n2026-02-28,A,2026-01-05,30\n", encoding="utf-8")
    report, table = made([path], "out.csv")

    assert row(table, "2026-01", 1, "ever", 30) == (1, None, 1_000_000, None)
    assert report.as_dict()["notes"] | {"survivorship": 0} == {
        "survivorship": 0,
        "older_than_snapshots": 1,
        "no_balance": 1,
        "no_principal": 1,
    }


def test_money_below_zero_is_counted_and_makes_no_cohort_smaller(tmp_path: Path) -> None:
    rows = ["2026-02-28,A,2026-01-05,1000.00,-5.00,30,0,CNY", "2026-02-28,B,2026-01-05,-900.00,100.00,30,0,CNY"]
    report, table = made(stored(tmp_path, {"feb.csv": rows}))

    assert row(table, "2026-01", 1, "current", 30) == (2, 9_500, 1_000_000, 95_000)
    notes = report.as_dict()["notes"]
    assert (notes["negative_balance"], notes["no_principal"]) == (1, 1)


def test_a_day_in_two_files_and_a_pipe_among_files_are_refused(tmp_path: Path) -> None:
    paths = stored(tmp_path, {"one.csv": FEBRUARY, "two.csv": FEBRUARY})

    with pytest.raises(InputError, match=r"one\.csv and two\.csv are both of 2026-02-28"):
        made(paths)
    with pytest.raises(UsageError, match="standard input"):
        vintage.run([(None, Input(paths[0])), (None, Input())], [Output()])


def test_each_form_says_the_edge_and_the_denominator(tmp_path: Path) -> None:
    paths = stored(tmp_path, THREE)
    made(paths)
    names = ("v.json", "v.html", "v.xlsx", "v.parquet")
    sources = [(None, Input(path)) for path in paths]
    vintage.run(sources, [Output(tmp_path / name) for name in names], language="en", creditor="Lender")

    found = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    assert (found["edge"], found["denominator"]) == ("N+ is DPD >= N", "seen")
    assert found["vintage"][2]["threshold"] == ">=30"
    page = (tmp_path / "v.html").read_text(encoding="utf-8")
    assert "DPD ≥ N" in page
    assert "accounts that any snapshot has" in page
    table = pl.read_parquet(tmp_path / "v.parquet")
    assert table["principal_minor"].dtype == pl.Int64
    book = {name: pl.read_excel(tmp_path / "v.xlsx", sheet_name=name) for name in ("Summary", "Curves", "Cells")}
    assert book["Summary"].row(1)[1] == "N+ is N days past due and more (DPD ≥ N)"
    assert book["Cells"].columns[:3] == ["Cohort", "Months on book", "As of"]
    assert book["Cells"]["Measure"].unique().sort().to_list() == ["current", "ever", "seen", "vanished"]
    assert book["Curves"]["Measure"].unique().sort().to_list() == ["all", "at least", "bucket"]
    shares = pl.read_excel(tmp_path / "v.xlsx", sheet_name="Shares (CNY)")
    assert shares.columns == ["As of", "Share 30+", "Share 60+", "Share 90+"]
    assert shares["As of"].to_list() == ["2026-02-28", "2026-03-31", "2026-04", "2026-05-31"]
    assert shares["Share 30+"].to_list() == pytest.approx([0.542857, 0.566667, None, 0.586207])
    lines = pl.read_excel(tmp_path / "v.xlsx", sheet_name="Lines 30+, by balance (CNY)")
    assert lines.columns == ["Month on book", "2026-01", "2026-02"]
    triangle = pl.read_excel(tmp_path / "v.xlsx", sheet_name="Ever 30+, by balance (CNY)")
    assert triangle.columns == ["Cohort", "0", "1", "2", "3", "4"]
    assert triangle.rows()[0][1:] == pytest.approx((None, 0.633333, 0.916667, None, 0.916667), nan_ok=True)


def test_the_last_day_stands_in_the_name_that_asks_for_it(tmp_path: Path) -> None:
    (path,) = stored(tmp_path, {"feb.csv": FEBRUARY})
    vintage.run([(None, Input(path))], [Output(tmp_path / "{as_of}.json")])
    assert (tmp_path / "2026-02-28.json").exists()
