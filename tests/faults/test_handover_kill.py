"""A hand-over that is killed at any moment leaves no torn package, and the next run completes it to the same bytes."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from collectkit.crypto import keyring
from collectkit.errors import OutputError
from collectkit.files import Input
from collectkit.jobs import handover
from collectkit.jobs.handover import Handover
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.sample import sample
from collectkit.jobs.worklist import verify

DAY = date(2026, 10, 31)
TIMES = 5
LONGEST_S = 2.5


@pytest.fixture
def creditor(tmp_path: Path) -> Path:
    sample.run(tmp_path, accounts=3_000, seed=8)
    identity = tmp_path / "officer.txt"
    identity.write_bytes(keyring.new_identity()[0])
    identity.chmod(0o600)
    keys.new(tmp_path / "ring.age", _access(tmp_path), no_escrow=True)
    return tmp_path


def _access(folder: Path) -> Access:
    return Access((folder / "officer.txt").read_bytes(), pytest.fail)


def _start(creditor: Path, target: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "collectkit", "handover", "portfolio.csv", "-o", target, "--as-of", str(DAY), "-q"]
    more = ["--agencies", "agencies.toml", "--keyring", "ring.age"]
    environ = os.environ | {"COLLECTKIT_IDENTITY": "officer.txt"}
    return subprocess.Popen([*words, *more], cwd=creditor, env=environ, stderr=subprocess.PIPE)


def _files(folder: Path) -> dict[str, str]:
    there = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("run.json"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def test_a_killed_hand_over_is_completed_to_the_same_bytes(creditor: Path) -> None:
    target, whole = creditor / "out", creditor / "whole"
    unfinished = 0
    for seed in range(TIMES):
        with _start(creditor, "out") as process:
            time.sleep(random.Random(seed).random() * LONGEST_S)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        unfinished += process.returncode != 0
        for package in target.rglob("manifest.json"):
            if not any(part.startswith(".") for part in package.relative_to(target).parts):
                verify.run(package.parent, recipient=package.parent.name)

    with _start(creditor, "out") as process:
        assert process.communicate()[1] == b""
    assert process.returncode == 0
    with _start(creditor, "whole") as process:
        process.communicate()

    assert unfinished
    assert _files(target) == _files(whole)


def test_two_hand_overs_at_once_are_as_one_after_another(creditor: Path) -> None:
    both = [_start(creditor, "out"), _start(creditor, "out")]
    for process in both:
        with process:
            process.communicate()

    assert [process.returncode for process in both] == [0, 0]
    opened = keys.open_keys(creditor / "ring.age", _access(creditor))
    given = Handover([Input(creditor / "portfolio.csv")], DAY, creditor / "agencies.toml")
    again = handover.run(given, creditor / "out", keys=lambda: opened)
    assert again.resumed == ("accounts", "place", "worklist", "summary")


def test_a_full_run_directory_of_another_keyring_is_kept(creditor: Path) -> None:
    with _start(creditor, "out") as process:
        process.communicate()
    before = _files(creditor / "out")
    (creditor / "ring.age").unlink()
    for beside in creditor.glob("ring.age.*"):
        beside.unlink()
    keys.new(creditor / "ring.age", _access(creditor), no_escrow=True)
    opened = keys.open_keys(creditor / "ring.age", _access(creditor))
    given = Handover([Input(creditor / "portfolio.csv")], DAY, creditor / "agencies.toml")

    with pytest.raises(OutputError, match="holds another run"):
        handover.run(given, creditor / "out", keys=lambda: opened)

    assert _files(creditor / "out") == before
