"""Measures `conduct` over a year of contacts, beside DuckDB counting the same contacts in the same files.

    python benchmarks/conduct.py --rows 1000000 20000000 --rounds 3

Both read what was placed and the accounts (Parquet) and the returns of five agencies (CSV), find whose the contacts
are, and write those that are too many (CSV): more than three conversations with a debtor a day, over all agencies; more
than three calls to an account in an hour; more than seven in seven days. DuckDB gets no more than that: it finds no
contact that stands twice, nothing that nobody can judge, and no evidence, and writes no page and no workbook.
`conduct, all` holds the same contacts against all rules of `cn`, `records` and `house`. A run's time is the wall clock
less that of the same command on 1,000 contacts; its memory is the highest resident set of the process.
The two have to find the same.
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
FIRST = dt.date(2026, 1, 1)
DAYS = 365
TINY = 1000
EACH = 25
"""How many contacts an account has, about."""

LIMITS = """version = 1
name = "limits"
jurisdiction = "*"
title = "Limits of a benchmark"

[[rule]]
id = "talks-a-day"
severity = "high"
source = "benchmark"
verified = "own"
says = "At most three conversations with a debtor a day."
count = { limit = 3, days = 1, per = "debtor", of = "effective", over = "all" }
applies_to.channels = ["call", "ai_call"]

[[rule]]
id = "calls-an-hour"
severity = "high"
source = "benchmark"
verified = "own"
says = "At most three calls to an account in an hour."
count = { limit = 3, minutes = 60, per = "account", of = "attempts", over = "all" }
applies_to.channels = ["call", "ai_call"]

[[rule]]
id = "seven-in-seven"
severity = "high"
source = "benchmark"
verified = "own"
says = "At most seven calls to an account in seven days."
count = { limit = 7, days = 7, per = "account", of = "attempts", over = "agency" }
applies_to.channels = ["call", "ai_call"]
"""

DUCKDB = """
import sys, duckdb
given, out = sys.argv[1:]
base = duckdb.connect()
base.execute('set enable_progress_bar = false')
base.execute("set timezone = 'Asia/Shanghai'")
base.execute(f'''
create temp table calls as
    select c.token, c.contact_id, p.agency, p.account_id, a.customer_id, c.at::timestamptz as began,
        c.at::timestamptz::date as day, c.talk_seconds::int as talk, c.filename
    from read_csv('{given}/returns/*.csv', all_varchar = true, header = true, filename = true) c
    left join read_parquet('{given}/placed.parquet') p on c.token = p.account_token
    left join read_parquet('{given}/accounts.parquet') a using (account_id)
    where c.direction = 'OUT' and c.channel in ('CALL', 'AI_CALL');
create temp table found as
    select 'talks-a-day' as rule, * from calls where talk >= 1
    qualify row_number() over (partition by customer_id, day order by began, contact_id) > 3
    union all
    select 'calls-an-hour', * from calls
    qualify lag(began, 3) over (partition by account_id order by began, contact_id) > began - interval 60 minute
    union all
    select 'seven-in-seven', * from calls
    qualify lag(day, 7) over (partition by account_id, agency order by began, contact_id) > day - 7;
copy (from found order by rule, customer_id, began) to '{out}/breaches.csv'
''')
"""


def make(rows: int) -> Path:
    """Return a year of about *rows* contacts, made once.

    Of a hundred contacts two are one of five or six on a day, a few minutes apart; the others are anywhere in the hours
    of the year. Three accounts in ten are of a debtor who has another one, with another agency. Collectors take turns,
    so that none talks to two debtors at once.
    """
    folder = DATA / f"conduct-{rows}"
    if folder.exists():
        return folder
    making = folder.with_suffix(".part")
    (making / "returns").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    placed = _placed(rng, max(rows // EACH, 10))
    placed.write_parquet(making / "placed.parquet")
    accounts = placed.select(
        "account_id",
        pl.Series("customer_id", rng.permutation(placed.height) % (placed.height * 85 // 100)).cast(pl.String),
        pl.lit("2026-12-31").alias("as_of"),
    )
    accounts.write_parquet(making / "accounts.parquet")
    number = pl.Series("number", np.arange(rows))
    account, local = _moments(rng, rows, placed.height)
    contacts = pl.DataFrame({"account": account, "local": local, "number": number})
    for agency in AGENCIES:
        tokens = placed["account_token"].to_frame("token").with_row_index("account")
        mine = tokens.filter(placed["agency"] == agency).cast({"account": pl.Int64})
        _returned(contacts.join(mine, on="account"), rng).write_csv(making / "returns" / f"{agency}.csv")
    (making / "limits.toml").write_text(LIMITS, encoding="utf-8")
    making.rename(folder)
    return folder


def _placed(rng: np.random.Generator, accounts: int) -> pl.DataFrame:
    matrix = SYMBOLS[rng.integers(0, 32, (accounts, 23))]
    matrix[:, :2] = np.frombuffer(b"A0", np.uint8)
    text = matrix.tobytes().decode("ascii")
    return pl.DataFrame(
        {
            "agency": np.array(AGENCIES)[np.sort(rng.integers(0, len(AGENCIES), accounts))],
            "batch": "b-1",
            "account_token": [text[at : at + 23] for at in range(0, 23 * accounts, 23)],
            "account_id": pl.Series(10_000_000_000 + rng.permutation(accounts) * 7).cast(pl.String),
            "currency": "CNY",
            "bucket": "M3",
            "placed_on": FIRST - dt.timedelta(days=30),
            "recall_on": FIRST + dt.timedelta(days=DAYS + 30),
            "overdue_total_minor": pl.repeat(100_000, accounts, dtype=pl.Int64, eager=True),
            "payoff_total_minor": pl.repeat(500_000, accounts, dtype=pl.Int64, eager=True),
        }
    )


def _moments(rng: np.random.Generator, rows: int, accounts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the account of each contact, and its local time in seconds since the first day began."""
    many = rows // 50
    start = np.arange(many) // 5
    account = rng.integers(0, accounts, rows)
    account[:many] = rng.integers(0, accounts, start.max(initial=0) + 1)[start]
    local = rng.integers(0, DAYS, rows) * 86_400 + rng.integers(8 * 3600, 20 * 3600, rows)
    begun = local[many:][: start.max(initial=0) + 1]
    local[:many] = begun[start] + rng.integers(0, 5400, many)
    order = np.argsort(local, kind="stable")
    return account[order], local[order]


