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


def test_segmentations_are_the_same_bytes_with_any_number_of_threads(tmp_path: Path) -> None:
    line = f"collectkit segment {SAMPLE}/portfolio.csv --as-of 2026-10-31 -q --classify --against cn-calendar"
    line += f" --household --grid --ledger {SAMPLE}/ledger.csv --ladder cn-standard"
    for threads in ("1", "2", "4"):
        (tmp_path / threads).mkdir()
        told = f"-o {threads}/out.csv --report {threads}/r.json --history {threads}/h.parquet"
        done = golden.shell(f"{line} {told}", tmp_path, POLARS_MAX_THREADS=threads)
        assert (done.returncode, done.stderr) == (0, b"")
    for name in ("out.csv", "r.json", "h.parquet"):
        assert len({(tmp_path / threads / name).read_bytes() for threads in ("1", "2", "4")}) == 1
