"""Runs of `collectkit mask` on a file that takes a while, and what a fault test wants to know afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HEADER = "合同号,客户姓名,手机号码,产品名称,逾期金额\n"
RULES = {
    "first": "version = 1\n[columns.name]\noperator = 'mask_name'\n[columns.overdue_total]\noperator = 'keep'\n",
    "second": "version = 1\n[columns.mobile]\noperator = 'mask_phone'\n[columns.product]\noperator = 'keep'\n",
}


def prepare(folder: Path, rows: int) -> None:
    """Write a portfolio and two policies that need no keys."""
    lines = (f"{n},王样本,1540000{n % 10_000:04},产品{n % 7},{n}.50\n" for n in range(rows))
    (folder / "in.csv").write_text(HEADER + "".join(lines))
    for name, text in RULES.items():
        (folder / f"{name}.toml").write_text(text)


def command(policy: str, output: str, *more: str) -> list[str]:
    """Return the words of a run."""
    return [
        *(sys.executable, "-m", "collectkit", "mask", "in.csv", "--policy", f"{policy}.toml", "-q"),
        *("-o", output, *more),
    ]


def run(
    folder: Path, policy: str, output: str, *more: str, before: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end; *before* happens in the child."""
    words = command(policy, output, *more)
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, timeout=100, preexec_fn=before, env=environ()
    )


def environ() -> dict[str, str]:
    """Return the environment without what would lead the run elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COLLECTKIT_")}


def parts(folder: Path) -> list[str]:
    """Return the names of what a run left behind, if anything."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def pair(folder: Path, name: str) -> tuple[str, str]:
    """Return the digest of an output, and the one that its manifest tells."""
    told = json.loads((folder / f"{name}.manifest.json").read_bytes())["files"][0]["sha256"]
    return digest(folder / name), told


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
