"""The sample's schedule and ledger give the days past due that its portfolio states."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.sample import sample
from collectkit.jobs.segment.basis import Known
from collectkit.jobs.segment.dues import Files
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.segment import run
from collectkit.sample.loans import AS_OF
from collectkit.sample.pools import Language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_days_from_schedule_and_ledger_are_those_of_the_portfolio(tmp_path: Path, language: Language) -> None:
    sample.run(tmp_path, accounts=250, seed=5, dirt="none", language=language)
    files = Files(Input(tmp_path / "schedule.csv"), Input(tmp_path / "ledger.csv"))

    target = tmp_path / "out.csv"
    report = run(Input(tmp_path / "portfolio.csv"), Output(target), Segmentation(AS_OF, known=Known(files))).as_dict()

    assert report["dues"] == {"counted": 250, "not_in_schedule": 0, "set_aside": 0}
    assert [(one["compared"], one["differing"]) for one in report["given"][:2]] == [(250, 0), (250, 0)]
    assert not report["schedule_faults"]
    assert not report["ledger_faults"]
    found = pl.read_csv(target)
    assert found["days_past_due"].max() > 90  # type: ignore[operator]
    # What is overdue is the portfolio's without penalties, which are in no schedule.
    parts = (found[f"overdue_{name}"].fill_null(0) for name in ("principal", "interest", "fee"))
    cents = sum((part * 100).round().cast(pl.Int64) for part in parts)
    assert found["overdue_computed_minor"].to_list() == cents.to_list()  # type: ignore[union-attr]
