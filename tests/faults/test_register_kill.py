"""A register that runs die in, and that many want at once: postings are whole, and come one after another."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from collectkit.files.register import Register
from collectkit.jobs.register import file
from tests import warm

KILLS = 6
SIZE = 10_000
PROCESSES = 16

WRITER = """
import sys
from datetime import date
from pathlib import Path
import polars as pl
from collectkit.errors import InputError
from collectkit.jobs.register.register import NO_EVENTS, enter

def placed(batch, accounts):
    rows = pl.DataFrame({"account_id": accounts}).with_columns(
        kind=pl.lit("PLACED"), on=date(2026, 10, 31), batch=pl.lit(batch), agency=pl.lit("agency-a"),
        source_sha256=pl.lit("0" * 64), account_token="A" + pl.col("account_id"),
    )
    return pl.concat([NO_EVENTS, rows], how="diagonal")
"""
ENTERS = (
    WRITER
    + """
book, first, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
for number in range(first, first + 1_000):
    enter(book, placed(f"b-{number}", [f"{number}-{n}" for n in range(size)]), "a test")
    print(number, flush=True)
"""
)
WANTS = (
    WRITER
    + """
book, name = Path(sys.argv[1]), sys.argv[2]
enter(book, placed(f"own-{name}", [f"{name}-{n}" for n in range(50)]), "a test")
try:
    enter(book, placed(f"all-{name}", ["wanted"] + [f"all-{name}-{n}" for n in range(50)]), "a test")
except InputError:
    sys.exit(10)
"""
)


def start(script: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE)


def sizes(book: Path) -> list[int]:
    with Register.open(book, write=False) as register:
        assert register.faults() == []
        return register.events().group_by("batch").len()["len"].to_list()


def is_hot(journal: Path) -> bool:
    """Whether a journal says that something is to be undone; one that is empty or blank says nothing."""
    return journal.exists() and journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")


def test_a_killed_posting_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    book, dice = tmp_path / "placements.db", random.Random(21)
    for kill in range(KILLS):
        with start(ENTERS, str(book), str(kill * 1_000), str(SIZE)) as run:
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(dice.uniform(0, 0.5))
            run.kill()
        found = sizes(book)
        assert set(found) == {SIZE}
        assert len(found) > kill
        assert not is_hot(book.with_name("placements.db-journal"))
    assert file.check(book).states.keys() == {"PLACED"}


def test_sixteen_runs_at_once_are_as_one_after_another(tmp_path: Path) -> None:
    book = tmp_path / "placements.db"
    python = f"{warm.folder()}/{warm.PYTHON}"
    runs = [
        subprocess.Popen([python, WANTS, str(book), str(name)], stdout=subprocess.PIPE) for name in range(PROCESSES)
    ]
    for run in runs:
        with run:
            run.communicate()

    assert sorted(run.returncode for run in runs) == [0] + [10] * (PROCESSES - 1)
    assert sorted(sizes(book)) == [50] * PROCESSES + [51]
    with Register.open(book, write=False) as register:
        assert register.events().filter(pl.col("account_id") == "wanted").height == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["placements.db", "placements.db.lock"]
