"""The job that places: what it reads, what it writes behind each row, what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import CollectkitError, InputError, OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.placement import place, why
from collectkit.jobs.placement.place import PlaceReport
from collectkit.tables.placements import SCHEMA

SAMPLE = Path(__file__).parents[3] / "sample_data"
AGENCIES = SAMPLE / "agencies.toml"
DAY = date(2026, 10, 31)
Run = Callable[..., PlaceReport]


@pytest.fixture
def run(opened: Keys) -> Run:
    """`place.run` with a keyring and the sample's agencies."""

    def placed(source: Path, output: Path | None, **options: Any) -> PlaceReport:
        target = None if output is None else Output(output)
        given: dict[str, Any] = {"agencies": AGENCIES, "as_of": DAY, "keys": lambda: opened}
        return place.run(Input(source), target, **given | options)

    return placed


def portfolio(folder: Path, *rows: str, header: str = "合同号,逾期金额（元）,省份") -> Path:
    path = folder / "portfolio.csv"
    path.write_text("\n".join([header, *rows, ""]))
    return path


def test_every_row_of_the_sample_is_placed_or_has_a_reason(run: Run, tmp_path: Path) -> None:
    done = run(SAMPLE / "portfolio.csv", tmp_path / "out.parquet").as_dict()
    rows = pl.read_parquet(tmp_path / "out.parquet")
    assert done["rows_in"] == done["rows_out"] + sum(done["removed"].values()) + sum(done["rejects"].values())
    assert done["rows_out"] == rows.height == done["placed"] + sum(row["accounts"] for row in done["not_placed"])
    assert {**rows.schema, **SCHEMA} == rows.schema
    assert rows["agency"].drop_nulls().value_counts().sort("agency").rows() == [
        (row["agency"], row["accounts"]) for row in done["agencies"] if row["accounts"]
    ]
    assert done["closed"] == {"agency-c": "status WATCH"}
    assert rows.filter(pl.col("agency").is_not_null())["batch"].unique().to_list() == [done["batch"]]


def test_the_workbook_and_the_text_of_one_portfolio_are_placed_alike(run: Run, tmp_path: Path) -> None:
    for name in ("portfolio.csv", "portfolio.xlsx"):
        run(SAMPLE / name, tmp_path / f"{name}.parquet")
    ids = ["account_id", "agency", "not_placed", "stratum", "debtor_group", "passed_over"]
    text, book = (
        pl.read_parquet(tmp_path / f"{name}.parquet").select(ids).drop_nulls("account_id")
        for name in ("portfolio.csv", "portfolio.xlsx")
    )
    both = text.join(book, on="account_id", suffix="_book").unique("account_id")
    assert both.height > 150
    alike = both.filter(pl.col("not_placed").eq_missing(pl.col("not_placed_book")))
    assert alike.height >= both.height * 0.95  # rows that only one of the two has join debtors, and shift neighbours


