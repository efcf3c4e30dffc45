"""The outputs of a reconciliation: all items as CSV, the figures as JSON, a workbook and a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from collectkit.files import Output, Transaction, make_sink
from collectkit.files.book import Book
from collectkit.jobs import reconciled_book, reconciled_page
from collectkit.jobs.figures import Sheet, add
from collectkit.jobs.reconciled import Given, named, window
from collectkit.reconcile import commission, written
from collectkit.reconcile.items import Tied
from collectkit.reconcile.order import in_order
from collectkit.report.page import Section, html
from collectkit.tables.items import headings as titles

Language = Literal["zh", "en"]
Headings = Literal["canonical", "zh", "en"]

ROWS_AT_ONCE = 1 << 17


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
    """Write ``items.csv``, ``reconciliation.json``, ``.xlsx`` and ``.html``.

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

    order = in_order(tied)
    files = written.Files([table.name for table in given.tables], [name for name, _ in given.ledgers])
    output = at("items.csv")
    named_as = titles(written.SCHEMA, headings, major=False)
    with make_sink(outputs.open(output), output, dict(written.SCHEMA), named_as) as sink:
        for piece in written.slices(tied, order, files, ROWS_AT_ONCE):
            sink.write(sink.encode(piece))
    outputs.write(at("reconciliation.json"), (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())
    places = written.first_of_each(tied, order, reconciled_book.EXCEPTIONS, reconciled_book.OF_EACH_STATUS)
    first = written.picked(tied, order, places, files)
    by_bucket = named(commission.totals(tied, by_bucket=True)) if given.rated else None
    with Book(outputs.open(at("reconciliation.xlsx"))) as book:
        for each in (*reconciled_book.sheets(facts, first, by_bucket, language), *sheets):
            add(book, each)
    shown = reconciled_page.page(first, given, window(tied), facts, language, sections)
    outputs.write(at("reconciliation.html"), html(shown))
