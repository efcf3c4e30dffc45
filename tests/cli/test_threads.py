"""How many threads there are must not show in what is written."""

from __future__ import annotations

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


def test_debtors_and_the_grid_are_the_same_bytes_with_any_number_of_threads(tmp_path: Path) -> None:
    line = f"collectkit segment {SAMPLE}/portfolio.csv --as-of 2026-10-31 -q --household"
    line += f" --grid --ledger {SAMPLE}/ledger.csv"
    for threads in ("1", "4"):
        told = f"-o {threads}.csv --report {threads}.json"
        done = golden.shell(f"{line} {told}", tmp_path, POLARS_MAX_THREADS=threads)
        assert done.returncode == 0, done.stderr
    for ending in ("csv", "json"):
        assert len({(tmp_path / f"{threads}.{ending}").read_bytes() for threads in ("1", "4")}) == 1
