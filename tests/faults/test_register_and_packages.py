"""Whatever step a run dies at: register and packages do not contradict each other, and the same command completes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.files.register import Register
from collectkit.jobs.worklist import verify
from tests.faults.killing import moments, run, steps
from tests.unit.jobs.packages import new_ring, stored

KILLS = 4
BOOK = "placements.db"
KEYS: dict[str, Any] = {
    "COLLECTKIT_KEYRING": "ring",
    "COLLECTKIT_IDENTITY": "officer.identity",
    "COLLECTKIT_REGISTER": BOOK,
}
AGENCIES = ("--agencies", "agencies.toml", "-q")
WORKLIST = ("worklist", "placements.csv", "-o", "out", *AGENCIES)
DUE = ("--due", "2027-02-01", "-o", "begun.parquet", "--packages", "sent")
RECALL = ("recall", "out/placed.parquet", *DUE, *AGENCIES)
ACK = ("ack", "out/agency-a", "ack.csv", "-o", "lines.csv", "-q", "--as-of", "2026-11-02")
OWN = (BOOK, "steps", "ring")
"""What has the times of its run in it, or tells of it."""


@pytest.fixture
def creditor(tmp_path: Path) -> Path:
    """One who has placed, and handed nothing over."""
    folder = tmp_path / "before"
    folder.mkdir()
    stored(folder)
    (folder / "known.pem").write_text(new_ring(folder).ring.public_pem())
    (folder / "officer.identity").chmod(0o600)
    return folder


@pytest.fixture
def handed(creditor: Path) -> Path:
    """One whose packages are out, and who has the answer of agency-a."""
    assert run(creditor, WORKLIST, **KEYS).returncode == 0
    tokens = pl.read_csv(creditor / "out" / "agency-a" / "worklist.csv", infer_schema=False)["account_id"]
    answers = ["ACCEPTED,", "ACCEPTED,", "ACCEPTED,", "REJECTED,OTHER"]
    lines = [f"ACK,{token},b-1,{answer}" for token, answer in zip(tokens, answers, strict=True)]
    (creditor / "ack.csv").write_text("\n".join(["record,token,batch,answer,reason", *lines]) + "\n")
    return creditor


def entered(folder: Path) -> pl.DataFrame:
    """Return all events; none where there is no register yet."""
    if not (folder / BOOK).exists():
        return pl.DataFrame(schema=dict.fromkeys(("seq", "kind", "agency", "account_token"), pl.String()))
    with Register.open(folder / BOOK, write=False) as register:
        assert register.faults() == []
        return register.events()


def files(folder: Path) -> dict[str, str]:
    """Return the digest of each file that has its name."""
    shown = (path for path in folder.rglob("*") if path.is_file() and "/." not in str(path))
    found = {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in shown}
    return {name: digest for name, digest in found.items() if not name.startswith(OWN)}


def killed(before: Path, words: tuple[str, ...], look: Callable[[Path], None]) -> None:
    """Kill a command at many of its steps, look at what is there, and have it completed."""
    whole = Path(shutil.copytree(before, before.with_name("whole")))
    done = run(whole, words, **KEYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert entered(whole).height > entered(before).height
    died = 0
    for at in moments(steps(whole), KILLS):
        folder = Path(shutil.copytree(before, before.with_name(f"killed-{at}")))
        code = run(folder, words, at=at, **KEYS).returncode
        assert code in {-9, 0}, at
        died += code == -9
        look(folder)
        again = run(folder, words, **KEYS)
        assert (again.returncode, again.stderr) == (0, ""), at
        look(folder)
        assert files(folder) == files(whole), at
        assert entered(folder).equals(entered(whole)), at
        assert not list(folder.rglob(".*.part")), at
        shutil.rmtree(folder)
    assert died >= KILLS - 1  # threads may begin a file more or less


def packages(folder: Path) -> None:
    """See that each package is whole, and that the register says that the agency has its accounts."""
    placed = entered(folder).filter(pl.col("kind") == "PLACED")
    for package in (folder / "out").glob("agency-*"):
        found = verify.run(package, folder / "known.pem")
        tokens = pl.read_csv(package / "worklist.csv", infer_schema=False)["account_id"]
        assert sorted(tokens) == sorted(placed.filter(pl.col("agency") == found.recipient)["account_token"])


def recalls(folder: Path) -> None:
    """See that what a list asks back, and the table has, stands in the register."""
    asked = set(entered(folder).filter(pl.col("kind").str.starts_with("RECALL"))["account_token"])
    for package in (folder / "sent").glob("agency-*"):
        verify.run(package, folder / "known.pem")
        assert set(pl.read_csv(package / "recall.csv", infer_schema=False)["account_token"]) <= asked
    if (folder / "begun.parquet").exists():
        assert set(pl.read_parquet(folder / "begun.parquet")["account_token"]) <= asked


def answers(folder: Path) -> None:
    """See that the lines appear when their answers stand in the register, and all of these or none."""
    said = entered(folder).filter(pl.col("kind").is_in(["ACKNOWLEDGED", "REFUSED"])).height
    assert said in {0, 4}
    assert said == 4 or not (folder / "lines.csv").exists()


def test_worklist(creditor: Path) -> None:
    killed(creditor, WORKLIST, packages)


def test_recall(handed: Path) -> None:
    killed(handed, RECALL, recalls)


def test_ack(handed: Path) -> None:
    killed(handed, ACK, answers)
