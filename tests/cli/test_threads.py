"""How many threads there are must not show in what is written."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from tests.cli import golden

SAMPLE = Path(__file__).parents[2] / "sample_data"


def test_placements_are_the_same_bytes_with_any_number_of_threads(tmp_path: Path) -> None:
    golden.give_keys(tmp_path)
    line = f"collectkit place {SAMPLE}/portfolio.csv --agencies {SAMPLE}/agencies.toml --as-of 2026-10-31 -q -o"
    for threads in ("1", "2", "4"):
        done = golden.shell(f"{line} {threads}.csv", tmp_path, **golden.KEYS, POLARS_MAX_THREADS=threads)
        assert done.returncode == 0, done.stderr
    assert len({(tmp_path / f"{threads}.csv").read_bytes() for threads in ("1", "2", "4")}) == 1


SEGMENT = (
    "segment {sample}/portfolio.csv --as-of 2026-10-31 -q --schedule {sample}/schedule.csv --ledger {sample}/ledger.csv"
    " --classify --against cn-calendar --household --grid --ladder cn-standard"
    " -o stages.csv --report segment.json --figures segment.html --history history.csv"
)
LINES = (
    SEGMENT,
    "roll a.csv b.csv --ledger {sample}/ledger.csv -q -o roll.csv -o roll.json",
    "vintage a.csv b.csv -q -o vintage.csv -o vintage.json",
    "attainment stages.csv --as-of 2026-10-31 --after b.csv --ledger {sample}/ledger.csv -q -o attained.csv",
)
ONE_PROCESS = """
import shlex, sys, typer
from collectkit.commands.app import app
command = typer.main.get_command(app)
for line in sys.argv[1:]:
    command.main(shlex.split(line), prog_name="collectkit", standalone_mode=False)
"""


def test_stages_rolls_vintages_and_attainment_are_the_same_bytes_with_any_number_of_threads(tmp_path: Path) -> None:
    """Over some thousand accounts, each in both months or in one, in two currencies."""
    written = []
    for threads in ("1", "2", "4"):
        folder = tmp_path / threads
        folder.mkdir()
        for name, day, gone in (("a", date(2026, 10, 31), 5), ("b", date(2026, 11, 30), 7)):
            (folder / f"{name}.csv").write_text(_snapshot(day, gone), encoding="utf-8")
        lines = [line.format(sample=SAMPLE) for line in LINES]
        settled = os.environ | {"POLARS_MAX_THREADS": threads}
        subprocess.run([sys.executable, "-c", ONE_PROCESS, *lines], cwd=folder, env=settled, check=True)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert {"stages.csv", "segment.html", "history.csv", "roll.json", "vintage.csv", "attained.csv"} <= {*written[0]}
    for name, content in written[0].items():
        assert [one[name] for one in written] == [content] * 3, name


def _snapshot(day: date, gone: int) -> str:
    """Return the accounts of a month, without each *gone*-th."""
    lines = ["数据日期,借据号,币种,放款日期,贷款金额,贷款余额,逾期日期"]
    for at in range(4000):
        due, lent = day - timedelta(days=at * 7 % 200), date(2026, 1 + at % 5, 1 + at % 28)
        cells = (day, f"LN-{at * 7919 % 4000}", ("CNY", "USD")[at % 2], lent, "9000.00", f"{at}.{at % 90 + 10}", due)
        if at % gone:
            lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"
