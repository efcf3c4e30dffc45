"""Turns a lender's files into canonical accounts: every row goes to the accounts, the rejects or a count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, Output, Transaction, open_source, private
from collectkit.ingest import amendments, needs
from collectkit.ingest import mapping as mapping_file
from collectkit.ingest import rejects as rejected
from collectkit.ingest.kept import choose, is_kept
from collectkit.ingest.limit import Limit
from collectkit.ingest.plan import Terms
from collectkit.ingest.report import IngestReport, make
from collectkit.ingest.standards import NO_STANDARDS, Ceiling, Standards
from collectkit.jobs.ingest import ingested
from collectkit.jobs.ingest.ingested import Repairs, Targets, Writer
from collectkit.jobs.ingest.intake import Intake
from collectkit.jobs.ingest.portfolio import Portfolio, open_portfolios
from collectkit.jobs.ingest.received import Papers
from collectkit.jobs.ingest.taken import registered
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.segment import schemes
from collectkit.jobs.settings import Settings
from collectkit.jobs.stream import Progress
from collectkit.mask.cells import Cells
from collectkit.mask.operators.codes import Token
from collectkit.mask.scan.headers import labels
from collectkit.report.received import File
from collectkit.segment.days import bucket
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import NO_OVERRIDES, HeaderMap, match
from collectkit.tables.titles import Headings

__all__ = ["IngestReport", "Papers", "Repairs", "repairs_for", "run", "standards_of"]


def run(
    inputs: Sequence[Input],
    output: Output,
    *,
    rejects: Output | None = None,
    mapping: Path | None = None,
    write_mapping: Output | None = None,
    as_of: date | None = None,
    today: date | None = None,
    max_rejects: str | None = None,
    keep_damaged: bool = False,
    newest: bool = False,
    amend: Input | None = None,
    repairs: Repairs | None = None,
    standards: Standards = NO_STANDARDS,
    register: Path | None = None,
    region: str | None = "CN",
    headings: Headings = "canonical",
    keep: Sequence[str] = (),
    papers: Papers | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Read the inputs, in order, into one table of accounts. Whether there are too many rejects, the report knows.

    Args:
        inputs: files, folders, queries, or standard input.
        output: where the accounts go.
        rejects: where the rejected rows go; they are counted either way.
        mapping: a mapping file, stronger than the known headers.
        write_mapping: where to save the mapping; it is there even when the run fails after that.
        as_of: the date of the portfolio; must agree with its own date column.
        today: a portfolio of a later day is not written down as taken, and refused.
        max_rejects: ``0.5%`` or a number, for `IngestReport.check`.
        keep_damaged: keep an account whose ID number a spreadsheet damaged, without the ID number.
        newest: of several states of an account, keep the newest.
        amend: the rejects of these inputs, corrected by a person.
        repairs: where the list of what the creditor should mend goes.
        standards: what the creditor holds accounts against.
        register: the file in which inputs that were taken are written down (`taken`).
        region: the country of telephone numbers without ``+``.
        headings: what the columns are called.
        keep: headers without a field, whose columns the accounts get all the same, as text.
        papers: what is wanted beside the accounts: a page of what was received, a portfolio tape.
        progress: told the rows, and how much of the input is read.

    Raises:
        InputError: an input cannot be read, was taken before, lacks a needed column, or there is no account in it,
            or a column cannot be kept.
        OutputError: an output cannot be written.
        RulesError: the mapping is wrong.
        UsageError: `max_rejects` is neither a share nor a number.
    """
    limit, papers = Limit.parse(max_rejects), papers or Papers()
    papers.check()
    overrides = mapping_file.parse(private.read_text(mapping), mapping.name) if mapping else NO_OVERRIDES
    paths = [*(source.file for source in (*inputs, *([amend] if amend else []))), mapping, register]
    paths += [repairs.keyring] if repairs else []
    reports: list[IngestReport] = []
    with contextlib.ExitStack() as stack:
        check = stack.enter_context(registered(inputs, register, force=output.force, today=today))
        portfolios = [one for source in inputs for one in open_portfolios(source, overrides, stack)]
        if write_mapping is not None:
            _save(mapping_file.write(one.headers for one in portfolios), write_mapping, paths)
        for one in portfolios:
            match(one.header, overrides, name=one.name, mapped=True)
        found = ((one.name, one.headers, labels(one.header)) for one in portfolios)
        needs.check(found, dated=as_of is not None)
        schema = needs.schema([one.headers for one in portfolios])
        titles = ingested.named(schema, portfolios, headings, major=output.major_units)
        intake = Intake(
            portfolios,
            schema,
            region=region,
            terms=Terms(as_of, keep_damaged, standards, mending=repairs is not None),
            newest=newest,
            amended=_amended(amend, portfolios),
            kept=choose(keep, [one.headers for one in portfolios], {*schema, *titles.values()}),
        )

        def tell(outputs: Transaction, writer: Writer) -> None:
            lost = mapping_file.unmet(overrides, [one.headers for one in writer.portfolios])
            reports.append(_told(outputs, writer, papers, as_of, limit, lost))

        targets = Targets(output, rejects, repairs, papers, titles, progress)
        ingested.write(
            partial(Transaction, [*paths, write_mapping.path if write_mapping else None]), intake, targets, check, tell
        )
    return reports[-1]


