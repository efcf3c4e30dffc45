"""Hand-overs on the record: one write for all agencies, none for a repeated batch, and a log that stays right."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from collectkit.crypto import keyring
from collectkit.errors import KeyringError
from collectkit.jobs.keys import audit, keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys

AGENCIES = ["agency-b", "agency-a", "agency-c"]
DIGESTS = {"agency-a": "0a" * 32, "agency-b": "0b" * 32, "agency-c": "0c" * 32}


@pytest.fixture
def ring(tmp_path: Path) -> Keys:
    """A keyring that knows agency-a, as if opened by a new process."""
    identity, _ = keyring.new_identity()
    keys.new(tmp_path / "ring", Access(identity, pytest.fail), no_escrow=True)
    opened = keys.open_keys(tmp_path / "ring", Access(identity, pytest.fail))
    keys.add_recipient(opened, "agency-a", "甲公司")
    return keys.open_keys(tmp_path / "ring", Access(identity, pytest.fail))


def entries(ring: Keys) -> list[dict[str, object]]:
    return [json.loads(line) for line in audit.path(ring.file).read_bytes().splitlines()]


def test_one_write_for_all_agencies(ring: Keys) -> None:
    head = entries(ring)[-1]["mac"]
    placed = keys.remember_placements(ring, AGENCIES, "2026-09", displays={"agency-a": "x", "agency-b": "乙公司"})
    assert placed.ring.generation == ring.ring.generation + 1
    assert [(one.id, one.display) for one in placed.ring.recipients] == [
        ("agency-a", "甲公司"),
        ("agency-b", "乙公司"),
        ("agency-c", ""),
    ]
    for one in placed.ring.recipients:
        record = one.placement("2026-09")
        assert (record.sequence, record.generation, record.audit_head) == (1, placed.ring.generation, head)
    line = entries(ring)[-2]
    assert (line["what"], line["batch"], line["recipients"]) == ("placements", "2026-09", sorted(AGENCIES))
    assert keys.check(placed).audit_lines == len(entries(ring))


def test_a_repeated_batch_writes_nothing_and_has_the_same_record(ring: Keys) -> None:
    placed = keys.remember_placements(ring, AGENCIES, "2026-09")
    known = keys.remember_manifests(placed, "2026-09", DIGESTS)
    files = {path: path.read_bytes() for path in ring.file.parent.iterdir()}
    again = keys.remember_manifests(keys.remember_placements(ring, AGENCIES, "2026-09"), "2026-09", DIGESTS)
    assert {path: path.read_bytes() for path in ring.file.parent.iterdir()} == files
    assert again.ring == known.ring
    assert [one.placement("2026-09").manifest for one in again.ring.recipients] == list(DIGESTS.values())


def test_the_next_hand_over_follows_the_manifest_of_the_last(ring: Keys) -> None:
    first = keys.remember_placements(ring, AGENCIES, "2026-09")
    keys.remember_manifests(first, "2026-09", DIGESTS)
    second = keys.remember_placements(first, [*AGENCIES, "agency-d"], "2026-10")
    found = {
        one.id: (one.placement("2026-10").sequence, one.placement("2026-10").previous) for one in second.ring.recipients
    }
    assert found == {name: (2, sha256) for name, sha256 in DIGESTS.items()} | {"agency-d": (1, "")}
    with pytest.raises(KeyringError, match="cannot change: a later one follows"):
        keys.remember_manifests(second, "2026-09", dict.fromkeys(DIGESTS, "0d" * 32))


def test_a_run_that_dies_between_keyring_and_log_leaves_both_right(ring: Keys) -> None:
    placed = keys.remember_placements(ring, AGENCIES, "2026-09")
    log = audit.path(ring.file)
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert keys.check(placed).generation == 3


def test_what_is_refused_writes_nothing(ring: Keys) -> None:
    files = {path: path.read_bytes() for path in ring.file.parent.iterdir()}
    for names, batch in (([*AGENCIES, keyring.HOME], "2026-09"), (["Agency"], "2026-09"), (AGENCIES, "September 2026")):
        with pytest.raises(KeyringError, match=r"reserved|cannot be"):
            keys.remember_placements(ring, names, batch)
    with pytest.raises(KeyringError, match="no hand-over '2026-09' to agency-a"):
        keys.remember_manifests(ring, "2026-09", {"agency-a": "0a" * 32})
    assert {path: path.read_bytes() for path in ring.file.parent.iterdir()} == files


def test_hand_overs_at_the_same_time_have_numbers_of_their_own(ring: Keys) -> None:
    batches = [f"batch-{n}" for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda batch: keys.remember_placements(ring, AGENCIES, batch), batches))
    now = keys.remember_placements(ring, AGENCIES, batches[0])
    assert now.ring.generation == ring.ring.generation + len(batches)
    for one in now.ring.recipients:
        assert [placement.sequence for placement in one.placements] == list(range(1, 7))
        assert sorted(placement.batch for placement in one.placements) == batches
    assert keys.check(now).audit_lines == len(entries(ring))
