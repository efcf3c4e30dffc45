"""The outputs of a reconciliation: all items as CSV, the figures as JSON, a workbook and a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from collectkit.crypto.spelling import is_token
from collectkit.files import Output, Transaction, make_sink
from collectkit.files.book import Book, Chart
from collectkit.jobs import performance
from collectkit.jobs.figures import Sheet, add, fitting
from collectkit.jobs.reconciled import Given, named, window
from collectkit.reconcile import commission, identity, written
from collectkit.reconcile.items import Tied
from collectkit.reconcile.order import in_order
from collectkit.report import reconciliation as page
from collectkit.report.names import FEE_RULES, STATUSES, name
from collectkit.report.page import Section, html
from collectkit.tables.items import headings as titles

Language = Literal["zh", "en"]
Headings = Literal["canonical", "zh", "en"]

ROWS_AT_ONCE = 1 << 17
ROWS_IN_WORKBOOK = 2_000
"""How many items a sheet shows; all of them are in ``items.csv``, in the same order."""
_ON_PAGE = 12
_STATUSES = ("exception", "status")
_LOOKED_AT = (
    *_STATUSES,
    *("rule", "agency", "account_id", "token", "bucket", "file", "row", "payment_id", "type", "claimed_minor"),
    *("claimed_on", "received_by", "reverses", "txn_id", "cash_minor", "booked_on", "currency", "rate_ppm"),
    *("rate_row", "fee_rule", "fee_minor", "fee_claimed_minor", "fee_check"),
)
"""The columns of items in a workbook."""
_ID = "^[0-9A-Za-z._/-]{1,40}$"

_SHEETS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "identity": "汇总",
            "exceptions": "待处理",
            "items": "明细",
            "statuses": "状态",
            "commission": "佣金",
            "all": "合计",
            "chart": "台账现金去向",
            "first": "前{}条",
        },
        "en": {
            "identity": "Summary",
            "exceptions": "Exceptions",
            "items": "Items",
            "statuses": "Statuses",
            "commission": "Commission",
            "all": "All",
            "chart": "Where the ledger's cash belongs",
            "first": "first {}",
        },
    }
)


def write(
    outputs: Transaction,
    folder: Path,
    tied: Tied,
    given: Given,
    facts: Mapping[str, Any],
    *,
    language: Language,
    headings: Headings,
    force: bool,
    sections: Sequence[Section] = (),
    sheets: Sequence[Sheet] = (),
) -> None:
    """Write ``items.csv``, ``reconciliation.json``, ``.xlsx`` and ``.html``, and ``performance.parquet``.

    Args:
        tied: as `commission.with_fees` returns it.
        facts: as `reconciled.facts` returns them.
        language: of workbook and page.
        headings: of ``items.csv``.
        sections: what other parts of the reconciliation have to say, on the page behind the commission.
        sheets: the same in the workbook, behind all others.
    """

    def at(name: str) -> Output:
        return Output(folder / name, force=force)

    order, files = in_order(tied), [file.path.name for file in given.files]
    output = at("items.csv")
    named_as = titles(written.SCHEMA, headings, major=False)
    with make_sink(outputs.open(output), output, dict(written.SCHEMA), named_as) as sink:
        for piece in written.slices(tied, order, files, ROWS_AT_ONCE):
            sink.write(sink.encode(piece))
    outputs.write(at("reconciliation.json"), (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())
    top = next(written.slices(tied, order, files, ROWS_IN_WORKBOOK), pl.DataFrame(schema=written.SCHEMA))
    performance.write(outputs, at(performance.FILE), tied, given)
    with Book(outputs.open(at("reconciliation.xlsx"))) as book:
        _fill(book, tied, top, given, language)
        for each in sheets:
            add(book, each)
    shown = _page(tied, top, given, facts, sections)
    outputs.write(at("reconciliation.html"), html(page.reconciliation_page(shown, language)))


def _fill(book: Book, tied: Tied, top: pl.DataFrame, given: Given, language: Language) -> None:
    """Write the sheets: the identity, what must be looked at, all items, statuses, commission."""
    say = _SHEETS[language]

    def sheet(name: str, frame: pl.DataFrame, *, of: int = 0) -> None:
        shown = say[name] if of <= frame.height else f"{say[name]} ({say['first'].format(frame.height)})"
        book.sheet(shown, fitting(frame), titles(frame.columns, language))

    table, exceptions = named(identity.identity(tied)), tied.items.height - tied.items["exception"].null_count()
    every = named(identity.in_all(identity.identity(tied))).with_columns(agency=pl.lit(say["all"]))
    one_currency = every.height == 1  # sums and bars of several currencies say nothing together
    parts = ("matched_minor", "direct_minor", "unexplained_minor")
    sums = fitting(pl.concat([table, every], how="diagonal"))
    drawn = one_currency and pl.String not in sums.select(parts).dtypes
    chart = Chart(say["chart"], "agency", parts) if drawn else None
    book.sheet(say["identity"], sums, titles(sums.columns, language), total=one_currency, chart=chart)
    sheet("exceptions", _readable(top.drop_nulls("exception"), language), of=exceptions)
    sheet("items", _readable(top, language), of=tied.items.height)
    sheet("statuses", _translated(named(identity.by_status(tied.items)), language))
    if given.rated:
        sheet("commission", named(commission.totals(tied, by_bucket=True)))


def _readable(items: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return the columns that people look at, but for those in which nothing stands."""
    filled = [column for column in _LOOKED_AT if items.is_empty() or items[column].null_count() < items.height]
    return _translated(items.select(filled), language)


