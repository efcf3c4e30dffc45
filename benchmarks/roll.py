"""Measures `roll` against DuckDB doing the same on the same files, interleaved, medians, start-up apart.

    python benchmarks/roll.py --rows 1000000 --rounds 5 --form csv parquet

Two snapshots of *rows* accounts each, a month apart, of which nine in ten stand in both. Both read them, count days and
buckets from the due date, and write each cell of the matrix with its accounts and both balances. The cells of both are
compared, one by one. DuckDB gets no spellings of dates, amounts or account numbers, no duplicates, no currencies, and
no rates. A run's time is the wall clock less that of the same command on 100 accounts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
from pathlib import Path

import numpy as np
import polars as pl
from timed import machine, timed

DATA = Path(__file__).parent / "data"
DAYS = (dt.date(2026, 9, 30), dt.date(2026, 10, 31))
BLOCK = 500_000
TINY = 100
NAMES = ("duckdb", "collectkit")

DUCKDB = """
import sys, duckdb
form, first, second, out = sys.argv[1:]
def side(path):
    read = f"read_csv('{path}', all_varchar = true, header = true)" if form == 'csv' else f"read_parquet('{path}')"
    return f'''
    select "合同号" as id, ("剩余本金"::decimal(18, 2) * 100)::bigint as minor,
        case when d <= 0 then 'M0' when d <= 30 then 'M1' when d <= 60 then 'M2' when d <= 90 then 'M3' else 'M3+'
        end as b
    from (select *, "数据日期"::date - "逾期日期"::date as d from {read})'''
base = duckdb.connect()
base.execute('set enable_progress_bar = false')
base.execute(f'''
copy (
    select coalesce(x.b, 'NEW') as from_state, coalesce(y.b, 'MISSING') as to_state, count(*) as accounts,
        coalesce(sum(x.minor), 0) as opening_minor, coalesce(sum(y.minor), 0) as closing_minor
    from ({side(first)}) x full join ({side(second)}) y on x.id = y.id
    group by all order by all
) to '{out}'
''')
"""


def make(rows: int, form: str) -> tuple[Path, Path]:
    """Return two snapshots, made once: a tenth of the first leaves, and as many are new in the second."""
    folder = DATA / f"roll-{rows}"
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"before.{form}", folder / f"after.{form}"
    for number, path in enumerate(paths):
        if not path.exists():
            part = path.with_suffix(".part")
            frame = pl.concat(list(blocks(rows, number)))
            frame.write_csv(part) if form == "csv" else frame.write_parquet(part)
            part.rename(path)
    return paths


def blocks(rows: int, number: int) -> list[pl.DataFrame]:
    """Return one snapshot, shuffled: nine columns, of which a roll needs four."""
    random = np.random.default_rng([1, number])
    at = random.permutation(np.arange(number * rows // 10, number * rows // 10 + rows))
    days = random.integers(0, 120, rows)
    due = pl.Series((DAYS[number] - dt.date(1970, 1, 1)).days - days).cast(pl.Int32).cast(pl.Date)
    fen = {name: pl.Series(random.integers(1, 5_000_000, rows)) for name in ("剩余本金", "逾期金额", "贷款本金")}
    frame = pl.DataFrame(
        {
            "数据日期": pl.repeat(DAYS[number].isoformat(), rows, eager=True),
            "合同号": pl.Series(10_000_000_000 + at * 7).cast(pl.String),
            "客户号": pl.Series(700_000_000 + at // 2).cast(pl.String),
            "产品名称": pl.Series(np.array(["消费贷", "现金贷", "信用卡"])[random.integers(0, 3, rows)]),
            "城市": pl.Series(np.array(["广州市", "杭州市", "成都市"])[random.integers(0, 3, rows)]),
            **{name: _yuan(one) for name, one in fen.items()},
            "逾期日期": due.cast(pl.String),
        }
    )
    return [frame[start : start + BLOCK] for start in range(0, rows, BLOCK)]


def _yuan(fen: pl.Series) -> pl.Series:
    return (fen // 100).cast(pl.String) + "." + (fen % 100).cast(pl.String).str.zfill(2)


def run(name: str, form: str, paths: tuple[Path, Path]) -> tuple[float, float]:
    """Return the seconds and the MiB of one run.

    Raises:
        SystemExit: it failed.
    """
    out = paths[0].with_name(f"{name}-{form}.csv")
    command = [sys.executable, "-c", DUCKDB, form, *map(str, paths), str(out)]
    if name == "collectkit":
        line = ["roll", *map(str, paths), "-q", "--force", "-o", str(out)]
        command = [sys.executable, "-m", "collectkit", *line]
    return timed(name, command)


def compare(form: str, folder: Path) -> int:
    """Return how many cells both have found; there is no other.

    Raises:
        SystemExit: one differs.
    """
    ours = pl.read_csv(folder / f"collectkit-{form}.csv").filter(meaning="migration", measure="accounts")
    opening = pl.when(pl.col("from_state") == "NEW").then(0).otherwise(pl.col("balance_minor")).alias("opening_minor")
    cells = ours.filter(pl.col("accounts") > 0).select("from_state", "to_state", "accounts", opening, "closing_minor")
    theirs = pl.read_csv(folder / f"duckdb-{form}.csv")
    order = ["from_state", "to_state"]
    if not cells.sort(order).equals(theirs.cast(dict(cells.schema)).sort(order)):
        sys.exit(f"{folder.name}, {form}: the cells differ")
    return cells.height


def measure(rows: int, rounds: int, form: str) -> None:
    """Print a table for one size and form."""
    tiny, paths = make(TINY, form), make(rows, form)
    start_up = {name: min(run(name, form, tiny)[0] for _ in range(3)) for name in NAMES}
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in NAMES}
    for name in NAMES:
        run(name, form, paths)
    for _ in range(rounds):
        for name in NAMES:
            seen[name].append(run(name, form, paths))
    cells = compare(form, paths[0].parent)
    work = {name: statistics.median(seconds for seconds, _ in runs) - start_up[name] for name, runs in seen.items()}
    print(f"\n2 x {rows:,} accounts, {form}, median of {rounds}, interleaved; {cells} cells alike\n")
    print("| what | start-up, s | work, s | x DuckDB | peak memory, MiB |")
    print("|---|---:|---:|---:|---:|")
    for name in NAMES:
        memory = max(memory for _, memory in seen[name])
        ratio = work[name] / work["duckdb"]
        print(f"| {name} | {start_up[name]:.2f} | {work[name]:.2f} | {ratio:.2f} | {memory:,.0f} |")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--form", nargs="+", choices=["csv", "parquet"], default=["csv", "parquet"])
    arguments = parser.parse_args()
    print(machine("collectkit", "polars", "duckdb"))
    for rows in arguments.rows:
        for form in arguments.form:
            measure(rows, arguments.rounds, form)


if __name__ == "__main__":
    main()
