"""What a settlement found, in every form: figures, a section and a sheet a table, and a file of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Output, Transaction
from collectkit.files.book import Chart
from collectkit.jobs.figures import Sheet, whole
from collectkit.jobs.reconcile.files import ROWS_IN_WORKBOOK, write_rows
from collectkit.report.numbers import Language
from collectkit.report.page import Section
from collectkit.report.settlement import CODED, called, section
from collectkit.report.settlement_words import TABLES
from collectkit.report.words import say
from collectkit.tables.items import Headings
from collectkit.tables.items import headings as titles
from collectkit.tables.settlements import IN_HOUSE


@dataclass(frozen=True, slots=True)
class Told:
    """One table.

    Attributes:
        key: of `settlement_words.TABLES`, and in the facts.
        rows: as for people, names with units.
        all: every row, for ``<key>.csv`` and, as far as it holds them, the workbook; None where there are no others.
        open: rows that a person must look at, by status.
        drawn: columns of money that the workbook shows as bars, an agency each; none for no chart.
    """

    key: str
    rows: pl.DataFrame
    all: pl.DataFrame | None = None
    open: dict[str, int] = field(default_factory=dict)
    drawn: tuple[str, ...] = ()


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
        """Return plain values: money in minor units, days as text; nothing where nothing was settled."""
        if not self.tables:
            return {}
        days = pl.selectors.date().cast(pl.String)
        tables = {table.key: table.rows.with_columns(days).to_dicts() for table in self.tables}
        return {**tables, **self.beside, "to_be_looked_at": self._open()}

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
            behind = [] if table.all is None else [(f"{table.key}_lines", table.all.head(ROWS_IN_WORKBOOK))]
            for key, frame in [(table.key, table.rows), *behind]:
                chart = Chart(words[key], "agency", table.drawn) if table.drawn and frame is table.rows else None
                named_as = titles(frame.columns, language)
                made.append(Sheet(words[key], _readable(frame, language), named_as, chart=chart))
        return made

    def write(self, outputs: Transaction, folder: Path, headings: Headings, *, force: bool) -> None:
        """Write ``<key>.csv`` of the tables that have rows behind them."""
        for table in self.tables:
            if table.all is not None:
                output, frame = Output(folder / f"{table.key}.csv", force=force), whole(table.all)
                write_rows(outputs, output, frame.schema, [frame], headings)


def _readable(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with codes as people call them."""
    coded = [name for name in CODED if name in frame.columns]
    codes = {code: called(code, language) for name in coded for code in frame[name].unique().drop_nulls()}
    house = pl.col("agency").replace({IN_HOUSE: called(IN_HOUSE, language)})
    return frame.with_columns(pl.col(coded).replace(codes), *([house] if "agency" in frame.columns else []))