def _returned(lines: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    size = lines.height
    result = np.array(["ANSWERED", "PROMISED", "REFUSED", "UNANSWERED"])[rng.choice(4, size, p=(0.3, 0.1, 0.1, 0.5))]
    talk = np.where(result == "UNANSWERED", 0, rng.integers(5, 400, size))
    at = pl.lit(FIRST).cast(pl.Datetime("ms")) + pl.duration(seconds="local")
    return lines.select(
        pl.lit("CON").alias("record"),
        "token",
        (pl.lit("C") + pl.col("number").cast(pl.String).str.zfill(10)).alias("contact_id"),
        at.dt.strftime("%Y-%m-%dT%H:%M:%S+08:00").alias("at"),
        pl.lit("OUT").alias("direction"),
        pl.Series("channel", np.array(["CALL", "AI_CALL", "SMS"])[rng.choice(3, size, p=(0.7, 0.2, 0.1))]),
        pl.lit("INTERACTIVE").alias("mode"),
        pl.lit("DEBTOR").alias("target"),
        pl.Series("result", result),
        pl.Series("talk_seconds", talk),
        (pl.col("number") % 1500 + 100).cast(pl.String).alias("collector"),
        pl.Series("recording_hash", np.where(talk > 0, "9f86d081884c7d65", "")),
    )


def run(name: str, given: Path) -> tuple[float, float, list[tuple[str, int]]]:
    """Return the seconds and the MiB of one run, and how many contacts it found that break each rule.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryDirectory(dir=DATA) as out:
        command = [sys.executable, "-c", DUCKDB, str(given), out]
        if name != "duckdb":
            packs = ["cn", "records", "house"] if name == "conduct, all" else ["limits.toml"]
            known = ["--placed", "placed.parquet", "--accounts", "accounts.parquet", "--no-register"]
            rules = [word for pack in packs for word in ("--rules", pack)]
            asked = ["conduct", "returns", "-q", *known, *rules, "--as-of", "2026-12-31", "-o", f"{out}/found"]
            command = [sys.executable, "-m", "collectkit", *asked]
        seconds, memory = timed(name, command, given)
        breaches = pl.scan_csv(f"{out}/**/breaches.csv", infer_schema=False).group_by("rule").len().sort("rule")
        return seconds, memory, breaches.collect().rows()


NAMES = ("duckdb", "conduct, these rules", "conduct, all")


def measure(rows: int, rounds: int) -> None:
    """Print a table for one size.

    Raises:
        SystemExit: the two find other breaches of the same rules.
    """
    tiny, given = make(TINY), make(rows)
    start_up = {name: min(run(name, tiny)[0] for _ in range(3)) for name in NAMES}
    seen: dict[str, list[tuple[float, float, list[tuple[str, int]]]]] = {name: [] for name in NAMES}
    for _ in range(rounds):
        for name in NAMES:
            seen[name].append(run(name, given))
    if seen["duckdb"][0][2] != seen["conduct, these rules"][0][2]:
        sys.exit(f"DuckDB finds {seen['duckdb'][0][2]}, conduct {seen['conduct, these rules'][0][2]}")
    work = {name: statistics.median(seconds for seconds, *_ in runs) - start_up[name] for name, runs in seen.items()}
    print(f"\n{rows:,} contacts, median of {rounds}, interleaved\n")
    print("| what | start-up, s | work, s | x DuckDB | peak memory, MiB |")
    print("|---|---:|---:|---:|---:|")
    for name in NAMES:
        memory = max(memory for _, memory, _ in seen[name])
        times = work[name] / work["duckdb"]
        print(f"| {name} | {start_up[name]:.2f} | {work[name]:.2f} | {times:.2f} | {memory:,.0f} |")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 20_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(machine("collectkit", "polars", "duckdb"))
    for rows in arguments.rows:
        measure(rows, arguments.rounds)


if __name__ == "__main__":
    main()
