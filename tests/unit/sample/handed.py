"""A hand-over small enough to make by hand: packages as an agency gets them, and the creditor's own record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

SYMBOLS = np.array(list("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
PLACED_ON = dt.date(2026, 10, 31)
BUCKETS = ("M1", "M2", "M3", "M3+")


def placed(sizes: dict[str, int], seed: int = 0, term: int | None = 90) -> pl.DataFrame:
    """Return a record of accounts handed over: agency -> how many; tokens that nobody can open."""
    rng = np.random.default_rng(seed)
    count = sum(sizes.values())
    bodies = SYMBOLS[rng.integers(32, size=(count, 21))]
    overdue = rng.integers(5_000, 900_000, count)
    return pl.DataFrame(
        {
            "agency": np.repeat(list(sizes), list(sizes.values())),
            "batch": "b-1",
            "account_token": ["A0" + "".join(body) for body in bodies],
            "account_id": [f"LN-{number:06d}" for number in rng.permutation(count)],
            "currency": "CNY",
            "bucket": rng.choice(BUCKETS, count),
            "placed_on": PLACED_ON,
            "recall_on": None if term is None else PLACED_ON + dt.timedelta(days=term),
            "overdue_total_minor": overdue,
            "payoff_total_minor": overdue * 2,
            "overdue_fee_minor": overdue // 50,
            "overdue_penalty_minor": overdue // 9,
            "overdue_interest_minor": overdue // 7,
        },
        schema_overrides={"recall_on": pl.Date},
    )


def hand_over(folder: Path, record: pl.DataFrame) -> Path:
    """Write *record* as a hand-over to *folder*, and return its packages folder."""
    packages = folder / "packages"
    for (agency,), rows in record.partition_by("agency", as_dict=True).items():
        package = packages / str(agency)
        package.mkdir(parents=True)
        (package / "manifest.json").write_text("{}")
        number = pl.lit("P0") + pl.col("account_token").str.slice(2, 18)
        worklist = rows.select("overdue_total_minor", account_id="account_token", mobile_token=number)
        worklist.sort("account_id").write_csv(package / "worklist.csv")
    record.write_parquet(packages / "placed.parquet")
    return packages
