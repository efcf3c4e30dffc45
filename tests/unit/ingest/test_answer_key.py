"""Ingest finds in a synthetic portfolio what its answer key says was planted: every row, and every fen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from collectkit.jobs.sample import sample
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import Level
from collectkit.tables.titles import Headings
from tests.unit.ingest.portfolios import Ingested, run

DATA = Path(__file__).parents[3] / "sample_data"
FILES = ("portfolio.csv", "portfolio.xlsx")


def check(done: Ingested, key: dict[str, Any]) -> None:
    """Compare a run with the key to its file."""
    report = done.report
    planted = [(reject["row"], reject["reason"], reject["column"]) for reject in key["rejects"]]
    assert done.reasons == planted
    assert (report.rows_in, report.accounts) == (key["rows_in"], key["accounts"])
    assert report.removed == key["removed"]
    assert report.warnings == key["warnings"]
    if "totals" in key["removed"]:
        controls = report.control_totals
        assert {name: found.stated_minor for name, found in controls.items()} == key["control_totals_minor"]
        assert {name: found.difference_minor for name, found in controls.items()} == key["control_difference_minor"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_made_anew(tmp_path: Path, language: Language, dirt: Level) -> None:
    sample.run(tmp_path, accounts=1_000, seed=7, dirt=dirt, language=language)
    answers = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    for name in FILES:
        done = run(tmp_path, tmp_path / name)
        check(done, answers[name])
        assert done.report.mapping == answers["mapping"]
        assert done.report.as_of == answers["as_of"]


UNDECODABLE = b"\xff"


@pytest.mark.parametrize("seed", range(9))
def test_of_any_seed_in_gb18030_and_another_encoding(tmp_path: Path, seed: int) -> None:
    sample.run(tmp_path, accounts=300, seed=seed, dirt="heavy")
    key = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))["portfolio.csv"]
    data = (tmp_path / "portfolio.csv").read_bytes()
    check(run(tmp_path, data), key)
    other = ("utf-8", "utf-8-sig", "utf-16")[seed % 3]
    if other != "utf-16":
        text = data.decode("gb18030", "surrogateescape")
        return check(run(tmp_path, text.encode(other, "surrogateescape")), key)
    for reject in key["rejects"]:  # UTF-16 has no bytes that are no text: another flaw stands for it
        reject["reason"] = reject["reason"].replace("BYTES_INVALID", "FIELDS_EXTRA")
    return check(run(tmp_path, data.replace(UNDECODABLE, b"?,").decode("gb18030").encode("utf-16")), key)


@pytest.mark.parametrize("name", FILES)
def test_as_kept_in_sample_data(tmp_path: Path, name: str) -> None:
    answers = json.loads((DATA / "answers.json").read_text(encoding="utf-8"))
    check(run(tmp_path, DATA / name), answers[name])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return run(tmp_path_factory.mktemp("first"), DATA / "portfolio.csv").accounts


@pytest.mark.parametrize("headings", ["canonical", "zh", "en"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "ndjson.gz", "xlsx", "arrow"])
def test_accounts_read_back_as_they_were(tmp_path: Path, first: pl.DataFrame, ending: str, headings: Headings) -> None:
    written = tmp_path / f"written.{ending}"
    job.run([Input(DATA / "portfolio.csv")], Output(written), headings=headings)
    assert run(tmp_path, written).accounts.equals(first)
