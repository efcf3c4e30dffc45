"""Small placements, returns and ledgers, written in a few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from collectkit.reconcile.items import Tied, tie
from collectkit.reconcile.lines import BOOKED, RETURNED
from collectkit.reconcile.owners import Ring
from collectkit.reconcile.terms import Terms, prepare

Row = dict[str, Any]

PLACED_ON, RECALL_ON = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


def day(number: int) -> dt.date:
    """Return a day of the window: 1 is the first."""
    return PLACED_ON + dt.timedelta(days=number - 1)


def placed(account: str, agency: str = "a", **cells: Any) -> Row:
    """Return a row of ``placed.parquet``; its token is the account's name behind that of the agency."""
    known = {
        "agency": agency,
        "account_token": f"{agency}:{account}",
        "account_id": account,
        "currency": "CNY",
        "bucket": "M1",
        "placed_on": PLACED_ON,
        "recall_on": RECALL_ON,
        "payoff_total_minor": 1_000_000,
    }
    return known | cells


def paid(account: str, payment: str | None = "P1", amount: int | None = 100, on: int | None = 5, **cells: Any) -> Row:
    """Return a line that an agency sends: agency ``a``, unless its file is another's."""
    known = {
        "agency": "a",
        "token": f"a:{account}",
        "payment_id": payment,
        "type": "PAYMENT",
        "amount": amount,
        "day": None if on is None else day(on),
        "received_by": "AGENCY",
        "fee_unreadable": False,
    }
    return known | cells


def booked(account: str, txn: str | None = "T1", amount: int | None = 100, on: int | None = 5, **cells: Any) -> Row:
    """Return a line of the ledger."""
    known = {
        "account_id": account,
        "txn_id": txn,
        "type": "REPAYMENT",
        "amount": amount,
        "day": None if on is None else day(on),
    }
    return known | cells


def reconcile(
    accounts: Sequence[Row],
    returned: Sequence[Row] = (),
    ledger: Sequence[Row] = (),
    *,
    terms: Terms = Terms(),  # noqa: B008  (frozen)
    ring: Ring | None = None,
    tail: int = 0,
) -> Tied:
    """Reconcile; rows are numbered as they come. Each placement has a *tail*."""
    ready = prepare(pl.DataFrame(accounts, schema_overrides={"recall_on": pl.Date, "bucket": pl.String}), terms)
    ready = replace(ready, accounts=ready.accounts.with_columns(tail=pl.lit(tail, pl.Int32)))
    file = {"file": pl.UInt32()}
    lines = _frame(returned, {**RETURNED, "agency": ready.agencies, **file})
    return tie(lines, _frame(ledger, {**BOOKED, **file}), ready, terms, ring)


def _frame(rows: Sequence[Row], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    numbered = [{"row": number, "file": 0, **row} for number, row in enumerate(rows, 2)]
    return pl.DataFrame(numbered, schema=schema)


def said(tied: Tied) -> list[tuple[str | None, str | None, str, str]]:
    """Return of each item its payment id, its transaction id, its status and its rule, in order of the first two."""
    items = tied.items.with_columns(
        payment=tied.returned["payment_id"].gather(tied.items["r"]),
        txn=tied.booked["txn_id"].gather(tied.items["l"]),
    )
    rows = items.select("payment", "txn", pl.col("status", "rule").cast(pl.String)).rows()
    return sorted(rows, key=lambda row: tuple(cell or "~" for cell in row))


def sides(tied: Tied) -> dict[str, int]:
    """Return the cash on each side of the identity."""
    cash = tied.items.drop_nulls("side").group_by("side").agg(pl.col("cash").sum())
    return dict(cash.with_columns(pl.col("side").cast(pl.String)).rows())
