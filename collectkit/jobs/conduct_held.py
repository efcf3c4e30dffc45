"""Contacts that were read, held against rules part by part; what was found is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from collectkit.conduct.checking import check
from collectkit.conduct.contacts import Part, Run
from collectkit.conduct.gathering import gather
from collectkit.conduct.rule import Rule
from collectkit.conduct.totals import Totals
from collectkit.errors import InputError
from collectkit.files import Output, Transaction, make_sink, private
from collectkit.jobs import conduct_files, conduct_rows
from collectkit.jobs.conduct_report import SEVERITIES, ConductReport, facts
from collectkit.report.numbers import Language


class Book(Protocol):
    """Contacts that were read: see `contacts.read`."""

    @property
    def run(self) -> Run:
        """What holds for all of them."""

    @property
    def files(self) -> Sequence[str]:
        """What the tables are called that were read."""

    @property
    def told(self) -> Mapping[str, Any]:
        """What was read of each, and what of it is no contact."""

    def parts(self) -> Iterator[Part]:
        """Yield the contacts of some debtors after others; each part is released before the next."""

    def token(self, contacts: pl.DataFrame) -> pl.Series:
        """Return what the accounts of contacts are called in outputs, from their ``agency`` and ``account``."""


def hold(
    book: Book,
    rules: Sequence[Rule],
    folder: Path,
    *,
    as_of: date,
    inputs: Sequence[Path | None] = (),
    language: Language = "zh",
    creditor: str = "",
    force: bool = False,
) -> ConductReport:
    """Hold contacts against rules, and write the outputs to *folder*, all or none.

    Args:
        as_of: the day that `Run.now` ends.
        inputs: files that were read; none of them is written.
        language: of the workbook and the page.

    Raises:
        InputError: there are no contacts.
        OutputError: an output cannot be written.
    """
    ordered = sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity))
    names = conduct_rows.Names(book.run, ordered, book.files, book.token)
    private.make_folder(folder)
    with Transaction(inputs) as outputs:
        totals = _check(outputs, Output(folder / conduct_files.EVIDENCE, force=force), book, ordered, names)
        found = facts(totals, book.run, ordered, book.files, book.told, as_of, creditor)
        conduct_files.write(outputs, folder, totals, names, found, language=language, force=force)
    return ConductReport(found)


def _check(
    outputs: Transaction, evidence: Output, book: Book, rules: Sequence[Rule], names: conduct_rows.Names
) -> Totals:
    """Hold each part against each rule, and write the contacts that are evidence."""
    totals, contacts = Totals(), 0
    with make_sink(outputs.open(evidence), evidence, dict(conduct_rows.EVIDENCE), {}) as sink:
        for part in book.parts():
            piece = gather(part, [check(rule, part) for rule in rules], totals.evidence)
            sink.write(sink.encode(conduct_rows.evidence(piece.evidence, names, totals.evidence)))
            totals.add(piece)
            contacts += part.contacts.height
    if not contacts:
        raise InputError("no contacts in what was read", hint="conduct reads records of the family CON, and call logs")
    return totals
