"""A made-up report of a segmentation, as it stands in JSON; with parts that the page knows nothing of."""

from __future__ import annotations

from typing import Any


def _bucket(bucket: str | None, currency: str, accounts: int, overdue: int) -> dict[str, Any]:
    sums = {"overdue_total_minor": overdue, "principal_outstanding_minor": 4 * overdue}
    return {"bucket": bucket, "currency": currency, "accounts": accounts, **sums}


def _move(column: str, given: str, bucket: str, accounts: int, overdue: int) -> dict[str, Any]:
    return {"column": column, "given": given, **_bucket(bucket, "CNY", accounts, overdue)}


SEGMENTED: dict[str, Any] = {
    "as_of": "2026-10-31",
    "scheme": "cn-m3plus",
    "anchor": "auto",
    "counted_from": {"oldest_unpaid_due": 905, "days_past_due_given": 80},
    "grace": 3,
    "grace_rule": "gate",
    "rows_in": 1_006,
    "rows_out": 1_000,
    "no_bucket": 15,
    "removed": {"totals": 2, "note": 1},
    "rejects": {"FIELDS_MISSING": 3},
    "buckets": [
        _bucket("M0", "CNY", 120, 0),
        _bucket("M1", "CNY", 410, 61_500_045),
        _bucket("M2", "CNY", 220, 52_812_390),
        _bucket("M3", "CNY", 140, 40_110_007),
        _bucket("M3+", "CNY", 80, 33_904_512),
        _bucket(None, "CNY", 15, 2_250_001),
        _bucket("M0", "USD", 0, 0),
        _bucket("M1", "USD", 10, 1_000_000),
        _bucket("M2", "USD", 5, 900_000),
        _bucket("M3", "USD", 0, 0),
        _bucket("M3+", "USD", 0, 0),
        _bucket(None, "USD", 0, 0),
    ],
    "given": [
        {"column": "days_past_due_given", "compared": 905, "differing": 210, "moved": 41, "unknown": 0},
        {"column": "bucket_given", "compared": 985, "differing": 41, "moved": 41, "unknown": 12},
    ],
    "moves": [
        _move("days_past_due_given", "M0", "M1", 12, 1_800_000),
        _move("days_past_due_given", "M2", "M1", 20, 3_000_000),
        _move("days_past_due_given", "M3", "M3+", 9, 4_500_000),
        _move("bucket_given", "M1", "M0", 41, 0),
    ],
    "paused": {"accounts": 7, "days": 120, "not_in_file": 2},
    "household": {"debtors": 700, "debtors_by_accounts": {"1": 500, "2": 200}, "share_ppm": 285_714},
    "ladder": {
        "policy": "standard",
        "stages": [
            {"stage": "LEGAL", "reason": "M2", "currency": "CNY", "accounts": 220, "overdue_total_minor": 52_812_390},
            {"stage": None, "reason": "below_floor", "currency": "CNY", "accounts": 15, "overdue_total_minor": -100},
        ],
        "not_in_file": ["litigation", "hardship"],
        "unreadable": {},
    },
    "warnings": [{"code": "DATE_IMPOSSIBLE", "column": "oldest_unpaid_due", "count": 4, "first_rows": [17, 90, 1234]}],
    "replaced": ["bucket"],
    "notes": [],
}
