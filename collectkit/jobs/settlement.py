"""Settles a reconciliation: invoices against what is due; what comes of it as figures, sheets and sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import Output, Transaction, make_sink
from collectkit.jobs import invoices
from collectkit.jobs.figures import Sheet, whole
from collectkit.jobs.reconciled import named
from collectkit.reconcile.items import Tied
from collectkit.reconcile.settlement import invoice, invoice_rows
from collectkit.report.numbers import Language
from collectkit.report.page import Section
from collectkit.report.settlement import called, section
from collectkit.report.settlement_words import TABLES
from collectkit.report.words import say
from collectkit.tables.items import headings as titles

_ROWS_IN_WORKBOOK = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a settlement is made from, beside the reconciliation.

    Attributes:
        invoices: see `invoices.find`.
    """

    invoices: tuple[str, ...] = ()

    def check(self, *, rated: bool) -> None:
        """Make sure that what is asked for can be told.

        Raises:
            UsageError: it cannot without rates.
        """
        if self.invoices and not rated:
            raise UsageError("--invoice goes with --rates", hint="without rates nobody knows what is due")


NOTHING = Asked()
"""Nothing is to be settled."""


@dataclass(frozen=True, slots=True)
class Told:
    """One table: in the facts and on the page; and all rows behind it, in a file of their own.

    Attributes:
        key: of `settlement_words.TABLES`, and in the facts.
        rows: as for people, names with units.
        all: every row, for ``<key>.csv`` and, as far as it holds them, the workbook; None where there are no others.
        open: rows that a person must look at, by status.
    """

    key: str
    rows: pl.DataFrame
    all: pl.DataFrame | None = None
    open: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """Everything that a settlement found.

    Attributes:
        beside: more facts.
        inputs: files that were read, and are never written.
    """

    tables: tuple[Told, ...] = ()
    beside: dict[str, Any] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return plain values: money in minor units."""
        tables = {table.key: table.rows.to_dicts() for table in self.tables}
        return {**tables, **self.beside, "to_be_looked_at": self._open()} if tables else {}

    def _open(self) -> list[dict[str, Any]]:
        """Return how many rows are to be looked at, by table and status."""
        return [
            {"table": table.key, "status": status, "rows": rows}
            for table in self.tables
            for status, rows in table.open.items()
        ]

    def sections(self, language: Language) -> list[Section]:
        """Return a section a table."""
        return [
            section(table.key, table.rows.to_dicts(), titles(table.rows.columns, language), language)
            for table in self.tables
        ]

    def sheets(self, language: Language) -> list[Sheet]:
        """Return a sheet a table, and one of the rows behind it."""
        words, made = say(TABLES, language), []
        for table in self.tables:
            behind = [] if table.all is None else [(f"{table.key}_lines", table.all.head(_ROWS_IN_WORKBOOK))]
            for key, frame in [(table.key, table.rows), *behind]:
                made.append(Sheet(words[key], _readable(frame, language), titles(frame.columns, language)))
        return made

    def write(
        self, outputs: Transaction, folder: Path, headings: Literal["canonical", "zh", "en"], *, force: bool
    ) -> None:
        """Write ``<key>.csv`` of the tables that have rows behind them."""
        for table in self.tables:
            if table.all is not None:
                output, frame = Output(folder / f"{table.key}.csv", force=force), whole(table.all)
                named_as = titles(frame.columns, headings, major=False)
                with make_sink(outputs.open(output), output, dict(frame.schema), named_as) as sink:
                    sink.write(sink.encode(frame))


def settle(tied: Tied, asked: Asked, returns: Sequence[str]) -> Settled:
    """Settle.

    Args:
        tied: as `commission.with_fees` returns it.
        returns: names of the return files, by the ``file`` of a returned line.

    Raises:
        UsageError, InputError: an invoice is nobody's, or cannot be read.
    """
    if not asked.invoices:
        return Settled()
    agencies = tied.placed.agencies
    found = invoices.find(asked.invoices, agencies)
    table, beside = _invoiced(tied, invoices.read(found, agencies), returns)
    return Settled((table,), beside, tuple(path for _, path in found))


def _invoiced(tied: Tied, read: invoices.Invoices, returns: Sequence[str]) -> tuple[Told, dict[str, Any]]:
    compared = invoice.compare(tied, read.lines, read.totals)
    sums = invoice_rows.sums(compared)
    wrong = sums.filter(pl.col("status") != invoice.STATUSES[-1])
    counted = wrong.group_by("status").agg(pl.col("invoice_lines").sum()).sort("status")
    table = Told(
        "invoice",
        named(sums),
        invoice_rows.written(tied, compared, read.names, returns),
        {str(status): lines for status, lines in counted.iter_rows()},
    )
    files = [{"file": name, "removed": gone} for name, gone in zip(read.names, read.removed, strict=True)]
    return table, {"invoices": files}


def _readable(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with statuses as people call them."""
    coded = [name for name in ("status", "item_status") if name in frame.columns]
    codes = {code: called(code, language) for name in coded for code in frame[name].unique().drop_nulls()}
    return frame.with_columns(pl.col(coded).replace(codes)) if codes else frame
