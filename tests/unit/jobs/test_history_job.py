"""The history of buckets over nights: what joins it, what is refused, and what the morning is told."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import CollectkitError, InputError, OutputError, RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment.basis import Known
from collectkit.jobs.segment.dues import Files
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.report import SegmentReport
from collectkit.jobs.segment.segment import run
from collectkit.jobs.segment.since import Since
from collectkit.segment.history import SCHEMA

FIRST = ["A,2026-09-30,10", "B,2026-08-30,1", "C,,3", "E,2026-09-01,5"]
SECOND = ["A,2026-08-30,11", "B,2026-10-30,1", "C,2026-01-01,3", "D,2026-01-01,3"]


OTHER = """# {"note": {"version": 1}, "sha256": "06f961b802bc46ee168555f066d28f4f0e9afdf3f88174c1ee6f9de004fc30a0"}
A
"""


def night(folder: Path, day: int, rows: list[str], name: str = "history.parquet", **more: Any) -> SegmentReport:
    source = folder / f"{day}.csv"
    source.write_text("\n".join(["合同号,逾期开始日期,逾期金额（元）", *rows, ""]), encoding="utf-8")
    force = more.pop("force", False)
    target = Output(folder / f"out-{day}.csv", force=force)
    history = Output(folder / name, force=force)
    return run(Input(source), target, Segmentation(date(2026, 10, day), **more), history=history)


def known(folder: Path) -> Known:
    (folder / "due.csv").write_text("合同号,期次,应还日期,应还金额\nA,1,2026-09-30,10\n", encoding="utf-8")
    (folder / "paid.csv").write_text("流水号,借据号,还款日期,还款金额\nT,A,2026-09-30,1\n", encoding="utf-8")
    return Known(Files(Input(folder / "due.csv"), Input(folder / "paid.csv")))


def since(report: SegmentReport) -> Since:
    assert report.since is not None
    return report.since


def test_the_morning_is_told_what_the_night_has_changed(tmp_path: Path) -> None:
    first = since(night(tmp_path, 1, FIRST))
    report = night(tmp_path, 4, SECOND)
    second = since(report)

    assert first.line("en") == (
        "2026-10-01: the first day of this history, with nothing to compare, 4 accounts, 0 rejected; overdue 19.00 CNY"
    )
    assert second.line("en") == (
        "2026-10-04 against 2026-10-01, 3 days before: 1 new, 1 cured, 1 rolled on, 0 rolled back, 1 vanished, "
        "1 without a bucket before or now, 0 rejected; overdue 18.00 CNY (-5.3%)"
    )
    assert second.line("zh") == (
        "2026-10-04 对比 2026-10-01（3 天前）：新增 1，转正常 1，恶化 1，好转 0，消失 1，前或后无账龄 1，剔除 0；"
        "逾期 18.00 CNY（-5.3%）"
    )
    assert {row["movement"]: tuple(row.values())[2:] for row in second.movements() if row["accounts"]} == {
        "forward": (1, 1_000, 1_100),
        "cured": (1, 100, 100),
        "no_bucket": (1, 300, 300),
        "vanished": (1, 500, 0),
        "new": (1, 0, 300),
    }
    (owed,) = second.overdue()
    assert owed["overdue_before_minor"] == first.overdue()[0]["overdue_total_minor"]
    assert owed["overdue_total_minor"] == sum(row["overdue_total_minor"] for row in report.as_dict()["buckets"])


@pytest.mark.parametrize("name", ["history.parquet", "history.csv"])
def test_the_same_day_again_changes_nothing_and_another_content_only_by_force(tmp_path: Path, name: str) -> None:
    night(tmp_path, 1, FIRST, name)
    report = night(tmp_path, 2, SECOND, name).as_dict()
    before, known = (tmp_path / name).read_bytes(), (tmp_path / name).stat()

    assert night(tmp_path, 2, SECOND, name).as_dict() == report
    assert ((tmp_path / name).stat().st_ino, (tmp_path / name).read_bytes()) == (known.st_ino, before)

    (tmp_path / "out-2.csv").unlink()
    with pytest.raises(OutputError, match="has 2026-10-02 already"):
        night(tmp_path, 2, FIRST, name)
    assert not (tmp_path / "out-2.csv").exists()
    assert (tmp_path / name).read_bytes() == before

    other = since(night(tmp_path, 2, FIRST, name, force=True))
    assert (other.against, other.movements()[0]["accounts"]) == (date(2026, 10, 1), 2)
    night(tmp_path, 2, SECOND, name, force=True)
    assert (tmp_path / name).read_bytes() == before


def test_both_formats_hold_the_same_rows_and_the_same_note(tmp_path: Path) -> None:
    for name in ("history.parquet", "history.csv"):
        night(tmp_path, 1, FIRST, name)
        night(tmp_path, 2, SECOND, name, force=True)

    note, _, text = (tmp_path / "history.csv").read_text("utf-8").partition("\n")
    table = pl.read_parquet(tmp_path / "history.parquet")
    assert dict(table.schema) == SCHEMA
    assert text == table.write_csv()
    assert json.loads(note.removeprefix("# "))["note"] == json.loads(
        pl.read_parquet_metadata(tmp_path / "history.parquet")["collectkit"]
    )
    assert table.select("account_id", "bucket", "days_past_due", "added_on", "lifted_on").rows() == [
        ("A", "M1", 1, date(2026, 10, 1), date(2026, 10, 2)),
        ("B", "M2", 32, date(2026, 10, 1), date(2026, 10, 2)),
        ("C", None, None, date(2026, 10, 1), date(2026, 10, 2)),
        ("E", "M1", 30, date(2026, 10, 1), date(2026, 10, 2)),
        ("A", "M2", 33, date(2026, 10, 2), None),
        ("B", "M0", 0, date(2026, 10, 2), None),
        ("C", "M3+", 274, date(2026, 10, 2), None),
        ("D", "M3+", 274, date(2026, 10, 2), None),
    ]


def test_what_is_no_account_is_counted_against_the_day_before(tmp_path: Path) -> None:
    night(tmp_path, 1, [*FIRST, ",2026-01-01,1"])
    found = since(night(tmp_path, 2, [*FIRST, ",,1", "A,2026-09-30,10", "D,2026-01-01,3", "D,2026-01-01,4", "short"]))

    told = found.as_dict()
    assert (told["accounts"], told["repeated"], told["rejected"], told["rejected_before"]) == (5, 1, 4, 1)
    assert told["reasons"] == {"ACCOUNT_CONFLICTING": 2, "ACCOUNT_ID_MISSING": 1, "FIELDS_MISSING": 1}
    assert "4 rejected (+3); overdue 19.00 CNY (+0.0%)" in found.line("en")
    standing = pl.read_parquet(tmp_path / "history.parquet").filter(pl.col("account_id") == "D")
    assert standing.select("bucket", "overdue_total_minor").rows() == [(None, None)]


def test_money_is_told_by_currency_and_left_out_where_the_file_has_none(tmp_path: Path) -> None:
    for day, rows in ((1, "A,5,CNY,1\nB,5,USD,2\nC,5,贝壳,4"), (2, "A,5,USD,1\nB,5,USD,3\nC,5,XXX,4")):
        (tmp_path / f"{day}.csv").write_text(f"合同号,逾期天数,币种,逾期金额\n{rows}\n", encoding="utf-8")
        report = run(
            Input(tmp_path / f"{day}.csv"),
            Output(tmp_path / f"out-{day}.csv"),
            Segmentation(date(2026, 10, day)),
            history=Output(tmp_path / "h.csv"),
        )
    assert since(report).line("en").endswith("; overdue 0.00 CNY (-100.0%), 4.00 USD (+100.0%), 4.00 XXX (+0.0%)")
    assert ", 0 vanished, 1 in another currency, " in since(report).line("en")
    assert [(row["currency"], row["movement"]) for row in since(report).movements() if row["accounts"]] == [
        ("CNY", "to_other_currency"),
        ("USD", "stayed"),
        ("USD", "from_other_currency"),
        ("XXX", "stayed"),
    ]

    (tmp_path / "3.csv").write_text("合同号,逾期天数\nA,5\n", encoding="utf-8")
    bare = run(
        Input(tmp_path / "3.csv"),
        Output(tmp_path / "out-3.csv"),
        Segmentation(date(2026, 10, 3)),
        history=Output(tmp_path / "new.csv"),
    )
    assert since(bare).line("en").endswith("1 accounts, 0 rejected")
    assert since(bare).as_dict()["overdue"] == []


def test_a_history_is_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kept in a file"):
        run(Input(tmp_path / "none.csv"), Output(), Segmentation(date(2026, 10, 1)), history=Output())


def test_a_day_without_an_account_is_a_day(tmp_path: Path) -> None:
    found = since(night(tmp_path, 1, [",2026-01-01,1"]))

    assert found.line("en").endswith("0 accounts, 1 rejected")
    assert since(night(tmp_path, 2, FIRST)).movements()[7] == {
        "movement": "new",
        "currency": "CNY",
        "accounts": 4,
        "overdue_before_minor": 0,
        "overdue_total_minor": 1_900,
    }


@pytest.mark.parametrize(
    ("day", "name", "more", "error", "said"),
    [
        (1, "history.parquet", {}, InputError, "has come to 2026-10-02, after 2026-10-01"),
        (3, "history.parquet", {"scheme": "cn-m6plus"}, RulesError, "counted in another way"),
        (3, "history.parquet", {"grace": 3}, RulesError, "counted in another way"),
        (
            3,
            "history.parquet",
            {"scheme": lambda at: str(at / "own.toml")},
            RulesError,
            "counted in another way",
        ),
        (3, "history.parquet", {"known": Known(tolerance=1)}, RulesError, "counted in another way"),
        (3, "history.parquet", {"known": known}, RulesError, "counted in another way"),
        (3, "history.xlsx", {}, UsageError, ".parquet or .csv"),
        (3, "none/history.csv", {}, OutputError, "its directory does not exist"),
        (3, "2.csv", {}, InputError, "not a table that collectkit keeps"),
        (3, "3.csv", {}, InputError, "not a table that collectkit keeps"),
        (3, "other.csv", {}, InputError, "not a history of buckets"),
        (3, "torn.parquet", {}, InputError, "not a table that collectkit keeps"),
        (3, "torn.csv", {}, InputError, "not a table that collectkit keeps"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, day: int, name: str, more: dict[str, Any], error: type[CollectkitError], said: str
) -> None:
    night(tmp_path, 2, FIRST)
    night(tmp_path, 2, FIRST, "torn.csv")
    (tmp_path / "torn.parquet").write_bytes((tmp_path / "history.parquet").read_bytes()[:-99])
    (tmp_path / "torn.csv").write_text((tmp_path / "torn.csv").read_text("utf-8")[:-40], encoding="utf-8")
    (tmp_path / "other.csv").write_text(OTHER, encoding="utf-8")
    own = (files("collectkit.segment.schemes") / "cn-m3plus.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(own.replace("30", "45").replace("31", "46"), encoding="utf-8")
    more = {name: value(tmp_path) if callable(value) else value for name, value in more.items()}
    before = {path.name: path.read_bytes() for path in tmp_path.glob("[hto]*.*") if path.suffix != ".lock"}

    with pytest.raises(error, match=said.replace("(", ".")) as caught:
        night(tmp_path, day, SECOND, name, **more)

    assert caught.value.hint
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert {path.name for path in tmp_path.glob("out-*")} == {"out-2.csv"}