def test_a_second_run_writes_the_same_bytes_and_a_change_is_another_batch(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    batch = run(SAMPLE / "portfolio.csv", first).batch
    assert run(SAMPLE / "portfolio.csv", second).batch == batch
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_mode & 0o777 == 0o600
    changed = portfolio(tmp_path, "LN-1,100,北京市")
    assert run(changed, tmp_path / "3.csv").batch != batch
    assert run(changed, tmp_path / "4.csv", batch="october").batch == "october"


def test_what_was_a_number_or_a_date_is_one_again(run: Run, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "account_id": ["LN-1", "LN-2"],
            "overdue_total_minor": [100_00, None],
            "as_of": [DAY] * 2,
            "disputed": [True] * 2,
        }
    )
    frame.write_parquet(tmp_path / "accounts.parquet")
    run(tmp_path / "accounts.parquet", tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").select(frame.columns).equals(frame)


def test_a_former_placement_is_written_anew(run: Run, tmp_path: Path) -> None:
    rows = ("LN-1,100,agency-a,2026-10-01,2026-12-01", "LN-2,100,agency-a,2026-01-01,2026-04-01")
    source = portfolio(tmp_path, *rows, header="合同号,逾期金额,催收机构,委案日期,预计退案日")
    done = run(source, tmp_path / "out.csv")
    found = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert done.replaced == ["催收机构", "委案日期", "预计退案日"]
    assert found.columns == ["account_id", "overdue_total", *SCHEMA]
    assert found["not_placed"].to_list() == ["already_placed", None]
    assert found["agency"].to_list() == [None, "agency-b"]


def test_placements_can_be_placed_again(run: Run, tmp_path: Path) -> None:
    run(SAMPLE / "portfolio.csv", tmp_path / "1.csv")
    run(tmp_path / "1.csv", tmp_path / "2.csv")
    once, twice = ((tmp_path / name).read_text().partition("\n")[0] for name in ("1.csv", "2.csv"))
    assert once == twice


@pytest.mark.parametrize("headings", ["canonical", "zh", "en", "original"])
def test_why_reads_placements_under_any_headings(run: Run, tmp_path: Path, headings: str) -> None:
    source = portfolio(tmp_path, "LN-1,100,北京市,b9", "LN-2,0,北京市,b9", header="合同号,逾期金额,省份,批次")
    run(source, tmp_path / "out.csv", headings=headings)
    assert why.run(Input(tmp_path / "out.csv"), "LN-1").placement["agency"] in ("agency-a", "agency-b", "agency-d")
    assert why.run(Input(tmp_path / "out.csv"), "LN-2").placement["not_placed"] == "nothing_due"


def test_why_reads_a_workbook(run: Run, tmp_path: Path) -> None:
    run(portfolio(tmp_path, "LN-1,100,北京市"), tmp_path / "out.xlsx", headings="zh")
    found = why.run(Input(tmp_path / "out.xlsx"), "LN-1")
    assert found.placement["placed_on"] == "2026-10-31"
    assert found.lines[0].startswith(f"LN-1 is placed with {found.placement['agency']} since 2026-10-31, in batch b-")


def test_the_day_may_be_the_files_own(run: Run, tmp_path: Path) -> None:
    source = portfolio(tmp_path, "LN-1,100,2026-10-30", "LN-2,100,", header="合同号,逾期金额,数据日期")
    assert run(source, tmp_path / "out.csv", as_of=None).as_of == date(2026, 10, 30)
    with pytest.raises(InputError, match="row 2, column '数据日期': another day"):
        run(source, tmp_path / "other.csv")


def test_a_preview_writes_nothing_and_tells_the_same(run: Run, tmp_path: Path) -> None:
    told = run(SAMPLE / "portfolio.csv", None, preview=True).as_dict()
    done = run(SAMPLE / "portfolio.csv", tmp_path / "out.csv").as_dict()
    assert told == done | {"batch": None}
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_too_little_room_is_counted_and_said(run: Run, tmp_path: Path) -> None:
    text = AGENCIES.read_text()
    small = tmp_path / "agencies.toml"
    small.write_text(
        "\n".join(
            f"capacity_accounts = {9}" if "capacity_a" in line and "acc" in line else line for line in text.splitlines()
        )
    )
    done = run(SAMPLE / "portfolio.csv", tmp_path / "out.csv", agencies=small).as_dict()
    lost = {row["reason"]: row["accounts"] for row in done["not_placed"]}
    assert 15 <= done["placed"] <= 27
    assert f"no_capacity, {lost['no_capacity']:,}: the capacities are too small" in done["warnings"]


@pytest.mark.parametrize(
    ("header", "options", "error", "message"),
    [
        ("姓名,逾期金额", {}, InputError, "no column of account numbers"),
        ("合同号,姓名", {}, InputError, "no column of amounts"),
        ("合同号,逾期金额", {"as_of": None}, UsageError, "--as-of is needed"),
        ("合同号,逾期金额", {"batch": "Oct 26"}, UsageError, "--batch"),
        ("合同号,逾期金额", {"output": None}, UsageError, "--output is needed"),
        ("合同号,逾期金额", {"output": "portfolio.csv"}, OutputError, "is the input"),
    ],
)
def test_what_is_refused_leaves_nothing(
    run: Run, tmp_path: Path, header: str, options: dict[str, Any], error: type[CollectkitError], message: str
) -> None:
    source = portfolio(tmp_path, "LN-1,100", header=header)
    name = options.pop("output", "out.csv")
    with pytest.raises(error, match=message):
        run(source, name and tmp_path / name, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio.csv"]


def test_a_header_alone_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no accounts"):
        run(portfolio(tmp_path), tmp_path / "out.csv")
