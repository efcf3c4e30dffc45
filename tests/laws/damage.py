"""Large files with damaged lines, and whether ingest sets aside exactly these.

    python -m tests.laws.damage --lines 1000000 --seeds 20

Every tenth line is damaged in a way that leaves no record: fields lost or added, the line cut off, quotes broken, a
NUL, bytes that are no text. Each seed is tried in four encodings.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import HEADER, account

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
_NO_TEXT = "\udcff"
"""The byte 0xFF, once encoded with ``surrogateescape``."""

DAMAGE: Mapping[str, Callable[[str], str]] = {
    "a field lost": lambda line: line.replace(",", "", 1),
    "a field added": lambda line: line.replace(",", ",,", 1),
    "cut off": lambda line: line[: line.rindex(",")],
    "quote not closed": lambda line: line.replace(",", ',"', 1),
    "quote goes on": lambda line: line.replace(",", ',""x,', 1).rsplit(",", 1)[0],
    "a NUL": lambda line: line.replace(",", ",\0", 1),
    "no text": lambda line: line.replace(",", "," + _NO_TEXT, 1),
}


def clean_lines(count: int) -> list[str]:
    """Return lines of accounts, all of which are well."""
    number = pl.int_range(count)
    made = {
        "合同号": pl.format("HT{}", number.cast(pl.String).str.zfill(9)),
        "*手机号码": pl.format("154{}", number.cast(pl.String).str.zfill(8)),
        "剩余本金(元)": pl.format("{}.{}", number % 90_000 + 1_000, number % 90 + 10),
    }
    cells = [made.get(header, pl.lit(cell)) for header, cell in zip(HEADER, account(1), strict=True)]
    return pl.select(pl.concat_str(cells, separator=",")).to_series().to_list()


def damaged(lines: list[str], seed: int, encoding: str) -> tuple[bytes, NDArray[np.int64]]:
    """Return the file, and the places of the damaged lines."""
    rng = np.random.default_rng(seed)
    places = np.flatnonzero(rng.random(len(lines)) < 0.1)
    kinds = [kind for kind in DAMAGE if kind != "no text" or not encoding.startswith("utf-16")]
    spoilt = list(lines)
    for place, kind in zip(places.tolist(), rng.integers(len(kinds), size=len(places)).tolist(), strict=True):
        spoilt[place] = DAMAGE[kinds[kind]](lines[place])
    text = "\n".join([",".join(HEADER), *spoilt, ""])
    return text.encode(encoding, "strict" if encoding.startswith("utf-16") else "surrogateescape"), places


def faults(folder: Path, lines: list[str], seed: int, encoding: str) -> Iterator[str]:
    """Ingest a damaged file, and say what is wrong with what came out."""
    data, places = damaged(lines, seed, encoding)
    (folder / "in.csv").write_bytes(data)
    accounts, rejects = folder / "accounts.parquet", folder / "rejects.parquet"
    report = job.run([Input(folder / "in.csv")], Output(accounts, force=True), rejects=Output(rejects, force=True))
    whole = np.setdiff1d(np.arange(len(lines)), places)
    if (report.rows_in, report.accounts, report.rejects) != (len(lines), len(whole), len(places)):
        yield f"{report.rows_in} rows in, {report.accounts} accounts, {report.rejects} rejects"
    if not np.array_equal(pl.read_parquet(rejects)["row"].to_numpy(), places + 2):
        yield "other lines are rejected than were damaged"
    kept = pl.read_parquet(accounts)["account_id"].str.slice(2).cast(pl.Int64).to_numpy()
    if not np.array_equal(kept, whole):
        yield "other accounts are kept than were whole"


def main() -> None:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    lines = clean_lines(given.lines)
    for seed in range(given.seeds):
        for encoding in ENCODINGS:
            start = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                found = list(faults(Path(folder), lines, seed, encoding))
            print(f"seed {seed}, {encoding}: {found or 'exact'} ({time.perf_counter() - start:.1f} s)", flush=True)  # noqa: T201
            if found:
                raise SystemExit(1)


if __name__ == "__main__":
    main()
