"""One scheme against others: accounts and money by pair of buckets."""

from __future__ import annotations

from datetime import date

import polars as pl

from collectkit.segment.days import bucket
from collectkit.segment.schemes.against import Against, Elsewhere
from collectkit.segment.schemes.scheme import SCHEMES

AS_OF = date(2026, 10, 31)
MINE = SCHEMES["cn-m3plus"]
OTHERS = [SCHEMES[name] for name in ("cn-m6plus", "cn-calendar", "us-metro2")]


def compared(days: list[int | None], currency: str = "CNY") -> Elsewhere:
    frame = pl.DataFrame(
        {
            "as_of": [AS_OF] * len(days),
            "currency": [currency] * len(days),
            "days": pl.Series(days, dtype=pl.Int64),
            "overdue_total_minor": [10**place for place in range(len(days))],
        }
    ).with_columns(bucket=bucket(pl.col("days"), MINE, AS_OF))
    told = Against(MINE, OTHERS).add(frame, {}).told
    assert isinstance(told, Elsewhere)
    return told


def test_accounts_and_money_that_another_scheme_puts_elsewhere_are_counted() -> None:
    found = compared([0, 30, 61, 91, 181, None]).as_dict()

    assert found["schemes"] == [
        {"scheme": name, "currency": "CNY", "compared": 5, "moved_accounts": moved, "moved_overdue_total_minor": money}
        for name, moved, money in (("cn-m6plus", 2, 11_000), ("cn-calendar", 3, 11_100), ("us-metro2", None, None))
    ]
    assert [tuple(row.values()) for row in found["buckets"] if row["scheme"] == "us-metro2"] == [
        ("us-metro2", "M0", "0-29", "CNY", 1, 1),
        ("us-metro2", "M1", "30-59", "CNY", 1, 10),
        ("us-metro2", "M3", "60-89", "CNY", 1, 100),
        ("us-metro2", "M3+", "90-119", "CNY", 1, 1_000),
        ("us-metro2", "M3+", "180+", "CNY", 1, 10_000),
        ("us-metro2", None, None, "CNY", 1, 100_000),
    ]


def test_batches_and_currencies_add_up() -> None:
    both = (compared([61, 61]) + compared([61], "USD") + compared([61])).as_dict()

    rows = [row for row in both["buckets"] if row["scheme"] == "cn-calendar"]
    assert [(r["bucket"], r["other"], r["currency"], r["accounts"], r["overdue_total_minor"]) for r in rows] == [
        ("M3", "M2", "CNY", 3, 12),
        ("M3", "M2", "USD", 1, 1),
    ]
    assert [(r["currency"], r["moved_accounts"]) for r in both["schemes"] if r["scheme"] == "cn-calendar"] == [
        ("CNY", 3),
        ("USD", 1),
    ]
