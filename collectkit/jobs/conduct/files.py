"""The outputs of conduct: breaches and doubts as CSV, the figures as JSON, a workbook and a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.conduct.totals import Totals
from collectkit.files import Output, Transaction, make_sink
from collectkit.files.book import Book
from collectkit.jobs.conduct import book as conduct_book
from collectkit.jobs.conduct import rows
from collectkit.jobs.figures import add
from collectkit.report.conduct import conduct_page
from collectkit.report.numbers import Language
from collectkit.report.page import html

BREACHES, EVIDENCE, UNKNOWN = "breaches.csv", "evidence.csv", "unknown.csv"
ROWS_AT_ONCE = 1 << 17


def write(
    outputs: Transaction,
    folder: Path,
    totals: Totals,
    names: rows.Names,
    facts: Mapping[str, Any],
    *,
    language: Language,
    force: bool,
) -> None:
    """Write ``breaches.csv``, ``unknown.csv``, ``conduct.json``, ``.xlsx`` and ``.html``.

    Args:
        facts: as `report.facts` returns them.
        language: of workbook and page.
    """

    def at(name: str) -> Output:
        return Output(folder / name, force=force)

    found = totals.breaches()
    _rows(outputs, at(BREACHES), names.breaches, _breaches(found, names))
    _rows(outputs, at(UNKNOWN), rows.UNKNOWN, (rows.unknown(totals.listed(), names),))
    outputs.write(at("conduct.json"), (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())
    first = rows.breaches(found.head(conduct_book.ROWS), names)
    with Book(outputs.open(at("conduct.xlsx"))) as book:
        for sheet in conduct_book.sheets(facts, first, language):
            add(book, sheet)
    outputs.write(at("conduct.html"), html(conduct_page(facts, language)))


def _breaches(found: pl.DataFrame, names: rows.Names) -> Iterator[pl.DataFrame]:
    for start in range(0, found.height, ROWS_AT_ONCE):
        yield rows.breaches(found.slice(start, ROWS_AT_ONCE), names, start)


def _rows(
    outputs: Transaction,
    output: Output,
    schema: Mapping[str, pl.DataType],
    pieces: Iterator[pl.DataFrame] | tuple[pl.DataFrame, ...],
) -> None:
    with make_sink(outputs.open(output), output, dict(schema), {}) as sink:
        for piece in pieces:
            sink.write(sink.encode(piece))
