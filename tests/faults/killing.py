"""A run that is killed at one of its steps on the disk: each rename, removal, folder, file begun, and each entry.

A clock that kills hits what takes long; the moments that matter are short. So a run first says how many steps it has,
and is then killed at any of them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests import warm
from tests.faults.runs import environ
from tests.laws.columns import examples

DRIVER = """
import os, signal, sys
at, seen = int(os.environ.pop("KILL_AT")), 0
STEPS = {"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "sqlite3.connect"}
def step(event, arguments):
    global seen
    written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if written or event in STEPS:
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
from collectkit.__main__ import main
sys.addaudithook(step)
sys.argv[0] = "collectkit"
try:
    main()
finally:
    at, count = -1, str(seen)
    with open(os.environ["STEPS_SEEN"], "w") as file:
        file.write(count)
"""


def run(folder: Path, words: Sequence[str], *, at: int = 0, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command in *folder*, and kill it at its step *at*; 0 lets it live, and has it count."""
    told = {"KILL_AT": str(at), "STEPS_SEEN": str(folder / "steps")}
    line = [f"{warm.folder()}/{warm.PYTHON}", DRIVER, *words]
    settled = environ() | settings | told
    return subprocess.run(line, cwd=folder, env=settled, capture_output=True, text=True, check=False, timeout=100)


def steps(folder: Path) -> int:
    """Return how many steps the last run had that lived."""
    return int((folder / "steps").read_text())


def moments(count: int, wanted: int) -> list[int]:
    """Return up to *wanted* of the steps, most of them of the last, with which things appear; in a campaign all."""
    if examples(wanted).max_examples >= count:
        return list(range(1, count + 1))
    late = range(count - wanted * 2 // 3 + 1, count + 1)
    return [*range(1, late[0], max(1, late[0] // (wanted - len(late)))), *late]
