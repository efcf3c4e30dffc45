"""Agencies and accounts that tests of placing share."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from collectkit.placement.agencies import Agencies, Agency, Terms
from collectkit.placement.eligibility import THIN
from collectkit.placement.reasons import NONE

AS_OF = date(2026, 10, 31)
KEY = bytes(range(32))
LINE: dict[str, Any] = {
    "account": None,
    "customer": None,
    "identity": None,
    "bucket": "M2",
    "days": 40,
    "amount": 100_000,
    "region": "广东",
    "hand": 1,
    "former": None,
    "running": False,
    "past": None,
    "recalled_on": None,
    "own": NONE,
    "person": NONE,
}


def agency(name: str, share: int = 100, **changes: Any) -> dict[str, Any]:
    """Return the table of an agency that may take everything."""
    return {
        "agency_id": name,
        "name": name.upper(),
        "hands": [1, 2, 3],
        "licence_regions": ["*"],
        "status": "ACTIVE",
        "target_share": f"{share}%",
        "admitted_on": date(2025, 1, 15),
        "last_review_on": date(2026, 4, 20),
        **changes,
    }


def agencies(*tables: dict[str, Any], **terms: Any) -> Agencies:
    """Return a file of agencies."""
    return Agencies(agencies=tuple(Agency.model_validate(table) for table in tables), terms=Terms(**terms))


def accounts(*lines: dict[str, Any]) -> pl.DataFrame:
    """Return thin accounts, each `LINE` with changes; numbered where no number is given."""
    rows = [LINE | {"account": f"LN-{number}"} | line for number, line in enumerate(lines, 1)]
    return pl.DataFrame(rows, schema=dict(THIN))
