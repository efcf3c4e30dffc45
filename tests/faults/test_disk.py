"""A disk that is full, a reader that left, files that nobody else may read."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.runs import command, environ, pair, parts, prepare, run

ROWS = 30_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("disk")
    prepare(made, ROWS)
    return made


def tiny() -> None:
    """Let no file of this process grow beyond 10,000 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.ndjson", "out.parquet", "out.arrow", "out.xlsx"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(folder: Path, name: str) -> None:
    (folder / name).write_text("mine")

    done = run(folder, "first", name, "--force", before=tiny)

    assert (done.returncode, done.stdout) == (14, "")
    assert done.stderr.splitlines()[0] == f"collectkit: error: {name}: File too large"
    assert (folder / name).read_text() == "mine"
    assert parts(folder) == []
    assert not (folder / f"{name}.manifest.json").exists()


def test_a_disk_may_be_too_full_for_the_last_bytes(tmp_path: Path) -> None:
    """What waits in a buffer is refused at the very end, and again when the file is closed."""
    prepare(tmp_path, 3)

    done = run(tmp_path, "first", "out.csv", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)))

    assert (done.returncode, done.stderr) == (14, "collectkit: error: out.csv: File too large\n")
    assert not list(tmp_path.glob("*out.csv*"))


def test_a_full_disk_under_the_rejects_or_the_report_keeps_all_back(folder: Path) -> None:
    damaged = "".join(f"{n}\n" for n in range(5_000))
    (folder / "bad.csv").write_text((folder / "in.csv").read_text()[:500].rpartition("\n")[0] + "\n" + damaged)
    words = [word.replace("in.csv", "bad.csv") for word in command("first", "some.csv", "--rejects", "rejects.csv")]

    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, preexec_fn=tiny, env=environ()
    )

    assert (done.returncode, done.stderr.splitlines()[0]) == (14, "collectkit: error: rejects.csv: File too large")
    assert not list(folder.glob("some.csv*"))
    assert not (folder / "rejects.csv").exists()
    assert parts(folder) == []


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``$0`` is a run of the first policy to standard output."""
    words = " ".join(command("first", "-")[:-2])
    full = line.replace("$0", words)
    return subprocess.run(
        ["bash", "-c", full], cwd=folder, capture_output=True, text=True, check=False, timeout=100, env=environ()
    )


@pytest.mark.parametrize("line", ["$0 > /dev/full", "$0 -o /dev/full", "$0 --to parquet > /dev/full"])
def test_a_device_that_takes_nothing(folder: Path, line: str) -> None:
    done = shell(folder, line)

    assert (done.returncode, done.stdout) == (14, "")
    assert done.stderr.splitlines()[0].endswith(": No space left on device")
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize(("form", "head"), [("csv", "name,overdue_total_minor\n"), ("parquet", "PAR1")])
def test_a_reader_that_left(folder: Path, form: str, head: str) -> None:
    done = shell(folder, f"$0 --to {form} | head -c {len(head)}; exit ${{PIPESTATUS[0]}}")

    assert (done.returncode, done.stdout, done.stderr) == (0, head, "")


def test_a_closed_output(folder: Path) -> None:
    done = shell(folder, "$0 >&-")

    assert done.returncode == 14
    assert len(done.stderr.splitlines()) == 1


def test_outputs_are_private_whatever_the_umask(folder: Path) -> None:
    names = ["open.csv", "open.csv.manifest.json", "rejects.csv", "report.json"]

    more = ("--rejects", "rejects.csv", "--report", "report.json")
    assert run(folder, "first", "open.csv", *more, before=lambda: os.umask(0)).returncode == 0

    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names} == {0o600}
    found, told = pair(folder, "open.csv")
    assert found == told


def test_a_new_workspace_is_private_whatever_the_umask(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "collectkit", "init", "here"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, check=False, preexec_fn=lambda: os.umask(0), env=environ()
    )

    assert done.returncode == 0
    assert stat.S_IMODE((tmp_path / "here").stat().st_mode) & 0o077 == 0
