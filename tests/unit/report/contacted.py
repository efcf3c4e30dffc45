"""A made-up report of conduct, as it stands in JSON."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

AGENCIES = ("agency-a", "agency-b", "creditor")
_MONDAY = date(2026, 10, 5)


def _rule(rule: str, severity: str, verified: str, breaches: int, not_judged: int, **more: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "pack": "cn",
        "jurisdiction": "CN",
        "severity": severity,
        "verified": verified,
        "says": {"zh": "每日 22:00 至次日 8:00 不得催收。", "en": "No collection from 22:00 to 8:00."},
        "source": "GB 45251",
        "clause": None,
        "effective_from": None,
        "effective_to": None,
        "note": {},
        "breaches": breaches,
        "agencies": 2 * bool(breaches),
        "not_judged": not_judged,
    } | more


def _agency(
    agency: str, contacts: int, broken: int, severities: tuple[int, int, int], not_judged: int
) -> dict[str, Any]:
    high, medium, low = severities
    return {
        "agency": agency, "contacts": contacts, "broken": broken, "breaches": sum(severities), "high": high,
        "medium": medium, "low": low, "not_judged": not_judged, "broken_ppm": broken * 1_000_000 // contacts,
    }  # fmt: skip


CONDUCT: dict[str, Any] = {
    "notice": {"zh": "不构成法律意见。", "en": "Not legal advice."},
    "creditor": "",
    "as_of": "2026-11-30",
    "first_day": "2026-10-05",
    "last_day": "2026-11-01",
    "contacts": 120_000,
    "without_a_day": 12,
    "broken": 640,
    "breaches": 655,
    "not_judged": 1_212,
    "packs": ["cn", "records"],
    "rules": [
        _rule("cn-hours", "high", "yes", 600, 1_200, clause="6.3", effective_from="2025-02-28"),
        _rule("cn-calls-notice", "medium", "partly", 55, 12, note={"zh": "二手资料。", "en": "Secondary."}),
        _rule("cn-visits", "low", "own", 0, 0),
    ],
    "agencies": [
        _agency("agency-a", 70_000, 500, (480, 25, 0), 1_000),
        _agency("agency-b", 40_000, 140, (120, 30, 0), 212),
        _agency("creditor", 10_000, 0, (0, 0, 0), 0),
    ],
    "rules_by_agency": [
        {"rule": "cn-hours", "agency": "agency-a", "breaches": 480, "not_judged": 1_000},
        {"rule": "cn-hours", "agency": "agency-b", "breaches": 120, "not_judged": 200},
        {"rule": "cn-calls-notice", "agency": "agency-a", "breaches": 25, "not_judged": 0},
        {"rule": "cn-calls-notice", "agency": "agency-b", "breaches": 30, "not_judged": 12},
    ],
    "collectors": [
        {"agency": "agency-a", "collector": "A07", "contacts": 900, "broken": 80, "breaches": 85, "broken_ppm": 88_889},
        {"agency": "agency-b", "collector": None, "contacts": 10, "broken": 1, "breaches": 1, "broken_ppm": 100_000},
    ],
    "shares": [
        {"rule": "house-share", "agency": "agency-a", "collector": "A07", "broken": True, "why": "share_too_large",
         "share_ppm": 400_000, "allowed_ppm": 300_000, "counted": 40, "total": 100},
    ],
    "channels": [
        {"agency": "agency-a", "channel": "CALL", "contacts": 69_000, "broken": 500, "broken_ppm": 7_246},
        {"agency": "agency-a", "channel": None, "contacts": 1_000, "broken": 0, "broken_ppm": 0},
    ],
    "weeks": [
        {"week": (_MONDAY + timedelta(weeks=week)).isoformat(), "agency": agency, "contacts": 9_000, "broken": 50,
         "broken_ppm": 5_556 + 900 * week}
        for week in range(4) for agency in AGENCIES[:2]
    ],
    "days": [
        {"day": (_MONDAY + timedelta(days=day)).isoformat(), "agency": agency, "contacts": 2_000 * day, "broken": day}
        for day in range(28) for agency in AGENCIES
    ],
    "hours": [
        {"weekday": day, "hour": hour, "contacts": 100 * hour, "broken": 5 * (hour > 21)}
        for day in range(1, 8) for hour in range(8, 24)
    ],
    "rules_by_week": [{"rule": "cn-hours", "week": _MONDAY.isoformat(), "breaches": 600}],
    "causes": [
        {"rule": "cn-hours", "agency": "agency-a", "file": "a.csv", "why": "time_not_stated", "contacts": 1_200,
         "listed": 1_200},
        {"rule": "cn-calls-notice", "agency": "agency-b", "file": "b.csv", "why": "odd", "contacts": 12, "listed": 12},
    ],
    "reasons": {"time_not_stated": {"zh": "只有日期，没有时刻。", "en": "A day without a time."}},
    "read": {
        "tables": [
            {"agency": "agency-a", "file": "a.csv", "rows_in": 120_015, "contacts": 120_000,
             "returned_too": 5, "repeated": 3,
             "other_records": {"PAY": 2, "TRL": 1}, "without_account": 1, "unreadable": 1, "removed": {"totals": 2},
             "account_unknown": 7, "clocks": {"STATED": 119_000, "DAY_ONLY": 1_000}, "cells_unreadable": {"at": 4},
             "words_unknown": {"result": 17}, "headers_unknown": ["free 1"], "notes": []},
        ],
        "unknown_accounts": 7,
        "calls_not_returned": {"agency-b": 23},
    },
}  # fmt: skip
