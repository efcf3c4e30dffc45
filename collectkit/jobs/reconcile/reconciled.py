"""What a reconciliation comes to, in figures: the content of ``reconciliation.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, cast

import polars as pl

from collectkit.jobs.returned.before import LeftOut
from collectkit.jobs.returned.read import TableRead
from collectkit.jobs.returned.returned import Counts, ReturnFile
from collectkit.reconcile import commission, identity, waivers
from collectkit.reconcile.items import Tied

_EPOCH = date(1970, 1, 1)

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "cur": "currency",
        "ledger_cash": "ledger_cash_minor",
        "matched": "matched_minor",
        "direct": "direct_minor",
        "unexplained": "unexplained_minor",
        "echo": "echo_minor",
        "claimed": "claimed_minor",
        "cash": "cash_minor",
        "base": "base_minor",
        "due": "due_minor",
        "fee_claimed": "fee_claimed_minor",
        "difference": "difference_minor",
        "missing": "rate_missing",
        "waived": "waived_minor",
        "ppm": "rate_ppm",
        "invoiced": "invoiced_minor",
        "received": "received_minor",
        "held": "held_minor",
        "earned": "earned_minor",
        "given_back": "given_back_minor",
        "remit": "remit_minor",
        "pay": "pay_minor",
        "owed": "owed_minor",
        "arrived": "arrived_minor",
        "recovered": "recovered_minor",
        "commission": "commission_minor",
        "cost": "cost_minor",
        "net": "net_minor",
        "other_due": "other_due_minor",
        "moved": "moved_minor",
        "amount": "amount_minor",
    }
)
"""Columns of totals -> their names with units."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was reconciled.

    Attributes:
        left_alone: names in the folder of returns that are no placed agency's.
        left_out: files of returns that were sent before.
        tables: what was read of each table that agencies returned.
        ledgers: the name of each ledger, and what was read of it.
        counts: by agency, what its files hold beside payments.
        rated: whether there are rates.
    """

    batches: tuple[str, ...]
    as_of: date | None
    tolerance_days: int
    tolerance_minor: int
    files: tuple[ReturnFile, ...]
    left_alone: tuple[str, ...]
    counts: Mapping[str, Counts]
    left_out: tuple[LeftOut, ...]
    tables: tuple[TableRead, ...]
    ledgers: tuple[tuple[str, Counts], ...]
    rated: bool
    creditor: str

    @property
    def ledger(self) -> Counts:
        """What was read of all ledgers."""
        whole = Counts()
        for _, count in self.ledgers:
            whole.add(count)
        return whole

    def others(self) -> dict[str, int]:
        """Return how many records of other families there are."""
        found = Counter[str]()
        for count in self.counts.values():
            found.update(count.others)
        return dict(sorted(found.items()))


def facts(tied: Tied, given: Given, due: pl.DataFrame | None) -> dict[str, Any]:
    """Return everything that is known in figures: money in minor units, as whole numbers.

    Args:
        due: as `commission.totals` returns it; None without rates.

    Raises:
        ArithmeticError: the identity does not hold, which is a bug.
    """
    totals = identity.identity(tied)
    return {
        "batches": list(given.batches),
        "as_of": None if given.as_of is None else given.as_of.isoformat(),
        "window": [day.isoformat() for day in window(tied) or ()],
        "tolerance_days": given.tolerance_days,
        "tolerance_minor": given.tolerance_minor,
        "accounts": tied.placed.first_only("account").height,
        "placements": tied.placed.accounts.height,
        "accounts_repeated": tied.placed.repeated,
        "lines_returned": tied.returned.height,
        "ledger_lines": tied.booked.height,
        "items": tied.items.height,
        "exceptions": tied.items.height - tied.items["exception"].null_count(),
        "identity": rows(totals),
        "identity_in_all": rows(identity.in_all(totals)),
        "identity_by_month": rows(identity.by_month(tied, totals)),
        "waived": rows(waivers.by_month(pl.concat(given.ledger.waived), tied.placed)) if given.ledger.waived else [],
        "to_be_looked_at": _counted(tied.items),
        "statuses": rows(identity.by_status(tied.items)),
        "rules": rows(identity.by_rule(tied.items)),
        "commission": [] if due is None else rows(commission.in_all(due)),
        "tokens_opened": dict(sorted(tied.tokens.items())),
        "other_records": given.others(),
        "returns": [_of_agency(agency, given) for agency in given.counts],
        "ledger": {**_beside(given.ledger), "by_posting": given.ledger.by_posting, "files": _of_ledgers(given)},
        "left_alone": list(given.left_alone),
        "left_out": [one.as_dict() for one in given.left_out],
        "not_read": [
            {"file": table.file.path.name, "column": name} for table in given.tables for name in table.unknown
        ],
        "notes": _notes(given),
    }


def _of_agency(agency: str, given: Given) -> dict[str, Any]:
    count = given.counts[agency]
    files = [file.path.name for file in given.files if file.agency == agency]
    tables = [_of_table(table) for table in given.tables if table.file.agency == agency]
    return {"agency": agency, "files": files, **_beside(count), "trailers": count.trailers, "tables": tables}


def _of_table(table: TableRead) -> dict[str, Any]:
    """Return where each row of a table went: they add up."""
    count, newest = table.counts, {code: day.isoformat() for code, day in sorted(table.newest.items())}
    told = {"payments": count.wanted, "trailers": count.trailers, "unreadable": count.unreadable}
    more = {"newest": newest, "unknown_columns": list(table.unknown)}
    return {"table": table.name, **_beside(count), **told, **more}


def _notes(given: Given) -> list[str]:
    """Return what a person should know of the files, the sheets that were not read among it."""
    of_tables = [f"{table.file.path.name}: {note}" for table in given.tables for note in table.notes]
    return of_tables + [f"{name}: {note}" for name, count in given.ledgers for note in count.notes]


def _of_ledgers(given: Given) -> list[dict[str, Any]]:
    return [{"file": name, **_beside(count), "by_posting": count.by_posting} for name, count in given.ledgers]


def _beside(count: Counts) -> dict[str, Any]:
    """Return what was read, and what of it is no payment."""
    others = {code: number for code, number in sorted(count.others.items()) if number}
    removed = dict(sorted(count.removed.items()))
    return {"rows_in": count.rows_in, "other_records": others, "removed": removed}


def _counted(items: pl.DataFrame) -> list[dict[str, Any]]:
    counts = items.drop_nulls("exception").group_by("exception").agg(pl.len().alias("items")).sort("exception")
    return [{"exception": reason, "items": count} for reason, count in counts.iter_rows()]


def window(tied: Tied) -> tuple[date, date] | None:
    """Return the first and the last day of all windows; an open one ends with the last cash in it."""
    accounts = tied.placed.accounts
    first, last = accounts["since"].min(), accounts["until"].max()
    if accounts["until"].null_count():
        cash = tied.items.filter(pl.col("side").is_in(identity.PARTS))["day"].max()
        last = last if cash is None else _EPOCH + timedelta(days=cast("int", cash))
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def named(table: pl.DataFrame, names: Mapping[str, str] = NAMES) -> pl.DataFrame:
    """Return a table of totals under the names that people and machines read; codes as text."""
    text = pl.selectors.enum().cast(pl.String)
    return table.with_columns(text).rename({old: new for old, new in names.items() if old in table.columns})


def rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table of totals as plain values."""
    return named(table).to_dicts()
