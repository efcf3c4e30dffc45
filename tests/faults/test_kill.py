"""Killed at any moment, a run leaves the old output or the new one, and the next run sweeps up."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.runs import command, digest, environ, pair, parts, prepare, run

ROWS = 150_000
TIMES = 6


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_killed_run_tears_nothing_and_the_next_one_sweeps(tmp_path: Path, ending: str) -> None:
    prepare(tmp_path, ROWS)
    out = f"out.{ending}"
    new = tmp_path / "new"
    new.mkdir()
    assert run(tmp_path, "second", f"new/{out}").returncode == 0
    assert run(tmp_path, "first", out).returncode == 0
    old_files = {name: (tmp_path / name).read_bytes() for name in (out, f"{out}.manifest.json")}
    whole = {digest(tmp_path / out), digest(new / out)}
    left_over = 0

    for seed in range(TIMES):
        for name, data in old_files.items():
            (tmp_path / name).write_bytes(data)
        with subprocess.Popen(command("second", out, "--force"), cwd=tmp_path, env=environ()) as process:
            _wait_for_part(tmp_path, process)
            time.sleep(random.Random(seed).random() * 0.3)
            process.send_signal(signal.SIGKILL)
        left_over += bool(parts(tmp_path))
        found, told = pair(tmp_path, out)
        assert {found, told} <= whole

    assert left_over  # some were killed while they wrote
    assert run(tmp_path, "second", out, "--force").returncode == 0
    assert parts(tmp_path) == []
    assert pair(tmp_path, out) == (digest(new / out),) * 2


def _wait_for_part(folder: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not parts(folder) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_sweeps_up_itself(tmp_path: Path, number: signal.Signals) -> None:
    prepare(tmp_path, ROWS)
    (tmp_path / "out.csv").write_text("mine")

    words = command("first", "out.csv", "--force")
    with subprocess.Popen(words, cwd=tmp_path, env=environ(), stderr=subprocess.PIPE) as process:
        _wait_for_part(tmp_path, process)
        time.sleep(0.05)  # the run knows of it by now; a part that it was stopped over is swept by the next run
        process.send_signal(number)
        told = process.communicate()[1]

    assert (process.returncode, told) == (128 + number, b"collectkit: stopped\n")
    assert parts(tmp_path) == []
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_part_that_is_still_written_is_not_swept(tmp_path: Path) -> None:
    prepare(tmp_path, ROWS)
    with subprocess.Popen(command("first", "out.csv", "--force"), cwd=tmp_path, env=environ()) as process:
        _wait_for_part(tmp_path, process)
        done = run(tmp_path, "first", "out.csv", "--force")

    assert (process.returncode, done.returncode) == (0, 0)
    assert parts(tmp_path) == []
