"""Every scheme in every job: a filter, a snapshot, an ingest; several at once, and the workspace's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs import settings
from collectkit.jobs.ingest.ingest import Papers, standards_of
from collectkit.jobs.segment import schemes, snapshots
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.schemes import extras, listed
from collectkit.jobs.segment.segment import run
from collectkit.segment.schemes.scheme import SCHEMES
from tests.unit.ingest import portfolios
from tests.unit.ingest.portfolios import HEADER, account, as_csv

AS_OF = date(2026, 3, 31)
PORTFOLIO = """合同号,逾期开始日期,逾期天数,五级分类,账龄,逾期金额,数据日期
HT1,2026-02-28,,正常,M1,1,2026-03-31
HT2,,31,可疑,M2,10,2026-03-31
HT3,2026-01-31,,,M2,100,2026-03-31
HT4,,,怪,,1000,2026-03-31
HT5,2025-12-31,90,次级,M3,10000,2026-03-31
"""
BY_CALENDAR = ["M2", "M2", "M2", None, "M3"]
"""Of due dates on 28 February twice (once 31 days before), 31 January, and 31 December."""
OWN = """
version = 1
name = "own"
unit = "months"
[[buckets]]
label = "young"
min = 0
max = 2
[[buckets]]
label = "old"
min = 3
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    file = tmp_path / "portfolio.csv"
    file.write_text(PORTFOLIO, encoding="utf-8")
    return file


def segmented(
    source: Path, scheme: str, *, classify: bool = False, against: Sequence[str] = ()
) -> tuple[pl.DataFrame, dict[str, Any]]:
    target = source.with_name("out.csv")
    more = list(extras(scheme, classify=classify, against=against))
    report = run(Input(source), Output(target, force=True), Segmentation(AS_OF, scheme=scheme, extras=more))
    return pl.read_csv(target, infer_schema=False), json.loads(json.dumps(report.as_dict()))


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_gives_a_file_and_its_snapshot_the_same_buckets(portfolio: Path, name: str) -> None:
    out, report = segmented(portfolio, name)
    by_day = snapshots.read(Input(portfolio), SCHEMES[name], as_of=AS_OF).accounts
    by_own_day = snapshots.read(Input(portfolio), SCHEMES[name]).accounts

    assert out["bucket"].to_list() == by_day["bucket"].to_list() == by_own_day["bucket"].to_list()
    assert sum(row["accounts"] for row in report["buckets"]) == 5
    if name == "cn-calendar":
        assert out["bucket"].to_list() == BY_CALENDAR


def test_an_ingest_holds_the_files_buckets_against_calendar_months(tmp_path: Path) -> None:
    # Due on 1 August 2026, counted to 31 October: 91 days, and the third month ends on 1 November.
    rows = [[*HEADER, "账龄"], *([*account(n), given] for n, given in enumerate(["M3", "M4", "M3"] * 4))]
    standards = standards_of(settings.Settings(scheme="cn-calendar"))
    papers = Papers(tape=Output(tmp_path / "tape.json"), scheme="cn-calendar")

    done = portfolios.run(tmp_path, as_csv(rows), standards=standards, papers=papers)

    assert done.report.warnings["BUCKET_DIFFERS"] == 4
    (part,) = json.loads((tmp_path / "tape.json").read_text())["parts"]
    assert [(row["label"], row["accounts"]) for row in part["tables"]["bucket"]] == [("M3", 12)]


def test_classes_are_added_and_counted(portfolio: Path) -> None:
    out, report = segmented(portfolio, "cn-m3plus", classify=True)

    assert out.columns[-3:] == ["days_past_due", "bucket", "five_class"]
    assert out["five_class"].to_list() == ["关注", "可疑", "关注", None, "次级"]
    found = report["five_class"]
    assert {row["five_class"]: row["overdue_total_minor"] for row in found["classes"]} == {
        "关注": 10_100,
        "次级": 1_000_000,
        "可疑": 1_000,
        None: 100_000,
    }
    assert (found["kept"], found["unknown"], found["no_class"]) == (2, 1, 1)
    assert [(row["given"], row["five_class"], row["accounts"]) for row in found["moved"]] == [("正常", "关注", 1)]


