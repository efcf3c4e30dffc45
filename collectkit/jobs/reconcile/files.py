"""The outputs of a reconciliation: all items as CSV, the figures as JSON, a workbook and a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import polars as pl

from collectkit.files import Output, Transaction, make_sink
from collectkit.files.book import Book
from collectkit.jobs.figures import Sheet, add
from collectkit.jobs.reconcile import book as reconciled_book
from collectkit.jobs.reconcile import page
from collectkit.jobs.reconcile.reconciled import Given, named, window
from collectkit.reconcile import written
from collectkit.reconcile.items import Tied
from collectkit.reconcile.order import in_order
from collectkit.report.numbers import Language
from collectkit.report.page import Section, html
from collectkit.tables.items import Headings
from collectkit.tables.items import headings as titles

ROWS_AT_ONCE = 1 << 17
ROWS_IN_WORKBOOK = 2_000
"""How many rows behind a table a workbook shows; all of them are in a file."""


class Part(Protocol):
    """What belongs to a reconciliation beside its items: records, the settlement."""

    def sections(self, language: Language) -> Sequence[Section]:
        """Return what the page shows, behind the commission."""

    def sheets(self, language: Language) -> Sequence[Sheet]:
        """Return what the workbook shows, behind all other sheets."""

    def write(self, outputs: Transaction, folder: Path, headings: Headings, *, force: bool) -> None:
        """Write the rows behind it."""


def write(
    outputs: Transaction,
    folder: Path,
    tied: Tied,
    given: Given,
    facts: Mapping[str, Any],
    due: pl.DataFrame | None,
    *,
    parts: Sequence[Part],
    language: Language,
    headings: Headings,
    force: bool,
) -> None:
    """Write ``items.csv``, ``reconciliation.json``, ``.xlsx`` and ``.html``, and the files of the parts.

    Args:
        tied: as `commission.with_fees` returns it.
        facts: as `reconciled.facts` returns them, and those of the parts.
        due: as `commission.totals` returns it; None without rates.
        language: of workbook and page.
        headings: of ``items.csv`` and the files of the parts.
    """

    def at(name: str) -> Output:
        return Output(folder / name, force=force)

    order = in_order(tied)
    files = written.Files([table.name for table in given.tables], [name for name, _ in given.ledgers])
    pieces = written.slices(tied, order, files, ROWS_AT_ONCE)
    write_rows(outputs, at("items.csv"), written.SCHEMA, pieces, headings)
    outputs.write(at("reconciliation.json"), (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())
    places = written.first_of_each(tied, order, reconciled_book.EXCEPTIONS, reconciled_book.OF_EACH_STATUS)
    first = written.picked(tied, order, places, files)
    by_bucket = None if due is None else named(due)
    with Book(outputs.open(at("reconciliation.xlsx"))) as book:
        for each in reconciled_book.sheets(facts, first, by_bucket, language):
            add(book, each)
        for each in (sheet for part in parts for sheet in part.sheets(language)):
            add(book, each)
    sections = [section for part in parts for section in part.sections(language)]
    shown = page.page(first, given, window(tied), facts, language, sections)
    outputs.write(at("reconciliation.html"), html(shown))
    for part in parts:
        part.write(outputs, folder, headings, force=force)


def write_rows(
    outputs: Transaction,
    output: Output,
    schema: Mapping[str, pl.DataType],
    pieces: Iterable[pl.DataFrame],
    headings: Headings,
    more: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> None:
    """Write a table piece by piece; money and rates stand in their units, which headings name.

    Args:
        more: headings beside those of `tables.items`.
    """
    named_as = titles(schema, headings, major=False, more=more)
    with make_sink(outputs.open(output), output, dict(schema), named_as) as sink:
        for piece in pieces:
            sink.write(sink.encode(piece))
