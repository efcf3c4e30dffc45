"""The page of a reconciliation from its facts and its first items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from collectkit.jobs.reconcile.reconciled import Given
from collectkit.jobs.reconcile.words import meaning
from collectkit.reconcile.shown import seemly
from collectkit.report import reconciliation_facts as told
from collectkit.report.numbers import Language
from collectkit.report.page import Page, Section
from collectkit.report.reconciliation import reconciliation_page

_EXCEPTIONS, _OF_EACH_STATUS = 12, 6
_IDS = ("payment_id", "txn_id")
_AMOUNTS = ("ledger_cash_minor", "matched_minor", "direct_minor", "unexplained_minor")


def page(
    first: pl.DataFrame,
    given: Given,
    window: tuple[date, date] | None,
    facts: Mapping[str, Any],
    language: Language,
    sections: Sequence[Section] = (),
) -> Page:
    """Return the page.

    Args:
        first: `written.SCHEMA`: the first items to be looked at, and the first of each status.
        facts: as `reconciled.facts` returns them.
        sections: of other parts.
    """
    waived: dict[tuple[str, ...], int] = {}
    for row in facts["waived"]:
        for key in ((row["agency"], row["currency"]), (row["agency"], row["currency"], row["month"])):
            waived[key] = waived.get(key, 0) + row["waived_minor"]
    months = [*facts["identity_by_month"], *_without_cash(facts)]
    first = seemly(first.filter(_shown()), _IDS)
    exceptions = first.drop_nulls("exception").head(_EXCEPTIONS)
    of = told.Reconciliation(
        batch=", ".join(given.batches),
        creditor=given.creditor,
        window=window,
        identities=tuple(_identity(row, waived) for row in facts["identity"]),
        statuses=tuple(_status(row) for row in facts["statuses"]),
        commissions=tuple(
            told.Commission(row["agency"], "", row["currency"], row["due_minor"], row["fee_claimed_minor"])
            for row in facts["commission"]
        ),
        exceptions=tuple(_item(row, "exception") for row in exceptions.iter_rows(named=True)),
        exceptions_in_all=facts["exceptions"],
        left_alone=given.left_alone,
        sections=tuple(sections),
        months=tuple(_identity(row, waived) for row in months),
        reasons=tuple((row["exception"], row["items"]) for row in facts["to_be_looked_at"]),
        parts=tuple(_parts(first, facts, language)),
        by_posting=facts["ledger"]["by_posting"],
        beside=facts["record_exceptions"] + sum(row["rows"] for row in facts["settlement"].get("to_be_looked_at", ())),
    )
    return reconciliation_page(of, language)


def _identity(row: Mapping[str, Any], waived: Mapping[tuple[str, ...], int]) -> told.Identity:
    month = row.get("month", "")
    key = (row["agency"], row["currency"], *([month] if month else []))
    cash, matched, direct, rest = (row[name] for name in _AMOUNTS)
    minor = waived.get(key, 0)
    return told.Identity(row["agency"], "", row["currency"], cash, matched, direct, rest, month, minor)


def _without_cash(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Months in which something was waived, and no cash moved."""
    moved = {(row["agency"], row["currency"], row["month"]) for row in facts["identity_by_month"]}
    rows = [row for row in facts["waived"] if (row["agency"], row["currency"], row["month"]) not in moved]
    return [{**row, **dict.fromkeys(_AMOUNTS, 0)} for row in rows]


def _status(row: Mapping[str, Any]) -> told.StatusCount:
    """What an item comes to: the ledger's amount, or what was reported where the ledger has none."""
    return told.StatusCount(row["agency"] or "", row["status"], row["currency"], row["items"], row["amount_minor"])


def _parts(first: pl.DataFrame, facts: Mapping[str, Any], language: Language) -> list[told.StatusPart]:
    """Each status that occurs, with its rules and its first items."""
    parts = []
    for status in dict.fromkeys(row["status"] for row in facts["rules"]):
        rules = [row for row in facts["rules"] if row["status"] == status]
        its = first.filter(pl.col("status") == status).head(_OF_EACH_STATUS)
        parts.append(
            told.StatusPart(
                status=status,
                meaning=meaning(status, language),
                rules=tuple((row["rule"], meaning(row["rule"], language), row["items"]) for row in rules),
                first=tuple(_item(row, "status") for row in its.iter_rows(named=True)),
            )
        )
    return parts


def _shown() -> pl.Expr:
    """Tell which items the page shows, among exceptions or with their status."""
    nth = pl.int_range(pl.len()).over("status")
    return (pl.col("exception").is_not_null().cum_sum() <= _EXCEPTIONS) | (nth < _OF_EACH_STATUS)


def _item(row: Mapping[str, Any], said: str) -> told.Item:
    claimed = row["claimed_minor"]
    return told.Item(
        agency=row["agency"] or "",
        status=row[said],
        token=row["token"] or "",
        payment_id=row["payment_id"] or row["txn_id"] or "",
        currency=row["currency"],
        amount_minor=(row["cash_minor"] or 0) if claimed is None else claimed,
        value_date=row["claimed_on"] or row["booked_on"],
        number=row["item"],
    )