def standards_of(settings: Settings) -> Standards:
    """Return what a workspace holds accounts against.

    Raises:
        RulesError: there is no such scheme, or it is wrong.
    """
    scheme = schemes.load(settings.scheme)
    ceilings = [Ceiling(one.ppm, one.disbursed_from) for one in settings.ingest.rate_ceilings]
    return Standards(ceilings, scheme.labels, lambda days, as_of: bucket(days, scheme, as_of))


def repairs_for(output: Output, recipient: str | None, keys: Callable[[], Keys]) -> Repairs:
    """Return where the list of what the creditor should mend goes, with tokens for *recipient*.

    Args:
        keys: opens the keyring.

    Raises:
        UsageError: nobody is named.
        KeyringError: the keyring cannot be opened, or does not know the recipient.
    """
    if recipient is None:
        raise UsageError("--repairs: the list is by token: for whom?", hint="name the recipient with --for")
    opened, known = keys(), ACCOUNTS["account_id"]
    minter = opened.ring.minter(recipient)
    return Repairs(output, lambda ids: Token().apply(Cells(ids, known, None, None, minter)), opened.file)


def _told(
    outputs: Transaction, writer: Writer, papers: Papers, as_of: date | None, limit: Limit, lost: Sequence[str]
) -> IngestReport:
    """Return the report, and write what is wanted beside the accounts; *lost*: notes of the mapping."""
    formats = [one.kind for one in writer.portfolios]
    headers = [one.headers for one in writer.portfolios]
    several = len(writer.portfolios) > 1
    notes = [f"{one.name}: {note}" if several else note for one in writer.portfolios for note in one.notes]
    encodings = [encoding for _, encoding in writer.files if encoding is not None]
    unmapped = [name for found in headers for name in _unmapped(found, writer.kept)]
    made = make(writer.tally, headers, unmapped, [*notes, *lost], as_of, formats, encodings, limit)
    personal, kept = writer.personal, [*writer.kept]
    report = replace(made, contradictions=writer.contradictions, personal_unmapped=personal, kept=kept)
    files = [
        File(one.file, one.kind, encoding, one.sheet, rows)
        for one, (rows, encoding) in zip(writer.portfolios, writer.files, strict=True)
    ]
    papers.write(outputs, report, writer.tally, writer.portfolios, files, writer.taping)
    return report


def _save(text: str, output: Output, inputs: Sequence[Path | None]) -> None:
    with Transaction(inputs) as outputs:
        outputs.write(output, text.encode())


def _amended(amend: Input | None, portfolios: Sequence[Portfolio]) -> dict[str, amendments.Amendments]:
    """Read the corrected rejects."""
    if amend is None:
        return {}
    headers = {one.name: one.header for one in portfolios}
    if len(headers) < len(portfolios):
        raise InputError("--amend: two inputs have one name: of which is a row?", hint="give them different names")
    with open_source(amend, rejected.find_header) as source:
        return amendments.read(list(source.batches()), source.header, headers, source.name)


def _unmapped(headers: HeaderMap, kept: Collection[str]) -> list[str]:
    """Return the headers that mean nothing to us, as they may be shown: one may be a value."""
    names = labels([column.header for column in headers.columns])
    return [
        name
        for name, column in zip(names, headers.columns, strict=True)
        if not column.field and not is_kept(column, kept)
    ]
