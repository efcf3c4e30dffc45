"""Measures what the fees of some million ledger lines take: the engine alone, in memory.

    python -m benchmarks.commission --lines 5000000

A month of lines of five agencies, 3 % of them reversals, 10 % direct: by flat rates, and by cards with everything that
costs time (tiers, both caps, principal, buckets on the day of payment, invoices rounded as a whole).
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import time

import numpy as np
import polars as pl

from collectkit.reconcile.commission import Rates, parse
from collectkit.reconcile.commission.earning import earned
from collectkit.reconcile.judging import SIDE
from collectkit.reconcile.terms import Placed, Terms, prepare

FIRST = dt.date(2026, 11, 1)
BUCKETS = ("M1", "M2", "M3", "M3+")
SCHEMES = {"cn-m3plus": ((0, "M0"), (1, "M1"), (31, "M2"), (61, "M3"), (91, "M3+"))}
FLAT = 'version = 1\n[[rate]]\nrate = "10%"\n[[rate]]\nbucket = "M3+"\nrate = "22.25%"\n'
TIERS = """
version = 1
[[rate]]
tiers = [{ from = "0", rate = "10%" }, { from = "1000000", rate = "12%" }, { from = "20000000", rate = "15.5%" }]
direct = true
free_days = 7
[[rate]]
bucket = "M3+"
tiers = [{ from = "0", rate = "20%" }, { from = "5000000", rate = "25%" }]
"""
ALL = f"""{TIERS}
cap = "2000"
base = "principal"
[[rate]]
agency = "agency-c"
rate = "17.777%"
cap_account = "1500"
[[terms]]
rounding = "invoice"
[[terms]]
agency = "agency-b"
tiers = "cliff"
tier_sum = "row"
[[terms]]
agency = "agency-d"
bucket_at = "payment"
scheme = "cn-m3plus"
"""
CARDS = {"flat rates": FLAT, "tiers": TIERS, "everything": ALL}


def placed(rng: np.random.Generator, count: int) -> Placed:
    """Return placements of five agencies."""
    number = pl.int_range(count, eager=True).cast(pl.String).str.zfill(9)
    frame = pl.DataFrame(
        {
            "agency": rng.choice([f"agency-{letter}" for letter in "abcde"], count),
            "account_token": number,
            "account_id": number,
            "bucket": rng.choice(BUCKETS, count),
            "days_past_due": rng.integers(1, 200, count),
            "payoff_total_minor": rng.integers(10_000, 5_000_000, count),
        }
    ).with_columns(currency=pl.lit("CNY"), placed_on=FIRST, recall_on=pl.lit(None, pl.Date), batch=pl.lit("2026-11"))
    return prepare(frame, Terms())


def lines(rng: np.random.Generator, count: int, accounts: int) -> tuple[pl.DataFrame, pl.Series]:
    """Return a month of lines, and their transaction ids."""
    p = rng.integers(0, accounts, count).astype(np.uint32)
    day = rng.integers(0, 25, count) + (FIRST - dt.date(1970, 1, 1)).days
    cash = rng.integers(100, 1_000_000, count)
    side = np.where(rng.random(count) < 0.1, "direct", "matched")
    back = count - count * 3 // 100
    of = rng.choice(back, count - back, replace=False)
    p[back:], cash[back:], side[back:], day[back:] = p[of], -cash[of], side[of], day[of] + rng.integers(0, 6, len(of))
    frame = pl.DataFrame(
        {
            "p": p,
            "cur": pl.repeat("CNY", count, dtype=pl.Enum(["CNY"]), eager=True),
            "day": pl.Series(day, dtype=pl.Int32),
            "cash": cash,
            "side": pl.Series(side).cast(SIDE),
            "of": pl.Series([None], dtype=pl.UInt32)
            .extend_constant(None, back - 1)
            .append(pl.Series(of, dtype=pl.UInt32)),
            "principal": np.abs(cash) * 8 // 10,
        }
    )
    mixed = rng.permutation(count)
    return frame, pl.Series(mixed).cast(pl.String).str.zfill(12)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    rng = np.random.default_rng(1)
    accounts = max(10, given.lines * 2 // 5)
    ready, (frame, txn) = placed(rng, accounts), lines(rng, given.lines, accounts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{given.lines:,} lines of {accounts:,} accounts; {before:,} MiB")
    for name, text in CARDS.items():
        rates: Rates = parse(text, "rates.toml").model_copy(update={"schemes": SCHEMES})
        took, busy = [], []
        for _ in range(given.rounds):
            start, worked = time.perf_counter(), time.process_time()
            result = earned(frame, ready, rates, lambda at: pl.DataFrame([txn.gather(at).alias("txn")]))
            took.append(time.perf_counter() - start)
            busy.append(time.process_time() - worked)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        due = result["fee"].cast(pl.Int128).sum()
        wall, cpu = statistics.median(took), statistics.median(busy)
        print(f"{name}: {wall:.2f} s, {cpu:.2f} s of processors ({due:,} due); at most {peak:,} MiB so far")


if __name__ == "__main__":
    main()
