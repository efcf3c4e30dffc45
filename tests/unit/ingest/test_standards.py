"""Accounts against the creditor's own ceilings and bucket scheme."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectkit.errors import RulesError
from collectkit.jobs.ingest.ingest import standards_of
from collectkit.jobs.settings import Settings, parse
from tests.unit.ingest.portfolios import HEADER, account, as_csv, run

CEILINGS = """
version = 1
[[ingest.rate_ceilings]]
annual = "36%"
[[ingest.rate_ceilings]]
annual = "24.5%"
disbursed_from = 2026-01-01
"""


@pytest.mark.parametrize(
    ("rate", "day", "above"),
    [
        ("36%", "2025-12-31", False),
        ("36.01%", "2025-12-31", True),
        ("24.5%", "2026-01-01", False),
        ("24.51%", "2026-01-01", True),
        ("36%", "", False),
        ("36.01%", "", True),
        ("", "2026-01-01", False),
    ],
)
def test_the_ceiling_of_the_day_of_disbursement_holds(tmp_path: Path, rate: str, day: str, above: bool) -> None:
    rows = [[*HEADER, "年利率", "放款日期"], [*account(1), rate, day], [*account(2), "1%", "2026-01-01"]]
    report = run(tmp_path, as_csv(rows), standards=standards_of(parse(CEILINGS, "collectkit.toml"))).report
    assert report.warnings.get("RATE_ABOVE_CEILING", 0) == above


def test_without_a_day_column_the_highest_ceiling_holds(tmp_path: Path) -> None:
    rows = [[*HEADER, "年利率"], [*account(1), "30%"], [*account(2), "36.5%"]]
    report = run(tmp_path, as_csv(rows), standards=standards_of(parse(CEILINGS, "collectkit.toml"))).report
    (finding,) = (finding for finding in report.findings if finding.code == "RATE_ABOVE_CEILING")
    assert (finding.first_rows, finding.overdue_total_minor) == ([3], 205)


def test_nothing_is_held_against_ceilings_that_nobody_configured(tmp_path: Path) -> None:
    rows = [[*HEADER, "年利率"], [*account(1), "99%"]]
    assert "RATE_ABOVE_CEILING" not in run(tmp_path, as_csv(rows), standards=standards_of(Settings())).report.warnings


def test_the_files_bucket_against_the_schemes(tmp_path: Path) -> None:
    given = ["M3+", "m3+", "Ｍ３＋", "M2", "M3", "", "次级"]  # 91 days past due are M3+
    rows = [[*HEADER, "账龄"], *([*account(n), bucket] for n, bucket in enumerate(given, 1))]
    report = run(tmp_path, as_csv(rows), standards=standards_of(Settings())).report
    (finding,) = (finding for finding in report.findings if finding.code == "BUCKET_DIFFERS")
    assert (finding.count, finding.first_rows, finding.overdue_total_minor) == (2, [5, 6], 405 + 505)
    other = standards_of(Settings(scheme="cn-m6plus"))
    assert run(tmp_path, as_csv(rows), standards=other).report.warnings["BUCKET_DIFFERS"] == 2  # M4 there; no M3+


def test_ceilings_are_read_exactly_and_their_faults_listed() -> None:
    assert [one.ppm for one in parse(CEILINGS, "collectkit.toml").ingest.rate_ceilings] == [360_000, 245_000]
    assert parse(CEILINGS, "").ingest.rate_ceilings[1].disbursed_from == date(2026, 1, 1)
    with pytest.raises(RulesError) as caught:
        parse('version = 1\n[[ingest.rate_ceilings]]\nannual = "24"\n', "collectkit.toml")
    assert caught.value.details == ("ingest.rate_ceilings.1.annual: has not the right form",)