def test_classes_of_a_file_without_classes_are_those_of_the_days(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("合同号,逾期天数\nA,0\nB,361\nC,\n", encoding="utf-8")

    out, _ = segmented(file, "cn-m3plus", classify=True)

    assert out["five_class"].to_list() == ["正常", "损失", None]


def test_classifying_again_does_not_take_the_computed_class_for_the_given_one(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("合同号,逾期天数,five_class\nA,0,损失\n", encoding="utf-8")

    out, report = segmented(file, "cn-m3plus", classify=True)

    assert out["five_class"].to_list() == ["正常"]
    assert report["replaced"] == ["five_class"]


def test_other_schemes_are_held_against_the_one_in_use(portfolio: Path) -> None:
    own = portfolio.with_name("own.toml")
    own.write_text(OWN, encoding="utf-8")

    out, report = segmented(portfolio, "cn-calendar", against=["cn-m3plus", str(own)])

    assert "other" not in out.columns
    for name in ("cn-m3plus", "own"):
        rows = [row for row in report["against"]["buckets"] if row["scheme"] == name]
        assert sum(row["accounts"] for row in rows) == report["rows_out"]
        owed = sum(row["overdue_total_minor"] for row in report["buckets"])
        assert sum(row["overdue_total_minor"] for row in rows) == owed
    assert report["against"]["schemes"] == [
        {
            "scheme": "cn-m3plus",
            "currency": "CNY",
            "compared": 4,
            "moved_accounts": 0,
            "moved_overdue_total_minor": 0,
        },
        {
            "scheme": "own",
            "currency": "CNY",
            "compared": 4,
            "moved_accounts": None,
            "moved_overdue_total_minor": None,
        },
    ]
    pairs = [
        (row["bucket"], row["other"], row["accounts"]) for row in report["against"]["buckets"] if row["scheme"] == "own"
    ]
    assert pairs == [("M2", "young", 3), ("M3", "old", 1), (None, None, 1)]


def test_two_schemes_of_one_name_cannot_be_told_apart(portfolio: Path) -> None:
    with pytest.raises(UsageError, match="one name"):
        segmented(portfolio, "cn-calendar", against=["cn-m3plus", "cn-m3plus"])


def test_the_report_tells_a_file_s_rules_by_their_digest(portfolio: Path) -> None:
    own = portfolio.with_name("own.toml")
    own.write_text(OWN, encoding="utf-8")

    assert segmented(portfolio, str(own))[1]["scheme_sha256"] == schemes.load(str(own)).sha256
    assert segmented(portfolio, "cn-calendar")[1]["scheme_sha256"] is None


def test_a_workspaces_own_schemes_are_listed_and_all_their_faults_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "schemes"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    assert [name for name, _ in listed(tmp_path)] == [*SCHEMES, str(folder / "own.toml")]
    assert [name for name, _ in listed(None)] == list(SCHEMES)

    (folder / "a.toml").write_text(OWN.replace("min = 3", "min = 2").replace('"old"', '"young"'), encoding="utf-8")
    (folder / "b.toml").write_text("x", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        listed(tmp_path)

    assert caught.value.details[:2] == (
        "a.toml: buckets.2.label: 'young' is used twice",
        "a.toml: buckets.2.min: overlaps the bucket before it, which ends at 2",
    )
    assert caught.value.details[2].startswith("b.toml: not TOML")


def test_a_scheme_that_settings_name_lies_beside_them(tmp_path: Path) -> None:
    (tmp_path / "collectkit.toml").write_text('version = 1\nscheme = "rules/own.toml"\n')

    found = settings.load(start=tmp_path, environ={}).settings.scheme
    said = settings.load(start=tmp_path, environ={"COLLECTKIT_SCHEME": "own.toml"}).settings.scheme

    assert found == str(tmp_path / "rules" / "own.toml")
    assert said == "own.toml"
