"""The scorecard job on files: what reconciliations left, in each form, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Output, Transaction, kept
from collectkit.jobs.reconcile.performance import FILE
from collectkit.jobs.scorecard import scorecard
from tests.unit.jobs.desk import Desk
from tests.unit.reconcile.scored import drawn, source

CHANCE = {"M1": 0.5, "M2": 0.25}
AGENCIES = """
version = 1
[[agency]]
agency_id = "agency-a"
name = "甲公司"
hands = [1]
licence_regions = ["*"]
status = "ACTIVE"
target_share = "100%"
admitted_on = 2026-01-15
last_review_on = 2026-02-01
admission_checklist = ["licence", { item = "complaint desk" }]
"""


def left(folder: Path, *agencies: str, note: dict[str, Any] | None = None, **counts: Any) -> Path:
    """Write what a reconciliation leaves of some agencies; return its folder."""
    accounts = [one for place, agency in enumerate(agencies) for one in drawn(agency, 120, CHANCE, place)]
    made = source(accounts, **counts)
    assert made.days is not None
    folder.mkdir()
    known = {
        "version": 1,
        "days": [made.days.first.isoformat(), made.days.last.isoformat()],
        "measures": [list(row) for row in made.measures.iter_rows()],
    }
    with Transaction([]) as outputs:
        kept.write(outputs, Output(folder / FILE), made.table, known | (note or {}))
    return folder


def run(folders: list[Path], *names: str, **options: Any) -> dict[str, Any]:
    outputs = [Output(folders[0].parent / name, force=True) for name in names or ["out.json"]]
    return scorecard.run(folders, outputs, min_accounts=5, **options).as_dict()


def test_every_form_has_the_figures(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a", "agency-b", agency_a={"files": 3, "lines": 100, "duplicates": 9})
    facts = run([folder], "out.json", "out.csv", "out.html", "out.xlsx")
    assert json.loads((tmp_path / "out.json").read_text()) == facts
    (one,) = facts["comparisons"]
    (group,) = one["groups"]
    assert (one["currency"], one["months"], len(group["results"])) == ("CNY", 3, 2)
    assert {name: facts[name] for name in ("level_ppm", "min_accounts", "left_out")} == {
        "level_ppm": 950_000, "min_accounts": 5, "left_out": [],
    }  # fmt: skip
    table = pl.read_csv(tmp_path / "out.csv")
    adjusted = table.filter(pl.col("measure") == "adjusted")
    assert adjusted["value_ppm"].to_list() == [row["adjusted"]["ppm"] for row in group["results"]]
    assert table.filter(pl.col("part") == "quality", pl.col("measure") == "files")["grade"].to_list() == ["E", None]
    page = (tmp_path / "out.html").read_text()
    assert "同口径回收率" in page
    book = fastexcel.read_excel(tmp_path / "out.xlsx")
    assert book.sheet_names[0] == "比较 CNY 1"
    assert book.sheet_names[-2:] == ["年度评价 agency-a", "年度评价 agency-b"]
    shown = book.load_sheet("比较 CNY 1").to_polars()
    assert shown["催收机构"].to_list() == [row["agency"] for row in group["results"]]
    assert shown["标准化回收率"].to_list() == [row["adjusted"]["ppm"] / 1e6 for row in group["results"]]


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a", "agency-b")
    names = ("out.json", "out.csv", "out.html", "out.xlsx")
    run([folder], *names, language="en")
    first = {name: (tmp_path / name).read_bytes() for name in names}
    run([folder], *names, language="en")
    assert first == {name: (tmp_path / name).read_bytes() for name in names}


def test_the_review_sheet_says_what_is_known_and_leaves_room(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a", "agency-b", agency_a={"fees": 10, "fees_differ": 2})
    (tmp_path / "agencies.toml").write_text(AGENCIES)
    given = {"agencies": tmp_path / "agencies.toml", "review": "agency-a"}
    run([folder], "review.html", "review.xlsx", language="en", **given)
    page = (tmp_path / "review.html").read_text()
    for text in ("GB/T 45251-2025", "甲公司", "2027-02-01", "passed on 2026-01-15", "not passed", "Signature",
                 "Active", "Everywhere",
                 "not assessed here (conduct)", "2 of 10"):  # fmt: skip
        assert text in page
    book = fastexcel.read_excel(tmp_path / "review.xlsx")
    assert book.sheet_names == ["Review agency-a"]
    lines = dict(book.load_sheet(0).to_polars().select("Item", "What is known").rows())
    assert (lines["Assessor"], lines["Signature"], lines["Last review"]) == (None, None, "2026-02-01")
    run([folder], "review.html", language="zh", review="agency-b")
    assert "未提供机构文件" in (tmp_path / "review.html").read_text()


def test_a_review_of_nobody_is_refused(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a")
    with pytest.raises(UsageError, match="no reconciliation has this agency"):
        run([folder], review="agency-z")


def test_what_is_no_reconciliation_is_refused(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a")
    with pytest.raises(UsageError, match="stands twice"):
        run([folder, folder / FILE])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: no performance\.parquet in it"):
        run([tmp_path / "empty"])
    for note in ({"version": 2}, {"days": ["x", "y"]}, {"measures": [["a"]]}, {"measures": 7}):
        (folder / FILE).unlink()
        folder.rmdir()
        left(folder, "agency-a", note=note)
        with pytest.raises(InputError, match=r"autumn: performance\.parquet is not one that this version reads"):
            run([folder])
    sound = pl.read_parquet(folder / FILE)
    hostile = [
        *(sound.with_columns(pl.lit(None, sound.schema[name]).alias(name)) for name in ("agency", "currency")),
        *(sound.with_columns(pl.lit(value, sound.schema[name]).alias(name)) for name, value in
          (("month", 2**31 - 1), ("accounts", -1), ("squares", float("inf")))),
        pl.concat([sound, sound]),
    ]  # fmt: skip
    made = json.loads(pl.read_parquet_metadata(folder / FILE)["collectkit"]) | {"measures": []}
    for table in hostile:
        table.write_parquet(folder / FILE, metadata={"collectkit": json.dumps(made)})
        with pytest.raises(InputError, match="not one that this version reads"):
            run([folder])
    pl.DataFrame({"a": [1]}).write_parquet(folder / FILE, metadata={"collectkit": json.dumps(made)})
    with pytest.raises(InputError, match="not a table that collectkit keeps"):
        run([folder])
    assert not (tmp_path / "out.json").exists()


DAY = dt.date(2026, 8, 1)
ONE = pl.int_range(pl.len()) == 1


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("last_on", DAY, ONE),
        ("first_on", None, ONE),
        ("placed_on", dt.date(2199, 12, 31), True),
        ("placed_on", None, ONE),
        ("recall_on", dt.date(2200, 1, 1), True),
        ("accounts", 2**62, True),
        ("accounts", 7, ONE),
        ("placed_minor", 7, ONE),
        ("placed_minor", 0, True),
        ("placed_minor", -1, True),
        ("collected_minor", 10**37, True),
        ("placed_squares", 1e300, True),
        ("squares", -1e43, ONE),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    tmp_path: Path, column: str, value: object, where: bool | pl.Expr
) -> None:
    folder = left(tmp_path / "autumn", "agency-a", "agency-b")
    sound, note = pl.read_parquet(folder / FILE), pl.read_parquet_metadata(folder / FILE)["collectkit"]
    other = pl.when(where).then(pl.lit(value).cast(sound.schema[column])).otherwise(column).alias(column)
    sound.with_columns(other).write_parquet(folder / FILE, metadata={"collectkit": note})

    with pytest.raises(InputError, match="not one that this version reads") as refused:
        run([folder])
    assert refused.value.hint == "reconcile again"


def test_a_window_that_ends_before_it_begins_has_no_month(tmp_path: Path) -> None:
    folder = left(tmp_path / "autumn", "agency-a", "agency-b")
    sound, note = pl.read_parquet(folder / FILE), pl.read_parquet_metadata(folder / FILE)["collectkit"]
    sound.with_columns(pl.lit(DAY).alias("recall_on")).write_parquet(folder / FILE, metadata={"collectkit": note})

    assert [group for one in run([folder])["comparisons"] for group in one["groups"]] == []


def test_reconciliations_month_after_month(tmp_path: Path) -> None:
    """What `reconcile` leaves, `scorecard` reads."""
    desk = Desk(tmp_path)
    placed = pl.read_parquet(tmp_path / "out" / "packages" / "placed.parquet")
    desk.placed(placed.with_columns(recall_on=pl.lit(dt.date(2026, 12, 31))))
    desk.run(into="november", as_of=dt.date(2026, 11, 30))
    desk.ledger("流水号,借据号,还款日期,还款金额,交易类型,冲正标志,原流水号", "T9,LN-3,2026-12-02,25.00,REPAYMENT,否,")
    desk.returned("agency-a.csv", "record,token,payment_id,type,amount,value_date")
    desk.run(into="december", as_of=dt.date(2026, 12, 31))
    facts = run([tmp_path / "november", tmp_path / "december"])
    shown = [(point["agency"], point["months"], point["collected_minor"], point["direct_minor"])
             for point in facts["curves"]]  # fmt: skip
    assert shown == [("agency-a", 1, 133_456, 0), ("agency-a", 2, 133_456, 0), ("agency-b", 1, 0, 0),
                     ("agency-b", 2, 0, 2500)]  # fmt: skip
    (a, b) = facts["agencies"]
    assert (a["placed"][0]["commission_minor"], b["batches"]) == (13_346, ["2026-11"])
    assert {row["reason"] for row in facts["comparisons"][0]["not_compared"]} == {"too_few"}
