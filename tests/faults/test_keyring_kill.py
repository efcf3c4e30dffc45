"""A keyring survives a kill at any moment of a change, and many processes that change it at once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access

KILLS = 10
PROCESSES = 4
EACH = 5
ADD = """
import sys
from pathlib import Path
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
file, identity, start, stop = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), int(sys.argv[4])
opened = keys.open_keys(file, Access(identity, str))
print("on", flush=True)
for number in range(start, stop):
    keys.add_recipient(opened, f"agency-{number}")
"""


def begin(folder: Path, start: int, stop: int) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-c", ADD, str(folder / "ring"), str(folder / "identity"), str(start), str(stop)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def made(folder: Path) -> Access:
    keys.new(folder / "ring", Access(None, str), no_escrow=True, identity_file=folder / "identity")
    return Access((folder / "identity").read_bytes(), str)


def test_a_killed_change_leaves_a_keyring_that_opens_and_a_log_that_holds(tmp_path: Path) -> None:
    access = made(tmp_path)
    chance = random.Random(7)
    generation = 1
    for turn in range(KILLS):
        with begin(tmp_path, 1000 * turn, 1000 * turn + 500) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"on\n"
            time.sleep(chance.uniform(0, 0.08))
            process.kill()
        opened = keys.open_keys(tmp_path / "ring", access)
        assert len(opened.ring.recipients) == opened.ring.generation - 1
        assert opened.ring.generation >= generation
        generation = opened.ring.generation
        assert keys.check(opened).generation == generation
    assert generation > 1
    left = {path.name for path in tmp_path.iterdir()}
    keys.add_recipient(opened, "last")
    assert {path.name for path in tmp_path.iterdir()} <= left
    assert not list(tmp_path.glob(".ring*.part"))


def test_processes_that_change_it_at_once_all_succeed(tmp_path: Path) -> None:
    access = made(tmp_path)
    running = [begin(tmp_path, EACH * n, EACH * (n + 1)) for n in range(PROCESSES)]
    for process in running:
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, b"")
    opened = keys.open_keys(tmp_path / "ring", access)
    assert {one.id for one in opened.ring.recipients} == {f"agency-{n}" for n in range(EACH * PROCESSES)}
    assert keys.check(opened).audit_lines == 1 + 2 * EACH * PROCESSES
