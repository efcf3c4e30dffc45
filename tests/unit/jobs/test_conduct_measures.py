"""What runs of conduct say of agencies, in a scorecard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collectkit.conduct.audit.estimate import Judged, weighted
from collectkit.errors import InputError, UsageError
from collectkit.jobs.conduct import measures
from collectkit.jobs.scorecard import scorecard
from collectkit.jobs.scorecard.scorecard import LEVEL
from collectkit.reconcile.scorecard.rates import wilson
from tests.unit.jobs.test_scorecard_job import left, run

STRATA = [
    {"agency": "agency-a", "finding": "BREACH", "channel": "CALL", "contacts": 50, "judged": 10, "breaches": 9},
    {"agency": "agency-a", "finding": "NONE", "channel": "CALL", "contacts": 950, "judged": 20, "breaches": 1},
]


def held(folder: Path, first: str = "2026-09-01", last: str = "2026-09-30", **broken: int) -> Path:
    folder.mkdir()
    agencies = [
        {"agency": name.replace("_", "-"), "contacts": 1_000, "broken": count, "high": 0}
        for name, count in broken.items()
    ]
    known = {"first_day": first, "last_day": last, "agencies": agencies, "contacts": 0}
    (folder / "conduct.json").write_text(json.dumps(known))
    return folder


def of(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["agency"], row["rate"]): row for row in found["rates"]}


def test_contacts_that_break_rules_are_rates_of_a_scorecard(tmp_path: Path) -> None:
    folders = [left(tmp_path / "autumn", "agency-a", "agency-b")]
    runs = [
        held(tmp_path / "september", agency_a=50, creditor=3),
        held(tmp_path / "october", "2026-10-01", "2026-10-31", agency_a=10),
    ]
    (runs[0] / "audited.json").write_text(json.dumps({"version": 1, "strata": STRATA}))
    found = of(run(folders, "out.json", "out.html", "out.xlsx", conduct=runs))
    broken = found["agency-a", "broken"]
    assert (broken["part"], broken["whole"], broken["rate_ppm"]) == (60, 2_000, 30_000)
    assert (broken["low_ppm"], broken["high_ppm"]) == wilson(60, 2_000, LEVEL / 1e6)
    audited = found["agency-a", "audited"]
    rows = [Judged(row["finding"], row["contacts"], row["judged"], row["breaches"]) for row in STRATA]  # type: ignore[arg-type]
    assert (audited["rate_ppm"], audited["low_ppm"], audited["high_ppm"]) == weighted(rows, LEVEL / 1e6)
    assert found["agency-a", "confirmed"]["rate_ppm"] == 900_000
    assert not {key for key in found if key[0] == "creditor" or key == ("agency-b", "broken")}
    page = (tmp_path / "out.html").read_text()
    assert "300.0 / 10,000" in page


def test_the_review_sheet_has_them_or_says_that_nobody_looked(tmp_path: Path) -> None:
    folders = [left(tmp_path / "autumn", "agency-a")]
    runs = [held(tmp_path / "september", agency_a=50)]
    run(folders, "out.html", review="agency-a", language="en")
    assert "not assessed here" in (tmp_path / "out.html").read_text()
    run(folders, "out.html", review="agency-a", language="en", conduct=runs)
    page = (tmp_path / "out.html").read_text()
    assert "not assessed here" not in page
    assert "50 of 1,000" in page


def test_what_is_no_run_or_holds_days_twice_is_refused(tmp_path: Path) -> None:
    one = held(tmp_path / "september", agency_a=50)
    other = held(tmp_path / "late", "2026-09-30", "2026-10-31", agency_a=10)
    with pytest.raises(InputError, match="september and late: contacts of the same days"):
        measures.read([one, other])
    with pytest.raises(UsageError, match="twice"):
        measures.read([one, one])
    with pytest.raises(InputError, match=r"no conduct\.json in it"):
        measures.read([tmp_path])
    for strata in ([], [{**STRATA[0], "judged": 60}], [{**STRATA[0], "breaches": 11}]):
        (one / "audited.json").write_text(json.dumps({"strata": strata} if strata else []))
        with pytest.raises(InputError, match=r"september: audited\.json"):
            scorecard.run([], [], conduct=[one])
    with pytest.raises(InputError, match=r"false: conduct\.json"):
        measures.read([held(tmp_path / "false", agency_a=1_001)])


def test_days_that_lie_the_wrong_way_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not one that this version reads"):
        measures.read([held(tmp_path / "september", "2026-09-30", "2026-09-01", agency_a=50)])
