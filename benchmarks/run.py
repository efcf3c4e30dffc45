"""Measures the commands against the plain Polars copy of the same file, interleaved, medians, start-up apart.

    python benchmarks/run.py --rows 1000000 --rounds 3

Each run is a process of its own. Its time is the wall clock less the start-up of the same command on a file of one row,
measured just before it; its memory is the highest resident set of the process.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import portfolio

COLLECTKIT = [sys.executable, "-m", "collectkit"]
COPY = "import sys, polars; polars.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])"
MASKED_COPY = "polars copy of the masked file"
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    Attributes:
        command: (input, output folder) -> command line.
        piped: the input comes through a pipe.
        base: the case that it is compared with.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    piped: bool = False
    base: str = "polars copy"


def cases(ring: Path, masked: Callable[[Path], Path]) -> list[Case]:
    """Return what is measured; the copy comes first."""
    mask = [*COLLECTKIT, "mask", "--policy", "agency", "--for", "agency-a", "--keyring", str(ring), "-q"]
    day = ["--as-of", "2026-10-31"]
    reveal = [*COLLECTKIT, "reveal", "--reason", "benchmark", "--keyring", str(ring), "-q"]
    return [
        Case("polars copy", lambda i, o: [sys.executable, "-c", COPY, str(i), str(o / "copy.csv")]),
        Case("mask, file", lambda i, o: [*mask, str(i), "-o", str(o / "mask.csv")]),
        Case("mask, standard input", lambda _, o: [*mask, "-", "-o", str(o / "pipe.csv")], piped=True),
        Case("segment, file", lambda i, o: [*COLLECTKIT, "segment", *day, "-q", str(i), "-o", str(o / "seg.csv")]),
        Case(
            "segment, standard input",
            lambda _, o: [*COLLECTKIT, "segment", *day, "-q", "-", "-o", str(o / "sp.csv")],
            piped=True,
        ),
        Case(
            "ingest, file", lambda i, o: [*COLLECTKIT, "ingest", *day, "-q", str(i), "-o", str(o / "accounts.parquet")]
        ),
        Case(
            "ingest, the same in GB18030",
            lambda i, o: [*COLLECTKIT, "ingest", *day, "-q", str(in_gb18030(i)), "-o", str(o / "accounts.parquet")],
        ),
        Case(
            MASKED_COPY,
            lambda i, o: [sys.executable, "-c", COPY, str(masked(i)), str(o / "copy.csv")],
            base=MASKED_COPY,
        ),
        Case(
            "reveal of the masked file",
            lambda i, o: [*reveal, str(masked(i)), "-o", str(o / "back.csv")],
            base=MASKED_COPY,
        ),
    ]


def run(case: Case, source: Path) -> tuple[float, float]:
    """Return the seconds and the MiB of one run.

    Raises:
        SystemExit: the command failed.
    """
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        command = case.command(source, Path(folder))
        os.sync()  # what the run before has written is no burden on this one
        start = time.perf_counter()
        with source.open("rb") as file:
            process = subprocess.Popen(command, stdin=file if case.piped else subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{case.name}: exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def prepare(rows: int, *, debtors: bool = False) -> Path:
    """Return a portfolio of this size, made once; *debtors*: see `portfolio.blocks`."""
    path = DATA / f"{rows}{'-debtors' * debtors}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        portfolio.write(path.with_suffix(".part"), rows, debtors=debtors)
        path.with_suffix(".part").rename(path)
    return path


def in_gb18030(source: Path) -> Path:
    """Return the file in the encoding of Chinese spreadsheet programs, made once."""
    path = source.with_name(f"{source.stem}-gb18030.csv")
    if not path.exists():
        with source.open(encoding="utf-8", newline="") as old, path.open("w", encoding="gb18030", newline="") as new:
            shutil.copyfileobj(old, new, 1 << 24)
    return path


def keyring() -> Path:
    """Return a keyring that knows agency-a, opened by an identity that the environment names."""
    folder = DATA / "keys"
    if not folder.exists():
        subprocess.run(
            [*COLLECTKIT, "demo", "-q", str(DATA / "demo"), "--force"], check=True, stdout=subprocess.DEVNULL
        )
        (DATA / "demo" / "keys").rename(folder)
    os.environ["COLLECTKIT_IDENTITY"] = str(folder / "officer.txt")
    return folder / "ring.age"


def masked_copy(ring: Path) -> Callable[[Path], Path]:
    """Return a function that masks a file once and says where the result is."""

    def of(source: Path) -> Path:
        path = source.with_name(f"{source.stem}-masked.csv")
        if not path.exists():
            command = [*COLLECTKIT, "mask", "--policy", "agency", "--for", "agency-a", "--keyring", str(ring), "-q"]
            subprocess.run([*command, str(source), "-o", str(path)], check=True)
        return path

    return of


def measure(rows: int, rounds: int, only: str) -> None:
    """Print a table for one size, of the cases whose name begins with *only* and what they are compared with."""
    ring = keyring()
    every = cases(ring, masked_copy(ring))
    wanted = [case for case in every if case.name.startswith(only)]
    todo = [case for case in every if case in wanted or case.name in {one.base for one in wanted}]
    tiny, source = prepare(1), prepare(rows)
    seen: dict[str, list[tuple[float, float, float]]] = {case.name: [] for case in todo}
    for case in todo:
        run(case, source)
    for _ in range(rounds):
        for case in todo:
            seen[case.name].append((run(case, tiny)[0], *run(case, source)))
    start_up = {name: statistics.median(s for s, _, _ in runs) for name, runs in seen.items()}
    work = {name: statistics.median(s for _, s, _ in runs) - start_up[name] for name, runs in seen.items()}
    print(f"\n{rows:,} rows x 20 columns, {source.stat().st_size / 1e6:,.0f} MB, median of {rounds}, interleaved\n")
    print("| what | start-up, s | work, s | x the copy | rows/s | peak memory, MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for case in todo:
        seconds, memory = work[case.name], max(m for _, _, m in seen[case.name])
        cells = (
            case.name,
            f"{start_up[case.name]:.2f}",
            f"{seconds:.2f}",
            f"{seconds / work[case.base]:.2f}",
            f"{rows / seconds:,.0f}",
            f"{memory:,.0f}",
        )
        print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", metavar="NAME", help="the cases whose name begins so: segment")
    arguments = parser.parse_args()
    names = ", ".join(f"{name} {version(name)}" for name in ("collectkit", "polars", "numpy", "cryptography"))
    print(f"{names}; CPython {platform.python_version()}; {os.cpu_count()} cores, {platform.machine()}")
    for rows in arguments.rows:
        measure(rows, arguments.rounds, arguments.only)


if __name__ == "__main__":
    main()
