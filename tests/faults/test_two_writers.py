"""Two runs that write one target: one whole result, with the manifest that belongs to it."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from collectkit.errors import OutputError
from collectkit.files import Output, Transaction
from tests.faults.runs import command, environ, pair, parts, prepare


def test_two_forced_runs_leave_one_result(tmp_path: Path) -> None:
    prepare(tmp_path, 20_000)
    for _ in range(2):
        runs = [
            subprocess.Popen(command(policy, "out.csv", "--force"), cwd=tmp_path, env=environ())
            for policy in ("first", "second")
        ]
        assert [run.wait(60) for run in runs] == [0, 0]
        found, told = pair(tmp_path, "out.csv")
        assert found == told
        assert parts(tmp_path) == []


def test_without_force_one_run_wins_and_the_other_says_so(tmp_path: Path) -> None:
    prepare(tmp_path, 20_000)
    runs = [
        subprocess.Popen(command(policy, "out.csv"), cwd=tmp_path, env=environ(), stderr=subprocess.PIPE)
        for policy in ("first", "second")
    ]
    told = [run.communicate()[1].decode() for run in runs]

    assert sorted(run.returncode for run in runs) == [0, 14]
    assert "".join(told).startswith("collectkit: error: out.csv: ")
    found, said = pair(tmp_path, "out.csv")
    assert found == said


def test_files_of_one_run_stay_together_under_many_writers(tmp_path: Path) -> None:
    def write(number: int) -> None:
        text = str(number % 4).encode()
        with Transaction() as outputs:
            for name in ("a", "b", "c"):
                outputs.write(Output(tmp_path / name, "csv", force=True), text)

    with ThreadPoolExecutor(8) as pool:
        for _ in range(15):
            list(pool.map(write, range(16)))
            assert len({(tmp_path / name).read_bytes() for name in ("a", "b", "c")}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_without_force_the_first_stays_under_many_writers(tmp_path: Path) -> None:
    def write(number: int) -> bool:
        try:
            with Transaction() as outputs:
                for name in ("a", "b"):
                    outputs.write(Output(tmp_path / name, "csv"), str(number).encode())
        except OutputError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(24)))

    assert won.count(True) == 1
    assert {(tmp_path / name).read_text() for name in ("a", "b")} == {str(won.index(True))}
