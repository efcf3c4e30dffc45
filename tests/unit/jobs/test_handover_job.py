"""The main job: one run directory, the same bytes twice, and a killed run goes on."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, OutputError, RulesError, UsageError
from collectkit.files import Input
from collectkit.jobs import handover
from collectkit.jobs.handover import Handover, HandoverReport
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.sample import sample
from collectkit.jobs.worklist import verify

DAY = date(2026, 10, 31)
KEPT = ("accounts.parquet", "placements.parquet", "rejects.csv", "summary.html", "summary.json")


@pytest.fixture(scope="module")
def creditor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic creditor with a keyring that knows no agency."""
    folder = tmp_path_factory.mktemp("creditor")
    sample.run(folder, accounts=400, seed=5)
    access = _access(folder)
    keys.new(folder / "ring.age", access, no_escrow=True)
    return folder


def _access(folder: Path) -> Access:
    file = folder / "officer.txt"
    if not file.exists():
        file.write_bytes(keyring.new_identity()[0])
    return Access(file.read_bytes(), pytest.fail)


def _keys(creditor: Path) -> Keys:
    return keys.open_keys(creditor / "ring.age", _access(creditor))


def _given(creditor: Path, **more: Any) -> Handover:
    return Handover([Input(creditor / "portfolio.csv")], DAY, creditor / "agencies.toml", **more)


def _run(creditor: Path, folder: Path, **more: Any) -> HandoverReport:
    return handover.run(_given(creditor), folder, keys=lambda: _keys(creditor), **more)


@pytest.fixture(scope="module")
def done(creditor: Path, tmp_path_factory: pytest.TempPathFactory) -> HandoverReport:
    return _run(creditor, tmp_path_factory.mktemp("run") / "out")


def _files(folder: Path) -> dict[str, str]:
    there = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("run.json"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def test_every_row_is_placed_kept_or_rejected(done: HandoverReport) -> None:
    ingested, placed = done.steps["accounts"]["ingest"], done.steps["place"]
    packed = sum(package["rows"] for package in done.steps["worklist"]["packages"])

    assert ingested["rows_in"] == ingested["accounts"] + ingested["rejects"] + sum(ingested["removed"].values())
    assert ingested["accounts"] == placed["placed"] + sum(row["accounts"] for row in placed["not_placed"])
    assert packed == placed["placed"] > 0
    assert set(KEPT) <= set(_files(done.folder))


def test_packages_are_found_by_their_manifests_and_verify(done: HandoverReport) -> None:
    found = sorted(path.parent for path in done.folder.rglob("manifest.json"))

    assert [path.name for path in found] == [package["agency"] for package in done.steps["worklist"]["packages"]]
    for package in found:
        verify.run(package, recipient=package.name)


def test_the_same_hand_over_has_the_same_bytes(creditor: Path, done: HandoverReport, tmp_path: Path) -> None:
    again = _run(creditor, tmp_path / "again")

    assert again.batch == done.batch
    assert _files(again.folder) == _files(done.folder)


def test_a_second_run_does_nothing(creditor: Path, done: HandoverReport) -> None:
    before = {path: path.stat().st_mtime_ns for path in done.folder.rglob("*") if path.is_file()}

    again = _run(creditor, done.folder)

    assert again.resumed == ("accounts", "place", "worklist", "summary")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_scheme_of_calendar_months_goes_through(creditor: Path, done: HandoverReport, tmp_path: Path) -> None:
    given = _given(creditor, scheme="cn-calendar")
    other = handover.run(given, tmp_path / "out", keys=lambda: _keys(creditor))

    dated, thirty = (pl.read_parquet(one.folder / "accounts.parquet") for one in (other, done))

    assert other.batch != done.batch
    assert dated["days_past_due"].to_list() == thirty["days_past_due"].to_list()
    assert dated["bucket"].to_list() == [_by_calendar(days) for days in dated["days_past_due"]]


def _by_calendar(days: int | None) -> str | None:
    """Return the calendar bucket of so many days before 31 October 2026, from a table of the last days."""
    ends = (0, 30, 61, 92, 122, 153, 183)
    return None if days is None else next((f"M{k}" for k, last in enumerate(ends) if days <= last), "M6+")


def test_what_was_altered_is_made_again(creditor: Path, tmp_path: Path) -> None:
    first = _run(creditor, tmp_path / "out")
    whole = _files(first.folder)
    victim = next(first.folder.rglob("worklist.csv"))
    victim.write_bytes(victim.read_bytes()[:-1])

    again = _run(creditor, first.folder)

    assert again.resumed == ("accounts", "place", "summary")
    assert _files(first.folder) == whole


def test_other_rules_are_another_batch_and_need_another_folder(creditor: Path, done: HandoverReport) -> None:
    other = _given(creditor, scheme="cn-m6plus")

    with pytest.raises(OutputError, match="holds another run"):
        handover.run(other, done.folder, keys=lambda: _keys(creditor))


def test_a_lender_may_trust_its_own_count_of_days(creditor: Path, done: HandoverReport, tmp_path: Path) -> None:
    own = handover.run(_given(creditor, anchor="given"), tmp_path / "own", keys=lambda: _keys(creditor))

    assert own.batch != done.batch
    assert set(own.steps["accounts"]["segment"]["counted_from"]) == {"days_past_due_given"}
    accounts = pl.read_parquet(tmp_path / "own" / "accounts.parquet")
    assert accounts["days_past_due"].equals(accounts["days_past_due_given"].clip(0), null_equal=True)
    assert accounts["overdue_total_minor"].dtype == pl.Int64


def test_a_portfolio_with_too_many_rejects_goes_nowhere(creditor: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match="rejected"):
        _run(creditor, tmp_path / "out", max_rejects="0")

    assert not list((tmp_path / "out").rglob("manifest.json"))


def test_what_cannot_be_read_twice_is_refused(creditor: Path, tmp_path: Path) -> None:
    given = Handover([Input(None, "csv")], DAY, creditor / "agencies.toml")

    with pytest.raises(UsageError, match="not streams"):
        handover.run(given, tmp_path / "out", keys=lambda: _keys(creditor))


def test_agencies_are_read_before_anything_is_written(creditor: Path, tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text("version = 1\n")
    given = Handover([Input(creditor / "portfolio.csv")], DAY, tmp_path / "agencies.toml")

    with pytest.raises(RulesError):
        handover.run(given, tmp_path / "out", keys=lambda: _keys(creditor))

    assert not (tmp_path / "out").exists()


def test_the_creditor_keeps_a_record_of_what_left(done: HandoverReport) -> None:
    record = pl.read_parquet(next(done.folder.rglob("placed.parquet")))

    assert record.height == done.steps["place"]["placed"]
    assert json.loads((done.folder / "summary.json").read_bytes())["batch"] == done.batch
