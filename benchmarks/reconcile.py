"""Measures `reconcile` against DuckDB doing the same joins on the same files, interleaved, medians, start-up apart.

    python benchmarks/reconcile.py --rows 1000000 --rounds 5

Both read what was placed (Parquet), the returns of five agencies and the ledger (CSV); pair returned and ledger lines
one to one, first on the day, then up to three days apart; and write the items in order (CSV) and the identity of
totals. DuckDB gets no statuses beyond what its joins say, no reversals, tokens that people typed, or faults, and writes
no workbook and no page. A run's time is the wall clock less that of the same command on 100 accounts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from timed import machine, timed

DATA = Path(__file__).parent / "data"
AGENCIES = tuple(f"agency-{letter}" for letter in "abcde")
SYMBOLS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
FIRST = dt.date(2026, 11, 1)
RATES = 'version = 1\n[[rate]]\nrate = "10%"\n[[rate]]\nbucket = "M3+"\nrate = "22.25%"\n'
TINY = 100

DUCKDB = """
import sys, duckdb
given, out = sys.argv[1:]
base = duckdb.connect()
base.execute('set enable_progress_bar = false')
base.execute(f'''
create temp table placed as
    select row_number() over () as p, * from read_parquet('{given}/placed.parquet');
create temp table claims as
    with r as (
        select row_number() over () as r, filename, token, payment_id, type, received_by, reverses,
            (amount::decimal(18, 2) * 100)::bigint as minor, currency, value_date::date as day,
            (fee_claimed::decimal(18, 2) * 100)::bigint as fee_claimed
        from read_csv('{given}/returns/*.csv', all_varchar = true, header = true, filename = true)
    )
    select r.*, p.p, p.agency, p.account_id, p.bucket, p.placed_on, p.recall_on,
        row_number() over (partition by p.p, minor, day order by payment_id) as nth
    from r left join placed p on r.token = p.account_token;
create temp table book as
    with l as (
        select row_number() over () as l, txn_id, account_id, type, reverses,
            (amount::decimal(18, 2) * 100)::bigint as minor, value_date::date as day
        from read_csv('{given}/ledger.csv', all_varchar = true, header = true)
        where type in ('REPAYMENT', 'REVERSAL', 'REFUND')
    )
    select l.*, p.p, p.agency, p.account_token, p.currency, p.bucket, p.placed_on, p.recall_on,
        row_number() over (partition by p.p, minor, day order by txn_id) as nth
    from l left join placed p using (account_id);
create temp table exact as
    select r, l from claims c join book b on c.p = b.p and c.minor = b.minor and c.day = b.day and c.nth = b.nth;
create temp table near as
    select c.r, b.l
    from (from claims anti join exact using (r)) c join (from book anti join exact using (l)) b
    on c.p = b.p and c.minor = b.minor and abs(c.day - b.day) <= 3
    qualify row_number() over (partition by c.r order by abs(c.day - b.day), b.l) = 1
        and row_number() over (partition by b.l order by abs(c.day - b.day), c.r) = 1;
create temp table items as
    select coalesce(c.agency, b.agency) as agency,
        case
            when c.r is null and b.p is null then 'NOT_PLACED'
            when coalesce(b.day, c.day) not between coalesce(b.placed_on, c.placed_on)
                and coalesce(b.recall_on, c.recall_on) then 'OUT_OF_WINDOW'
            when c.r is null then 'LEDGER_ONLY'
            when c.p is null then 'NOT_OURS'
            when b.l is null then 'AGENCY_ONLY'
            when c.day = b.day then 'MATCHED'
            else 'MATCHED_TOLERANCE'
        end as status,
        coalesce(c.account_id, b.account_id) as account_id, coalesce(c.token, b.account_token) as token,
        coalesce(c.currency, b.currency) as currency, coalesce(c.bucket, b.bucket) as bucket, c.filename, c.r,
        c.payment_id, c.type, c.minor as claimed_minor, c.day as claimed_on, c.received_by, c.reverses, b.l, b.txn_id,
        b.type as ledger_type, b.minor as cash_minor, b.day as booked_on, b.reverses as ledger_reverses,
        case when m.l is null then 0 else b.minor end as base_minor,
        case when coalesce(c.bucket, b.bucket) = 'M3+' then 222500 else 100000 end as rate_ppm,
        (base_minor * rate_ppm + 500000) // 1000000 as fee_minor, c.fee_claimed
    from claims c
    full join (from exact union all from near) m on c.r = m.r
    full join book b on b.l = m.l;
copy (
    select agency, currency, sum(cash_minor), sum(base_minor), sum(cash_minor) filter (status = 'LEDGER_ONLY'),
        sum(fee_minor)
    from items where status not in ('OUT_OF_WINDOW', 'NOT_PLACED') group by all order by all
) to '{out}/identity.csv';
copy (
    from items order by status in ('MATCHED', 'MATCHED_TOLERANCE', 'LEDGER_ONLY'), agency, status, account_id, booked_on
) to '{out}/items.csv'
''')
"""


def make(rows: int) -> Path:
    """Return a placement with as many accounts, payments and ledger lines as *rows*, made once.

    Nine payments in ten are in both files, of these two in a hundred a day apart; the rest are in one of them.
    """
    folder = DATA / f"reconcile-{rows}"
    if folder.exists():
        return folder
    making = folder.with_suffix(".part")
    (making / "returns").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    placed = _placed(rng, rows)
    placed.write_parquet(making / "placed.parquet")
    paid = placed[rng.integers(0, rows, rows)].with_columns(
        number=pl.int_range(rows),
        minor=(pl.col("overdue_total_minor") * pl.Series(rng.integers(5, 60, rows)) // 100).clip(1),
        day=pl.lit(FIRST) + pl.duration(days=pl.lit(pl.Series(rng.integers(1, 60, rows)))),
    )
    chance, later = pl.Series(rng.random(rows)), pl.Series(rng.random(rows) < 0.02)
    said = paid.with_columns(pl.when(later).then(pl.col("day") + pl.duration(days=1)).otherwise("day").alias("day"))
    for agency, lines in said.filter(chance < 0.95).partition_by("agency", as_dict=True).items():
        _returned(lines).write_csv(making / "returns" / f"{agency[0]}.csv")
    _booked(paid.filter(chance > 0.05).sample(fraction=1, shuffle=True, seed=2)).write_csv(making / "ledger.csv")
    (making / "rates.toml").write_text(RATES)
    making.rename(folder)
    return folder


def _placed(rng: np.random.Generator, rows: int) -> pl.DataFrame:
    matrix = SYMBOLS[rng.integers(0, 32, (rows, 23))]
    matrix[:, :2] = np.frombuffer(b"A0", np.uint8)
    text = matrix.tobytes().decode("ascii")
    buckets = np.array(["M1", "M2", "M3", "M3+"])[rng.integers(0, 4, rows)]
    overdue = pl.Series(rng.integers(10_000, 1_000_000, rows))
    frame = pl.DataFrame(
        {
            "agency": np.array(AGENCIES)[np.sort(rng.integers(0, len(AGENCIES), rows))],
            "batch": "b-1",
            "account_token": [text[i : i + 23] for i in range(0, 23 * rows, 23)],
            "account_id": pl.Series(10_000_000_000 + rng.permutation(rows) * 7).cast(pl.String),
            "currency": "CNY",
            "bucket": buckets,
            "placed_on": FIRST,
            "recall_on": FIRST + dt.timedelta(days=90),
            "overdue_total_minor": overdue,
            "payoff_total_minor": overdue * 5,
        }
    )
    return frame.sort("agency", "account_token")


def _returned(lines: pl.DataFrame) -> pl.DataFrame:
    fee = (pl.col("minor") * pl.when(pl.col("bucket") == "M3+").then(222_500).otherwise(100_000) + 500_000) // 1_000_000
    return lines.select(
        pl.lit("PAY").alias("record"),
        pl.col("account_token").alias("token"),
        (pl.lit("HK") + pl.col("number").cast(pl.String).str.zfill(10)).alias("payment_id"),
        pl.lit("PAYMENT").alias("type"),
        _yuan(pl.col("minor")).alias("amount"),
        pl.lit("CNY").alias("currency"),
        pl.col("day").alias("value_date"),
        pl.lit("AGENCY").alias("received_by"),
        pl.lit(None, pl.String).alias("reverses"),
        _yuan(fee).alias("fee_claimed"),
    )


def _booked(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        (pl.lit("TX") + pl.col("number").cast(pl.String).str.zfill(11)).alias("txn_id"),
        "account_id",
        pl.col("day").alias("posted_on"),
        pl.col("day").alias("value_date"),
        _yuan(pl.col("minor")).alias("amount"),
        pl.lit("REPAYMENT").alias("type"),
        pl.lit("N").alias("reversal"),
        pl.lit(None, pl.String).alias("reverses"),
        pl.lit("app").alias("channel"),
    )


def _yuan(minor: pl.Expr) -> pl.Expr:
    return pl.concat_str((minor // 100).cast(pl.String), pl.lit("."), (minor % 100).cast(pl.String).str.zfill(2))


def run(name: str, given: Path) -> tuple[float, float]:
    """Return the seconds and the MiB of one run.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryDirectory(dir=DATA) as out:
        command = [sys.executable, "-c", DUCKDB, str(given), out]
        if name == "collectkit":
            files = [
                "--placed",
                "placed.parquet",
                "--returns",
                "returns",
                "--ledger",
                "ledger.csv",
                "--rates",
                "rates.toml",
            ]
            command = [sys.executable, "-m", "collectkit", "reconcile", "-q", *files, "-o", out]
        return timed(name, command, given)


def measure(rows: int, rounds: int) -> None:
    """Print a table for one size."""
    names = ("duckdb", "collectkit")
    tiny, given = make(TINY), make(rows)
    start_up = {name: min(run(name, tiny)[0] for _ in range(3)) for name in names}
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for name in names:
        run(name, given)
    for _ in range(rounds):
        for name in names:
            seen[name].append(run(name, given))
    work = {name: statistics.median(seconds for seconds, _ in runs) - start_up[name] for name, runs in seen.items()}
    print(f"\n{rows:,} placed x {rows:,} payments, median of {rounds}, interleaved\n")
    print("| what | start-up, s | work, s | x DuckDB | peak memory, MiB |")
    print("|---|---:|---:|---:|---:|")
    for name in names:
        memory = max(memory for _, memory in seen[name])
        print(
            f"| {name} | {start_up[name]:.2f} | {work[name]:.2f} | {work[name] / work['duckdb']:.2f} | {memory:,.0f} |"
        )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 2_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(machine("collectkit", "polars", "duckdb"))
    for rows in arguments.rows:
        measure(rows, arguments.rounds)


if __name__ == "__main__":
    main()
