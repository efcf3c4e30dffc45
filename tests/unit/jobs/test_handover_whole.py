"""The whole way with all that it passes on: value, hold-out, ladder, offers, register; killed between any steps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from collectkit.crypto import keyring
from collectkit.errors import UsageError
from collectkit.files import Input
from collectkit.jobs import handover
from collectkit.jobs.handover import Handover, HandoverReport
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.placement import place
from collectkit.jobs.placement.aims import Wishes
from collectkit.jobs.sample import sample

DAY = date(2026, 10, 31)
STEPS = ("accounts", "place", "worklist", "summary")
PAST = "agency,bucket,placed,recovered\nagency-a,M1,100000,30000\nagency-b,M1,100000,20000\nagency-d,M1,50000,9000\n"
RATES = "version = 1\n[[rate]]\nrate = '10%'\n"
OFFERS = """version = 1
base = "payoff_total"
currency = "CNY"
[[extension]]
id = "month"
when = { days = { max = 30 } }
most_days = 30
authority = "creditor"
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Handover:
    """A synthetic creditor who asks for all of it."""
    folder = tmp_path_factory.mktemp("creditor")
    sample.run(folder, accounts=300, seed=5)
    (folder / "officer.txt").write_bytes(keyring.new_identity()[0])
    keys.new(folder / "ring.age", _access(folder), no_escrow=True)
    for name, text in {"past.csv": PAST, "pay.toml": RATES, "offers.toml": OFFERS}.items():
        (folder / name).write_text(text)
    return Handover(
        [Input(folder / "portfolio.csv")],
        DAY,
        folder / "agencies.toml",
        ladder="cn-standard",
        wishes=Wishes("value", "20%", "5%", folder / "past.csv", folder / "pay.toml"),
        offers=folder / "offers.toml",
    )


def _access(folder: Path) -> Access:
    return Access((folder / "officer.txt").read_bytes(), pytest.fail)


def _run(given: Handover, folder: Path) -> HandoverReport:
    home = given.agencies.parent
    opened = keys.open_keys(home / "ring.age", _access(home))
    return handover.run(given, folder, keys=lambda: opened, register=folder.with_suffix(".db"))


def _files(folder: Path) -> dict[str, str]:
    there = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("run.json"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


@pytest.fixture(scope="module")
def done(given: Handover, tmp_path_factory: pytest.TempPathFactory) -> HandoverReport:
    return _run(given, tmp_path_factory.mktemp("run") / "out")


def test_the_wishes_reach_the_placement(done: HandoverReport) -> None:
    placed = done.steps["place"]
    reasons = {row["reason"]: row["accounts"] for row in placed["not_placed"]}

    assert (placed["objective"], placed["holdout_ppm"], placed["share_tolerance_ppm"]) == ("value", 50_000, 200_000)
    assert placed["expected"]["commission_minor"] > 0
    assert reasons["holdout"] > 0


def test_stage_date_and_offers_reach_the_agency(done: HandoverReport) -> None:
    accounts = pl.read_parquet(done.folder / "accounts.parquet")
    worklists = [pl.read_csv(path) for path in done.folder.rglob("worklist.csv")]

    assert set(accounts["stage"].drop_nulls()) > {"AGENCY"}
    assert worklists
    for frame in worklists:
        assert frame["stage"].null_count() == 0
        assert {"next_action_on", "extension_days_most"} <= {*frame.columns}


def test_the_manifest_states_every_rule_that_decides_what_an_agency_does(done: HandoverReport) -> None:
    manifest = json.loads(next(done.folder.rglob("manifest.json")).read_bytes())

    assert set(manifest["rules"]) == {"agencies", "ladder", "offers", "scheme"}


@pytest.mark.parametrize("kept_files", [True, False])
@pytest.mark.parametrize("first", range(len(STEPS)))
def test_a_run_that_was_killed_between_steps_comes_to_the_same_bytes(
    given: Handover, done: HandoverReport, first: int, kept_files: bool
) -> None:
    whole, record = _files(done.folder), done.folder / "run.json"
    run = json.loads(record.read_bytes())
    for step in STEPS[first:]:
        for name in run["steps"].pop(step)["files"]:
            if not kept_files:
                (done.folder / name).unlink()
    record.write_text(json.dumps(run))

    again = _run(given, done.folder)

    assert again.resumed == STEPS[:first]
    assert _files(done.folder) == whole
    assert again.steps == done.steps


def _others(given: Handover) -> Iterator[Handover]:
    home = given.agencies.parent
    (home / "past2.csv").write_text(PAST.replace("9000", "9001"))
    (home / "pay2.toml").write_text(RATES.replace("10%", "11%"))
    (home / "offers2.toml").write_text(OFFERS.replace("most_days = 30", "most_days = 31"))
    yield replace(given, ladder=None)
    yield replace(given, offers=None)
    yield replace(given, offers=home / "offers2.toml")
    yield replace(given, wishes=Wishes())
    for change in (
        {"tolerance": "19%"},
        {"holdout": "6%"},
        {"liquidation": home / "past2.csv"},
        {"rates": home / "pay2.toml"},
        {"rates": None},
    ):
        yield replace(given, wishes=replace(given.wishes, **change))


def test_every_rule_and_wish_is_part_of_the_batch(given: Handover) -> None:
    batches = [one.batch(one.rules()) for one in (given, *_others(given))]

    assert len({*batches}) == len(batches) == 10
    assert given.batch(given.rules()) == batches[0]


def test_an_agency_is_paid_by_its_rate_card(given: Handover, done: HandoverReport, tmp_path: Path) -> None:
    active, card = 'status = "ACTIVE"', 'status = "ACTIVE"\nrate_card = "whole"'
    (tmp_path / "agencies.toml").write_text(given.agencies.read_text().replace(active, card))
    (tmp_path / "pay.toml").write_text(RATES + "[[rate]]\nagency = 'whole'\nrate = '100%'\n")
    wishes = replace(given.wishes, rates=tmp_path / "pay.toml")
    told = place.run(
        Input(done.folder / "accounts.parquet"),
        None,
        agencies=tmp_path / "agencies.toml",
        as_of=DAY,
        keys=lambda: keys.open_keys(given.agencies.parent / "ring.age", _access(given.agencies.parent)),
        wishes=wishes,
        preview=True,
    )

    assert told.expected is not None
    assert told.expected["recovery_minor"] > 0
    assert told.expected["net_minor"] == 0


def test_what_cannot_be_wished_for_is_refused_before_anything_is_written(given: Handover, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--liquidation"):
        _run(replace(given, wishes=Wishes("value")), tmp_path / "out")

    assert not (tmp_path / "out").exists()
