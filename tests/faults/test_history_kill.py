"""A night that is killed: the history is the old one or the new one, its lock is free, and the next run completes."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from collectkit.errors import OutputError
from collectkit.files import Input, Output, private
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.plan import Segmentation

KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from collectkit.files import Input, Output
from collectkit.files.transaction import Pending
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.plan import Segmentation

left = [int(sys.argv[1])]
publish = Pending.publish
def until_killed(pending):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    publish(pending)
Pending.publish = until_killed
out, history = Output(Path("out-2.csv")), Output(Path("history.parquet"))
segment.run(Input(Path("2.csv")), out, Segmentation(date(2026, 10, 2)), history=history)
"""
"""A run that is killed when so many of its outputs have their names."""


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    for day in (1, 2):
        rows = "".join(f"A{n},{n * day % 120}\n" for n in range(500))
        (tmp_path / f"{day}.csv").write_text(f"合同号,逾期天数\n{rows}", encoding="utf-8")
    return tmp_path


def night(folder: Path, day: int, history: str = "history.parquet") -> bytes:
    output = Output(folder / f"out-{day}.csv")
    segment.run(
        Input(folder / f"{day}.csv"), output, Segmentation(date(2026, 10, day)), history=Output(folder / history)
    )
    return (folder / history).read_bytes()


def test_a_killed_night_leaves_the_old_history_and_the_next_run_completes_it(nights: Path) -> None:
    for day in (1, 2):
        whole = night(nights, day, "undisturbed.parquet")
    (nights / "out-2.csv").unlink()
    before = night(nights, 1)

    for published in (0, 1):  # nothing has its name yet; the output has, and the history has not
        done = subprocess.run([sys.executable, "-c", KILLED, str(published)], cwd=nights, check=False)
        assert done.returncode == -signal.SIGKILL
        assert (nights / "history.parquet").read_bytes() == before
        assert (nights / "out-2.csv").exists() == bool(published)

    assert night(nights, 2) == whole
    assert not list(nights.glob(".*.part"))


def test_a_second_run_waits_and_then_says_who_is_in_the_way(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night(nights, 1)
    monkeypatch.setattr(private, "_PATIENCE_S", 0.1)
    with private.locked(nights / "history.parquet"), pytest.raises(OutputError, match="another run holds its lock"):
        night(nights, 2)
    assert not (nights / "out-2.csv").exists()

    night(nights, 2)
