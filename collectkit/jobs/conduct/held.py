"""Contacts that were read, held against rules part by part; what was found is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from collectkit.conduct.contacts import Part, Run
from collectkit.conduct.rule import Rule
from collectkit.conduct.whole import check_all
from collectkit.errors import InputError
from collectkit.files import Output, Transaction, make_sink, private
from collectkit.jobs.conduct import audit as conduct_audit
from collectkit.jobs.conduct import files as conduct_files
from collectkit.jobs.conduct import rows as conduct_rows
from collectkit.jobs.conduct.report import SEVERITIES, ConductReport, facts
from collectkit.jobs.stream import in_order
from collectkit.report.numbers import Language

THREADS = 2
"""So many parts are held against the rules at once, while the next one is made; more of them only cost memory."""


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

    def of_contacts(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Return what stands in texts (``file``, ``row``) where their contacts do, when all parts were given out."""

    def token(self, contacts: pl.DataFrame) -> pl.Series:
        """Return what the accounts of contacts are called in outputs, from their ``agency`` and ``account``."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who reads the outputs, and what they may see.

    Attributes:
        language: of the workbook and the page.
        texts: what phrases say: `phrases.TEXTS`; None: it is not shown.
    """

    language: Language = "zh"
    creditor: str = ""
    texts: pl.DataFrame | None = None


def hold(
    book: Book,
    rules: Sequence[Rule],
    folder: Path,
    *,
    as_of: date,
    inputs: Sequence[Path | None] = (),
    shown: Shown | None = None,
    audit: conduct_audit.Wanted | None = None,
    force: bool = False,
) -> ConductReport:
    """Hold contacts against rules, and write the outputs to *folder*, all or none.

    Args:
        as_of: the day that `Run.now` ends.
        inputs: files that were read; none of them is written.
        audit: what sample is drawn for people to look at; None for none.

    Raises:
        InputError: there are no contacts.
        UsageError: fewer are to be drawn than there are strata.
        OutputError: an output cannot be written.
    """
    of = shown or Shown()
    ordered = tuple(sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)))
    names = conduct_rows.Names(book.run, ordered, book.files, book.token, of.texts)
    draw = None if audit is None else conduct_audit.Drawing(book.run, audit, book.token)
    private.make_folder(folder)
    with Transaction(inputs) as outputs:
        output = Output(folder / conduct_files.EVIDENCE, force=force)
        with make_sink(outputs.open(output), output, dict(conduct_rows.EVIDENCE), {}) as sink:
            checked = check_all(
                book.parts(),
                ordered,
                lambda rows, before: sink.write(sink.encode(conduct_rows.evidence(rows, names, before))),
                draw.add if draw else None,
                shared=partial(in_order, threads=THREADS),
            )
        if names.texts is not None:
            names = replace(names, texts=book.of_contacts(names.texts))
        if not checked.totals.contacts:
            raise InputError("no contacts in what was read", hint="conduct reads records of the family CON")
        found = facts(checked, book.run, ordered, book.files, book.told, as_of, of.creditor)
        if draw:
            found["audit"] = draw.write(outputs, folder, names, as_of=as_of, language=of.language, force=force)
        conduct_files.write(outputs, folder, checked.totals, names, found, language=of.language, force=force)
    return ConductReport(found)
