"""A hand-over that is killed: packages are whole or not there, and the next run completes and sweeps."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from collectkit.jobs import verify
from tests.faults.runs import environ
from tests.unit.jobs.packages import new_ring, stored

KILLS = 5
WORDS = ("-m", "collectkit", "worklist", "placements.csv", "--agencies", "agencies.toml", "-o", "out", "-q")


def test_a_killed_run_leaves_whole_packages_or_none(tmp_path: Path) -> None:
    pem = tmp_path / "known.pem"
    pem.write_text(new_ring(tmp_path).ring.public_pem())
    stored(tmp_path)
    settled = environ() | {"COLLECTKIT_KEYRING": "ring", "COLLECTKIT_IDENTITY": "officer.identity"}
    (tmp_path / "officer.identity").chmod(0o600)
    out, dice = tmp_path / "out", random.Random(11)
    for _ in range(KILLS):
        run = subprocess.Popen([sys.executable, *WORDS], cwd=tmp_path, env=settled, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.5, 1.3))
        run.kill()
        run.wait()
        for package in out.glob("agency-*"):
            assert verify.run(package, pem).files == 3
    done = subprocess.run([sys.executable, *WORDS], cwd=tmp_path, env=settled, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert {path.name for path in out.iterdir()} == {"agency-a", "agency-b", "creditor.pem", "placed.parquet"}
    assert verify.run(out / "agency-a", recipient="agency-a").rows == 4
