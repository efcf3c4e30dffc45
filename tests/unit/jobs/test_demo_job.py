"""The demo: the whole round on invented people, which checks itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectkit.crypto.spelling import is_token
from collectkit.errors import OutputError
from collectkit.jobs import demo
from collectkit.jobs.demo import DemoReport
from tests.unit.jobs.tour import read


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return demo.run(tmp_path_factory.mktemp("demo") / "here")


def test_the_round_adds_up(done: DemoReport) -> None:
    found = done.as_dict()
    truth = json.loads((done.folder / "creditor" / "answers.json").read_bytes())["portfolio.csv"]
    given = found["handover"]["accounts"]["ingest"]

    assert given["accounts"] == truth["accounts"]
    assert given["rejects"] == len(truth["rejects"])
    assert found["reveal"]["tokens"].keys() == {"opened"}
    for row in found["reconcile"]["identity_in_all"]:
        parts = row["matched_minor"] + row["direct_minor"] + row["unexplained_minor"]
        assert row["ledger_cash_minor"] == parts


def test_an_agency_answers_and_gives_one_account_back(done: DemoReport) -> None:
    found = done.as_dict()
    sent = next(row["rows"] for row in found["handover"]["worklist"]["packages"] if row["agency"] == done.agencies[0])

    assert found["ack"]["sent"] == sent
    assert (found["ack"]["statuses"]["ACCEPTED"], found["ack"]["statuses"]["REFUSED"]) == (sent - 1, 1)
    assert (found["recall"]["recalled"], found["recall"]["deleted"], found["recall"]["holds"]) == (1, 1, True)
    assert sum(row["accounts"] for row in found["handover"]["worklist"]["offers"]) > 0


def test_what_leaves_differs_by_agency_and_comes_back(done: DemoReport) -> None:
    ours, theirs = (read(done.folder / "out" / "packages" / agency / "worklist.csv") for agency in done.agencies[:2])

    assert is_token(ours["account_id"]).all()
    assert not set(ours["account_id"]) & set(theirs["account_id"])
    assert not is_token(read(done.folder / "back.csv")["account_id"]).any()


def test_what_is_told_is_there(done: DemoReport) -> None:
    lines = list(done.lines())
    sights = lines[lines.index("Look at") + 1 : lines.index("Try") - 1]

    assert len(sights) == 12
    assert all(Path(sight.split()[0]).is_file() for sight in sights)
    assert "leak gate passed" in "".join(lines)


def test_all_of_it_is_private(done: DemoReport) -> None:
    paths = [done.folder, *done.folder.rglob("*")]

    assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o600}


def test_a_folder_that_holds_something_is_kept_and_an_earlier_demo_replaced_on_demand(done: DemoReport) -> None:
    worklist = done.folder / "out" / "packages" / done.agencies[0] / "worklist.csv"
    before = worklist.read_bytes()

    with pytest.raises(OutputError, match="is not empty"):
        demo.run(done.folder)
    assert worklist.read_bytes() == before

    demo.run(done.folder, force=True)
    assert worklist.read_bytes() != before  # new keys, new tokens