def _translated(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with statuses as people call them."""
    called = {code: name(STATUSES, code, language) for code in STATUSES}
    rules = {code: name(FEE_RULES, code, language) for code in FEE_RULES}
    said = {**dict.fromkeys(_STATUSES, called), "fee_rule": rules}
    return table.with_columns(pl.col(column).replace(said[column]) for column in said if column in table.columns)


def _page(
    tied: Tied, top: pl.DataFrame, given: Given, facts: Mapping[str, Any], sections: Sequence[Section]
) -> page.Reconciliation:
    """Return what the page shows."""
    return page.Reconciliation(
        batch=", ".join(given.batches),
        creditor=given.creditor,
        window=window(tied),
        identities=tuple(
            page.Identity(name="", **{key: value for key, value in row.items() if key != "echo_minor"})
            for row in facts["identity"]
        ),
        statuses=tuple(_status(row) for row in facts["statuses"]),
        commissions=tuple(
            page.Commission(row["agency"], "", row["currency"], row["due_minor"], row["fee_claimed_minor"])
            for row in facts["commission"]
        ),
        exceptions=tuple(_exception(row) for row in _seemly(top).iter_rows(named=True)),
        exceptions_in_all=facts["exceptions"],
        other_records=tuple(facts["other_records"].items()),
        left_alone=given.left_alone,
        sections=tuple(sections),
    )


def _status(row: Mapping[str, Any]) -> page.StatusCount:
    """What an item comes to: the ledger's amount, or what was reported where the ledger has none."""
    amount = row["amount_minor"]
    return page.StatusCount(row["agency"] or "", row["status"], row["currency"], row["items"], amount)


def _seemly(top: pl.DataFrame) -> pl.DataFrame:
    """Return the exceptions that a page shows, without cells that are no token or id: they may be anything."""
    shown = top.drop_nulls("exception").head(_ON_PAGE)
    ids = pl.col("payment_id", "txn_id")
    return shown.with_columns(
        pl.when(is_token(shown["token"])).then("token").alias("token"), pl.when(ids.str.contains(_ID)).then(ids)
    )


def _exception(row: Mapping[str, Any]) -> page.ExceptionItem:
    claimed = row["claimed_minor"]
    return page.ExceptionItem(
        agency=row["agency"] or "",
        status=row["exception"],
        token=row["token"] or "",
        payment_id=row["payment_id"] or row["txn_id"] or "",
        currency=row["currency"],
        amount_minor=(row["cash_minor"] or 0) if claimed is None else claimed,
        value_date=row["claimed_on"] or row["booked_on"],
    )
