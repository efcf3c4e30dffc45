"""Small files of agencies' records, written in a few words, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.reconcile.owners import Ring
from collectkit.reconcile.record_lines import schema
from collectkit.reconcile.records.judging import GRACE_DAYS, Judged, judge
from collectkit.reconcile.terms import Terms
from collectkit.tables.record_families import FAMILIES
from tests.unit.reconcile.given import Row, day, reconcile


def record(code: str, account: str, **cells: Any) -> dict[str, Any]:
    """Return a record of agency ``a``; numbers for days are days of the window."""
    days = {name for name, field in FAMILIES[code].fields.items() if field.type == "date"} | {"at_day"}
    made = {name: day(cell) if name in days and isinstance(cell, int) else cell for name, cell in cells.items()}
    return {"code": code, "agency": "a", "token": f"a:{account}", **made}


def promise(account: str, amount: int = 100, due: int = 10, on: int | None = 1, **cells: Any) -> dict[str, Any]:
    """Return a promise."""
    return record("PTP", account, amount=amount, due_on=due, promised_on=on, **cells)


def frames(records: Sequence[Row], tied: Tied) -> dict[str, pl.DataFrame]:
    """Return records by family, as they are read; rows are numbered as they come."""
    found: dict[str, list[Row]] = {}
    for number, one in enumerate(records, 2):
        rest = {name: cell for name, cell in one.items() if name != "code"}
        found.setdefault(one["code"], []).append({"file": 0, "row": number, "superseded": False, **rest})
    agency = {"agency": tied.placed.agencies}
    return {code: pl.DataFrame(rows, schema={**agency, **schema(code)}) for code, rows in found.items()}


def told(
    accounts: Sequence[Row],
    records: Sequence[Row],
    ledger: Sequence[Row] = (),
    returned: Sequence[Row] = (),
    *,
    as_of: int | dt.date | None = None,
    days: int = GRACE_DAYS,
    ring: Ring | None = None,
) -> Judged:
    """Judge records; *as_of* may be a day of the window."""
    to = day(as_of) if isinstance(as_of, int) else as_of
    tied = reconcile(accounts, returned, ledger, terms=Terms(to), ring=ring)
    made = judge(frames(records, tied), tied, ring, as_of=to, days=days)
    assert made is not None
    return made


def said(judged: Judged) -> list[tuple[str, str]]:
    """Return status and rule of each record, in order, and then of what no record says."""
    rows = judged.rows.sort("row", nulls_last=True)
    return rows.select(pl.col("status", "rule").cast(pl.String)).rows()


def rules(judged: Judged) -> list[str]:
    """Return the rule of each."""
    return [rule for _, rule in said(judged)]


def money(judged: Judged) -> list[dict[str, Any]]:
    """Return the amounts of each."""
    return judged.rows.sort("row", nulls_last=True).select("amount", "owed", "paid").to_dicts()
