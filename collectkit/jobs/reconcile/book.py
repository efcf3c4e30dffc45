"""The workbook of a reconciliation: sums with a chart, months, what must be looked at, a sheet for each status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.files.book import NAME_CHARS, Chart
from collectkit.jobs.figures import Sheet, fitting
from collectkit.jobs.reconcile.words import meaning
from collectkit.report.names import FEE_CHECKS, FEE_RULES, PAYMENTS, STATUSES, Names, name
from collectkit.report.numbers import Language
from collectkit.tables.items import headings as titles

EXCEPTIONS, OF_EACH_STATUS = 1_000, 300
"""How many items a sheet shows; all of them are in ``items.csv``, in the same order."""

_CODES: Mapping[str, Names] = MappingProxyType(
    {
        "exception": STATUSES,
        "status": STATUSES,
        "type": PAYMENTS,
        "received_by": PAYMENTS,
        "fee_rule": FEE_RULES,
        "fee_check": FEE_CHECKS,
    }
)
"""Column -> what people call its codes."""
_SEEN = (
    *("item", "exception", "status", "rule", "agency", "account_id", "token", "bucket", "file", "row", "payment_id"),
    *("type", "claimed_minor", "claimed_on", "received_by", "reverses", "ledger_row", "txn_id", "cash_minor"),
    *("booked_on", "ledger_reverses", "currency", "group", "rate_ppm", "rate_row", "fee_rule", "fee_minor"),
    *("fee_claimed_minor", "fee_check"),
)
"""The columns of items, but for those in which nothing stands."""
_PARTS = ("matched_minor", "direct_minor", "unexplained_minor")

_SHEETS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "identity": "汇总",
            "months": "按月",
            "agency_months": "各机构按月",
            "exceptions": "待处理",
            "statuses": "状态",
            "rules": "依据",
            "commission": "佣金",
            "all": "合计",
            "chart": "台账到账去向",
            "month_chart": "各月台账到账去向",
            "rule_chart": "各依据条数",
            "first": "（前{}条）",
        },
        "en": {
            "identity": "Summary",
            "months": "Months",
            "agency_months": "Agencies by month",
            "exceptions": "Exceptions",
            "statuses": "Statuses",
            "rules": "Rules",
            "commission": "Commission",
            "all": "All",
            "chart": "Where the ledger's cash belongs",
            "month_chart": "Where the ledger's cash belongs, by month",
            "rule_chart": "Items by rule",
            "first": " (first {})",
        },
    }
)


def sheets(
    facts: Mapping[str, Any], first: pl.DataFrame, by_bucket: pl.DataFrame | None, language: Language
) -> Iterator[Sheet]:
    """Yield the sheets.

    Args:
        facts: as `reconciled.facts` returns them.
        first: `written.SCHEMA`: the first items to be looked at, and the first of each status.
        by_bucket: commission by bucket; None without rates.
    """
    say = _SHEETS[language]
    yield _summary(facts, say, language)
    yield from _months(facts, say, language)
    exceptions = first.drop_nulls("exception").head(EXCEPTIONS)
    yield _items(say["exceptions"], exceptions, facts["exceptions"], say, language)
    counts = _table(facts["statuses"])
    yield _sheet(say["statuses"], _called(counts, language), language)
    meanings = pl.Series([meaning(row["rule"], language) for row in facts["rules"]], dtype=pl.String)
    rules = _called(_table(facts["rules"]).with_columns(meaning=meanings), language)
    chart = Chart(say["rule_chart"], "rule", ("items",)) if rules.height else None
    yield _sheet(say["rules"], rules, language, chart=chart)
    if by_bucket is not None:
        yield _sheet(say["commission"], by_bucket, language)
    for status in counts["status"].unique(maintain_order=True) if counts.height else ():
        of = int(counts.filter(pl.col("status") == status)["items"].sum())
        its = first.filter(pl.col("status") == status).head(OF_EACH_STATUS)
        yield _items(name(STATUSES, status, language), its.drop("status"), of, say, language)


def _summary(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Sheet:
    """One line an agency and currency, and their sums; sums of several currencies say nothing together."""
    lines, every = _table(facts["identity"]), _table(facts["identity_in_all"])
    table = pl.concat([lines, every.with_columns(agency=pl.lit(say["all"]))], how="diagonal")
    table = _with_waivers(table, facts, ("agency", "currency"), say["all"])
    alone = every.height == 1
    chart = Chart(say["chart"], "agency", _PARTS) if alone else None
    return _sheet(say["identity"], table, language, total=alone, chart=chart)


def _months(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Iterator[Sheet]:
    """Yield the months of all agencies, a sheet a currency, with a chart where there are several; and those of each."""
    lines = _table(facts["identity_by_month"])
    if lines.is_empty():
        return
    on = ("agency", "currency", "month")
    lines = _with_waivers(lines, facts, on).sort(on)
    every = lines.group_by("month", "currency").agg(pl.exclude("agency").sum()).sort("currency", "month")
    currencies = every.partition_by("currency", maintain_order=True)
    for one in currencies:
        chart = Chart(say["month_chart"], "month", _PARTS, "column", stacked=True) if one.height > 1 else None
        end = f" {one.item(0, 'currency')}" if len(currencies) > 1 else ""
        yield _sheet(say["months"] + end, one, language, chart=chart)
    if lines["agency"].n_unique() > 1:
        yield _sheet(say["agency_months"], lines, language)


def _with_waivers(table: pl.DataFrame, facts: Mapping[str, Any], on: Sequence[str], every: str = "") -> pl.DataFrame:
    """Add what was waived beside the sums of *table*, where anything was; *every* is what stands for all agencies."""
    waived = _table(facts["waived"])
    if waived.is_empty():
        return table
    if every:
        waived = pl.concat([waived, waived.with_columns(agency=pl.lit(every))])
    sums = waived.group_by(on).agg(pl.col("waived_minor").sum())
    found = table.join(sums, on=on, how="full", coalesce=True, maintain_order="left_right")
    return found.with_columns(pl.selectors.ends_with("_minor").fill_null(0))


def _items(called: str, items: pl.DataFrame, of: int, say: Mapping[str, str], language: Language) -> Sheet:
    """Return a sheet whose name says when it does not show all."""
    end = say["first"].format(items.height) if of > items.height else ""
    filled = [column for column in _SEEN if column in items.columns and items[column].null_count() < items.height]
    return _sheet(called[: NAME_CHARS - len(end)] + end, _called(items.select(filled or "item"), language), language)


def _sheet(
    called: str, table: pl.DataFrame, language: Language, *, total: bool = False, chart: Chart | None = None
) -> Sheet:
    return Sheet(called, fitting(table), titles(table.columns, language), total=total, chart=chart)


def _table(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows of the facts as a table; sums may need more than 64 bits."""
    columns = list(rows[0]) if rows else []
    types = {column: pl.Int128() if column.endswith("_minor") else None for column in columns}
    return pl.DataFrame([pl.Series(column, [row[column] for row in rows], types[column]) for column in columns])


def _called(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with codes as people call them, but for the rules of items: a sheet says what those mean."""
    said = {column: {code: name(names, code, language) for code in names} for column, names in _CODES.items()}
    return table.with_columns(
        pl.col(column).cast(pl.String).replace(said[column]) for column in said if column in table.columns
    )
