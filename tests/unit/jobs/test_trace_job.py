"""Tracing a found file: whose copy it is, which hand-over, and what it says of tokens that are nobody's."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs import trace
from collectkit.jobs.keys import slots
from tests.unit.jobs.packages import new_ring, packed, reopened, stored


def found(path: Path, text: str) -> Input:
    path.write_text(text, encoding="utf-8")
    return Input(path)


def test_a_leaked_worklist_names_its_agency_and_hand_over(tmp_path: Path) -> None:
    placements = stored(tmp_path)
    ring = new_ring(tmp_path)
    packed(placements, ring)
    second = placements.read_text(encoding="utf-8").replace("b-1", "b-2").replace("LN-1,", "LN-77,")
    placements.write_text(second, encoding="utf-8")
    packed(placements, reopened(ring), "later")
    keys = reopened(ring)
    leaked = (tmp_path / "out" / "agency-a" / "worklist.csv").read_text(encoding="utf-8")
    first_token = pl.read_csv(leaked.encode())["account_id"][0]
    report = trace.run(found(tmp_path / "x", leaked), keys=keys, packages=[tmp_path]).as_dict()
    assert report["verdict"] == "tokens of this keyring"
    (one,) = report["found"]
    assert (one["recipient"], one["scope"], one["slot"], one["verdict"]) == ("agency-a", "recipient", "0", "certain")
    assert one["kinds"]["account"] == 4
    shares = {hand["batch"]: hand["tokens_in_common"] for hand in report["hand_overs"]}
    assert shares["b-1"] == one["tokens"] > shares["b-2"] > 0
    alone = trace.run(found(tmp_path / "y", f"见 {first_token.lower()}。"), keys=keys).as_dict()
    assert alone["found"][0]["verdict"].startswith("one token: by accident once in ")
    assert [hand["tokens_in_common"] for hand in alone["hand_overs"]] == [None, None]
    log = (tmp_path / "ring.audit").read_text()
    assert '"what":"trace"' in log
    assert first_token not in log


def test_what_is_not_ours_is_said_apart(tmp_path: Path) -> None:
    placements = stored(tmp_path)
    ring = new_ring(tmp_path)
    packed(placements, ring)
    slots.rotate(reopened(ring))
    slots.rotate(reopened(ring))
    slots.destroy(reopened(ring), "1")
    text = "P03KSSBANA2QRS0QWYGD P13KSSBANA2QRS0QWYGD P73KSSBANA2QRS0QWYGD P7"
    report = trace.run(found(tmp_path / "x", text), keys=reopened(ring)).as_dict()
    assert report["verdict"].startswith("cannot tell")
    assert report["left"] == {"not ours": 1, "destroyed slot": 1, "unknown slot": 1}
    stranger = trace.run(found(tmp_path / "y", text[:20]), keys=reopened(ring)).as_dict()
    assert (stranger["verdict"], stranger["left"]) == ("not ours", {"not ours": 1})
    assert trace.run(found(tmp_path / "x", "nothing"), keys=reopened(ring)).as_dict()["verdict"] == "no tokens"


def test_a_folder_of_packages_must_be_there(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    with pytest.raises(InputError, match="nowhere: no such folder"):
        trace.run(found(tmp_path / "x", ""), keys=ring, packages=[tmp_path / "nowhere"])
